"""The ranked pairs as rows of a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from queries.handovers import ENOUGH
from queries.query import Answer
from web import figures
from web.answer_view import day_unit, registered
from web.bottlenecks.findings import Concentration, is_needed
from web.bottlenecks.pair_key import pair_key
from web.bottlenecks.sparkline import Sparkline
from web.bottlenecks.verdicts import Verdict
from web.bottlenecks.why import Why
from web.language import words
from web.links import address


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair, its figures written out; ``rank`` is None for one that is not ranked.

    ``suspected`` are those that carry 80 % together, ``few`` has too few handoffs for a rank, and
    ``width`` is the length of its bar in percent of the longest one. ``interval`` is that of its
    share, where it is known of the total that is shown.
    """

    rank: int | None
    suspected: bool
    sender: str
    receiver: str
    address: str
    open_address: str
    width: float | None
    figures: dict[str, str]
    few: bool
    ends: tuple[str, str]
    key: str
    spark: Sparkline | None = None
    why: Why | None = None
    beyond: str = ""
    verdict: Verdict | None = None
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """The rows of a page, the unit of their durations, the labels of their columns."""

    rows: list[Pair]
    unit: str
    labels: dict[str, str]


DURATIONS = ("total_wait", "median_wait", "p90_wait", "max_wait")
SHARES = ("share_of_wait", "cumulative_share")
COUNTS = ("handoffs", "cases", "returns", "open")


def pairs(
    answer: Answer,
    found: Concentration | None,
    raw: Mapping[str, str],
) -> Pairs:
    """Return the pairs in `answer`, in its order."""
    labels = {column.name: words(column.label) for column in answer.query.columns}
    rows = [_pair(row, answer, found, raw) for row in answer.rows.to_pylist()]
    return Pairs(rows, day_unit(answer.seconds_a_day), labels)


def _pair(
    row: Mapping[str, Any],
    answer: Answer,
    found: Concentration | None,
    raw: Mapping[str, str],
) -> Pair:
    ends = {"sender": row["sender"], "receiver": row["receiver"]}
    return Pair(
        rank=row["rank"],
        suspected=found is not None and found.reached and is_needed(row),
        sender=registered(row["sender_name"]),
        receiver=registered(row["receiver_name"]),
        address=address("handoffs", raw, ends),
        open_address=address("handoffs", raw, {**ends, "open": "yes"}) if row["open"] else "",
        width=_width(row, found),
        figures=_figures(row, answer.seconds_a_day),
        few=row["handoffs"] < ENOUGH,
        ends=(row["sender"], row["receiver"]),
        key=pair_key(row["sender"], row["receiver"]),
    )


def _width(row: Mapping[str, Any], found: Concentration | None) -> float | None:
    longest = found.first["total_wait"] if found else None
    if not longest or row["cumulative_share"] is None:
        return None
    return float(100 * (row["total_wait"] or 0) / longest)


def _figures(row: Mapping[str, Any], seconds_a_day: int) -> dict[str, str]:
    return {
        **{name: figures.days(row[name], seconds_a_day) for name in DURATIONS},
        **{name: figures.share(row[name]) for name in SHARES},
        **{name: figures.number(row[name]) for name in COUNTS},
    }
