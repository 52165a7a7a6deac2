"""The kernel against the textbook, the published log and the definition taken literally."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.algorithms import predecessors as kernel
from graph.algorithms.concurrency import FollowCounts
from graph.algorithms.predecessors import UNFINISHED, Transitions, enabling_predecessors
from tests.graph.slow import NEVER, SlowStep, named, predecessors

EPOCH = datetime(2022, 5, 16, tzinfo=UTC)


def derive(steps: list[SlowStep]) -> dict[int, list[int]]:
    """Run the kernel and return sequences of predecessors, the binding one last."""
    rows = sorted(steps, key=lambda s: (s.case_id, s.end, s.sequence))
    activities = sorted({s.activity for s in rows})
    case = np.array([int(s.case_id) for s in rows], np.int32)
    activity = np.array([activities.index(s.activity) for s in rows], np.int32)
    start, end = microseconds([s.start for s in rows]), microseconds([s.end for s in rows])
    telling = {s.case_id for s in rows if s.predecessors}
    shown = np.array([s.end != NEVER and s.case_id not in telling for s in rows], bool)
    counts = FollowCounts(len(activities))
    counts.add(case[shown], activity[shown])
    lookup, matrix = counts.concurrency()
    found = enabling_predecessors(case, start, end, lookup[activity], matrix, rows_named(rows))
    result: dict[int, list[int]] = {s.sequence: [] for s in rows}
    for y, x, binding in zip(*(column.tolist() for column in found), strict=True):
        result[rows[x].sequence].append(rows[y].sequence)
        assert binding == (y == max(found.sender[found.receiver == x]))
    return result


def microseconds(instants: list[datetime]) -> NDArray[np.int64]:
    tick = timedelta(microseconds=1)
    return np.array([UNFINISHED if t == NEVER else (t - EPOCH) // tick for t in instants], np.int64)


def rows_named(rows: list[SlowStep]) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    pairs = [
        (receiver, sender)
        for receiver, x in enumerate(rows)
        for sender, y in enumerate(rows)
        if y in named(x, [s for s in rows if s.case_id == x.case_id])
    ]
    receivers, senders = np.array(pairs, np.int64).reshape(-1, 2).T
    return (receivers, senders) if pairs else None


def slowly(steps: list[SlowStep]) -> dict[int, list[int]]:
    return {x: [y.sequence for y in before] for x, before in predecessors(steps).items()}


def hour(number: int) -> datetime:
    return EPOCH + timedelta(hours=number)


@st.composite
def logs(draw: st.DrawFn) -> list[SlowStep]:
    """Draw small logs with ties, overlaps, named predecessors, waiting and unfinished steps."""
    steps, length = [], draw(st.integers(1, 14))
    numbers = st.lists(st.integers(1, length), min_size=1, max_size=3).map(tuple)
    naming = draw(st.sets(st.sampled_from("012"), max_size=2))
    for number in range(1, length + 1):
        case, start = draw(st.sampled_from("012")), draw(st.integers(0, 12))
        end = draw(st.one_of(st.just(start), st.integers(start, 14)))
        kind = draw(st.sampled_from(["done", "done", "done", "under way", "waits"]))
        steps.append(
            SlowStep(
                case_id=case,
                sequence=number,
                step_no=number,
                activity=draw(st.sampled_from("ABCD")),
                received_at=hour(start) if kind == "waits" else None,
                started_at=None if kind == "waits" else hour(start),
                finished_at=hour(end) if kind == "done" else None,
                predecessors=draw(st.none() | numbers) if case in naming else None,
            )
        )
    return steps


@given(logs())
@settings(max_examples=300, deadline=None)
def test_the_kernel_agrees_with_the_definition_taken_literally(steps: list[SlowStep]) -> None:
    assert derive(steps) == slowly(steps)


@given(logs())
@settings(max_examples=100, deadline=None)
def test_long_cases_give_the_same_as_short_ones(steps: list[SlowStep]) -> None:
    by_words = derive(steps)
    width, kernel.WIDTH = kernel.WIDTH, 1
    try:
        assert derive(steps) == by_words
    finally:
        kernel.WIDTH = width


@given(logs(), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_the_rows_does_not_matter(steps: list[SlowStep], random: Random) -> None:
    shuffled = random.sample(steps, len(steps))
    assert derive(shuffled) == derive(steps)


def test_a_case_of_more_steps_than_a_word_has_bits_is_handled() -> None:
    assert derive(chain(200)) == {n: [n - 1] if n else [] for n in range(200)}


def chain(length: int) -> list[SlowStep]:
    return [
        SlowStep("0", n, f"a{n % 3}", finished_at=hour(n), step_no=n + 1) for n in range(length)
    ]


@pytest.mark.parametrize("length", [20, 64, 65, 200])
def test_a_named_predecessor_hides_what_came_before_it(length: int) -> None:
    """The last but one names the first: its other steps are no ancestors of the last any more."""
    steps = chain(length)
    steps[-2] = replace(steps[-2], predecessors=(1,))
    before = {n: [n - 1] if n else [] for n in range(length)}
    assert derive(steps) == {**before, length - 2: [0], length - 1: [length - 3, length - 2]}


@pytest.mark.parametrize("length", [20, 64, 65, 200])
def test_a_named_step_that_is_not_finished_is_left_out(length: int) -> None:
    steps = chain(length)
    steps.append(SlowStep("0", length, "z", started_at=hour(0), step_no=length + 1))
    steps[5] = replace(steps[5], predecessors=(3, length + 1))
    steps[6] = replace(steps[6], predecessors=(length + 1,))
    derived = derive(steps)
    assert (derived[5], derived[6], derived[7], derived[length]) == ([2], [], [4, 5, 6], [0])


def test_no_rows_give_no_predecessors() -> None:
    none = np.zeros(0, np.int64)
    found = enabling_predecessors(
        none.astype(np.int32), none, none, none.astype(np.int32), np.zeros((0, 0), bool)
    )
    assert [len(column) for column in found] == [0, 0, 0]


def test_named_predecessors_replace_what_the_times_say() -> None:
    case, end = np.zeros(4, np.int32), np.arange(4, dtype=np.int64)
    named = (np.array([3, 3]), np.array([0, 1]))
    none = np.zeros((4, 4), bool)
    found = enabling_predecessors(case, end, end, np.arange(4, dtype=np.int32), none, named)
    pairs = list(zip(found.sender.tolist(), found.receiver.tolist(), strict=True))
    assert pairs == [(0, 1), (1, 2), (0, 3), (1, 3)]
    assert found.binding.tolist() == [True, True, False, True]


def transitions(frame: pd.DataFrame) -> tuple[pd.DataFrame, Transitions]:
    """Derive the transitions of a log with columns case, activity, time."""
    frame = frame.assign(
        order=np.arange(len(frame)),
        instant=pd.to_datetime(frame["time"], utc=True, format="ISO8601")
        .dt.as_unit("us")
        .astype("int64"),
    )
    frame = frame.sort_values(["case", "instant", "order"]).reset_index(drop=True)
    case = pd.factorize(frame["case"])[0].astype(np.int32)
    activity = pd.factorize(frame["activity"])[0].astype(np.int32)
    counts = FollowCounts(int(activity.max()) + 1)
    counts.add(case, activity)
    time = frame["instant"].to_numpy()
    lookup, matrix = counts.concurrency()
    return frame, enabling_predecessors(case, time, time, lookup[activity], matrix)


COLUMNS = {
    "case:concept:name": "case",
    "concept:name": "activity",
    "time:timestamp": "time",
    "org:resource": "person",
    "org:group": "group",
}


def test_the_textbook_case_has_its_five_causal_handovers(shared: Path) -> None:
    """Process Mining, 2nd edition, p. 224."""
    log = pd.read_csv(shared / "reference/handoffs/running-example.csv").rename(columns=COLUMNS)
    frame, found = transitions(log)
    person, case = frame["person"], frame["case"]
    pairs = [
        (person[y], person[x], bool(binding))
        for y, x, binding in zip(*found, strict=True)
        if case[x] == 1
    ]
    assert sorted(pairs) == sorted(
        [
            ("Pete", "Sue", True),
            ("Pete", "Mike", True),
            ("Sue", "Sara", False),
            ("Mike", "Sara", True),
            ("Sara", "Pete", True),
        ]
    )


@pytest.mark.parametrize(
    ("empty", "binding", "every"),
    [("missing", 3_144, 3_590), ("a department", 5_147, 5_669), ("removed", 3_345, 3_750)],
)
def test_the_receipt_log_has_the_published_numbers_of_handoffs(
    shared: Path, empty: str, binding: int, every: int
) -> None:
    log = pd.read_csv(shared / "data/receipt/receipt.csv.gz").rename(columns=COLUMNS)
    if empty == "removed":
        log = log[log["group"] != "EMPTY"]
    frame, found = transitions(log)
    group = frame["group"].to_numpy()
    sender, receiver = group[found.sender], group[found.receiver]
    shown = sender != receiver
    if empty == "missing":
        shown &= (sender != "EMPTY") & (receiver != "EMPTY")
    assert (int((shown & found.binding).sum()), int(shown.sum())) == (binding, every)
