"""Handoffs by the letter of the definition, one object at a time: slow, and nothing shared."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import chinese_calendar

FOREVER = float("inf")


@dataclass(frozen=True)
class SlowStep:
    name: int
    case: int
    activity: str
    department: str | None
    start: float  # seconds; an instant has start = end; FOREVER: waits
    end: float  # FOREVER: not finished
    order: int


def side_by_side(steps: list[SlowStep]) -> set[frozenset[str]]:
    """Pairs of activities that the heuristics oracle calls concurrent."""
    follows: dict[tuple[str, str], int] = {}
    loops: dict[tuple[str, str], int] = {}
    for case in {step.case for step in steps}:
        ended = [step for step in steps if step.case == case and step.end != FOREVER]
        trace = [s.activity for s in sorted(ended, key=lambda s: (s.end, s.order))]
        for a, b in pairwise(trace):
            follows[a, b] = follows.get((a, b), 0) + 1
        for a, b, c in zip(trace, trace[1:], trace[2:], strict=False):
            if a == c:
                loops[a, b] = loops.get((a, b), 0) + 1
    found = set()
    for a, b in follows:
        there, back = follows[a, b], follows.get((b, a), 0)
        triples = loops.get((a, b), 0) + loops.get((b, a), 0)
        balanced = abs(there - back) / (there + back + 1) < 0.9
        if a != b and back and balanced and triples / (triples + 1) < 0.9:
            found.add(frozenset((a, b)))
    return found


def predecessors(steps: list[SlowStep]) -> dict[int, list[int]]:
    """Names of the enabling predecessors of each step, the binding one last."""
    parallel = side_by_side(steps)
    result: dict[int, list[int]] = {}
    for case in {step.case for step in steps}:
        mine = sorted((s for s in steps if s.case == case), key=lambda s: (s.end, s.order))
        candidates = {
            x.name: [
                y
                for y in mine
                if y.end < x.end
                and y.end <= x.start
                and frozenset((x.activity, y.activity)) not in parallel
            ]
            for x in mine
        }

        def ancestors(name: int, candidates: dict[int, list[SlowStep]] = candidates) -> set[int]:
            found: set[int] = set()
            for y in candidates[name]:
                found |= {y.name} | ancestors(y.name)
            return found

        for x in mine:
            direct = [
                y
                for y in candidates[x.name]
                if not any(y.name in ancestors(z.name) for z in candidates[x.name])
            ]
            result[x.name] = [y.name for y in sorted(direct, key=lambda s: (s.end, s.order))]
    return result


def working_seconds(start: datetime, end: datetime) -> float:
    """Seconds from 9 to 17 on Chinese working days, day by day."""
    zone = timedelta(hours=8)
    start, end = (t.astimezone(UTC).replace(tzinfo=None) + zone for t in (start, end))
    total, day = 0.0, start.date()
    while day <= end.date():
        if chinese_calendar.is_workday(day):
            nine = datetime(day.year, day.month, day.day, 9)  # noqa: DTZ001 - local wall clock
            low, high = max(start, nine), min(end, nine + timedelta(hours=8))
            total += max(0.0, (high - low).total_seconds())
        day += timedelta(days=1)
    return total
