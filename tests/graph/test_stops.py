"""Time in which the clock of a case is stopped is in no duration, on neither clock."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.calendars import Calendars, every_second
from graph.local_store import LocalStore
from graph.stops import Stops, merged
from tests.checked import at, handoffs_of, step

HOUR = 3600.0
STEPS = [
    step("1", "受理", "A", "16 09:00", "16 11:00"),  # a Monday
    step("1", "审查", "B", "17 10:00", "17 12:00", "17 16:00"),
    step("2", "受理", "A", "16 09:00", "16 11:00"),
    step("2", "审查", "B", "17 10:00", "17 12:00", "17 16:00"),
]
STOPS = [
    ("1", "16 10:00", "16 10:30"),  # at work
    ("1", "16 16:00", "16 18:00"),  # on the way, and an hour after closing
    ("1", "17 11:00", "17 11:30"),  # received, not begun
    ("1", "17 15:00", "17 20:00"),  # at work, and long after the end
]


def loaded(tmp_path: Path, table: str) -> list[dict[str, Any]]:
    store = LocalStore(tmp_path / "home")
    rows: list[dict[str, Any]]
    rows = store.fetch(store.table(store.load().load_id, table)).to_pylist()
    return rows


@pytest.mark.parametrize("rule", ["causal", "consecutive"])
def test_stops_are_in_neither_part_of_a_wait(tmp_path: Path, rule: str) -> None:
    one, other = handoffs_of(tmp_path, STEPS, rule, stops=STOPS)
    wait, transfer = ("wait_working", "wait_calendar"), ("transfer_working", "transfer_calendar")
    assert [other[name] / HOUR for name in wait] == [9, 25]
    assert [one[name] / HOUR for name in wait] == [9 - 1.5, 25 - 2.5]
    assert [other[name] / HOUR for name in transfer] == [7, 23]
    assert [one[name] / HOUR for name in transfer] == [7 - 1, 23 - 2]


def test_stops_are_not_in_the_slack_of_a_branch(tmp_path: Path) -> None:
    steps = [
        step("1", "规划", "B", "16 09:00", "16 12:00", step_no=1),
        step("1", "消防", "C", "16 09:00", "16 15:00", step_no=2),
        step("1", "决定", "A", "16 16:00", "16 17:00", step_no=3, predecessors=[1, 2]),
    ]
    stops = [("1", "16 13:00", "16 14:00"), ("1", "16 15:30", "16 18:00")]
    early, late = handoffs_of(tmp_path, steps, stops=stops)
    assert (early["slack_working"], early["slack_calendar"]) == (2 * HOUR, 2 * HOUR)
    assert (late["wait_working"], late["wait_calendar"]) == (HOUR / 2, HOUR / 2)


def test_stops_are_not_in_the_work_on_a_step(tmp_path: Path) -> None:
    handoffs_of(tmp_path, STEPS, stops=STOPS)
    rows = loaded(tmp_path, "steps")
    for name in ("processing_working", "processing_calendar"):
        assert [row[name] / HOUR for row in rows] == [1.5, 3, 2, 4]


def test_stops_are_not_in_the_throughput_of_a_case(tmp_path: Path) -> None:
    handoffs_of(tmp_path, STEPS, stops=STOPS)
    one, other = loaded(tmp_path, "cases")
    assert (other["throughput_working"], other["throughput_calendar"]) == (15 * HOUR, 31 * HOUR)
    assert one["throughput_working"] == (15 - 0.5 - 1 - 0.5 - 1) * HOUR
    assert one["throughput_calendar"] == (31 - 0.5 - 2 - 0.5 - 1) * HOUR


def test_a_case_that_is_said_to_end_before_it_starts_took_no_time(tmp_path: Path) -> None:
    said = {"started_at": at("18 09:00"), "finished_at": at("17 09:00")}
    stops = [("1", "17 10:00", "17 12:00")]
    handoffs_of(tmp_path, STEPS[:2], cases={"1": said}, stops=stops)
    (row,) = loaded(tmp_path, "cases")
    assert row["started_at"] == row["finished_at"] == at("18 09:00")
    assert (row["throughput_working"], row["throughput_calendar"]) == (0, 0)


def test_a_case_without_any_step_may_have_stops_and_takes_its_time(tmp_path: Path) -> None:
    said = {"started_at": at("18 09:00"), "finished_at": at("18 15:00")}
    cases = {"0": said, "9": {"started_at": at("18 09:00"), "closed": False}}
    handoffs_of(tmp_path, STEPS[:2], cases=cases, stops=[("0", "18 10:00", "18 11:00")])
    throughput = [row["throughput_working"] for row in loaded(tmp_path, "cases")]
    assert throughput == [5 * HOUR, 15 * HOUR, None]


# --- by themselves -----------------------------------------------------------------------------

INTERVALS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 12), st.integers(0, 12)).map(
        lambda t: (t[0], min(t[1:]), max(t[1:]))
    ),
    max_size=9,
)


def frame(stops: list[tuple[int, int, int]]) -> pd.DataFrame:
    return pd.DataFrame(np.array(stops, np.int64).reshape(-1, 3), columns=["case_key", "start", "end"])  # fmt: skip


def stopped(stops: list[tuple[int, int, int]]) -> set[tuple[int, int]]:
    """Return the case and number of every unit of time that is stopped."""
    return {(case, unit) for case, start, end in stops for unit in range(start, end)}


@given(INTERVALS)
def test_the_union_holds_the_same_time_and_touches_itself_nowhere(
    stops: list[tuple[int, int, int]],
) -> None:
    found = [tuple(map(int, row)) for row in merged(frame(stops)).itertuples(index=False)]
    assert stopped(found) == stopped(stops)  # type: ignore[arg-type]
    for one, other in pairwise(found):
        assert one[0] < other[0] or one[2] < other[1]


@given(INTERVALS, INTERVALS.filter(len))
def test_the_stopped_part_of_an_interval_is_counted_unit_by_unit(
    stops: list[tuple[int, int, int]], asked: list[tuple[int, int, int]]
) -> None:
    case, start, end = frame(asked).to_numpy().T
    plain = Calendars(every_second("Asia/Shanghai"), {})
    nobody = np.zeros(len(case), np.int32)
    found = Stops.of(frame(stops), 3).within(case.astype(np.int32), nobody, start, end, plain)
    expected = [len(stopped(stops) & stopped([interval])) for interval in asked]
    assert [column.tolist() for column in found] == [expected, expected]
