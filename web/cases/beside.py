"""What hangs on the steps of a case: the time before the first, slack, and clock stops."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from web.cases.bars import Bar, Clock, Run, bar_of, runs
from web.cases.pieces import counted, pieces

Row = Mapping[str, Any]


def whole_runs(rows: Sequence[Row], clock: Clock, begun: datetime | None = None) -> list[Run]:
    """Return the runs of a case with all that hangs on them, in order of time.

    `begun` is when the case began, where that is known.
    """
    found = _with_beginning(runs(rows, clock), rows, clock, begun)
    found = _with_stops(_with_slack(found, rows), clock)
    return sorted(found, key=lambda run: (run.start, run.end))


def _with_beginning(
    drawn: Sequence[Run], rows: Sequence[Row], clock: Clock, begun: datetime | None
) -> list[Run]:
    """Let the first step wait from the beginning of its case."""
    first = min(drawn, key=lambda run: run.start, default=None)
    if first is None or begun is None or begun >= first.start:
        return list(drawn)
    row = next((row for row in rows if row["number"] == first.number), None)
    if row is None or first.number is None:
        return list(drawn)
    bar = bar_of(row, "before", (begun, first.start), None, clock)
    bar = replace(bar, seconds=counted(bar.pieces))
    return [replace(run, bars=(bar, *run.bars)) if run is first else run for run in drawn]


def _with_slack(drawn: Sequence[Run], rows: Sequence[Row]) -> list[Run]:
    """Let each run tell how much earlier it was finished than what its successor waited for."""
    found = []
    for run in drawn:
        early = {
            row["enabled_at"]: row
            for row in rows
            if row["kind"] == "handoff"
            and run.number is not None
            and row["from_number"] == run.number
            and row["slack"]
            and row["sent_at"] < row["enabled_at"]
        }
        own = run.bars[-1]
        slack = [
            Bar("slack", own.step, own.department, own.name, row["sent_at"], end, row["slack"])
            for end, row in early.items()
        ]
        found.append(replace(run, beside=tuple(slack)))
    return found


def _with_stops(drawn: Sequence[Run], clock: Clock) -> list[Run]:
    """Put each stop on the lane of what was under way when the clock stopped."""
    found = list(drawn)
    for start, end in clock.stops:
        at = _under_way(drawn, start)
        if at is None:
            continue
        own = drawn[at].bars[-1]
        calendar = clock.calendars.of(own.department)
        lasted = counted(pieces(start, end, calendar, ()))
        bar = Bar("stop", "", own.department, own.name, start, end, lasted)
        found[at] = replace(found[at], beside=(*found[at].beside, bar))
    return found


def _under_way(drawn: Sequence[Run], at: datetime) -> int | None:
    before = [i for i, run in enumerate(drawn) if run.start <= at]
    under_way = [i for i in before if drawn[i].end > at] or before or range(len(drawn))
    return max(under_way, key=lambda i: drawn[i].start, default=None)
