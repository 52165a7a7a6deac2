"""Two periods are set against each other, pair by pair, and what is only chance is said to be."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pandas as pd
import pytest

from graph.local_store import LocalStore
from tests.checked import write_checked
from tests.queries.asked import ask

HALF = datetime(2022, 5, 16, tzinfo=UTC)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    """Return a load in which 乙 takes three times as long from the middle of the month on."""
    draw, steps = Random(5), []
    for n in range(400):
        start = datetime(2022, 5, 2, tzinfo=UTC) + timedelta(hours=n * 1.6)
        end = start + timedelta(hours=1)
        receiver = ("乙", "丙", "丁")[n % 3] if n % 40 else "戊"
        wait = draw.expovariate(1 / 5) * (3 if receiver == "乙" and end >= HALF else 1)
        steps += [_step(n, 0, "甲", start, end), _step(n, 1, receiver, end, end, wait)]
    folder = tmp_path_factory.mktemp("comparison")
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


def by_receiver(store: LocalStore, **raw: str) -> dict[str, dict[str, Any]]:
    return {row["receiver"]: row for row in ask(store, "comparison", **raw)}


def test_only_the_pair_that_changed_is_called_slower(store: LocalStore) -> None:
    rows = by_receiver(store, since=HALF.isoformat())
    assert {name: row["change"] for name, row in rows.items()} == {
        "乙": "slower",
        "丙": "same",
        "丁": "same",
        "戊": "scarce",
    }
    assert next(iter(rows)) == "乙"
    slower = rows["乙"]
    assert 0 < slower["difference_low"] < slower["difference"] < slower["difference_high"]
    assert slower["p"] < 0.001
    assert rows["戊"]["p"] is rows["戊"]["difference"] is None


def test_means_and_counts_are_those_of_the_handoffs(store: LocalStore) -> None:
    handoffs = pd.DataFrame(ask(store, "handoffs", sender="甲"))
    later = handoffs["sent"] >= HALF
    for name, row in by_receiver(store, since=HALF.isoformat()).items():
        its = handoffs["receiver"] == name
        assert row["waits_before"] == (its & ~later).sum()
        assert row["waits"] == (its & later).sum()
        assert row["mean_wait"] == pytest.approx(handoffs.loc[its & later, "wait"].mean())
        assert row["mean_before"] == pytest.approx(handoffs.loc[its & ~later, "wait"].mean())


def test_without_a_date_the_time_of_the_data_is_halved(store: LocalStore) -> None:
    rows = by_receiver(store)
    counts = [sum(row[name] for row in rows.values()) for name in ("waits_before", "waits")]
    assert sum(counts) == 400
    assert min(counts) > 150


def test_the_time_before_can_be_cut(store: LocalStore) -> None:
    every, cut = (
        by_receiver(store, since=HALF.isoformat(), **more)
        for more in ({}, {"before_since": "2022-05-10"})
    )
    assert all(0 < cut[name]["waits_before"] < row["waits_before"] for name, row in every.items())
    assert all(cut[name]["waits"] == row["waits"] for name, row in every.items())
