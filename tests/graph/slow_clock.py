"""The working clock by the letter of its definition, day by day and second by second."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar

Seconds = tuple[float, float]
"""Working and calendar seconds."""

Stop = tuple[str, datetime, datetime]
NONE, DAY = timedelta(), timedelta(days=1)


@dataclass
class Clock:
    """The working time of every department, and the stops of every case.

    ``rows`` are those of the checked table ``calendar``; ``name`` is ``china`` or ``none``.
    """

    name: str
    zone: str
    rows: Sequence[Mapping[str, Any]] = ()
    stops: Sequence[Stop] = ()
    _hours: dict[tuple[str | None, date], tuple[datetime, datetime]] = field(default_factory=dict)

    def net(self, case: str, department: str | None, low: datetime, high: datetime) -> Seconds:
        """Return the time from `low` to `high` that the case was not stopped; 0 if none."""
        stops = [(start, end) for name, start, end in self.stops if name == case]
        cuts = {low, high} | {t for stop in stops for t in stop if low < t < high}
        worked = passed = NONE
        for start, end in pairwise(sorted(cuts)):
            if high <= low or any(a <= start and end <= b for a, b in stops):
                continue
            worked += self._worked(department, start, end)
            passed += end - start
        return worked.total_seconds(), passed.total_seconds()

    def _worked(self, department: str | None, low: datetime, high: datetime) -> timedelta:
        if self.name == "none":
            return high - low
        zone, total = ZoneInfo(self.zone), NONE
        day, last = low.astimezone(zone).date(), high.astimezone(zone).date()
        while day <= last:
            opens, closes = self._open(department, day)
            total += max(NONE, min(high, closes) - max(low, opens))
            day += DAY
        return total

    def _open(self, department: str | None, day: date) -> tuple[datetime, datetime]:
        if (department, day) not in self._hours:
            self._hours[department, day] = self._look_up(department, day)
        return self._hours[department, day]

    def _look_up(self, department: str | None, day: date) -> tuple[datetime, datetime]:
        """Return when the department opens and closes; twice the same where it does not."""
        theirs = [row for row in self.rows if row["day"] == day]
        own = [row for row in theirs if row["department_id"] == department]
        common = [row for row in theirs if row["department_id"] is None]
        row = (own or common or [{"is_workday": chinese_calendar.is_workday(day)}])[0]
        midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.zone))
        opens, closes = row.get("opens"), row.get("closes")
        seconds = (9 * 3600 if opens is None else opens, 17 * 3600 if closes is None else closes)
        if not row["is_workday"]:
            seconds = (0, 0)
        low, high = (midnight + timedelta(seconds=number) for number in seconds)
        return low.astimezone(UTC), high.astimezone(UTC)
