"""The kernel against the textbook, the published log and the definition taken literally."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.algorithms import predecessors as kernel
from graph.algorithms.concurrency import FollowCounts
from graph.algorithms.predecessors import UNFINISHED, Transitions, enabling_predecessors
from tests.graph.slow import FOREVER, SlowStep, predecessors


def derive(steps: list[SlowStep]) -> dict[int, list[int]]:
    """Run the kernel and return names of predecessors, the binding one last."""
    rows = sorted(steps, key=lambda s: (s.case, s.end, s.order))
    names = sorted({s.activity for s in rows})
    case = np.array([s.case for s in rows], np.int32)
    activity = np.array([names.index(s.activity) for s in rows], np.int32)
    start, end = (
        np.array([UNFINISHED if t == FOREVER else int(t) for t in times], np.int64)
        for times in ([s.start for s in rows], [s.end for s in rows])
    )
    counts = FollowCounts(len(names))
    ended = end != UNFINISHED
    counts.add(case[ended], activity[ended])
    lookup, matrix = counts.concurrency()
    found = enabling_predecessors(case, start, end, lookup[activity], matrix)
    result: dict[int, list[int]] = {s.name: [] for s in rows}
    for y, x, binding in zip(*(column.tolist() for column in found), strict=True):
        result[rows[x].name].append(rows[y].name)
        assert binding == (y == max(found.sender[found.receiver == x]))
    return result


@st.composite
def logs(draw: st.DrawFn) -> list[SlowStep]:
    """Draw small logs with ties, overlaps, instants, waiting and unfinished steps."""
    steps = []
    for name in range(draw(st.integers(1, 14))):
        start = draw(st.integers(0, 12))
        end = draw(st.one_of(st.just(start), st.integers(start, 14)))
        kind = draw(st.sampled_from(["done", "done", "done", "under way", "waits"]))
        steps.append(
            SlowStep(
                name=name,
                case=draw(st.integers(0, 2)),
                activity=draw(st.sampled_from("ABCD")),
                department=None,
                start=FOREVER if kind == "waits" else start,
                end=end if kind == "done" else FOREVER,
                order=name,
            )
        )
    return steps


@given(logs())
@settings(max_examples=300, deadline=None)
def test_the_kernel_agrees_with_the_definition_taken_literally(steps: list[SlowStep]) -> None:
    assert derive(steps) == predecessors(steps)


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
def test_the_order_of_the_rows_does_not_matter(steps: list[SlowStep], random: object) -> None:
    shuffled = sorted(steps, key=lambda s: hash((s.name, str(random))))
    assert derive(shuffled) == derive(steps)


def test_a_case_of_more_steps_than_a_word_has_bits_is_handled() -> None:
    steps = [SlowStep(n, 0, f"a{n % 3}", None, n, n, n) for n in range(200)]
    assert derive(steps) == predecessors_of_a_chain(200)


def predecessors_of_a_chain(length: int) -> dict[int, list[int]]:
    return {n: [n - 1] if n else [] for n in range(length)}


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
