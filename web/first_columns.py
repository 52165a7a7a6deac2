"""The columns of a long table that are read first; the others are one link away."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph.errors import ParameterError
from queries.query import Answer
from web import figures
from web.answer_view import Cell, Head, Table, shown_columns
from web.language import gettext, language
from web.links import with_query

Row = Mapping[str, Any]

NAME = "columns"
ALL = "all"
FIRST: Mapping[str, tuple[str, ...]] = {
    "bottlenecks": (
        *("rank", "kind", "sender_name", "department_name", "receiver_name", "stage"),
        *("score", "share", "grade"),
    ),
    "handoffs": (
        *("case", "item_name", "sender_name", "receiver_name", "activity"),
        *("sent", "started", "wait", "kind"),
    ),
}
"""By question: what its page shows first, each row with its sentence below where it has one."""


def asked_for(question: str, raw: dict[str, str]) -> bool:
    """Take the choice of columns out of `raw` and tell whether all are wanted.

    Raises `ParameterError` for a word that is none of the choices.
    """
    chosen = raw.pop(NAME, "") if question in FIRST else ALL
    if chosen not in ("", ALL):
        raise ParameterError(
            f"参数 {NAME} 的值 {chosen!r} 不能用。可用：{ALL}。",
            f"The value {chosen!r} of {NAME} is not accepted. Accepted: {ALL}.",
            NAME,
            (ALL,),
        )
    return chosen == ALL


def choices(question: str, path: str, raw: Mapping[str, str], whole: bool) -> list[Any]:
    """Return the choice of columns as (text, address, whether it is the present one)."""
    if question not in FIRST:
        return []
    return [
        (gettext("主要列"), with_query(path, raw), not whole),
        (gettext("全部列"), with_query(path, {**raw, NAME: ALL}), whole),
    ]


def first_columns(answer: Answer, shown: Table) -> Table:
    """Return the table with the columns to be read first, and a sentence for each row.

    Intervals stand beside what they are of; a column that is empty in all rows is left out.
    """
    rows = answer.rows.to_pylist()
    said = "sentence" if language() == "zh" else "sentence_en"
    places = {column.name: place for place, column in enumerate(shown_columns(answer))}
    told = [
        name
        for name in FIRST[answer.query.name]
        if name in ("rank", "wait") or any(row[name] is not None for row in rows)
    ]
    return replace(
        shown,
        heads=[_head(name, shown.heads[places[name]]) for name in told],
        rows=[
            [_cell(name, cells[places[name]], row) for name in told]
            for row, cells in zip(rows, shown.rows, strict=True)
        ],
        says=[str(row[said]) for row in rows if said in row],
    )


def _head(name: str, head: Head) -> Head:
    return head._replace(side=gettext("区间（95%）") if name in ("rank", "share") else "")


def _cell(name: str, cell: Cell, row: Row) -> Cell:
    """Return a cell with its interval, or what is said of its grade, beside it."""
    if name == "share":
        return cell._replace(
            small=figures.share_range(row["share_low"], row["share_high"], language())
        )
    if name == "rank" and row["rank_low"] is not None:
        low, high = (figures.number(row[end]) for end in ("rank_low", "rank_high"))
        return cell._replace(small=figures.between(low, high, language()))
    if name == "grade" and row["suspect"]:
        return cell._replace(small=gettext("疑似堵点"))
    return cell
