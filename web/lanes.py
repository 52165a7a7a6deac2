"""A case as lanes: one a department, bars on the working days, senders joined to receivers.

Everything is placed in units of the axis (working days and rest days); `web.lanes_picture` turns
them into pixels, and the script of the page does so again for the width it finds.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from chinese_calendar import get_holiday_detail

from web.case_bars import Bar, Run, packed
from web.working_axis import Axis, Place

Row = Mapping[str, Any]


class Placed(NamedTuple):
    """A bar on its track; `track` counts over all lanes from the top."""

    bar: Bar
    start: Place
    end: Place
    track: int


class Lane(NamedTuple):
    """A department: its first track and how many it has, and the steps done in it."""

    department: str
    name: str
    first: int
    tracks: int
    steps: tuple[str, ...]


class Link(NamedTuple):
    """From the end of the sender's step to where the receiver's run begins."""

    start: Place
    end: Place
    sender: int
    receiver: int
    binding: bool


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


def lanes(found: Sequence[Run], rows: Sequence[Row], axis: Axis) -> Lanes:
    """Place the runs of a case, joined by the handoffs among `rows`."""
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
            bars += [_placed(bar, axis, first + track) for bar in found[i].bars]
        steps = dict.fromkeys(bar.step for i in own for bar in found[i].bars if bar.step)
        name = found[own[0]].bars[0].name
        drawn.append(Lane(department, name, first, max(on) + 1, tuple(steps)))
        first += max(on) + 1
    bars.sort(key=lambda each: (each.bar.start, each.bar.end, each.track))
    links = _links(found, tracks, rows, axis)
    return Lanes(axis, drawn, bars, links, _holidays(axis), first)


def _placed(bar: Bar, axis: Axis, track: int) -> Placed:
    return Placed(bar, axis.place(bar.start), axis.place(bar.end), track)


def _links(
    found: Sequence[Run], tracks: Mapping[int, int], rows: Sequence[Row], axis: Axis
) -> list[Link]:
    by_number = {run.number: i for i, run in enumerate(found) if run.number is not None}
    waiting = {
        (run.bars[0].department, run.start): i for i, run in enumerate(found) if run.number is None
    }
    links = []
    for row in rows:
        if row["kind"] != "handoff" or row["from_number"] not in by_number:
            continue
        sender = by_number[row["from_number"]]
        open_end = waiting.get((row["department"] or "", row["sent_at"]))
        receiver = by_number.get(row["number"], open_end)
        if receiver is None or tracks[sender] == tracks[receiver]:
            continue
        ends = _ends(row["sent_at"], found[receiver].start, axis)
        links.append(Link(*ends, tracks[sender], tracks[receiver], bool(row["binding"])))
    return links


def _ends(sent: datetime, begun: datetime, axis: Axis) -> tuple[Place, Place]:
    return axis.place(sent), axis.place(max(sent, begun))


def _holidays(axis: Axis) -> list[Holiday]:
    """Return the public holidays among the rest days, by name."""
    named = [(day, _holiday_of(day.day) if not day.worked else "") for day in axis.days]
    found = []
    for name, group in groupby(named, key=lambda each: each[1]):
        days = [day for day, _ in group]
        if name:
            start, end = days[0].place, days[-1].place
            found.append(Holiday(name, start, Place(end.work, end.rest + 1)))
    return found


def _holiday_of(day: Any) -> str:
    try:
        off, name = get_holiday_detail(day)
    except NotImplementedError:  # a year that is not published
        return ""
    return name or "" if off else ""
