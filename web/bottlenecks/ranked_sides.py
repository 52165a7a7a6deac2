"""Departments and items ranked by the waiting before them: the answer, and a bar for each row."""

from dataclasses import dataclass

from markupsafe import Markup

from queries.query import Answer
from web import figures
from web.answer_view import duration, registered, shown_columns
from web.language import gettext, strong

WAITING = {"department": "waiting_before", "item": "total_wait"}
"""The column of waiting in the question about each."""


@dataclass(frozen=True, slots=True)
class Side:
    """What is said above the table; ``bars`` (percent of the longest) follow the column ``after``.

    A row whose waiting is not known has no bar.
    """

    says: Markup | str
    basis: str
    bars: list[float | None]
    after: int


def side(answer: Answer, by: str) -> Side:
    """Return what ranks the rows of ``departments`` or ``items``, longest waiting first."""
    column = WAITING[by]
    rows = answer.rows.to_pylist()
    waits: list[float | None] = [row[column] for row in rows]
    names = [registered(row[f"{by}_name"]) for row in rows]
    whole = sum(wait or 0 for wait in waits)
    after = [one.name for one in shown_columns(answer)].index(column)
    if not whole:
        return Side(gettext("没有可以排名的等待。"), "", [None] * len(rows), after)
    longest = max(range(len(rows)), key=lambda place: waits[place] or 0)
    most = waits[longest] or 0
    return Side(
        strong(
            gettext("等得最久的是%(name)s：%(wait)s，占%(share)s。"),
            name=names[longest],
            wait=duration(most, answer.seconds_a_day),
            share=figures.share(most / whole),
        ),
        _basis(by, len(rows), duration(whole, answer.seconds_a_day)),
        [None if wait is None else 100 * wait / most for wait in waits],
        after,
    )


def _basis(by: str, count: int, wait: str) -> str:
    if by == "department":
        text = gettext(
            "共%(count)s个部门，进入部门之前的等待合计%(wait)s。", count=count, wait=wait
        )
    else:
        text = gettext("共%(count)s个事项，部门之间的等待合计%(wait)s。", count=count, wait=wait)
    return f"{text} {gettext('结论均待核实。')}"
