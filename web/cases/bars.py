"""What happened in a case as bars in time: steps, the waits before them, slack and clock stops."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from web.cases.calendars import CaseCalendars
from web.cases.pieces import Piece, Span, counted, pieces

Row = Mapping[str, Any]

LEAST = timedelta(microseconds=1)
"""What a run takes of its track at least, so that no two instants share a place."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    `kind` is work, transfer, wait (between departments), inside (a wait in the department), before
    (the case had begun, its first step had not), slack, stop or point (only one instant is known).
    `seconds` are those of the chosen clock; of what has not ended (`open`) those so far. `cause`
    is what made most of a wait, `cause_seconds` how much of it; empty where that is not known.
    """

    kind: str
    step: str
    department: str
    name: str
    start: datetime
    end: datetime
    seconds: float | None
    pieces: tuple[Piece, ...] = ()
    open: bool = False
    returned: bool = False
    cause: str = ""
    cause_seconds: float = 0.0

    @property
    def look(self) -> str:
        """What the bar is drawn as: its cause, or else its kind."""
        return self.cause or self.kind


@dataclass(frozen=True, slots=True)
class Run:
    """The bars of one step, one after the other, and what hangs on it; `number` is the step's.

    `beside` are slack and stops: they need room on the track and may lie over other bars.
    """

    number: int | None
    bars: tuple[Bar, ...]
    beside: tuple[Bar, ...] = ()

    @property
    def start(self) -> datetime:
        """Return when the first of them begins."""
        return min(bar.start for bar in (*self.bars, *self.beside))

    @property
    def end(self) -> datetime:
        """Return when the last of them ends."""
        return max(bar.end for bar in (*self.bars, *self.beside))


@dataclass(frozen=True, slots=True)
class Clock:
    """What tells which time counts: the calendars, the stops of the case and when data end."""

    calendars: CaseCalendars
    stops: tuple[Span, ...]
    as_of: datetime

    def cut(self, department: str, start: datetime, end: datetime) -> tuple[Piece, ...]:
        """Return the parts of an interval for a department."""
        return pieces(start, end, self.calendars.of(department), self.stops)


def clock_of(rows: Sequence[Row], calendars: CaseCalendars, as_of: datetime) -> Clock:
    """Return the clock of the case of `rows`."""
    stops = sorted((row["started_at"], row["finished_at"]) for row in rows if row["kind"] == "stop")
    return Clock(calendars, tuple(stops), as_of)


def runs(rows: Sequence[Row], clock: Clock) -> list[Run]:
    """Return the runs of a case from the rows of the question ``case``, with nothing beside them.

    A step without a start is a point at its end; what is open lasts until the end of the data. A
    handoff that has no step yet waits on the lane of its receiver.
    """
    leading = {
        row["number"]: row
        for row in rows
        if row["kind"] == "handoff" and row["binding"] and row["number"] is not None
    }
    found = [
        _of_step(row, leading.get(row["number"]), clock) for row in rows if row["kind"] == "step"
    ]
    found += [
        _of_open(row, clock) for row in rows if row["kind"] == "handoff" and row["number"] is None
    ]
    return [run for run in found if run.bars]


def _of_step(row: Row, handoff: Row | None, clock: Clock) -> Run:
    begun = row["started_at"] or row["finished_at"]
    bars: list[Bar] = []
    if row["enabled_at"] and (begun is None or row["enabled_at"] < begun):
        end = begun or max(clock.as_of, row["enabled_at"])
        kind = "inside" if handoff is None else "wait"
        bars = _waits(row, handoff or row, (row["enabled_at"], end), kind, begun is None, clock)
    if row["started_at"]:
        end = row["finished_at"] or max(clock.as_of, row["started_at"])
        still = row["finished_at"] is None
        bars.append(bar_of(row, "work", (row["started_at"], end), row["processing"], clock, still))
    elif row["finished_at"]:
        bars.append(bar_of(row, "point", (row["finished_at"],) * 2, None, clock))
    return Run(row["number"], tuple(bars))


def _waits(row: Row, waited: Row, span: Span, kind: str, still: bool, clock: Clock) -> list[Bar]:
    """Return the wait as one bar, or cut in two at receipt where that is known."""
    received, whole, way = row["received_at"], waited["waiting"], waited["transfer"]
    returned = waited.get("direction") == "return"
    if received is None or way is None or not span[0] < received < span[1]:
        kind = "transfer" if received is not None and way and received >= span[1] else kind
        return [_because(bar_of(row, kind, span, whole, clock, still, returned), waited)]
    rest = None if still or whole is None else whole - way
    return [
        bar_of(row, "transfer", (span[0], received), way, clock, False, returned),
        _because(bar_of(row, kind, (received, span[1]), rest, clock, still, returned), waited),
    ]


def _because(bar: Bar, waited: Row) -> Bar:
    """Return a bar with what made most of the wait, if it is a wait and that is known."""
    if bar.kind == "transfer" or not waited.get("cause"):
        return bar
    return replace(bar, cause=waited["cause"], cause_seconds=waited["cause_wait"])


def _of_open(row: Row, clock: Clock) -> Run:
    span = (row["sent_at"], max(clock.as_of, row["sent_at"]))
    returned = row["direction"] == "return"
    return Run(None, (bar_of(row, "wait", span, None, clock, True, returned),))


def bar_of(
    row: Row,
    kind: str,
    span: Span,
    seconds: float | None,
    clock: Clock,
    still: bool = False,
    returned: bool = False,
) -> Bar:
    """Return a bar of the step or handoff `row`; one that is `still` lasts what counts so far."""
    cut = clock.cut(row["department"] or "", *span)
    return Bar(
        kind=kind,
        step=row["step"] or "",
        department=row["department"] or "",
        name=row["department_name"] or "",
        start=span[0],
        end=span[1],
        seconds=counted(cut) if still else seconds,
        pieces=cut,
        open=still,
        returned=returned,
    )
