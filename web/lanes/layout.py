"""A case as lanes: one a department, bars on the working days, senders joined to receivers.

Everything is placed in units of the axis (working days and rest days); `web.lanes.picture` turns
them into pixels, and the script of the page does so again for the width it finds.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from chinese_calendar import get_holiday_detail

from web.cases.bars import LEAST, Bar, Run
from web.cases.deciding_path import Path
from web.lanes.links import Link, links_of
from web.lanes.working_axis import Axis, Place

Row = Mapping[str, Any]


class Part(NamedTuple):
    """A part of a bar that has a length on the axis; `kind` as in `web.cases.pieces`."""

    kind: str
    start: Place
    end: Place


class Placed(NamedTuple):
    """A bar on its track; `track` counts over all lanes from the top."""

    bar: Bar
    start: Place
    end: Place
    track: int
    parts: tuple[Part, ...]


class Lane(NamedTuple):
    """A department: its first track and how many it has, and the steps done in it."""

    department: str
    name: str
    first: int
    tracks: int
    steps: tuple[str, ...]


class Holiday(NamedTuple):
    """A holiday by the name it has in English, and the place of its rest days."""

    name: str
    start: Place
    end: Place


class Lanes(NamedTuple):
    """All that is drawn of a case."""

    axis: Axis
    lanes: list[Lane]
    bars: list[Placed]
    links: list[Link]
    holidays: list[Holiday]
    tracks: int


def lanes(found: Sequence[Run], rows: Sequence[Row], axis: Axis, path: Path) -> Lanes:
    """Place the runs of a case, joined by the handoffs among `rows`; `path` is the deciding one."""
    order = list(dict.fromkeys(run.bars[0].department for run in found))
    drawn: list[Lane] = []
    bars: list[Placed] = []
    tracks: dict[int, int] = {}  # of each run by its place in found
    first = 0
    for department in order:
        own = [i for i, run in enumerate(found) if run.bars[0].department == department]
        spans = [(found[i].start, found[i].end) for i in own]
        on = packed(spans)
        for i, track in zip(own, on, strict=True):
            tracks[i] = first + track
            every = (*found[i].bars, *found[i].beside)
            bars += [_placed(bar, axis, first + track) for bar in every]
        steps = dict.fromkeys(bar.step for i in own for bar in found[i].bars if bar.step)
        name = found[own[0]].bars[0].name
        drawn.append(Lane(department, name, first, max(on) + 1, tuple(steps)))
        first += max(on) + 1
    bars.sort(key=lambda each: (each.bar.start, each.bar.end, each.track))
    links = links_of(found, tracks, rows, axis, path)
    return Lanes(axis, drawn, bars, links, _holidays(axis), first)


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


def _placed(bar: Bar, axis: Axis, track: int) -> Placed:
    """Return the bar with its parts, those that meet and are alike as one."""
    parts: list[Part] = []
    for piece in bar.pieces:
        part = Part(piece.kind, axis.place(piece.start), axis.place(piece.end))
        before = parts[-1] if parts else None
        if before and before.kind == part.kind and before.end == part.start:
            parts[-1] = before._replace(end=part.end)
        elif part.start != part.end:
            parts.append(part)
    start, end = axis.place(bar.start), axis.place(bar.end)
    return Placed(bar, start, end, track, tuple(parts) or (Part("counted", start, end),))


def _holidays(axis: Axis) -> list[Holiday]:
    """Return the public holidays among the rest days, by name."""
    named = [(day, _holiday_of(day.day) if day.shaded else "") for day in axis.days]
    found = []
    for name, group in groupby(named, key=lambda each: each[1]):
        days = [day for day, _ in group]
        if name:
            found.append(Holiday(name, days[0].place, axis.day_end(days[-1])))
    return found


def _holiday_of(day: Any) -> str:
    try:
        off, name = get_holiday_detail(day)
    except NotImplementedError:  # a year that is not published
        return ""
    return name or "" if off else ""
