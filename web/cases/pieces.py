"""A bar cut into what counts and what does not: clock stops, and time outside office hours."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from graph.calendar import Calendar

Span = tuple[datetime, datetime]


class Piece(NamedTuple):
    """A part of a bar; `kind` is counted, stop or closed."""

    kind: str
    start: datetime
    end: datetime


def pieces(
    start: datetime, end: datetime, calendar: Calendar, stops: Sequence[Span]
) -> tuple[Piece, ...]:
    """Return the parts of `start` to `end`, in order and without gaps.

    `stops` are in order and disjoint. Within a stop nothing counts, and no office hours are told.

    Examples
    --------
    >>> from graph.calendars import china
    >>> def at(text):
    ...     return datetime.fromisoformat(f"2022-05-{text}:00+08:00")
    >>> found = pieces(at("12T16"), at("13T18"), china("Asia/Shanghai"), [(at("13T10"),
    ...                                                                    at("13T12"))])
    >>> [(one.kind, one.end.astimezone(at("12T16").tzinfo).hour) for one in found]
    [('counted', 17), ('closed', 9), ('counted', 10), ('stop', 12), ('counted', 17), ('closed', 18)]
    """
    found: list[Piece] = []
    reached = start
    for low, high in stops:
        low, high = max(low, reached), min(high, end)
        if low < high:
            found += _open_and_closed(reached, low, calendar)
            found.append(Piece("stop", low, high))
            reached = high
    return (*found, *_open_and_closed(reached, end, calendar))


def counted(found: Sequence[Piece]) -> float:
    """Return the seconds that count."""
    return sum((one.end - one.start).total_seconds() for one in found if one.kind == "counted")


def _open_and_closed(start: datetime, end: datetime, calendar: Calendar) -> list[Piece]:
    found = []
    reached = start
    for low, high in calendar.worked_between(start, end):
        if reached < low:
            found.append(Piece("closed", reached, low))
        found.append(Piece("counted", low, high))
        reached = high
    if reached < end:
        found.append(Piece("closed", reached, end))
    return found
