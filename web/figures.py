"""How numbers, durations, shares and instants are written on a page."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from queries.rounding import half_up

UNKNOWN = "—"
ZONE = "Asia/Shanghai"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def number(value: float | None, decimals: int = 0) -> str:
    """Write a number with thousands commas and a true minus, halves rounded away from zero.

    >>> number(1234567), number(-3.25, 1), number(-0.01, 1), number(None)
    ('1,234,567', '−3.3', '0.0', '—')
    """
    if value is None:
        return UNKNOWN
    return half_up(value, decimals).replace("-", "−")


def quantity(value: float | None) -> str:
    """Write a number that may be whole or not; what is not none is never shown as none.

    >>> quantity(3.0), quantity(0.25), quantity(1234.5), quantity(2.001), quantity(0.0004)
    ('3', '0.25', '1,234.5', '2', '<0.01')
    """
    if value is None:
        return UNKNOWN
    if 0 < value < 0.005:
        return "<0.01"
    whole = float(value).is_integer()
    return number(value) if whole else number(value, 2).rstrip("0").rstrip(".")


def days(seconds: float | None, seconds_a_day: int) -> str:
    """Write a duration in days of the chosen clock, with one decimal.

    >>> days(43200, 28800), days(0, 28800), days(None, 28800)
    ('1.5', '0.0', '—')
    """
    return UNKNOWN if seconds is None else number(seconds / seconds_a_day, 1)


def share(value: float | None) -> str:
    """Write a share of 1 as percent with one decimal; what is not none is never shown as none.

    >>> share(0.8104), share(0), share(0.0003), share(None)
    ('81.0%', '0.0%', '<0.1%', '—')
    """
    if value is not None and 0 < value < 0.0005:
        return "<0.1%"
    return UNKNOWN if value is None else number(value * 100, 1) + "%"


def share_range(low: float | None, high: float | None, language: str = "zh") -> str:
    """Write the interval of a share; empty where it is not known.

    >>> share_range(0.0149, 0.171), share_range(0.0149, 0.171, "en"), share_range(None, None)
    ('1.5～17.1%', '1.5–17.1%', '')
    """
    if low is None or high is None:
        return ""
    return between(number(low * 100, 1), number(high * 100, 1), language) + "%"


def between(low: str, high: str, language: str = "zh") -> str:
    """Write a range; one figure where both ends are alike.

    >>> between("76", "84"), between("76", "84", "en"), between("1", "1")
    ('76～84', '76–84', '1')
    """
    return low if low == high else low + ("–" if language == "en" else "～") + high


def instant(value: datetime | None, zone: str = ZONE) -> str:
    """Write an instant in local time, to the minute.

    >>> from datetime import UTC
    >>> instant(datetime(2022, 5, 17, 1, 0, tzinfo=UTC))
    '2022-05-17 09:00'
    """
    if value is None:
        return UNKNOWN
    return value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def long_date(value: datetime | None, zone: str = ZONE, language: str = "zh") -> str:
    """Write a day as a sentence does.

    >>> from datetime import UTC
    >>> at = datetime(2022, 5, 17, 1, 0, tzinfo=UTC)
    >>> long_date(at), long_date(at, language="en")
    ('2022年5月17日', '17 May 2022')
    """
    if value is None:
        return UNKNOWN
    return _long(value.astimezone(ZoneInfo(zone)).date(), language)


def day_range(first: date, last: date, language: str = "zh", year: bool = True) -> str:
    """Write the days from the first to the last, the year once, or not at all.

    >>> day_range(date(2022, 1, 4), date(2022, 8, 31))
    '2022年1月4日—8月31日'
    >>> day_range(date(2022, 1, 4), date(2022, 8, 31), "en")
    '4 Jan–31 Aug 2022'
    >>> day_range(date(2022, 1, 4), date(2022, 8, 31), year=False)
    '1月4日—8月31日'
    """
    start, end = (_long(day, language, year) for day in (first, last))
    if first.year == last.year and language == "en":
        start = _long(first, language, year=False)
    elif first.year == last.year:
        end = _long(last, language, year=False)
    return f"{start}{'–' if language == 'en' else '—'}{end}"


def day_text(text: str, language: str = "zh") -> str:
    """Write a day given as ``2022-05-17`` as a sentence does; other texts stay as they are.

    >>> day_text("2022-05-17"), day_text("2022-05-17T09:00"), day_text("")
    ('2022年5月17日', '2022-05-17T09:00', '')
    """
    try:
        return _long(date.fromisoformat(text), language)
    except ValueError:
        return text


def _long(day: date, language: str, year: bool = True) -> str:
    if language == "en":
        return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")
    return (f"{day.year}年" if year else "") + f"{day.month}月{day.day}日"


def month(text: str, language: str = "zh", year: bool = True) -> str:
    """Write a month given as ``2022-05``.

    >>> month("2022-05"), month("2022-05", "en"), month("2022-05", year=False)
    ('2022年5月', 'May 2022', '5月')
    """
    years, months = text.split("-")
    if language == "en":
        return MONTHS[int(months) - 1] + (f" {years}" if year else "")
    return (f"{years}年" if year else "") + f"{int(months)}月"


def short_instant(value: datetime | None, zone: str = ZONE) -> str:
    """Write an instant where the year is told beside the table.

    >>> from datetime import UTC
    >>> short_instant(datetime(2022, 5, 17, 1, 0, tzinfo=UTC))
    '5-17 09:00'
    """
    if value is None:
        return UNKNOWN
    local = value.astimezone(ZoneInfo(zone))
    return f"{local.month}-{local.day:02} {local:%H:%M}"


def clock(value: datetime | None, zone: str = ZONE) -> str:
    """Write the time of day of an instant.

    >>> from datetime import UTC
    >>> clock(datetime(2022, 5, 17, 1, 0, tzinfo=UTC))
    '09:00'
    """
    return UNKNOWN if value is None else f"{value.astimezone(ZoneInfo(zone)):%H:%M}"


def change(now: float | None, before: float | None) -> str:
    """Write by how much a figure changed, in percent of what it was.

    >>> change(108.4, 100), change(95, 100), change(3, 0), change(None, 1)
    ('+8.4%', '−5.0%', '—', '—')
    """
    if now is None or not before:
        return UNKNOWN
    return signed(100 * (now / before - 1)) + "%"


def signed(value: float, decimals: int = 1) -> str:
    """Write a difference with its sign.

    >>> signed(2), signed(-0.71), signed(0)
    ('+2.0', '−0.7', '0.0')
    """
    text = number(value, decimals)
    return text if text.startswith("−") or not text.strip("0.") else "+" + text


STEPS = (0.5, 1, 2, 3, 5)
"""Days at which the colour of a median wait changes."""


def wait_step(seconds: float | None, seconds_a_day: int) -> int:
    """Return the step of a median wait on the scale of colours, 1 to 6; 0 where it is not known.

    >>> wait_step(4 * 3600, 28_800), wait_step(5 * 28_800, 28_800), wait_step(None, 28_800)
    (2, 6, 0)
    """
    if seconds is None:
        return 0
    return 1 + sum(seconds / seconds_a_day >= edge for edge in STEPS)


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
