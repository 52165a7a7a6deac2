"""A load in which one of four receivers becomes slow in the middle of a month."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from graph.local_store import LocalStore
from tests.checked import write_checked

HALF = datetime(2022, 5, 16, tzinfo=UTC)


def changed_load(folder: Path) -> LocalStore:
    """Return a store in `folder` with a load in which 乙 takes three times as long from `HALF` on.

    甲 hands 400 cases to 乙, 丙 and 丁 in turn, and ten of them to 戊.
    """
    draw, steps = Random(5), []
    for n in range(400):
        start = datetime(2022, 5, 2, tzinfo=UTC) + timedelta(hours=n * 1.6)
        end = start + timedelta(hours=1)
        receiver = ("乙", "丙", "丁")[n % 3] if n % 40 else "戊"
        wait = draw.expovariate(1 / 5) * (3 if receiver == "乙" and end >= HALF else 1)
        steps += [_step(n, 0, "甲", start, end), _step(n, 1, receiver, end, end, wait)]
    store = LocalStore(folder / "home")
    store.add(write_checked(folder / "checked", steps, calendar_name="none"))
    return store


def _step(
    n: int, place: int, department: str, start: datetime, end: datetime, wait: float = 0
) -> dict[str, Any]:
    begun = start + timedelta(hours=wait)
    return {
        "case_id": f"{n:03}",
        "activity": "办" if place else "收",
        "department_id": department,
        "started_at": begun,
        "finished_at": begun + timedelta(hours=0.5) if place else end,
    }
