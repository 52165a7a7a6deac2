"""The month of an instant where the data are from, on any engine.

Whole numbers only: how engines turn instants into local text depends on the time zone of the
machine or the session they run in.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import ibis
import ibis.expr.types as ir

from graph.month_begins import FIRST_YEAR, month_begins, transitions

DAY = 86_400


def month_number(instant: ir.TimestampValue, timezone: str, until: datetime) -> Any:
    """Return months since the year 0 of `instant` in local time: ``2022-05`` is 24,268.

    Offsets are those of 1990 to the year after `until`; earlier instants take the first one.
    """
    seconds = instant.truncate("s").epoch_seconds().cast("int64")  # engines round the rest
    first, *changes = transitions(timezone, until.year + 1)
    if not changes:
        return _month_at(seconds, first[1])
    at, ahead = changes[-1]
    begins, end = month_begins(timezone, datetime.fromtimestamp(at, UTC).year + 1)
    return ibis.cases(
        (seconds < begins[0], _month_at(seconds, first[1])),
        (seconds >= end, _month_at(seconds, ahead)),
        else_=_halved(seconds, begins, FIRST_YEAR * 12),
    )


def _month_at(seconds: Any, offset: int) -> Any:
    """Return the month of an epoch second where local time is always `offset` ahead of UTC."""
    local = seconds + ibis.literal(offset, "int64")
    return _month_of_day((local - local % DAY) / DAY)


def _halved(seconds: Any, begins: Sequence[int], number: int) -> Any:
    """Return which of the months that `begins` an epoch second is in; the first is `number`.

    Halves the months again and again, so that the expression names `seconds` once for each: a
    change of the clock in a formula would multiply its length, and the time to write it.
    """
    if len(begins) == 1:
        return ibis.literal(number, "int64")
    middle = len(begins) // 2
    earlier = _halved(seconds, begins[:middle], number)
    later = _halved(seconds, begins[middle:], number + middle)
    return (seconds < ibis.literal(begins[middle], "int64")).ifelse(earlier, later)


def month_text(number: ir.Value) -> Any:
    """Return a month number as ``2022-05``."""
    year, month = _whole(number / 12), number % 12 + 1
    padded = (month < 10).ifelse(ibis.literal("0"), ibis.literal("")) + month.cast("string")
    return year.cast("string") + ibis.literal("-") + padded


def _month_of_day(days: Any) -> Any:
    """Return the month of a day since 1970-01-01, by the Gregorian cycle of 400 years.

    Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March.
    """
    shifted = _whole(days) + 719_468
    era = _whole(shifted / 146_097)
    of_era = shifted - era * 146_097
    years = of_era - _whole(of_era / 1460) + _whole(of_era / 36_524) - _whole(of_era / 146_096)
    year = _whole(years / 365)
    of_year = of_era - (365 * year + _whole(year / 4) - _whole(year / 100))
    march = _whole((5 * of_year + 2) / 153)
    return (era * 400 + year) * 12 + march + 2


def _whole(value: Any) -> Any:
    return value.floor().cast("int64")
