"""Events of a job end with it, after a while, and do not take all threads of the server."""

from typing import Any

import orjson
import pytest
from flask import Flask

from web.jobs import events as job_events


def messages(states: list[str]) -> list[str]:
    """Return the messages about a job that goes through `states`."""
    left = iter(states)

    def look() -> dict[str, Any]:
        return {"state": next(left, states[-1])}

    with Flask("test").test_request_context():
        answer = job_events.events(look)
        return b"".join(answer.iter_encoded()).decode().split("\n\n")[:-1]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_events, "BEAT", 0.001)


def test_each_change_is_told_once_and_the_end_last() -> None:
    told = messages(["queued", "running", "running", "done"])

    assert told[0] == f"retry: {job_events.RETRY}"
    data = [orjson.loads(each.removeprefix("data: "))["state"] for each in told[1:-1]]
    assert data == ["queued", "running", "done"]
    assert told[-1].startswith("event: end")


def test_an_answer_ends_after_a_while_and_the_page_comes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(job_events, "LONGEST", 0.02)

    assert [each.split(":")[0] for each in messages(["running"])] == ["retry", "data"]


def test_a_reader_too_many_is_told_once_and_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_events, "LONGEST", 30.0)
    running = {"state": "running"}
    with Flask("test").test_request_context():
        answers = [job_events.events(lambda: running) for _ in range(job_events.READERS)]
        readers = [iter(answer.iter_encoded()) for answer in answers]
        for reader in readers:
            assert (next(reader), next(reader)[:4]) == (
                f"retry: {job_events.RETRY}\n\n".encode(),
                b"data",
            )

        assert [each.split(":")[0] for each in messages(["running"])] == ["retry", "data"]

        for answer in answers:
            answer.close()
    monkeypatch.setattr(job_events, "LONGEST", 0.02)
    assert job_events._readers.acquire(blocking=False)  # the places are free again
    job_events._readers.release()
