"""Waiting for a server no longer than is sensible: one that is frozen takes all and says nothing.

The driver itself waits as long as the server advises, two minutes, and then tries again.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


class SilentError(OSError):
    """Nothing was heard for longer than one waits."""


def within(seconds: float, work: Callable[[Callable[[], None]], T]) -> T:
    """Return what `work` returns; it calls its argument whenever something was heard.

    Raises `SilentError` where nothing was heard for so many seconds. The work is then left to
    itself: it ends when the driver gives up, and nobody waits for it, not even the process.

    >>> within(5, lambda heard: "answer")
    'answer'
    >>> within(0.01, lambda heard: time.sleep(0.1))
    Traceback (most recent call last):
    graph.neo4j_patience.SilentError: no answer for 0.01 s
    """
    heard_at = [time.monotonic()]

    def heard() -> None:
        heard_at[0] = time.monotonic()

    answer: Future[T] = Future()
    Thread(target=_work, args=(answer, work, heard), daemon=True).start()
    while not answer.done():
        left = heard_at[0] + seconds - time.monotonic()
        if left <= 0:
            raise SilentError(f"no answer for {seconds:g} s")
        wait_for([answer], left)
    return answer.result()


def _work(
    answer: Future[T], work: Callable[[Callable[[], None]], T], heard: Callable[[], None]
) -> None:
    try:
        answer.set_result(work(heard))
    except BaseException as error:  # it is raised where the answer is waited for
        answer.set_exception(error)
