"""What a figure is compared with: the period before, as long and right before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from queries.parameters import parse
from queries.query import Answer
from web import figures
from web.language import gettext, language

LEAST = timedelta(days=7)
"""A month counts as complete where the data begin within so many days of its first."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two periods as raw parameters, and how a page calls the comparison."""

    now: dict[str, str]
    before: dict[str, str]
    words: str


def comparison(whole: Answer, raw: Mapping[str, str]) -> Comparison | None:
    """Return the period that `raw` asks for and the one before it.

    `whole` is the answer of ``overview`` without a period: it tells when the data begin.

    A period that begins with a given instant is compared with the one before it, as long; where
    none is given, the last complete month is compared with the month before. None where the
    data do not reach back so far.
    """
    if whole.load is None:
        return None
    source = whole.load.source
    zone = ZoneInfo(source.timezone)
    given = parse(whole.query.parameters, _period(raw), source.timezone)
    first = _first_instant(whole)
    if first is None:
        return None
    end = (given.until or source.as_of + timedelta(microseconds=1)).astimezone(zone)
    if given.since:
        return _shifted(given.since.astimezone(zone), end, first)
    return _months(end, first.astimezone(zone))


def last_complete_month(whole: Answer, raw: Mapping[str, str]) -> int | None:
    """Return the months since the year 0 of the last month that the data and `raw` cover."""
    if whole.load is None:
        return None
    source = whole.load.source
    given = parse(whole.query.parameters, _period(raw), source.timezone)
    end = (given.until or source.as_of + timedelta(microseconds=1)).astimezone(
        ZoneInfo(source.timezone)
    )
    until = _month_of(end + timedelta(days=1))
    return until.year * 12 + until.month - 2


def _period(raw: Mapping[str, str]) -> dict[str, str]:
    return {name: raw[name] for name in ("since", "until") if raw.get(name)}


def _first_instant(whole: Answer) -> datetime | None:
    rows = {row["name"]: row for row in whole.rows.to_pylist()}
    found: datetime | None = rows["first_at"]["at"]
    return found


def _shifted(since: datetime, until: datetime, first: datetime) -> Comparison | None:
    """Compare with the period before: whole months with months, others with as many seconds."""
    months = _whole_months(since, until)
    before = _add_months(since, -months) if months else since - (until - since)
    if before < first - LEAST:
        return None
    return Comparison(now=_raw(since, until), before=_raw(before, since), words=gettext("比上一期"))


def _months(end: datetime, first: datetime) -> Comparison | None:
    until = _month_of(end + timedelta(days=1))  # a day that is all but over is
    since, before = _add_months(until, -1), _add_months(until, -2)
    if before < first - LEAST:
        return None
    now, then = (figures.month(f"{at:%Y-%m}", language(), year=False) for at in (since, before))
    return Comparison(
        now=_raw(since, until),
        before=_raw(before, since),
        words=gettext("%(now)s比%(before)s", now=now, before=then),
    )


def _whole_months(since: datetime, until: datetime) -> int:
    """Return how many months lie between two firsts of a month, else 0."""
    if since != _month_of(since) or until != _month_of(until):
        return 0
    return (until.year - since.year) * 12 + until.month - since.month


def _month_of(at: datetime) -> datetime:
    return at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _add_months(at: datetime, months: int) -> datetime:
    years, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    return at.replace(year=years, month=month + 1)


def _raw(since: datetime, until: datetime) -> dict[str, str]:
    return {"since": since.isoformat(), "until": until.isoformat()}
