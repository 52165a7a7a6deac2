"""When months begin by the wall clock of a time zone, and the months of many instants at once."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

FIRST_YEAR = 1990
Numbers = npt.NDArray[np.int64]


def month_numbers(seconds: Numbers, timezone: str, until: datetime) -> Numbers:
    """Return what `graph.months.month_number` does, for epoch seconds in memory.

    >>> instants = np.array([1_651_334_399, 1_651_334_400])
    >>> month_numbers(instants, "Asia/Shanghai", datetime(2022, 9, 1))
    array([24267, 24268])
    """
    first, *changes = transitions(timezone, until.year + 1)
    if not changes:
        return _months_at(seconds, first[1])
    at, ahead = changes[-1]
    begins, end = month_begins(timezone, datetime.fromtimestamp(at, UTC).year + 1)
    found = FIRST_YEAR * 12 - 1 + np.searchsorted(np.array(begins), seconds, "right")
    found = np.where(seconds < begins[0], _months_at(seconds, first[1]), found)
    return np.where(seconds >= end, _months_at(seconds, ahead), found)


def _months_at(seconds: Numbers, offset: int) -> Numbers:
    """Return the months where local time is always `offset` ahead of UTC."""
    local: Any = (seconds + offset).astype("datetime64[s]").astype("datetime64[M]")
    months: Numbers = local.astype(np.int64) + 1970 * 12
    return months


def month_begins(timezone: str, last_year: int) -> tuple[list[int], int]:
    """Return the epoch second at which each month begins by the wall clock, and the last ends."""
    zone = ZoneInfo(timezone)
    months = [(year, month) for year in range(FIRST_YEAR, last_year + 1) for month in range(1, 13)]
    begins = [datetime(*month, 1, tzinfo=zone) for month in [*months, (last_year + 1, 1)]]
    *starts, end = (int(at.timestamp()) for at in begins)
    return starts, end


@cache
def transitions(timezone: str, last_year: int) -> tuple[tuple[int, int], ...]:
    """Return (epoch second, offset) for 1990 and each change of the offset after it.

    >>> transitions("Asia/Shanghai", 2023)[-1][1]
    28800
    >>> len(transitions("UTC", 2023))
    1
    """
    zone = ZoneInfo(timezone)
    at, end = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(last_year, 12, 31, tzinfo=UTC)
    found = [(int(at.timestamp()), _ahead(at, zone))]
    while at < end:
        later = at + timedelta(days=1)
        if _ahead(later, zone) != found[-1][1]:
            exact = _change(at, later, zone)
            found.append((int(exact.timestamp()), _ahead(exact, zone)))
        at = later
    return tuple(found)


def _change(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """Return the second at which the offset of `low` gives way to that of `high`."""
    before = _ahead(low, zone)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        if middle in (low, high):
            break
        low, high = (middle, high) if _ahead(middle, zone) == before else (low, middle)
    return high


def _ahead(at: datetime, zone: ZoneInfo) -> int:
    offset = at.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0
