"""A worker or a server that is killed: what was loaded stays, and the next file is loaded."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pandas as pd
import pytest

from graph.database import open_database
from graph.local_store import LocalStore
from loaders.importing import import_upload
from tests.browser.served import Served, serve
from tests.web.conftest import LOG
from web.jobs.queue import Jobs

MANY = 100_000  # steps of a log that takes some seconds
PATIENCE = 60.0  # seconds


@pytest.fixture(scope="module")
def long_log() -> bytes:
    step = pd.RangeIndex(MANY).to_series()
    columns = {
        "case": step // 5,
        "activity": "环节" + (step % 5).astype(str),
        "department": "部门" + (step % 7).astype(str),
        "end": pd.Timestamp("2022-01-04 09:00") + pd.to_timedelta(step, unit="min"),
    }
    return pd.DataFrame(columns).to_csv(index=False).encode()


@pytest.fixture
def home(own_store: LocalStore, tmp_path: Path) -> Path:
    """Return a home with one load, the active one."""
    (tmp_path / "first.csv").write_text(LOG, "utf-8")
    import_upload(own_store, tmp_path / "first.csv")
    return own_store.home


@pytest.fixture
def site(home: Path) -> Iterator[Served]:
    with serve(home) as served:
        yield served


def send(site: Served, name: str, text: bytes) -> int:
    """Send a file as a program does; return the number of its job."""
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + text + b"\r\n--b--\r\n"
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    with urlopen(Request(f"{site.url}/api/v1/loads", body, kind), timeout=30) as answer:
        return int(json.load(answer)["job"])


def state(site: Served, job: int) -> dict[str, Any]:
    told = json.loads(site.read(f"/api/v1/jobs/{job}"))
    assert isinstance(told, dict)
    return told


def until(site: Served, job: int, holds: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """Wait until something holds of a job."""
    late = time.monotonic() + PATIENCE
    while time.monotonic() < late:
        told = state(site, job)
        if holds(told):
            return told
        time.sleep(0.05)
    pytest.fail(f"still {told}")


def is_counting(told: dict[str, Any]) -> bool:
    return told["state"] == "running" and told["step"] in ("clean", "check") and told["done"] > 0


def has_ended(told: dict[str, Any]) -> bool:
    return told["state"] not in ("queued", "running")


def kill_worker(home: Path, job: int) -> None:
    process = Jobs(open_database(home), home).get(job).process
    assert process
    os.kill(process, signal.SIGKILL)


def active(site: Served) -> str:
    return LocalStore(site.home).load().load_id


def check_broken_off(site: Served, job: int) -> None:
    told = until(site, job, has_ended)
    assert (told["state"], told["load"]) == ("failed", None)
    assert told["message"].startswith("装载进程意外结束")
    assert "原来启用的批次不变。请重新上传" in site.read(f"/data/jobs/{job}")


def check_loaded_next(site: Served, later: int, before: str) -> None:
    done = until(site, later, has_ended)
    assert done["state"] == "done"
    loads = [load.load_id for load in LocalStore(site.home).loads()]
    assert loads == [done["load"], before]  # of the file broken off nothing is left
    assert not list((site.home / "loads").glob(".incoming-*"))


def test_a_killed_worker_breaks_off_its_job_and_the_next_file_is_loaded(
    site: Served, long_log: bytes
) -> None:
    before = active(site)
    job = send(site, "long.csv", long_log)
    later = send(site, "later.csv", LOG.encode())
    until(site, job, is_counting)

    kill_worker(site.home, job)

    assert active(site) == before
    check_broken_off(site, job)
    check_loaded_next(site, later, before)


def test_after_a_loss_of_power_the_job_is_told_as_broken_off_and_the_next_one_begins(
    site: Served, long_log: bytes
) -> None:
    before = active(site)
    job = send(site, "long.csv", long_log)
    later = send(site, "later.csv", LOG.encode())
    until(site, job, is_counting)

    site.kill()
    kill_worker(site.home, job)

    assert active(site) == before
    with serve(site.home) as again:
        check_broken_off(again, job)
        check_loaded_next(again, later, before)


def test_a_killed_server_does_not_take_the_load_at_work_with_it(
    site: Served, long_log: bytes
) -> None:
    job = send(site, "long.csv", long_log)
    until(site, job, is_counting)

    site.kill()

    with serve(site.home) as again:
        done = until(again, job, has_ended)
    assert done["state"] == "done"
    assert active(site) == done["load"]


def children(site: Served) -> list[int]:
    return [
        int(child)
        for task in Path(f"/proc/{site.process.pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]


def test_a_server_that_crashes_answers_again_by_itself(site: Served) -> None:
    before = site.read("/api/v1/queries/handovers")
    (serving,) = children(site)
    os.kill(serving, signal.SIGSEGV)

    late = time.monotonic() + PATIENCE
    while serving in children(site) and time.monotonic() < late:
        time.sleep(0.05)
    while time.monotonic() < late:
        try:
            assert site.read("/api/v1/queries/handovers") == before
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
        else:
            break
    assert site.process.poll() is None
    assert site.read("/healthz")
