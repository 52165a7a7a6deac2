"""堵点: the ranked pairs, how concentrated the waiting is, and one pair opened under its row."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response

from graph.errors import ParameterError
from queries.query import Answer
from queries.run import run
from web import figures
from web.answer_view import duration, registered, table
from web.arguments import raw_arguments
from web.filter_bar import filter_bar
from web.findings import Concentration, concentration
from web.language import gettext, strong
from web.links import kept, linker, with_query
from web.monthly import heading, lines
from web.monthly import table as months_of
from web.pages import page
from web.pair_key import pair_of
from web.pair_panel import PairPanel, pair_panel
from web.pairs import Pairs, pairs
from web.pareto import pareto
from web.parts import parts
from web.periods import last_complete_month
from web.questions import DRAWN, files, view
from web.ranked_sides import side
from web.sorting import sort_heads
from web.sparkline import sparkline

blueprint = Blueprint("bottlenecks", __name__)

PATH = "/bottlenecks"
BY = ("pair", "department", "item")
QUESTION = {"department": "departments", "item": "items"}
COLUMNS = ("total_wait", "handoffs", "median_wait", "p90_wait", "open")
"""The columns that sort, besides sender and receiver."""
ALL = {"limit": "10000"}


@blueprint.get(PATH)
def bottlenecks() -> Response:
    """Rank pairs, departments or items by the waiting between departments."""
    asked = raw_arguments("handovers")
    by, opened = asked.pop("by", BY[0]), asked.pop("pair", "")
    if by not in BY:
        raise _refused_by(by)
    return _sides(by, asked) if by in QUESTION else _pairs(asked, opened)


def _pairs(raw: dict[str, str], opened: str) -> Response:
    answer = run(parts().store, "handovers", raw, DRAWN)
    whole = _ask("handovers", raw)
    found = concentration(whole)
    trend = _ask("trend", raw)
    shown = _with_sparks(pairs(answer, found, raw), raw, trend)
    drawn = view(answer, raw, PATH)
    return page(
        "bottlenecks.html",
        **_sentences(whole, found),
        **_months(trend, raw),
        found=found,
        by=_by(raw, BY[0]),
        bar=filter_bar("handovers", raw, PATH, answer),
        pareto=pareto(whole, found, _filters(raw)),
        pairs=shown,
        heads=sort_heads(answer, raw, PATH, ("sender_name", *COLUMNS), "-total_wait"),
        opened=opened,
        panel=_panel(opened, whole, trend, raw),
        open_address=lambda key: with_query(PATH, {**raw, "pair": key}) + "#pair",
        close_address=with_query(PATH, raw) + "#ranking",
        **drawn,
    )


def _sides(by: str, raw: dict[str, str]) -> Response:
    """Rank departments or items; what the question does not know of the filters is left out."""
    known = kept(QUESTION[by], raw)
    answer = run(parts().store, QUESTION[by], {**known, **ALL}, DRAWN)
    return page(
        "bottlenecks_sides.html",
        by=_by(raw, by),
        bar=filter_bar(QUESTION[by], known, PATH, answer, {"by": by}),
        title=gettext("按部门") if by == "department" else gettext("按事项"),
        side=side(answer, by),
        table=table(answer, linker(QUESTION[by], known)),
        files=files(answer, known),
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


def _sentences(whole: Answer, found: Concentration | None) -> dict[str, Any]:
    """Return the answer of the page and what it rests on."""
    if found is None:
        return {
            "answer_text": gettext("没有可以排名的等待。"),
            "short": "",
            "basis": gettext("没有交接符合条件，或等待都是零。"),
        }
    count, wait = figures.number(found.pairs), duration(found.wait, whole.seconds_a_day)
    share = figures.share(found.share)
    few = found.reached and found.pairs < found.all_pairs
    says = (
        strong(
            gettext("先看前%(count)s对：合计%(wait)s，占%(share)s。"),
            count=count,
            wait=wait,
            share=share,
        )
        if few
        else strong(gettext("共%(count)s对，合计等待%(wait)s。"), count=count, wait=wait)
    )
    persons = whole.parameters.get("level") == "person"
    all_pairs = figures.number(found.all_pairs)
    return {
        "answer_text": says,
        "short": "",
        "basis": " ".join(
            (
                gettext(
                    "等得最久：%(sender)s送%(receiver)s，占%(share)s。",
                    sender=registered(found.first["sender_name"]),
                    receiver=registered(found.first["receiver_name"]),
                    share=figures.share(found.first["share_of_wait"]),
                ),
                gettext("全部%(pairs)s对经办人交接；", pairs=all_pairs)
                if persons
                else gettext("全部%(pairs)s对部门交接；", pairs=all_pairs),
                gettext("结论均为疑似堵点，待核实。"),
            )
        ),
    }


def _months(trend: Answer, raw: Mapping[str, str]) -> dict[str, Any]:
    rest = {name: text for name, text in raw.items() if name not in ("since", "until")}
    last = last_complete_month(_ask("overview", rest), raw)
    return {
        "months": lines([(gettext("全部"), trend)], "total_wait", gettext("各月等待合计折线图")),
        "months_table": months_of(trend),
        "months_say": heading(trend, last),
        "months_address": with_query("/queries/trend", kept("trend", _filters(raw))),
    }


def _with_sparks(shown: Pairs, raw: Mapping[str, str], trend: Answer) -> Pairs:
    """Return the pairs, each with its mean wait by month; months without handoffs are gaps."""
    months = trend.rows["month"].to_pylist()
    waits: dict[tuple[str, str], dict[str, float | None]] = defaultdict(dict)
    for row in _ask("pair-trend", raw).rows.to_pylist():
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
    if ends is None:
        raise ParameterError(
            f"参数 pair 的值 {opened!r} 不能用，应为“移交方~接收方”（编码）。",
            f"The value {opened!r} of pair is not accepted; it is SENDER~RECEIVER (ids).",
            "pair",
        )
    sent, received = whole.rows["sender"].to_pylist(), whole.rows["receiver"].to_pylist()
    found = [place for place, pair in enumerate(zip(sent, received, strict=True)) if pair == ends]
    if not found:
        return None
    return pair_panel(whole.rows.slice(found[0], 1).to_pylist()[0], trend, _filters(raw))


def _refused_by(by: str) -> ParameterError:
    return ParameterError(
        f"参数 by 的值 {by!r} 不能用。可用：{'、'.join(BY)}。",
        f"The value {by!r} of by is not accepted. Accepted: {', '.join(BY)}.",
        "by",
        BY,
    )
