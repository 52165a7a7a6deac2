"""How far a job is, told as it goes: server-sent events that end after a minute."""

import time
from collections.abc import Callable, Iterator
from threading import BoundedSemaphore
from typing import Any

import orjson
from flask import Response, stream_with_context

READERS = 3
"""Readers that each hold one thread of the server; another one is told once and comes back."""
LONGEST = 60.0  # seconds of one answer; the page then connects again
BEAT = 0.25  # seconds between two looks
RETRY = 2000  # milliseconds until a page connects again

_readers = BoundedSemaphore(READERS)


def events(look: Callable[[], dict[str, Any]]) -> Response:
    """Tell what `look` returns whenever it changes, and ``end`` when the job has ended."""
    return Response(
        stream_with_context(_messages(look)),
        content_type="text/event-stream; charset=utf-8",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _messages(look: Callable[[], dict[str, Any]]) -> Iterator[bytes]:
    yield f"retry: {RETRY}\n\n".encode()
    has_place = _readers.acquire(blocking=False)
    try:
        until = time.monotonic() + (LONGEST if has_place else 0.0)
        told: dict[str, Any] = {}
        while True:
            seen = look()
            if seen != told:
                told = seen
                yield b"data: " + orjson.dumps(seen) + b"\n\n"
            if seen["state"] not in ("queued", "running"):
                yield b"event: end\ndata: {}\n\n"
                return
            if time.monotonic() >= until:
                return
            time.sleep(BEAT)
    finally:
        if has_place:
            _readers.release()
