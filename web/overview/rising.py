"""The pair whose waiting rose most lately: three complete months beside the three before."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from queries.handovers import ENOUGH
from queries.query import Answer
from web import figures
from web.language import gettext, language
from web.overview.periods import last_complete_month

MONTHS = 3
LEAST = 1.25
"""How many times the mean wait must be what it was."""

Row = Mapping[str, Any]


class Sum(NamedTuple):
    """Handoffs and seconds of waiting of one pair in one period."""

    handoffs: int
    wait: float

    @property
    def mean(self) -> float:
        """Seconds a handoff."""
        return self.wait / self.handoffs


class Rise(NamedTuple):
    """The pair, by a row of ``pair-trend``, its two periods, and how they are called."""

    row: Row
    before: Sum
    now: Sum
    words: str


def rise(trends: Answer, whole: Answer, raw: Mapping[str, str]) -> Rise | None:
    """Return the pair whose waiting in all rose most, of those whose mean wait rose by a quarter.

    `trends` is an answer of ``pair-trend``, `whole` of ``overview`` without a period. None where
    no pair has twenty handoffs in both periods, or none rose.
    """
    last = last_complete_month(whole, raw)
    if last is None:
        return None
    now = [_text(last - back) for back in reversed(range(MONTHS))]
    before = [_text(last - back) for back in reversed(range(MONTHS, 2 * MONTHS))]
    pairs: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
    for row in trends.rows.to_pylist():
        if row["sender"] != row["receiver"]:
            pairs[row["sender"], row["receiver"]][row["month"]] = row
    found = [
        Rise(next(iter(months.values())), _sum(months, before), _sum(months, now), "")
        for months in pairs.values()
    ]
    rising = [one for one in found if _rose(one)]
    best = max(rising, key=lambda one: one.now.wait - one.before.wait, default=None)
    return best and best._replace(
        words=gettext("%(now)s比%(before)s", now=_span(now), before=_span(before))
    )


def _sum(months: Mapping[str, Row], wanted: list[str]) -> Sum:
    rows = [months[month] for month in wanted if month in months]
    return Sum(sum(r["handoffs"] for r in rows), sum(r["total_wait"] or 0 for r in rows))


def _rose(one: Rise) -> bool:
    enough = min(one.before.handoffs, one.now.handoffs) >= ENOUGH
    return enough and one.now.mean > LEAST * one.before.mean


def _text(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02}"


def _span(months: list[str]) -> str:
    """Write the months as a sentence does: 6—8月, Jun–Aug."""
    first, last = (
        figures.month(month, language(), year=False) for month in (months[0], months[-1])
    )
    if language() == "en":
        return f"{first}–{last}"
    return f"{first.removesuffix('月')}—{last}"
