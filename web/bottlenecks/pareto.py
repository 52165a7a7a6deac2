"""What a Pareto chart of the ranked pairs draws: bars from the longest, and what they add up to."""

from collections.abc import Mapping
from typing import Any

from queries.query import Answer
from web import figures
from web.answer_view import day_unit, registered
from web.bottlenecks.findings import Concentration
from web.language import gettext
from web.overview.attention import pair_address

MOST = 200
"""Bars of one chart; further pairs are told in words."""


def pareto(answer: Answer, found: Concentration | None, raw: Mapping[str, str]) -> dict[str, Any]:
    """Return the island of the chart for the ranked pairs in `answer`, empty without waiting.

    Values are in days of the chosen clock. ``dark`` bars are those that carry 80 % together;
    ``rank`` is None for pairs with too few handoffs.
    """
    if found is None:
        return {}
    rows = [row for row in answer.rows.to_pylist() if row["cumulative_share"] is not None]
    bars = [
        {
            "name": f"{registered(row['sender_name'])} → {registered(row['receiver_name'])}",
            "value": (row["total_wait"] or 0) / answer.seconds_a_day,
            "cumulative": row["cumulative_share"],
            "address": pair_address(row, raw),
            "text": figures.days(row["total_wait"] or 0, answer.seconds_a_day),
            "share": figures.share(row["share_of_wait"]),
            "rank": row["rank"],
        }
        for row in rows[:MOST]
    ]
    reached = found.reached and found.pairs <= len(bars)
    return {"bars": bars, "dark": found.pairs if reached else 0, "words": _words(found, answer)}


def _words(found: Concentration, answer: Answer) -> dict[str, str]:
    count, share = figures.number(found.pairs), figures.share(found.share)
    return {
        "describe": gettext(
            "帕累托图：%(all)s对交接按等待合计从大到小，前%(count)s对合计占%(share)s",
            all=figures.number(found.all_pairs),
            count=count,
            share=share,
        ),
        "first": gettext("前%(count)s对合计 %(share)s", count=count, share=share),
        "rest": gettext(
            "其余%(count)s对合计 %(share)s",
            count=figures.number(found.all_pairs - found.pairs),
            share=figures.share(1 - found.share),
        )
        if found.pairs < found.all_pairs
        else "",
        "wait": gettext("等待（%(unit)s）", unit=day_unit(answer.seconds_a_day)),
        "cumulative": gettext("累计占比"),
        "few": gettext("样本不足"),
        "unit": day_unit(answer.seconds_a_day),
    }
