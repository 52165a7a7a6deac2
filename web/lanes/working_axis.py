"""The axis of a case: one column a working day, a narrow band a rest day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from graph.calendar import Calendar


class Place(NamedTuple):
    """Where an instant stands: so many working days and rest days after the first midnight."""

    work: float
    rest: float


class Day(NamedTuple):
    """One local day; `place` is its start, `opens` to `closes` is what its column stands for.

    A rest day is shaded: a band where its time does not count (not `worked`), else its column.
    `made_up` is a working day on a weekend.
    """

    day: date
    worked: bool
    shaded: bool
    made_up: bool
    opens: datetime
    closes: datetime
    place: Place


@dataclass(frozen=True, slots=True)
class Axis:
    """The days from the first to the last instant, on the wall clock of `zone`.

    Only working time counts on a working day: its column is as long as its office hours.
    """

    zone: str
    days: tuple[Day, ...]

    def place(self, at: datetime) -> Place:
        """Return where `at` stands; instants outside the days stand at their edge."""
        number = (at.astimezone(ZoneInfo(self.zone)).date() - self.days[0].day).days
        if number < 0:
            return self.days[0].place
        if number >= len(self.days):
            return self.end
        day = self.days[number]
        part = (min(max(at, day.opens), day.closes) - day.opens) / (day.closes - day.opens)
        if day.worked:
            return Place(day.place.work + part, day.place.rest)
        return Place(day.place.work, day.place.rest + part)

    @property
    def end(self) -> Place:
        """Return the midnight after the last day."""
        return self.day_end(self.days[-1])

    def day_end(self, day: Day) -> Place:
        """Return where the column or the band of a day ends."""
        return Place(day.place.work + day.worked, day.place.rest + (not day.worked))


def axis(
    calendars: Sequence[Calendar], first: datetime, last: datetime, days_off: Calendar | None = None
) -> Axis:
    """Return the axis from the day of `first` to the day of `last`.

    A day on which any of `calendars` works is a working day, from when the first opens to when the
    last closes. `days_off` (the first calendar, where not given) tells which days to shade.

    Examples
    --------
    A Friday at 13:00 is half a day in, the Sunday after it a day and a rest day and a half.

    >>> from graph.calendars import china
    >>> friday, sunday = (datetime.fromisoformat(f"2022-05-{d}+08:00") for d in
    ...                   ("13T13:00", "15T12:00"))
    >>> drawn = axis([china("Asia/Shanghai")], friday, sunday)
    >>> tuple(drawn.place(friday)), tuple(drawn.place(sunday)), tuple(drawn.end)
    ((0.5, 0.0), (1.0, 1.5), (1.0, 2.0))
    """
    name, shading = calendars[0].zone, days_off or calendars[0]
    day = first.astimezone(ZoneInfo(name)).date()
    end = last.astimezone(ZoneInfo(name)).date()
    days, work, rest = [], 0.0, 0.0
    while day <= end:
        start, stop = _midnight(day, name), _midnight(day + timedelta(1), name)
        hours = [piece for one in calendars for piece in one.worked_between(start, stop)]
        opens = min((piece[0] for piece in hours), default=start)
        closes = max((piece[1] for piece in hours), default=stop)
        worked, off = bool(hours), not shading.worked_between(start, stop)
        made_up = worked and not off and day.weekday() >= 5 and not shading.plain
        days.append(Day(day, worked, off, made_up, opens, closes, Place(work, rest)))
        work, rest = work + worked, rest + (not worked)
        day += timedelta(1)
    return Axis(name, tuple(days))


def _midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
