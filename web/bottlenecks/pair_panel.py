"""One pair opened under its row: how it went, how long its waits are, which cases they held up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup

from queries.query import Answer
from queries.run import run
from web import figures
from web.answer_view import day_unit, duration, registered, zone_of
from web.bottlenecks.monthly import lines
from web.bottlenecks.pair_waits import Bin, bin_of, distribution
from web.cases.address import case_address
from web.language import gettext, strong
from web.links import address, kept
from web.parts import parts

FEW = "5"
"""How many of the longest handoffs, and of the cases that waited longest, are shown."""

Row = Mapping[str, Any]


class Handoff(NamedTuple):
    """One of the longest handoffs."""

    case: str
    address: str
    item: str
    sent: str
    started: str
    wait: str


class Case(NamedTuple):
    """One of the cases that waited longest between the two."""

    case: str
    address: str
    item: str
    waiting: str
    throughput: str


@dataclass(frozen=True, slots=True)
class PairPanel:
    """What the panel of one pair shows."""

    title: str
    says: Markup
    handoffs: list[Handoff]
    handoffs_label: str
    handoffs_address: str
    cases: list[Case]
    cases_address: str
    months: dict[str, Any]
    waits: dict[str, Any]
    bins: list[Bin]
    unit: str


def pair_panel(row: Row, everything: Answer, raw: Mapping[str, str]) -> PairPanel:
    """Return the panel for one row of ``handovers``.

    `everything` is the answer of ``trend`` for all pairs, `raw` are the filters of the page.
    """
    only = {**_filters(raw), "sender": row["sender"], "receiver": row["receiver"]}
    trend = _ask("trend", only)
    handoffs, cases = (_ask(name, {**only, "limit": FEW}) for name in ("handoffs", "cases"))
    waits = _ask("waits", only)
    day = trend.seconds_a_day
    return PairPanel(
        title=_title(row),
        says=_says(row, day),
        handoffs=[_handoff(one, handoffs) for one in handoffs.rows.to_pylist()],
        handoffs_label=gettext("打开%(count)s次交接", count=figures.number(row["handoffs"])),
        handoffs_address=address("handoffs", only, {}),
        cases=[_case(one, cases) for one in cases.rows.to_pylist()],
        cases_address=address("cases", only, {}),
        months=lines(
            [(gettext("本对"), trend), (gettext("全部"), everything)],
            "mean_wait",
            gettext("月均等待折线图：%(pair)s，与全部交接相比", pair=_title(row)),
        ),
        waits=distribution(row, waits, only),
        bins=[bin_of(one, waits, only) for one in waits.rows.to_pylist()],
        unit=day_unit(day),
    )


def _filters(raw: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in raw.items() if name not in ("sort", "limit", "after")}


def _ask(name: str, only: Mapping[str, str]) -> Answer:
    more = {"limit": only["limit"]} if "limit" in only else {}
    return run(parts().store, name, {**kept(name, only), **more})


def _title(row: Row) -> str:
    return gettext(
        "%(sender)s送%(receiver)s",
        sender=registered(row["sender_name"]),
        receiver=registered(row["receiver_name"]),
    )


def _says(row: Row, day: int) -> Markup:
    """Say in plain words who sent how much to whom and how long it waited."""
    count = figures.number(row["handoffs"])
    if row["total_wait"] is None:
        return strong(
            gettext("%(pair)s%(count)s次，都还没有开始办，不知道要等多久。"),
            {"pair": _title(row)},
            count=count,
        )
    says = strong(
        gettext(
            "%(pair)s%(count)s次，等待合计%(wait)s，占全部的%(share)s。"
            "一半在%(median)s内开始办，每10次有1次超过%(p90)s。"
        ),
        {"pair": _title(row), "median": duration(row["median_wait"], day)},
        count=count,
        wait=duration(row["total_wait"], day),
        share=figures.share(row["share_of_wait"]),
        p90=duration(row["p90_wait"], day),
    )
    if row["open"]:
        says += " " + strong(
            gettext("其中%(count)s次还没开始办，等待不计它们。"), count=figures.number(row["open"])
        )
    return says


def _handoff(row: Row, answer: Answer) -> Handoff:
    zone = zone_of(answer)
    return Handoff(
        row["case"],
        case_address(row["case"]),
        row["item_name"] or figures.UNKNOWN,
        figures.instant(row["sent"], zone),
        figures.instant(row["started"], zone),
        figures.days(row["wait"], answer.seconds_a_day),
    )


def _case(row: Row, answer: Answer) -> Case:
    return Case(
        row["case"],
        case_address(row["case"]),
        row["item_name"] or figures.UNKNOWN,
        figures.days(row["waiting"], answer.seconds_a_day),
        figures.days(row["throughput"], answer.seconds_a_day),
    )
