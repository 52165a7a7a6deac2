"""Where calendars come from: the published years, and the rows of a load laid over them."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from graph.calendar import DAY, Calendar, Instants, days
from graph.errors import CalendarError

OPENS, CLOSES = 9 * 3600, 17 * 3600  # seconds after local midnight


@lru_cache(maxsize=8)
def china(zone: str) -> Calendar:
    """Return the published calendar of China, read on the wall clock of `zone`."""
    first, worked = _published()
    return _build("china", zone, first, np.ones(len(worked), bool), worked, {})


def every_second(zone: str) -> Calendar:
    """Return the calendar on which every second counts."""
    empty = np.zeros(0, np.int64)
    no = np.zeros(0, bool)
    return Calendar("none", zone, 0, no, no, empty, empty, np.zeros((0, 4), np.int64))


def build(name: str, zone: str, overrides: pa.Table | None = None) -> Calendar:
    """Return the calendar of that name with rows of ``graph.tables.CALENDAR`` laid over it.

    `name` is ``none`` or anything else for the published calendar of China.
    """
    if name == "none":
        return every_second(zone)
    if overrides is None or not overrides.num_rows:
        return china(zone)
    rows = overrides.to_pandas()
    day = days(*rows["day"])
    first, worked = _published()
    start, end = min(first, int(day.min())), max(first + len(worked), int(day.max()) + 1)
    known, laid = np.zeros(end - start, bool), np.zeros(end - start, bool)
    known[first - start : first - start + len(worked)] = True
    laid[first - start : first - start + len(worked)] = worked
    known[day - start] = True
    laid[day - start] = rows["is_workday"].to_numpy(bool)
    opens, closes = rows["opens"].fillna(OPENS), rows["closes"].fillna(CLOSES)
    hours = {
        int(d): (int(o), int(c))
        for d, o, c in zip(day, opens, closes, strict=True)
        if (o, c) != (OPENS, CLOSES)
    }
    return _build(name, zone, start, known, laid, hours)


@dataclass(frozen=True, slots=True, eq=False)
class Calendars:
    """The calendar of every department: the common one and those with days of their own."""

    common: Calendar
    own: dict[int, Calendar]  # by department key

    @classmethod
    def of(cls, name: str, zone: str, overrides: pa.Table, keys: dict[str, int]) -> "Calendars":
        """Build them from the checked table ``calendar`` (`keys` gives a department's key)."""
        rows = overrides.to_pandas()
        shared = rows["department_id"].isna()
        everyone = pa.Table.from_pandas(rows[shared], overrides.schema, preserve_index=False)
        own = {}
        unknown = set(rows["department_id"].dropna()) - keys.keys()
        if unknown:
            names = "、".join(sorted(map(str, unknown)))
            raise CalendarError(
                f"工作日历写了没有登记的部门：{names}。请改正或先登记该部门。",
                f"The calendar names departments that are not there: {names}. Correct them.",
            )
        for department, theirs in rows[~shared].groupby("department_id"):
            both = pd.concat([rows[shared], theirs]).drop_duplicates("day", keep="last")
            table = pa.Table.from_pandas(both, overrides.schema, preserve_index=False)
            own[keys[str(department)]] = build(name, zone, table)
        return cls(build(name, zone, everyone), own)

    def position(self, departments: NDArray[np.int32], instants: Instants) -> Instants:
        """Return the ruler of each row's department at each row's instant."""
        result = self.common.position(instants)
        for key, calendar in self.own.items():
            theirs = departments == key
            result[theirs] = calendar.position(instants[theirs])
        return result

    def require(self, first: datetime, last: datetime) -> None:
        """Raise `CalendarError` unless every calendar knows every day of the range."""
        for calendar in (self.common, *self.own.values()):
            calendar.require(first, last)


def published_years() -> tuple[int, int]:
    """Return the first and the last year whose working days are published."""
    first, worked = _published()
    years = np.array([first, first + len(worked) - 1], "datetime64[D]").astype("datetime64[Y]")
    return tuple(int(str(year)) for year in years)  # type: ignore[return-value]


@lru_cache(maxsize=1)
def _published() -> tuple[int, NDArray[np.bool_]]:
    """Return the first published day and for each day from there whether it is worked."""
    from chinese_calendar import constants

    years = {day.year for day in constants.holidays}
    first, end = days(date(min(years), 1, 1), date(max(years) + 1, 1, 1))
    worked: NDArray[np.bool_] = (np.arange(first, end) + 3) % 7 < 5  # 1970-01-01 was a Thursday
    worked[days(*constants.holidays) - first] = False
    worked[days(*constants.workdays) - first] = True
    return int(first), worked


def _build(
    name: str,
    zone: str,
    first: int,
    known: NDArray[np.bool_],
    worked: NDArray[np.bool_],
    hours: dict[int, tuple[int, int]],
) -> Calendar:
    local = first + np.flatnonzero(worked)
    opens, closes = np.full(len(local), OPENS), np.full(len(local), CLOSES)
    for day, (opening, closing) in hours.items():
        place = np.searchsorted(local, day)
        if place < len(local) and local[place] == day:
            opens[place], closes[place] = opening, closing
    start, end = (_utc(local * DAY + seconds * 1_000_000, zone) for seconds in (opens, closes))
    pieces = np.zeros((len(known) + 2, 4), np.int64)  # a day before and after, for the offset
    base = first - 1
    low, high = _split_at_midnight(start, end)
    row = low // DAY - base
    slot = np.arange(len(row)) - np.searchsorted(row, row)  # a UTC day has two pieces at most
    pieces[row, 2 * slot] = low % DAY
    pieces[row, 2 * slot + 1] = low % DAY + high - low
    length = pieces[:, 1] - pieces[:, 0] + pieces[:, 3] - pieces[:, 2]
    before = np.concatenate([[0], np.cumsum(length)[:-1]])
    pad = np.zeros(1, bool)
    counted = np.concatenate([[0], np.cumsum(np.concatenate([pad, worked, pad]))])
    return Calendar(
        name,
        zone,
        base,
        np.concatenate([pad, known, pad]),
        np.concatenate([pad, worked, pad]),
        counted,
        before,
        pieces,
    )


def _split_at_midnight(start: Instants, end: Instants) -> tuple[Instants, Instants]:
    """Cut the intervals at UTC midnight and return all the pieces in order of time."""
    midnight = (start // DAY + 1) * DAY
    late = end > midnight
    low = np.concatenate([start, midnight[late]])
    high = np.concatenate([np.minimum(end, midnight), end[late]])
    order = np.argsort(low[high > low], kind="stable")
    return low[high > low][order], high[high > low][order]


def _utc(wall_clock: Instants, zone: str) -> Instants:
    index = pd.DatetimeIndex(wall_clock.astype("datetime64[us]"))
    # An office does not open in the hour that is skipped or repeated; any reading will do.
    localised = index.tz_localize(
        zone, ambiguous=np.ones(len(index), bool), nonexistent="shift_forward"
    )
    return localised.tz_convert("UTC").as_unit("us").asi8
