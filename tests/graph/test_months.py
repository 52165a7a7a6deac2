"""Waiting by month and by length, against a slow way over objects."""

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import numpy as np
import pyarrow as pa
import pytest

from graph.local_store import LocalStore
from graph.month_begins import month_numbers
from graph.months import month_number, month_text
from queries.run import run_all
from tests.queries.asked import ask
from tests.queries.test_handovers_equal_handoffs import write_chance
from tests.web.conftest import add_log

INSTANTS = [
    datetime(2022, 5, 31, 15, 59, 59, tzinfo=UTC),
    datetime(2022, 5, 31, 15, 59, 59, 700_000, tzinfo=UTC),
    datetime(2022, 5, 31, 16, 0, tzinfo=UTC),
    datetime(2000, 2, 29, 16, 0, tzinfo=UTC),
    datetime(1991, 8, 31, 15, 30, tzinfo=UTC),  # summer time in Shanghai
    datetime(2023, 12, 31, 22, 59, 59, tzinfo=UTC),
    datetime(2024, 3, 31, 1, 0, tzinfo=UTC),
]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    store = LocalStore(tmp_path_factory.mktemp("busy"))
    store.add(write_chance(tmp_path_factory.mktemp("chance")))
    return store


@pytest.mark.parametrize(
    "zone", ["Asia/Shanghai", "UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Auckland"]
)
def test_the_month_is_that_of_the_wall_clock(zone: str) -> None:
    draw = np.random.default_rng(5)
    chance = [
        datetime.fromtimestamp(int(second), UTC)
        for second in draw.integers(700_000_000, 1_700_000_000, 2_000)
    ]
    instants = [*INSTANTS, *chance]
    column = pa.array(instants, pa.timestamp("us", "UTC"))
    table = ibis.memtable(pa.table({"place": range(len(instants)), "at": column}))
    number = month_number(table["at"], zone, datetime(2024, 1, 1, tzinfo=UTC))
    months = table.select("place", month=month_text(number)).order_by("place").to_pyarrow()

    told = [f"{at.astimezone(ZoneInfo(zone)):%Y-%m}" for at in instants]
    assert months["month"].to_pylist() == told
    seconds = np.array([int(at.timestamp()) for at in instants])
    found = month_numbers(seconds, zone, datetime(2024, 1, 1, tzinfo=UTC)).tolist()
    assert [f"{number // 12}-{number % 12 + 1:02}" for number in found] == told


@pytest.mark.parametrize("raw", [{}, {"clock": "calendar"}, {"rule": "consecutive"}])
def test_every_month_has_the_waits_that_became_possible_in_it(
    raw: dict[str, str], busy: LocalStore
) -> None:
    months: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in ask(busy, "handoffs", **raw):
        months[_month(busy, row)].append(row)

    answers = ask(busy, "trend", **raw)

    assert [row["month"] for row in answers] == sorted(months)
    for row in answers:
        rows = months[row["month"]]
        waits = [each["wait"] for each in rows if each["wait"] is not None]
        assert row["handoffs"] == len(rows)
        assert row["cases"] == len({each["case"] for each in rows})
        assert row["open"] == sum(each["open"] for each in rows)
        assert row["total_wait"] == pytest.approx(sum(waits))
        assert row["median_wait"] == pytest.approx(np.quantile(waits, 0.5))
        assert row["p90_wait"] == pytest.approx(np.quantile(waits, 0.9))
        assert row["mean_wait"] == pytest.approx(fmean(waits))


def _month(store: LocalStore, row: dict[str, Any]) -> str:
    enabled = row["enabled"] if "enabled" in row else row["sent"]
    return f"{enabled.astimezone(ZoneInfo(store.load().source.timezone)):%Y-%m}"


def test_the_months_of_the_pairs_add_up_to_the_months_of_all(busy: LocalStore) -> None:
    all_pairs: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0])
    rows = ask(busy, "pair-trend")
    for row in rows:
        sums = all_pairs[row["month"]]
        sums[0] += row["handoffs"]
        sums[1] += row["total_wait"] or 0
        sums[2] += row["open"]

    trend = ask(busy, "trend")

    assert {row["month"]: row["handoffs"] for row in trend} == {
        m: s[0] for m, s in all_pairs.items()
    }
    for row in trend:
        assert row["total_wait"] == pytest.approx(all_pairs[row["month"]][1])
        assert row["open"] == all_pairs[row["month"]][2]
    keys = [(row["sender"], row["receiver"], row["month"]) for row in rows]
    assert keys == sorted(keys)


def test_a_month_without_handoffs_between_two_others_has_a_row(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "home")
    lines = ["1,受理,甲,2021-11-30 10:00", "1,审查,乙,2021-11-30 12:00"]
    add_log(store, tmp_path, [*lines, "2,受理,甲,2022-01-04 10:00", "2,审查,乙,2022-01-04 11:00"])

    rows = ask(store, "trend")

    assert [(row["month"], row["handoffs"], row["total_wait"]) for row in rows] == [
        ("2021-11", 1, 7200.0),
        ("2021-12", 0, None),
        ("2022-01", 1, 3600.0),
    ]


@pytest.mark.parametrize(
    "raw", [{}, {"clock": "calendar"}, {"sender": "D1"}, {"level": "person", "kind": "internal"}]
)
def test_every_wait_stands_in_the_bin_it_falls_into(raw: dict[str, str], busy: LocalStore) -> None:
    waits = [row["wait"] for row in ask(busy, "handoffs", **raw) if row["wait"] is not None]

    rows = ask(busy, "waits", **raw)

    assert rows[0]["low"] == 0
    assert [row["low"] for row in rows[1:]] == [row["high"] for row in rows[:-1]]
    for row in rows:
        inside = [w for w in waits if row["low"] <= w < (row["high"] or float("inf"))]
        assert row["handoffs"] == len(inside)
        assert row["share"] == pytest.approx(len(inside) / len(waits))
    assert sum(row["handoffs"] for row in rows) == len(waits)
    assert len(rows) <= 25


def test_nothing_that_matches_gives_no_rows(world: LocalStore) -> None:
    for name in ("trend", "pair-trend", "waits"):
        assert run_all(world, name, {"since": "2030-01-01"}).rows.num_rows == 0
