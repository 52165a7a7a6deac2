"""The rows, months and orders that a ranking leads to, against rows added up here."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from graph.local_store import LocalStore
from queries.departments import COLUMNS as DEPARTMENT_COLUMNS
from queries.items import COLUMNS as ITEM_COLUMNS
from tests.queries.asked import ask, only
from tests.queries.test_handovers_equal_handoffs import write_chance
from tests.world import BUILDING, PLANNING, WINDOW

HOUR = 3600
QUESTIONS = ("handovers", "trend", "pair-trend", "waits", "departments", "items")


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    store = LocalStore(tmp_path_factory.mktemp("busy"))
    store.add(write_chance(tmp_path_factory.mktemp("chance")))
    return store


def test_open_handoffs_can_be_asked_for_alone(world: LocalStore) -> None:
    assert only(ask(world, "handoffs", open="yes"), "case", "receiver") == [
        ("D", BUILDING),
        ("F", "未登记"),
    ]
    assert len(ask(world, "handoffs", open="no")) == len(ask(world, "handoffs")) - 2


def test_a_span_of_waits_has_its_start_and_not_its_end(world: LocalStore) -> None:
    rows = ask(world, "handoffs", wait_from=str(2 * HOUR), wait_to=str(4 * HOUR))
    assert [row["wait"] / HOUR for row in rows] == [3, 3, 2, 2, 2]


@pytest.mark.parametrize("raw", [{}, {"clock": "calendar", "rule": "consecutive"}])
def test_the_bins_of_the_waits_lead_to_as_many_rows(busy: LocalStore, raw: dict[str, str]) -> None:
    bins = ask(busy, "waits", **raw)
    assert len(bins) > 2
    for one in bins:
        span = {"wait_from": str(int(one["low"]))}
        span |= {"wait_to": str(int(one["high"]))} if one["high"] is not None else {}
        assert len(ask(busy, "handoffs", **raw, **span)) == one["handoffs"]


@pytest.mark.parametrize("sort", [None, "-median_wait", "sender"])
@pytest.mark.parametrize("level", ["department", "person"])
def test_the_months_of_the_first_pairs_are_theirs(
    busy: LocalStore, level: str, sort: str | None
) -> None:
    raw = {"level": level, **({"sort": sort} if sort else {})}
    first = {(row["sender"], row["receiver"]) for row in ask(busy, "handovers", **raw)[:4]}
    everything = ask(busy, "pair-trend", level=level)
    rows = ask(busy, "pair-trend", pairs="4", **raw)
    assert rows == [row for row in everything if (row["sender"], row["receiver"]) in first]
    assert {(row["sender"], row["receiver"]) for row in rows} == first


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("departments", [column.name for column in DEPARTMENT_COLUMNS]),
        ("items", [column.name for column in ITEM_COLUMNS]),
    ],
)
def test_departments_and_items_can_be_ordered_by_any_column(
    busy: LocalStore, question: str, names: list[str]
) -> None:
    rows = ask(busy, question)
    for name in names:
        for sign in ("", "-"):
            values = sorted({r[name] for r in rows if r[name] is not None}, reverse=bool(sign))
            expected = [row for value in [*values, None] for row in rows if row[name] == value]
            assert ask(busy, question, sort=sign + name) == expected


def test_the_order_of_the_rows_of_a_log_changes_no_answer(tmp_path: Path) -> None:
    answers = []
    for place, seed in enumerate((None, 3)):
        folder = tmp_path / str(place)
        folder.mkdir()
        store = LocalStore(folder / "home")
        (folder / "checked").mkdir()
        store.add(shuffled(write_chance(folder / "checked"), seed))
        answers.append([ask(store, name) for name in QUESTIONS])
    assert answers[0] == answers[1]


def shuffled(folder: Path, seed: int | None) -> Path:
    if seed is not None:
        path = folder / "steps.parquet"
        rows = pq.read_table(path)
        pq.write_table(rows.take(np.random.default_rng(seed).permutation(rows.num_rows)), path)
    return folder


def test_a_pair_keeps_its_department_and_window_in_its_rows(world: LocalStore) -> None:
    pair = {"sender": WINDOW, "receiver": PLANNING, "since": "2022-05-11"}
    counted = ask(world, "handovers", **pair)[0]["handoffs"]
    assert len(ask(world, "handoffs", **pair)) == counted == 3
