"""SQL that turns the times of an event log into instants of UTC.

DuckDB's own time zones need an extension that is not part of its Python package; the few offsets
that a zone has had are looked up in Python and become part of the expression.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from graph.errors import InputError

FORMATS = (
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日%H:%M:%S",
    "%Y年%m月%d日%H:%M",
    "%Y年%m月%d日%H时%M分%S秒",
    "%Y年%m月%d日%H时%M分",
    "%Y年%m月%d日",
    "%Y.%m.%d %H:%M:%S",
    "%Y.%m.%d %H:%M",
    "%Y.%m.%d",
    "%Y%m%d %H%M%S",
    "%Y%m%d%H%M%S",
    "%Y%m%d",
)
"""Local times that are not ISO 8601 but leave no doubt what is the month and what the day."""

OFFSET = r":.*(Z|z|UTC|[+-]\d{2}(:?\d{2})?)$"
FIRST = datetime(1900, 1, 1, tzinfo=UTC)
LAST = datetime(2200, 1, 1, tzinfo=UTC)
CHANGES_UNTIL = datetime(2050, 1, 1, tzinfo=UTC)
"""Until here summer time is looked up; no record of work done lies beyond."""


def aware(column: str, kind: str) -> str:
    """Return SQL for the instant in `column` of DuckDB type `kind`, null where no offset is."""
    if _is_aware(kind):
        return f"CAST({column} AS TIMESTAMPTZ)"
    if _is_naive(kind):
        return "CAST(NULL AS TIMESTAMPTZ)"
    text = _text(column)
    joined = rf"replace(regexp_replace({text}, '\s+([+-]\d\d)', '\1'), ',', '.')"
    return (
        f"CASE WHEN regexp_matches({text}, '{OFFSET}') "
        f"THEN coalesce(try_cast({text} AS TIMESTAMPTZ), try_cast({joined} AS TIMESTAMPTZ)) END"
    )


def naive(column: str, kind: str) -> str:
    """Return SQL for the local time in `column` of DuckDB type `kind`, null with an offset.

    Text may be ISO 8601 or one of `FORMATS`.
    """
    if _is_aware(kind):
        return "CAST(NULL AS TIMESTAMP)"
    if _is_naive(kind):
        return f"CAST({column} AS TIMESTAMP)"
    text = _text(column)
    formats = ", ".join(f"'{each}'" for each in FORMATS)
    return (
        f"CASE WHEN NOT regexp_matches({text}, '{OFFSET}') "
        f"THEN coalesce(try_cast({text} AS TIMESTAMP), try_strptime({text}, [{formats}])) END"
    )


def instant(aware_name: str, naive_name: str, timezone: str) -> str:
    """Return SQL for the instant, given the columns with what `aware` and `naive` found.

    A local time that occurred twice is the first of both; one that was skipped is counted on
    from before. Infinite times and those centuries away are null.
    """
    first, *later = _offsets(timezone)
    branches = "".join(
        f"WHEN {naive_name} >= TIMESTAMP '{start:%Y-%m-%d %H:%M:%S}' THEN {seconds} "
        for start, seconds in reversed(later)
    )
    shift = f"CASE {branches}ELSE {first[1]} END" if branches else str(first[1])
    low, high = (f"TIMESTAMP '{each:%Y-%m-%d}'" for each in (FIRST, LAST))
    local = (
        f"CASE WHEN {naive_name} >= {low} AND {naive_name} < {high} "
        f"THEN CAST({naive_name} - to_seconds({shift}) AS TIMESTAMPTZ) END"
    )
    zoned = (
        f"CASE WHEN {aware_name} >= CAST({low} AS TIMESTAMPTZ) "
        f"AND {aware_name} < CAST({high} AS TIMESTAMPTZ) THEN {aware_name} END"
    )
    return f"coalesce({zoned}, {local})"


def _is_aware(kind: str) -> bool:
    return kind.startswith(("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE"))


def _is_naive(kind: str) -> bool:
    return (kind.startswith("TIMESTAMP") and not _is_aware(kind)) or kind == "DATE"


def _text(column: str) -> str:
    return f"trim(CAST({column} AS VARCHAR))"


@cache
def _offsets(timezone: str) -> tuple[tuple[datetime, int], ...]:
    """Return (local time from which it holds, offset in seconds), oldest first."""
    zone = _zone(timezone)
    weeks = range(0, (CHANGES_UNTIL - FIRST).days + 1, 7)
    days = [FIRST + timedelta(days=day) for day in weeks]
    found = [(FIRST.replace(tzinfo=None), _offset(zone, FIRST))]
    for day, following in pairwise(days):
        before, after = _offset(zone, day), _offset(zone, following)
        if before != after:
            local = _change(zone, day, following) + timedelta(seconds=max(before, after))
            found.append((local.replace(tzinfo=None), after))
    return tuple(found)


def _offset(zone: ZoneInfo, at: datetime) -> int:
    offset = at.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """Return the second between `low` and `high` at which the offset changes."""
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if _offset(zone, middle) == _offset(zone, low):
            low = middle
        else:
            high = middle
    return high


def _zone(timezone: str) -> ZoneInfo:
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, IsADirectoryError) as error:
        raise InputError(
            f"没有这个时区：{timezone}。请写 Asia/Shanghai 这样的名称。",
            f"There is no time zone {timezone}. Write a name such as Asia/Shanghai.",
        ) from error
