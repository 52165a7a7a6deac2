"""How numbers, durations, shares and instants are written on a page."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

UNKNOWN = "—"
ZONE = "Asia/Shanghai"


def number(value: float | None, decimals: int = 0) -> str:
    """Write a number with thousands commas and a true minus, halves rounded away from zero.

    >>> number(1234567), number(-3.25, 1), number(-0.01, 1), number(None)
    ('1,234,567', '−3.3', '0.0', '—')
    """
    if value is None:
        return UNKNOWN
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(str(value)).quantize(step, ROUND_HALF_UP)
    return f"{abs(rounded) if rounded == 0 else rounded:,}".replace("-", "−")


def quantity(value: float | None) -> str:
    """Write a number that may be whole or not.

    >>> quantity(3.0), quantity(0.25), quantity(1234.5)
    ('3', '0.25', '1,234.5')
    """
    if value is None:
        return UNKNOWN
    whole = float(value).is_integer()
    return number(value) if whole else number(value, 2).rstrip("0")


def days(seconds: float | None, seconds_a_day: int) -> str:
    """Write a duration in days of the chosen clock, with one decimal.

    >>> days(43200, 28800), days(0, 28800), days(None, 28800)
    ('1.5', '0.0', '—')
    """
    return UNKNOWN if seconds is None else number(seconds / seconds_a_day, 1)


def share(value: float | None) -> str:
    """Write a share of 1 as percent with one decimal.

    >>> share(0.8104), share(None)
    ('81.0%', '—')
    """
    return UNKNOWN if value is None else number(value * 100, 1) + "%"


def instant(value: datetime | None, zone: str = ZONE) -> str:
    """Write an instant in local time, to the minute.

    >>> from datetime import UTC
    >>> instant(datetime(2022, 5, 17, 1, 0, tzinfo=UTC))
    '2022-05-17 09:00'
    """
    if value is None:
        return UNKNOWN
    return value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def size(count: int) -> str:
    """Write a number of bytes in the largest fitting unit.

    >>> size(900), size(209715200)
    ('900 B', '200.0 MB')
    """
    amount, unit = float(count), "B"
    for larger in ("KB", "MB", "GB"):
        if amount < 1024:
            break
        amount, unit = amount / 1024, larger
    return f"{number(amount, 0 if unit == 'B' else 1)} {unit}"
