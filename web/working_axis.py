"""The axis of a case: one column a working day, a narrow band a rest day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from graph.calendar import Calendar

MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Place(NamedTuple):
    """Where an instant stands: so many working days and rest days after the first midnight."""

    work: float
    rest: float


class Day(NamedTuple):
    """One local day; `place` is its midnight, `made_up` a working day on a weekend."""

    day: date
    worked: bool
    made_up: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Axis:
    """The days from the first to the last instant, by `calendar` on the wall clock of its zone.

    Only working time counts on a working day: its column is as long as its office hours.
    """

    calendar: Calendar
    days: tuple[Day, ...]

    def place(self, at: datetime) -> Place:
        """Return where `at` stands; instants outside the days stand at their edge."""
        local = at.astimezone(ZoneInfo(self.calendar.zone))
        number = (local.date() - self.days[0].day).days
        if number < 0:
            return self.days[0].place
        if number >= len(self.days):
            return self.end
        day = self.days[number]
        start = _midnight(day.day, self.calendar.zone)
        end = _midnight(day.day + timedelta(1), self.calendar.zone)
        if not day.worked:
            return Place(day.place.work, day.place.rest + (at - start) / (end - start))
        whole = self.seconds(start, end)
        return Place(day.place.work + self.seconds(start, at) / whole, day.place.rest)

    @property
    def end(self) -> Place:
        """Return the midnight after the last day."""
        last = self.days[-1]
        return Place(last.place.work + last.worked, last.place.rest + (not last.worked))

    def seconds(self, start: datetime, end: datetime) -> float:
        """Return the working seconds from `start` to `end`."""
        both = np.array([(at - EPOCH) // MICROSECOND for at in (start, end)], np.int64)
        return float(np.diff(self.calendar.position(both))[0]) / 1e6


def axis(calendar: Calendar, first: datetime, last: datetime) -> Axis:
    """Return the axis from the day of `first` to the day of `last`.

    Examples
    --------
    A Friday at 13:00 is half a day in, the Sunday after it a day and a rest day and a half.

    >>> from graph.calendars import china
    >>> friday, sunday = (datetime.fromisoformat(f"2022-05-{d}+08:00") for d in
    ...                   ("13T13:00", "15T12:00"))
    >>> drawn = axis(china("Asia/Shanghai"), friday, sunday)
    >>> tuple(drawn.place(friday)), tuple(drawn.place(sunday)), tuple(drawn.end)
    ((0.5, 0.0), (1.0, 1.5), (1.0, 2.0))
    """
    zone = ZoneInfo(calendar.zone)
    day, end = first.astimezone(zone).date(), last.astimezone(zone).date()
    days, work, rest = [], 0.0, 0.0
    while day <= end:
        worked = _worked(calendar, day)
        made_up = worked and day.weekday() >= 5 and not calendar.plain
        days.append(Day(day, worked, made_up, Place(work, rest)))
        work, rest = work + worked, rest + (not worked)
        day += timedelta(1)
    return Axis(calendar, tuple(days))


def _worked(calendar: Calendar, day: date) -> bool:
    if calendar.plain:
        return True
    row = (day - EPOCH.date()).days - calendar.first
    return bool(0 <= row < len(calendar.worked) and calendar.worked[row])


def _midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
