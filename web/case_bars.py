"""What happened in a case as bars in time: steps, the waits before them and clock stops."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from web.working_axis import Axis

Row = Mapping[str, Any]

LEAST = timedelta(microseconds=1)
"""What a run takes of its track at least, so that no two instants share a place."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `kind` is work, transfer, wait, stop or point (only one instant is known).

    `seconds` are those of the chosen clock, `open` one that has not ended.
    """

    kind: str
    step: str
    department: str
    name: str
    start: datetime
    end: datetime
    seconds: float | None
    open: bool = False
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """The bars of one step or stop, one after the other; `number` is that of the step."""

    number: int | None
    bars: tuple[Bar, ...]

    @property
    def start(self) -> datetime:
        """Return when the first bar begins."""
        return self.bars[0].start

    @property
    def end(self) -> datetime:
        """Return when the last bar ends."""
        return self.bars[-1].end


def runs(rows: Sequence[Row], axis: Axis, as_of: datetime, natural: bool = False) -> list[Run]:
    """Return the runs of a case from the rows of the question ``case``, in order of time.

    A step without a start is a point at its end; what is open lasts until `as_of`. A handoff that
    has no step yet waits on the lane of its receiver. `natural` measures stops by the clock on the
    wall instead of working time.
    """
    leading = {
        row["number"]: row
        for row in rows
        if row["kind"] == "handoff" and row["binding"] and row["number"] is not None
    }
    found = [
        _of_step(row, leading.get(row["number"]), as_of) for row in rows if row["kind"] == "step"
    ]
    found += [
        _of_open(row, as_of) for row in rows if row["kind"] == "handoff" and row["number"] is None
    ]
    drawn = [run for run in found if run.bars]
    stops = [
        _of_stop(row, drawn, None if natural else axis) for row in rows if row["kind"] == "stop"
    ]
    return sorted([*drawn, *stops], key=lambda run: (run.start, run.end))


def _of_step(row: Row, handoff: Row | None, as_of: datetime) -> Run:
    begun = row["started_at"] or row["finished_at"]
    bars: list[Bar] = []
    waited = handoff if handoff is not None else row
    if row["enabled_at"] and (begun is None or row["enabled_at"] < begun):
        end = begun or max(as_of, row["enabled_at"])
        bars = _waits(row, waited, row["enabled_at"], end, begun is None)
    if row["started_at"]:
        end = row["finished_at"] or max(as_of, row["started_at"])
        still = row["finished_at"] is None
        bars.append(_bar(row, "work", row["started_at"], end, row["processing"], still))
    elif row["finished_at"]:
        bars.append(_bar(row, "point", row["finished_at"], row["finished_at"], None))
    return Run(row["number"], tuple(bars))


def _waits(row: Row, waited: Row, start: datetime, end: datetime, still: bool) -> list[Bar]:
    """Return the wait as one bar, or cut in two at receipt where that is known."""
    received, whole, way = row["received_at"], waited["waiting"], waited["transfer"]
    returned = waited.get("direction") == "return"
    if received is None or way is None or not start < received < end:
        kind = "transfer" if received is not None and way and received >= end else "wait"
        return [_bar(row, kind, start, end, None if still else whole, still, returned)]
    rest = None if still or whole is None else whole - way
    return [
        _bar(row, "transfer", start, received, way, False, returned),
        _bar(row, "wait", received, end, rest, still, returned),
    ]


def _of_open(row: Row, as_of: datetime) -> Run:
    end = max(as_of, row["sent_at"])
    returned = row["direction"] == "return"
    return Run(None, (_bar(row, "wait", row["sent_at"], end, None, True, returned),))


def _of_stop(row: Row, drawn: Sequence[Run], axis: Axis | None) -> Run:
    """Return a stop on the lane of what was under way when the clock stopped."""
    at = row["started_at"]
    before = [run for run in drawn if run.start <= at]
    under_way = [run for run in before if run.end > at] or before or list(drawn)
    last = max(under_way, key=lambda run: run.start, default=None)
    department = last.bars[-1].department if last else ""
    name = last.bars[-1].name if last else ""
    end = row["finished_at"]
    lasted = axis.seconds(at, end) if axis else (end - at).total_seconds()
    bar = Bar("stop", "", department, name, at, end, lasted)
    return Run(None, (bar,))


def _bar(
    row: Row,
    kind: str,
    start: datetime,
    end: datetime,
    seconds: float | None,
    still: bool = False,
    returned: bool = False,
) -> Bar:
    return Bar(
        kind=kind,
        step=row["step"] or "",
        department=row["department"] or "",
        name=row["department_name"] or "",
        start=start,
        end=end,
        seconds=seconds,
        open=still,
        returned=returned,
    )


def packed(spans: Sequence[tuple[datetime, datetime]]) -> list[int]:
    """Return for each span, in order of their start, the first track on which it is free.

    Examples
    --------
    >>> def span(start, end):
    ...     return datetime(2022, 5, start), datetime(2022, 5, end)
    >>> packed([span(1, 3), span(2, 4), span(3, 5)])
    [0, 1, 0]
    """
    free: list[datetime] = []
    tracks = []
    for start, end in spans:
        track = next((i for i, at in enumerate(free) if at <= start), len(free))
        free[track : track + 1] = [max(end, start + LEAST)]
        tracks.append(track)
    return tracks
