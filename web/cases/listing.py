"""The list of cases as a page shows it: what the columns sort by, and each row with its bars."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from queries.query import Answer
from web import figures
from web.answer_view import duration, zone_of
from web.cases.address import case_address
from web.language import gettext, strong
from web.links import address, kept, with_query
from web.sorting import SortHead, sort_heads

COLUMNS = (
    "case",
    "item_name",
    "started_at",
    "finished_at",
    "throughput",
    "waiting",
    "handoffs",
    "returns",
)
DEFAULT = "-waiting"


class Row(NamedTuple):
    """One case; `waited` and `rest` are percent of the longest throughput of the page."""

    case: str
    address: str
    item: str
    started: str
    finished: str
    throughput: str
    waiting: str
    waited: float
    rest: float
    handoffs: str
    handoffs_address: str
    returns: str
    open: str


def heads(answer: Answer, raw: Mapping[str, str]) -> list[SortHead]:
    """Return the heads of the columns, each with the address that sorts by it."""
    return list(sort_heads(answer, raw, "/cases", COLUMNS, DEFAULT).values())


def rows(answer: Answer, raw: Mapping[str, str]) -> list[Row]:
    """Return the rows of the page."""
    found = answer.rows.to_pylist()
    longest = max((_length(row) for row in found), default=0) or 1
    shown = kept("cases", raw)
    return [_row(row, answer, shown, longest) for row in found]


def sentences(answer: Answer, raw: Mapping[str, str]) -> dict[str, Markup | str]:
    """Return the answer of the page and what it rests on."""
    total = figures.number(answer.total)
    text = raw.get("text", "")
    if not answer.total:
        said = gettext("没有找到含“%(text)s”的办件。") if text else gettext("没有符合条件的办件。")
        return {"answer": strong(said, text=text), "basis": gettext("请放宽或清除筛选条件。")}
    basis = gettext("等待只计相符的部门间交接，尚未开始的不计入；点办件编号看它的时间线。")
    first = answer.rows.slice(0, 1).to_pylist()[0]
    on_top = raw.get("sort", DEFAULT) == DEFAULT and not raw.get("after")
    if not on_top or first["waiting"] is None:
        return {"answer": strong(gettext("共%(total)s件。"), total=total), "basis": basis}
    wait = duration(first["waiting"], answer.seconds_a_day)
    return {
        "answer": strong(
            gettext("共%(total)s件，等得最久的%(case)s等了%(wait)s。"),
            {"case": first["case"]},
            total=total,
            wait=wait,
        ),
        "basis": basis,
    }


def _row(row: Mapping[str, Any], answer: Answer, shown: Mapping[str, str], longest: float) -> Row:
    waited = row["waiting"] or 0
    more = {"case": row["case"]}
    return Row(
        case=row["case"],
        address=in_list(row["case"], shown),
        item=row["item_name"] or figures.UNKNOWN,
        started=figures.instant(row["started_at"], zone_of(answer)),
        finished=figures.instant(row["finished_at"], zone_of(answer)),
        throughput=figures.days(row["throughput"], answer.seconds_a_day),
        waiting=figures.days(row["waiting"], answer.seconds_a_day),
        waited=100 * waited / longest,
        rest=100 * max(_length(row) - waited, 0) / longest,
        handoffs=figures.number(row["handoffs"]),
        handoffs_address=address("handoffs", shown, more) if row["handoffs"] else "",
        returns=figures.number(row["returns"]),
        open="" if row["finished_at"] else gettext("在办"),
    )


def in_list(case: str, shown: Mapping[str, str]) -> str:
    """Return the address of a case that keeps the list `shown` it is in.

    >>> in_list("A 1", {"state": "open"}), in_list("..", {"state": "open"})
    ('/cases/A%201?state=open', '/queries/case?case=..')
    """
    path = case_address(case)
    return path if "?" in path else with_query(path, shown)


def _length(row: Mapping[str, Any]) -> float:
    return max(row["throughput"] or 0, row["waiting"] or 0)
