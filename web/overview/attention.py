"""What to look at first: a few findings as sentences, each with the way to its rows."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from queries.query import Answer
from web import figures
from web.answer_view import duration, registered
from web.bottlenecks.pair_key import pair_key
from web.language import gettext
from web.links import address, with_query
from web.overview.rising import Rise

Row = Mapping[str, Any]


class Finding(NamedTuple):
    """One sentence: the light before it, where it leads, and what is behind it."""

    light: str
    word: str
    says: str
    behind: str
    address: str


def findings(
    ranked: Answer,
    departments: Answer,
    rising: Rise | None,
    raw: Mapping[str, str],
    report: str,
) -> list[Finding]:
    """Return what to look at first in the ranked pairs and the departments of one load.

    `rising` is the pair that became slower; `report` is the address of the import report. Pairs
    without a rank are passed over.
    """
    rows = [row for row in ranked.rows.to_pylist() if row["rank"] is not None]
    found = [
        _longest(rows, ranked, raw),
        _rising(rising, ranked, raw),
        _slowest(rows, ranked, raw),
        _returned(rows, raw),
        _open(departments, raw),
        _refused(ranked, report),
    ]
    return [one for one in found if one]


def pair_address(row: Row, raw: Mapping[str, str]) -> str:
    """Return the page 堵点 with this pair opened."""
    return with_query(
        "/bottlenecks",
        {**{k: v for k, v in raw.items() if v}, "pair": pair_key(row["sender"], row["receiver"])},
    )


def _longest(rows: list[Row], ranked: Answer, raw: Mapping[str, str]) -> Finding | None:
    row = _most(rows, lambda row: row["total_wait"])
    if row is None:
        return None
    day = ranked.seconds_a_day
    return Finding(
        "watch",
        gettext("等得最久"),
        gettext(
            "%(pair)s，合计%(wait)s",
            pair=_pair(row),
            wait=duration(row["total_wait"], day),
        ),
        gettext(
            "%(count)s次交接，占%(share)s；一半在%(median)s内开始，每10次有1次超过%(p90)s",
            count=figures.number(row["handoffs"]),
            share=figures.share(row["share_of_wait"]),
            median=duration(row["median_wait"], day),
            p90=duration(row["p90_wait"], day),
        ),
        pair_address(row, raw),
    )


def _rising(rising: Rise | None, ranked: Answer, raw: Mapping[str, str]) -> Finding | None:
    if rising is None:
        return None
    day = ranked.seconds_a_day
    return Finding(
        "watch",
        gettext("变慢了"),
        gettext(
            "%(pair)s，%(months)s每次多等%(more)s",
            pair=_pair(rising.row),
            months=rising.words,
            more=duration(rising.now.mean - rising.before.mean, day),
        ),
        gettext(
            "平均从%(before)s到%(now)s；%(count)s次交接，合计多%(wait)s",
            before=duration(rising.before.mean, day),
            now=duration(rising.now.mean, day),
            count=figures.number(rising.now.handoffs),
            wait=duration(rising.now.wait - rising.before.wait, day),
        ),
        pair_address(rising.row, raw),
    )


def _slowest(rows: list[Row], ranked: Answer, raw: Mapping[str, str]) -> Finding | None:
    longest = _most(rows, lambda row: row["total_wait"])
    row = _most([row for row in rows if row is not longest], lambda row: row["median_wait"])
    if row is None:
        return None
    return Finding(
        "watch",
        gettext("次次都慢"),
        gettext(
            "%(pair)s，一半要等%(median)s以上",
            pair=_pair(row),
            median=duration(row["median_wait"], ranked.seconds_a_day),
        ),
        gettext(
            "%(count)s次交接，合计%(wait)s",
            count=figures.number(row["handoffs"]),
            wait=duration(row["total_wait"], ranked.seconds_a_day),
        ),
        pair_address(row, raw),
    )


def _returned(rows: list[Row], raw: Mapping[str, str]) -> Finding | None:
    row = _most(rows, lambda row: row["returns"])
    if row is None:
        return None
    share = figures.share(row["returns"] / row["handoffs"])
    ends = {"sender": row["sender"], "receiver": row["receiver"], "kind": "return"}
    return Finding(
        "watch",
        gettext("退回多"),
        gettext("%(pair)s，退回%(count)s次", pair=_pair(row), count=figures.number(row["returns"])),
        gettext("占这对%(all)s次交接的%(share)s", all=figures.number(row["handoffs"]), share=share),
        address("handoffs", raw, ends),
    )


def _open(departments: Answer, raw: Mapping[str, str]) -> Finding | None:
    rows = departments.rows.to_pylist()
    row = _most(rows, lambda row: row["open"])
    if row is None:
        return None
    everywhere = sum(one["open"] for one in rows)
    return Finding(
        "watch",
        gettext("在途多"),
        gettext(
            "%(name)s，%(count)s次交接还没开始办",
            name=registered(row["department_name"]),
            count=figures.number(row["open"]),
        ),
        gettext("全部在途%(count)s次，不计入等待", count=figures.number(everywhere)),
        address("handoffs", raw, {"receiver": row["department"]}),
    )


def _refused(ranked: Answer, report: str) -> Finding | None:
    load = ranked.load
    if load is None or not load.refused:
        return None
    return Finding(
        "none",
        gettext("数据"),
        gettext("拒收%(rows)s行，不在各页的数字里", rows=figures.number(load.refused)),
        gettext("占读入的%(share)s", share=figures.share(load.refused / load.read)),
        report,
    )


def _most(rows: list[Row], measure: Callable[[Row], float | None]) -> Row | None:
    """Return the first row with the largest measure, None where all are zero or not known."""
    known: Iterator[Row] = (row for row in rows if measure(row))
    return max(known, key=lambda row: measure(row) or 0, default=None)


def _pair(row: Row) -> str:
    return gettext(
        "%(sender)s送%(receiver)s",
        sender=registered(row["sender_name"]),
        receiver=registered(row["receiver_name"]),
    )
