"""Working time: which seconds and days count.

Two rulers that must not be mixed. **Working seconds** measure waiting and processing: the seconds
inside office hours of working days. **Working days** measure a promise: the working days after
the day of the start, up to and with the day of the end.

Both rest on the days off and the make-up working days that the State Council publishes each
year (package ``chinesecalendar``), with the rows of a load laid over them. A day of a year that
is not published is an error and never a guess.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.errors import CalendarError

DAY = 86_400_000_000  # microseconds
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Instants = NDArray[np.int64]  # microseconds since 1970-01-01 UTC
Days = NDArray[np.int64]  # days since 1970-01-01


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The days of one department (or of all), with prefix sums.

    ``first`` is the first day of the arrays, in days since 1970. ``known`` tells the days that
    are published or overridden, ``worked`` the working ones. For every *UTC* day ``pieces`` holds
    up to two worked intervals (microseconds of that day) and ``before`` the working microseconds
    of all earlier days: an instant needs one look-up and no time-zone arithmetic.
    """

    name: str
    zone: str
    first: int
    known: NDArray[np.bool_]
    worked: NDArray[np.bool_]
    days_before: NDArray[np.int64]
    before: NDArray[np.int64]
    pieces: NDArray[np.int64]  # (days, 4): from, to, from, to

    @property
    def plain(self) -> bool:
        """Whether every second counts (``--calendar none``)."""
        return self.name == "none"

    def require(self, first: datetime, last: datetime) -> None:
        """Raise `CalendarError` unless every local day from `first` to `last` is known."""
        if not self.plain:
            days = _local_days(pd.to_datetime([first, last], utc=True), self.zone)
            self._check(days[:1], days[1:])

    def position(self, instants: Instants) -> Instants:
        """Return the ruler: working microseconds from the epoch of the calendar to each instant.

        Instants outside the known range must have been refused before, by `require`.
        """
        if self.plain:
            return instants
        row = np.clip(instants // DAY - self.first, 0, len(self.before) - 1)
        inside = instants % DAY
        start, end, second_start, second_end = self.pieces.T
        worked = np.clip(inside, start[row], end[row]) - start[row]
        worked += np.clip(inside, second_start[row], second_end[row]) - second_start[row]
        ruler: Instants = self.before[row] + worked
        return ruler

    def working_seconds(self, start: Instants, end: Instants) -> NDArray[np.float64]:
        """Return the working seconds from `start` to `end`, elementwise.

        Parameters
        ----------
        start, end : (n,) microseconds since 1970-01-01 UTC

        Returns
        -------
        (n,) seconds; negative where `end` lies before `start`; on a plain calendar the
        seconds that passed.

        Raises
        ------
        CalendarError
            A local day from the earliest to the latest instant is not published.

        Examples
        --------
        A Friday at 16:00 to the Monday after it at 10:00 is two hours.

        >>> from graph.calendars import china
        >>> calendar = china("Asia/Shanghai")
        >>> calendar.working_seconds(*instants("2022-05-13T16:00+08:00", "2022-05-16T10:00+08:00"))
        array([7200.])
        """
        if not self.plain and len(start):
            low, high = min(start.min(), end.min()), max(start.max(), end.max())
            self.require(
                pd.Timestamp(low, unit="us", tz="UTC"), pd.Timestamp(high, unit="us", tz="UTC")
            )
        return (self.position(end) - self.position(start)) / 1e6

    def worked_between(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """Return the worked intervals from `start` to `end`, in order, disjoint, none empty.

        Instants outside the known range must have been refused before, by `require`.

        Examples
        --------
        >>> from graph.calendars import china
        >>> friday, monday = (datetime.fromisoformat(f"2022-05-{d}:00+08:00") for d in
        ...                   ("13T16", "16T10"))
        >>> found = china("Asia/Shanghai").worked_between(friday, monday)
        >>> [f"{a:%d %H} to {b:%d %H} UTC" for a, b in found]
        ['13 08 to 13 09 UTC', '16 01 to 16 02 UTC']
        """
        low, high = ((at - EPOCH) // timedelta(microseconds=1) for at in (start, end))
        if self.plain or low >= high:
            return [(_utc(low), _utc(high))] if low < high else []
        rows = np.arange(low // DAY, (high - 1) // DAY + 1)
        rows = rows[(rows >= self.first) & (rows < self.first + len(self.pieces))]
        pieces = (self.pieces[rows - self.first] + rows[:, None] * DAY).reshape(-1, 2)
        pieces = np.clip(pieces, low, high)
        return [(_utc(int(a)), _utc(int(b))) for a, b in pieces if a < b]

    def working_days(self, start: Days, end: Days) -> NDArray[np.int64]:
        """Return the working days in (`start`, `end`], elementwise: the day of the start is free.

        Parameters
        ----------
        start, end : (n,) local days since 1970-01-01

        Raises
        ------
        CalendarError
            A day from a start to its end is not published.

        Examples
        --------
        The Spring Festival of 2024, with its make-up Sunday:

        >>> from graph.calendars import china
        >>> china("Asia/Shanghai").working_days(days("2024-02-08"), days("2024-02-19"))
        array([3])
        """
        if self.plain:
            return end - start
        self._check(np.minimum(start + 1, end), end)
        return self.days_before[end + 1 - self.first] - self.days_before[start + 1 - self.first]

    def net_working_days(
        self, start: date, end: date, stops: Sequence[tuple[date, date]] = ()
    ) -> int:
        """Return the working days in (`start`, `end`] less those on the union of the stops.

        A stop (s, e] takes out its working days after s, clipped to the interval.

        >>> from graph.calendars import china
        >>> calendar = china("Asia/Shanghai")
        >>> stops = [(date(2022, 5, 10), date(2022, 5, 17)), (date(2022, 5, 16), date(2022, 5, 20))]
        >>> calendar.net_working_days(date(2022, 5, 9), date(2022, 5, 27), stops)
        6
        """
        total = int(self.working_days(days(start), days(end))[0])
        reached = start
        for stop_start, stop_end in sorted(stops):
            low, high = max(reached, stop_start), min(end, stop_end)
            if low < high:
                total -= int(self.working_days(days(low), days(high))[0])
                reached = high
        return total

    def _check(self, start: Days, end: Days) -> None:
        if not len(start):
            return
        low, high = int(min(start.min(), end.min())), int(max(start.max(), end.max()))
        last = self.first + len(self.known) - 1
        missing = low if low < self.first else None
        if missing is None:
            unknown = np.flatnonzero(~self.known[low - self.first : high + 1 - self.first])
            missing = low + int(unknown[0]) if len(unknown) else None
        if missing is None and high > last:
            missing = last + 1
        if missing is not None:
            raise _unpublished(date(1970, 1, 1) + timedelta(days=missing))


def _unpublished(day: date) -> CalendarError:
    return CalendarError(
        f"{day.year}年放假安排尚未录入（{day:%Y-%m-%d}）。请用 --calendar 文件或工作日历表补录，"
        "或用 --calendar none 按自然时间计算。",
        f"The working days of {day.year} are not known ({day:%Y-%m-%d}). Give them with --calendar "
        "FILE or the sheet 工作日历, or use --calendar none to count all time.",
    )


def days(*values: str | date) -> Days:
    """Return dates as days since 1970-01-01."""
    return np.array([str(value) for value in values], "datetime64[D]").astype(np.int64)


def instants(*values: str | datetime) -> tuple[Instants, ...]:
    """Return each timezone-aware instant as an array of one, in microseconds since 1970 UTC."""
    index = pd.to_datetime(pd.Index(list(values)), utc=True, format="ISO8601").as_unit("us")
    return tuple(index.asi8.reshape(-1, 1))


def _utc(instant: int) -> datetime:
    return EPOCH + timedelta(microseconds=instant)


def _local_days(index: pd.DatetimeIndex, zone: str) -> Days:
    local = index.tz_convert(zone).tz_localize(None)
    return local.to_numpy("datetime64[D]").astype(np.int64)
