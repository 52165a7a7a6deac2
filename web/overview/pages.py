"""The first page: the whole in a few numbers, and the pairs that carry most of the waiting."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Blueprint, Response

from queries.handovers import ENOUGH
from queries.query import Answer
from queries.run import run
from web import figures
from web.answer_view import day_unit, registered
from web.arguments import raw_arguments
from web.bottlenecks.findings import Concentration, concentration
from web.bottlenecks.monthly import heading, lines, table
from web.bottlenecks.pairs import pairs
from web.bottlenecks.pareto import pareto
from web.every_row import every_row
from web.filter_bar import filter_bar
from web.language import gettext, strong
from web.links import address, kept, with_query
from web.overview.attention import findings
from web.overview.periods import Comparison, comparison, last_complete_month
from web.overview.rising import Rise, rise
from web.overview.tiles import Change, change, tiles
from web.pages import page
from web.parts import parts
from web.questions import files

blueprint = Blueprint("overview", __name__)

ALL = {"limit": "10000"}
FEWEST, MOST = 5, 16
"""How many pairs the first page lists: those that carry 80 %, within these bounds."""
DEPARTMENTS = 8


class Load(NamedTuple):
    """One department: the waiting before it and the work in it, and their bars in percent."""

    name: str
    address: str
    waiting: str
    waiting_bar: float
    processing: str
    processing_bar: float


class Quality(NamedTuple):
    """One line on the quality of the data; `light` marks what limits the answers."""

    label: str
    text: str
    light: str = ""


@blueprint.get("/")
def overview() -> Response:
    """Show the whole in a few numbers and the pairs that carry most of the waiting."""
    raw = raw_arguments("overview")
    numbers = _ask("overview", raw)
    ranked = _ask("handovers", raw, ALL)
    departments = _ask("departments", raw, ALL)
    found = concentration(ranked)
    load = numbers.load
    report = f"/data/loads/{quote(load.load_id, safe='')}" if load else ""
    return page(
        "overview.html",
        **_sentences(ranked, numbers, found),
        bar=filter_bar("overview", raw, "/", numbers),
        files=files(numbers, raw),
        tiles=tiles(numbers, _change(raw), raw),
        quality=_quality(numbers, ranked),
        report=report,
        pairs=pairs(_first(ranked, found), found, raw),
        found=found,
        cut=_cut(found),
        findings=findings(ranked, departments, _rise(raw), raw, report),
        departments=_departments(departments, raw),
        sides=_sides(departments),
        pareto=pareto(ranked, found, raw),
        **_months(raw),
        unit=day_unit(numbers.seconds_a_day),
        all_address=with_query("/bottlenecks", kept("handovers", raw)),
    )


def _ask(name: str, raw: Mapping[str, str], more: Mapping[str, str] | None = None) -> Answer:
    return run(parts().store, name, {**kept(name, raw), **(more or {})})


def _months(raw: Mapping[str, str]) -> dict[str, Any]:
    """Return what the chart of months, its heading and its table need."""
    answer = _ask("trend", raw, ALL)
    whole = {name: text for name, text in raw.items() if name not in ("since", "until")}
    last = last_complete_month(_ask("overview", whole), raw)
    drawn = lines([(gettext("全部"), answer)], "total_wait", gettext("各月等待合计折线图"))
    return {
        "months": drawn,
        "months_table": table(answer),
        "months_say": heading(answer, last),
        "months_address": with_query("/queries/trend", kept("trend", raw)),
    }


def _rise(raw: Mapping[str, str]) -> Rise | None:
    """Return the pair that became slower up to the end of the period asked for."""
    rest = {name: text for name, text in raw.items() if name != "since"}
    whole = {name: text for name, text in rest.items() if name != "until"}
    return rise(every_row("pair-trend", rest), _ask("overview", whole), raw)


def _change(raw: Mapping[str, str]) -> Change | None:
    """Return how the measures changed against the period before, where there is one."""
    rest = {name: text for name, text in raw.items() if name not in ("since", "until")}
    compared: Comparison | None = comparison(_ask("overview", rest), raw)
    if compared is None:
        return None
    now, before = (_ask("overview", {**rest, **at}) for at in (compared.now, compared.before))
    return change(compared, now, before)


def _sentences(ranked: Answer, numbers: Answer, found: Concentration | None) -> dict[str, Any]:
    """Return the answer of the page in a long and a short form, and what it rests on."""
    if found is None:
        return {
            "answer": gettext("没有可以排名的等待。"),
            "short": "",
            "basis": gettext("没有交接符合条件，或等待都是零。"),
        }
    first = found.first
    count, share = figures.number(found.pairs), figures.share(found.share)
    handoffs = next(r["value"] for r in numbers.rows.to_pylist() if r["name"] == "handoffs")
    return {
        "answer": strong(
            gettext(
                "%(count)s对交接占全部等待的%(share)s。"
                "等得最久：%(sender)s送%(receiver)s，占%(most)s。"
            ),
            {
                "sender": registered(first["sender_name"]),
                "receiver": registered(first["receiver_name"]),
            },
            most=figures.share(first["share_of_wait"]),
            count=count,
            share=share,
        ),
        "short": strong(
            gettext("%(count)s对交接占全部等待的%(share)s。"), count=count, share=share
        ),
        "basis": gettext(
            "依据：%(handoffs)s次交接、%(pairs)s对。结论均待核实。",
            handoffs=figures.number(handoffs),
            pairs=figures.number(found.all_pairs),
        ),
    }


def _cut(found: Concentration | None) -> int:
    """Return how many pairs are listed where the sentence speaks of more, else 0."""
    return MOST if found and found.pairs > MOST else 0


def _first(ranked: Answer, found: Concentration | None) -> Answer:
    """Return the answer with only the pairs that the first page lists."""
    count = min(max(found.pairs if found else 0, FEWEST), MOST)
    return Answer(
        ranked.query,
        ranked.load,
        ranked.parameters,
        ranked.rows.slice(0, count),
        ranked.total,
        None,
        ranked.seconds_a_day,
    )


def _departments(answer: Answer, raw: Mapping[str, str]) -> list[Load]:
    """Return the departments with most waiting and work, with bars on one scale."""
    rows = [row for row in answer.rows.to_pylist() if _busy(row)]
    rows.sort(key=_busy, reverse=True)
    longest = max((max(r["waiting_before"] or 0, r["processing"] or 0) for r in rows), default=0)
    return [
        Load(
            name=registered(row["department_name"]),
            address=address("handoffs", raw, {"receiver": row["department"]}),
            waiting=figures.days(row["waiting_before"], answer.seconds_a_day),
            waiting_bar=100 * (row["waiting_before"] or 0) / longest,
            processing=figures.days(row["processing"], answer.seconds_a_day),
            processing_bar=100 * (row["processing"] or 0) / longest,
        )
        for row in rows[:DEPARTMENTS]
    ]


def _sides(answer: Answer) -> str:
    """Say before which department cases wait longest, and in which they are worked on longest."""
    rows = [row for row in answer.rows.to_pylist() if _busy(row)]
    waits = max(rows, key=lambda row: row["waiting_before"] or 0, default=None)
    works = max(rows, key=lambda row: row["processing"] or 0, default=None)
    if not (waits and works and waits["waiting_before"] and works["processing"]):
        return gettext("等着部门办，还是部门在办")
    first, second = (registered(row["department_name"]) for row in (waits, works))
    if first == second:
        return gettext("送到%(name)s的件等得最久，它办得也最久", name=first)
    return gettext("送到%(first)s的件等得最久，%(second)s办得最久", first=first, second=second)


def _busy(row: Mapping[str, Any]) -> float:
    return (row["waiting_before"] or 0) + (row["processing"] or 0)


def _quality(numbers: Answer, ranked: Answer) -> list[Quality]:
    """Return what tells how good the data are, in the order in which it weighs."""
    value = {row["name"]: row["value"] or 0 for row in numbers.rows.to_pylist()}
    steps = value["steps"]
    started = steps - value.get("instant_steps", 0)
    few = sum(1 for row in ranked.rows.to_pylist() if row["handoffs"] < ENOUGH)
    load = numbers.load
    return [
        _part(gettext("有开始时间的环节"), started, steps, "watch" if started < steps else ""),
        _part(gettext("没登记部门的环节"), value["steps_without_department"], steps),
        _part(gettext("同一时刻的环节"), value["tied_steps"], steps),
        Quality(
            gettext("拒收的行"),
            figures.number(load.refused if load else None),
            "watch" if load and load.refused else "",
        ),
        Quality(
            gettext("不足%(count)s次的交接对", count=ENOUGH),
            gettext("%(count)s对，不下结论", count=figures.number(few)),
        ),
    ]


def _part(label: str, part: float, whole: float, light: str = "") -> Quality:
    """Write how much of the steps something holds for, with the count."""
    share = figures.share(part / whole) if whole else figures.UNKNOWN
    text = gettext("%(share)s（%(count)s）", share=share, count=figures.number(part))
    return Quality(label, text, light)
