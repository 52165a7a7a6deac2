"""The causes of the waits for departments, against a look at every moment of every wait."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.algorithms.batching import DAY
from graph.algorithms.causes import Causes, Steps, Stopped, causes

TICKS = 10  # of a day: the smallest distance of two instants
TICK = DAY // TICKS
NEVER = 2**63 - 1
WINDOW = 12  # ticks
OPEN: Mapping[int, Sequence[int]] = {0: range(10), 1: range(2, 8), 2: (0, 1, 5, 6, 7)}
CASES = 3
NAMES = Causes._fields
Ints = NDArray[np.int64]
Stops = Sequence[tuple[int, int, int]]


class Step(NamedTuple):
    """A step in ticks; received None: not known, end None: under way."""

    case: int
    department: int
    person: int
    activity: int
    enabled: int
    received: int | None
    start: int
    end: int | None
    told: bool

    def in_service(self, tick: int) -> bool:
        return self.told and self.start <= tick and (self.end is None or tick < self.end)


@st.composite
def steps(draw: st.DrawFn) -> Step:
    enabled = draw(st.integers(0, 35))
    start = enabled + draw(st.integers(0, 25))
    told = draw(st.sampled_from([True, True, True, False]))
    return Step(
        draw(st.integers(0, CASES - 1)),
        draw(st.sampled_from([0, 1, 1, 2, 2])),
        draw(st.sampled_from([0, 1, 2, 3])),
        draw(st.integers(0, 1)),
        enabled,
        draw(st.none() | st.integers(enabled - 3, start + 3)),
        start,
        start if not told else draw(st.integers(start, start + 9) | st.none()),
        told,
    )


STEPS = st.lists(steps(), min_size=1, max_size=16)
STOPS = st.lists(
    st.tuples(st.integers(0, CASES - 1), st.integers(0, 50), st.integers(1, 9)), max_size=3
)


@st.composite
def habits(draw: st.DrawFn) -> list[Step]:
    """Draw a person who signs what has come, every day at the same time, among other steps."""
    found = []
    for day in range(draw(st.integers(2, 4))):
        for _ in range(draw(st.integers(2, 5))):
            enabled = day * TICKS + draw(st.integers(-9, 6))
            start = day * TICKS + 7
            found.append(Step(0, 2, 1, 0, enabled, None, start, start + 1, True))
    return found + draw(st.lists(steps(), max_size=6))


def ruler(department: Ints, instants: Ints) -> Ints:
    """Count the ticks in which each department is open; in ticks that are begun, the part."""
    day, inside = np.divmod(instants, DAY)
    result = np.zeros(len(instants), np.int64)
    for key, ticks in OPEN.items():
        mine = department == key
        worked = sum(np.clip(inside[mine] - tick * TICK, 0, TICK) for tick in ticks)
        result[mine] = day[mine] * len(ticks) * TICK + worked
    return result


def columns(log: Sequence[Step]) -> Steps:
    rows = [
        (
            *step[:4],
            step.enabled * TICK,
            (step.enabled if step.received is None else step.received) * TICK,
            step.start * TICK,
            NEVER if step.end is None else step.end * TICK,
            step.told,
        )
        for step in log
    ]
    return Steps(*np.array(rows, np.int64).reshape(-1, 9).T)


def disjoint(stops: Stops) -> Stopped:
    """Return the ticks on which a case is stopped, each as a stop of its own."""
    ticks = sorted({(c, t) for c, start, length in stops for t in range(start, start + length)})
    first = np.searchsorted([c for c, _ in ticks], np.arange(CASES + 1))
    start = np.array([t * TICK for _, t in ticks], np.int64)
    return Stopped(first, start, start + TICK)


def found_by(
    log: Sequence[Step], stops: Stops = (), roster: Mapping[int, int] | None = None, least: int = 3
) -> Causes:
    return causes(
        columns(log), disjoint(stops), ruler, roster=roster or {},
        window=WINDOW * TICK, min_size=least,
    )  # fmt: skip


def ready_of(log: Sequence[Step], x: Step, least: int) -> int:
    """Return when the last of the batch of a step was enabled, if such batches are a habit."""
    mine = [y for y in log if y[1:4] == x[1:4] and y.told]
    if not x.department or not x.told:
        return x.enabled
    swept: list[list[Step]] = []
    for y in sorted(mine, key=lambda y: (y.start, y.end is None, y.end, y.enabled)):
        batch = swept[-1] if swept else []
        ends = [z.end for z in batch]
        unbroken = batch and (None in ends or y.start <= max(e for e in ends if e is not None))
        if unbroken and y.enabled <= batch[0].start:
            batch.append(y)
        else:
            swept.append([y])
    large = [batch for batch in swept if len(batch) >= least]
    days = {batch[0].start // TICKS for batch in large}
    if len(days) < 3 or 2 * sum(map(len, large)) < len(mine):
        return x.enabled
    own = [batch for batch in large if any(y is x for y in batch)]
    return max(y.enabled for y in own[0]) if own else x.enabled


def slow_causes(
    log: Sequence[Step], x: Step, stops: Stops, roster: Mapping[int, int], least: int
) -> dict[str, Fraction]:
    """Give every tick of the wait of a step the first cause that applies."""
    total = dict.fromkeys(NAMES, Fraction(0))
    here = [y for y in log if y.department == x.department and x.department]
    worked = [y for y in here if y.told and y.start != y.end]
    known = x.department in roster or any(y.person for y in worked)
    ready = ready_of(log, x, least)
    for tick in range(x.enabled, x.start):
        served = [y for y in here if y.in_service(tick)]
        staff = {
            y.person
            for y in worked
            if y.person and y.start <= tick and (y.end is None or tick < y.end + WINDOW)
        }
        number = roster.get(x.department, max(len(staff), 1))
        later = Fraction(sum(y.enabled > x.enabled for y in served), max(len(served), 1))
        if any(c == x.case and start <= tick < start + n for c, start, n in stops):
            total["stopped"] += 1
        elif tick % TICKS not in OPEN[x.department]:
            total["closed"] += 1
        elif x.received is not None and tick < x.received:
            total["transfer"] += 1
        elif tick < ready:
            total["batching"] += 1
        elif not known or not x.told:
            total["unknown"] += 1
        elif len(served) >= number:
            total["overtaken"] += later
            total["capacity"] += 1 - later
        else:
            total["idle"] += 1
    return total


def assert_alike(
    log: Sequence[Step], stops: Stops = (), roster: Mapping[int, int] | None = None, least: int = 3
) -> None:
    found = found_by(log, stops, roster, least)
    for at, x in enumerate(log):
        wanted = slow_causes(log, x, stops, roster or {}, least)
        got = {name: int(part[at]) for name, part in zip(NAMES, found, strict=True)}
        for name in NAMES:
            assert abs(got[name] - wanted[name] * TICK) <= 1, (name, at, got, wanted)


@given(STEPS, STOPS, st.sampled_from([{}, {1: 2}, {2: 1, 1: 3}]))
@settings(max_examples=150)
def test_every_moment_has_the_first_cause_that_applies(
    log: list[Step], stops: Stops, roster: dict[int, int]
) -> None:
    assert_alike(log, stops, roster)


@given(habits(), st.sampled_from([2, 3]))
@settings(max_examples=60)
def test_a_habit_of_signing_is_batching_and_an_accident_is_not(log: list[Step], least: int) -> None:
    assert_alike(log, least=least)


@given(STEPS, STOPS)
def test_the_parts_of_a_wait_are_the_whole_and_none_is_negative(
    log: list[Step], stops: Stops
) -> None:
    found = found_by(log, stops)
    table = columns(log)
    assert all((part >= 0).all() for part in found)
    assert np.array_equal(np.sum(found, axis=0), table.start - table.enabled)


@given(STEPS, STOPS)
def test_the_order_of_the_rows_changes_nothing(log: list[Step], stops: Stops) -> None:
    order = np.random.default_rng(len(log)).permutation(len(log))
    shuffled = found_by([log[at] for at in order], stops)
    for part, again in zip(found_by(log, stops), shuffled, strict=True):
        assert part[order].tolist() == again.tolist()


def test_no_steps_have_no_causes() -> None:
    assert [len(part) for part in found_by([])] == [0] * len(NAMES)
