"""Instants of the city as working seconds: 0 is 2022-01-04 09:00, a day has 28,800 of them.

Everything is drawn and added up on this scale and becomes an instant only when it is written, so
that every instant lies in office hours of a worked day. It is the inverse of the ruler that
measures waiting, and shares no code with it.
"""

from datetime import date, timedelta
from functools import cache

import chinese_calendar
import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.int64]
Instants = NDArray[np.datetime64]

FIRST_DAY = date(2022, 1, 4)
AS_OF = date(2022, 8, 31)
DAY = 8 * 3600  # working seconds of a working day
OPENS = 9 * 3600  # seconds after midnight


@cache
def workdays() -> Instants:
    """Return the worked days from the first day of the city to the end of its year."""
    days = [FIRST_DAY + timedelta(days=n) for n in range(362)]
    return np.array([day for day in days if chinese_calendar.is_workday(day)], "datetime64[D]")


def day_position(day: str) -> int:
    """Return the working seconds before the first worked day on or after `day`.

    >>> day_position("2022-01-05"), day_position("2022-01-08") == day_position("2022-01-10")
    (28800, True)
    """
    return int(np.searchsorted(workdays(), np.datetime64(day))) * DAY


END = day_position("2022-09-01") - 1
"""The last working second of the date of the data."""


def instants(positions: Seconds) -> Instants:
    """Turn working seconds into local instants.

    >>> str(instants(np.array([0, 28799, 28800]))[2])
    '2022-01-05T09:00:00'
    """
    days = workdays()[positions // DAY].astype("datetime64[s]")
    return np.asarray(days + (positions % DAY + OPENS).astype("timedelta64[s]"))


def days_later(positions: Seconds, days: int) -> Seconds:
    """Move by calendar days, and on to the next opening where that day is not worked.

    >>> str(instants(days_later(np.array([day_position("2022-04-01") + 60]), 2))[0])
    '2022-04-06T09:00:00'
    """
    target = workdays()[positions // DAY] + np.timedelta64(days, "D")
    index = np.searchsorted(workdays(), target)
    worked = workdays()[np.minimum(index, len(workdays()) - 1)] == target
    return np.asarray(index * DAY + np.where(worked, positions % DAY, 0), np.int64)


def arrival_weights() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return positions and the share of all applications that came before each of them.

    Mondays bring a quarter more, the last three working days of a month a fifth more.
    """
    days = workdays()[workdays() <= np.datetime64(AS_OF)]
    monday = (days.astype(np.int64) + 3) % 7 == 0
    months = days.astype("datetime64[M]")
    last = np.array([(months[n : n + 4] == months[n]).sum() <= 3 for n in range(len(days))])
    weights = np.where(monday, 1.25, 1.0) * np.where(last, 1.2, 1.0)
    shares = np.concatenate((np.zeros(1), np.cumsum(weights) / weights.sum()))
    return np.arange(len(days) + 1, dtype=np.float64) * DAY, shares
