"""堵点: the ranked pairs, how concentrated the waiting is, and one pair opened under its row."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response

from graph.errors import ParameterError
from queries.handoff_rows import NODES_OF
from queries.query import Answer
from queries.run import run
from web.answer_view import shown_columns, table
from web.arguments import raw_arguments
from web.bottlenecks.findings import concentration
from web.bottlenecks.first_pairs import first_pairs
from web.bottlenecks.monthly import heading, lines
from web.bottlenecks.monthly import table as months_of
from web.bottlenecks.pair_key import pair_of
from web.bottlenecks.pair_panel import PairPanel, pair_panel
from web.bottlenecks.pairs import Pairs, pairs
from web.bottlenecks.pairs_more import with_more
from web.bottlenecks.pareto import pareto
from web.bottlenecks.ranked_sides import WAITING, side
from web.bottlenecks.ranking_words import sentences
from web.bottlenecks.sparkline import sparkline
from web.bottlenecks.verdicts import by_rank, findings, verdicts
from web.bottlenecks.why import causes
from web.every_row import every_row
from web.filter_bar import filter_bar
from web.language import gettext
from web.links import kept, linker, with_query
from web.overview.periods import last_complete_month
from web.pages import page
from web.parts import parts
from web.questions import DRAWN, files, view
from web.sorting import SortHead, sort_heads

blueprint = Blueprint("bottlenecks", __name__)

PATH = "/bottlenecks"
BY = ("pair", "department", "item")
ORDERS = ("waiting", "deviation")
QUESTION = {"department": "departments", "item": "items"}
COLUMNS = ("total_wait", "handoffs", "median_wait", "p90_wait", "open")
"""The columns that sort, besides sender and receiver."""
ALL = {"limit": "10000"}


@blueprint.get(PATH)
def bottlenecks() -> Response:
    """Rank pairs, departments or items by the waiting between departments."""
    asked = raw_arguments("handovers")
    by, opened = asked.pop("by", BY[0]), asked.pop("pair", "")
    order = asked.pop("order", ORDERS[0])
    for name, given, known in (("by", by, BY), ("order", order, ORDERS)):
        if given not in known:
            raise _refused(name, given, known)
    return _sides(by, asked) if by in QUESTION else _pairs(asked, opened, order)


def _pairs(raw: dict[str, str], opened: str, order: str) -> Response:
    whole, trend, said = _ask("handovers", raw), _ask("trend", raw), verdicts(_filters(raw))
    found, why = concentration(whole), causes(_filters(raw))
    answer, all_address = first_pairs(raw, opened, found, PATH)
    own = {} if order == ORDERS[0] else {"order": order}
    if own and said:
        answer = by_rank(whole, said, answer.rows.num_rows)
    if all_address:
        all_address = with_query(PATH, {**raw, **own, "limit": str(DRAWN)}) + "#ranking"
    shown = _with_sparks(pairs(answer, found, raw), _trends_of(answer, raw, order), trend)
    shown = with_more(shown, why, _open_of(raw), said)
    of_all = why.of_all() if why else None
    drawn = view(answer, raw, PATH)
    if all_address:
        drawn |= {"all_address": all_address, "next_address": None, "whole": None}
    return page(
        "bottlenecks.html",
        **sentences(whole, found, of_all, said.suspects()),
        **_months(trend, raw),
        found=found,
        by=_by(raw, BY[0]),
        bar=filter_bar("handovers", raw, PATH, answer, own),
        pareto=pareto(whole, found, _filters(raw)),
        pairs=shown,
        heads=_heads(answer, raw, order),
        opened=opened,
        panel=_panel(opened, whole, trend, raw),
        why=of_all,
        cause_keys=why.looks() if why else [],
        judged=bool(said),
        before_causes=why is None and raw.get("level", "department") == "department",
        compare_address=_compare(raw, trend),
        judged_address=with_query("/queries/bottlenecks", kept("bottlenecks", _filters(raw))),
        orders=_orders(raw, order),
        others=findings(_filters(raw)),
        opened_says=verdict.says if (verdict := said.of(pair_of(opened))) else "",
        opened_why=why.of(ends) if why and (ends := pair_of(opened)) else None,
        beyond=any(pair.beyond for pair in shown.rows),
        beyond_address=lambda ends: _beyond(ends, raw),
        working=answer.parameters["clock"] == "working",
        open_address=lambda key: with_query(PATH, {**raw, **own, "pair": key}) + "#pair",
        close_address=with_query(PATH, {**raw, **own}) + "#ranking",
        **drawn,
    )


def _sides(by: str, raw: dict[str, str]) -> Response:
    """Rank departments or items by waiting, with the filters that their question knows."""
    known = kept(QUESTION[by], _filters(raw))
    shown = {**known, "sort": raw.get("sort", "")}
    answer = run(parts().store, QUESTION[by], {**shown, **ALL}, DRAWN)
    heads = tuple(column.name for column in shown_columns(answer))
    return page(
        "bottlenecks_sides.html",
        by=_by(raw, by),
        bar=filter_bar(QUESTION[by], known, PATH, answer, {"by": by}),
        title=gettext("按部门") if by == "department" else gettext("按事项"),
        side=side(answer, by),
        by_waiting=shown["sort"] in ("", f"-{WAITING[by]}"),
        table=table(answer, linker(QUESTION[by], known)),
        heads=sort_heads(answer, {**raw, "by": by}, PATH, heads, f"-{WAITING[by]}").values(),
        files=files(answer, {name: text for name, text in {**shown, **ALL}.items() if text}),
        definitions=view(answer, known, PATH)["definitions"],
    )


def _ask(name: str, raw: Mapping[str, str]) -> Answer:
    return run(parts().store, name, {**kept(name, _filters(raw)), **ALL})


def _filters(raw: Mapping[str, str]) -> dict[str, str]:
    """Return the filters without sort and paging: what figures of all pairs depend on."""
    return {n: text for n, text in raw.items() if n not in ("sort", "limit", "after") and text}


def _by(raw: Mapping[str, str], now: str) -> list[tuple[str, str, bool]]:
    """Return what can be ranked, as a choice."""
    labels = (gettext("按交接"), gettext("按部门"), gettext("按事项"))
    rest = _filters(raw)
    return [
        (label, with_query(PATH, rest if by == BY[0] else {**rest, "by": by}), by == now)
        for by, label in zip(BY, labels, strict=True)
    ]


def _compare(raw: Mapping[str, str], trend: Answer) -> str:
    """Return where the pairs are compared with the time before; not known of persons.

    Where no time is chosen it begins with the month in the middle, which the page then shows.
    """
    if raw.get("level", "department") != "department":
        return ""
    months = trend.rows["month"].to_pylist()
    since = {"since": f"{months[len(months) // 2]}-01"} if len(months) > 1 else {}
    return with_query("/queries/comparison", kept("comparison", {**since, **_filters(raw)}))


def _orders(raw: Mapping[str, str], now: str) -> list[tuple[str, str, bool]]:
    """Return how pairs can be ordered, as a choice."""
    labels = (gettext("按等待合计"), gettext("按超出通常的程度"))
    rest = _filters(raw)
    return [
        (
            label,
            with_query(PATH, rest if order == ORDERS[0] else {**rest, "order": order}),
            order == now,
        )
        for order, label in zip(ORDERS, labels, strict=True)
    ]


def _months(trend: Answer, raw: Mapping[str, str]) -> dict[str, Any]:
    rest = {name: text for name, text in raw.items() if name not in ("since", "until")}
    last = last_complete_month(_ask("overview", rest), raw)
    return {
        "months": lines([(gettext("全部"), trend)], "total_wait", gettext("各月等待合计折线图")),
        "months_table": months_of(trend),
        "months_say": heading(trend, last),
        "months_address": with_query("/queries/trend", kept("trend", _filters(raw))),
    }


def _heads(answer: Answer, raw: Mapping[str, str], order: str) -> dict[str, SortHead]:
    """Return the heads of columns; none is sorted by where the pairs have an order of their own."""
    default = "-total_wait"
    if order != ORDERS[0]:
        raw, default = {**raw, "sort": ""}, ""
    return sort_heads(answer, raw, PATH, ("sender_name", *COLUMNS), default)


def _trends_of(answer: Answer, raw: Mapping[str, str], order: str) -> Answer:
    """Return the months of the pairs in `answer`; of every pair where they are not the first."""
    first = {"pairs": str(max(answer.rows.num_rows, 1)), "sort": raw.get("sort", "")}
    elsewhere = bool(raw.get("after")) or order != ORDERS[0]
    return every_row("pair-trend", {**_filters(raw), **({} if elsewhere else first)})


def _beyond(ends: tuple[str, str], raw: Mapping[str, str]) -> str:
    """Return where the handoffs of a pair that are open beyond its P90 are listed first."""
    only = {**_filters(raw), "sender": ends[0], "receiver": ends[1]}
    return with_query("/queries/open-cases", kept("open-cases", only))


def _open_of(raw: Mapping[str, str]) -> Answer | None:
    """Return how many handoffs are open beyond the P90 of their pair; not known of persons."""
    if raw.get("level", "department") != "department":
        return None
    return every_row("open-pairs", _filters(raw))


def _with_sparks(shown: Pairs, trends: Answer, trend: Answer) -> Pairs:
    """Return the pairs, each with its mean wait by month; months without handoffs are gaps."""
    months = trend.rows["month"].to_pylist()
    waits: dict[tuple[str, str], dict[str, float | None]] = defaultdict(dict)
    for row in trends.rows.to_pylist():
        waits[row["sender"], row["receiver"]][row["month"]] = row["mean_wait"]
    return replace(
        shown,
        rows=[
            replace(pair, spark=sparkline([waits[pair.ends].get(month) for month in months]))
            for pair in shown.rows
        ],
    )


def _panel(opened: str, whole: Answer, trend: Answer, raw: Mapping[str, str]) -> PairPanel | None:
    """Return the panel of the pair that is opened; None where the filters leave it out."""
    if not opened:
        return None
    ends = pair_of(opened)
    if ends is None or not _are_known(ends, raw):
        raise ParameterError(
            f"参数 pair 的值 {opened!r} 不能用，应为这批数据中的“移交方~接收方”（编码）。",
            f"The value {opened!r} of pair is not accepted; it is SENDER~RECEIVER, ids of this "
            "load.",
            "pair",
        )
    sent, received = whole.rows["sender"].to_pylist(), whole.rows["receiver"].to_pylist()
    found = [place for place, pair in enumerate(zip(sent, received, strict=True)) if pair == ends]
    if not found:
        return None
    return pair_panel(whole.rows.slice(found[0], 1).to_pylist()[0], trend, _filters(raw))


def _are_known(ends: tuple[str, str], raw: Mapping[str, str]) -> bool:
    """Tell whether the load has both ends of a pair."""
    load = parts().store.load()
    nodes = parts().store.table(load.load_id, NODES_OF[raw.get("level") or "department"])
    found: int = parts().store.fetch(nodes.filter(nodes.id.isin(ends))).num_rows
    return found == len(set(ends))


def _refused(name: str, given: str, known: tuple[str, ...]) -> ParameterError:
    return ParameterError(
        f"参数 {name} 的值 {given!r} 不能用。可用：{'、'.join(known)}。",
        f"The value {given!r} of {name} is not accepted. Accepted: {', '.join(known)}.",
        name,
        known,
    )
