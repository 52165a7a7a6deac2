"""Where a case stands in the list of cases, and which are beside it."""

from dataclasses import dataclass, fields
from typing import Annotated

import ibis

from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries import cases
from queries.columns import CASE, count, text
from queries.parameters import Help, IdOf
from queries.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(cases.Parameters):
    """Parameters of ``case-place``: those of ``cases``, and the case."""

    case: Annotated[str, Help("办件编号。", "The id of the case."), IdOf("cases")]


def case_place(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    """Which cases come before and after this one in the list of cases?

    One row; none where the list, filtered and sorted as `cases` is by the same parameters, does
    not have the case.
    """
    given = {one.name: getattr(parameters, one.name) for one in fields(parameters)}
    whole = cases.Parameters(**{**given, "case": None})
    table = cases.narrow(store, load, whole)
    window = ibis.window(order_by=cases.order(whole))
    table = table.mutate(
        place=ibis.row_number().over(window) + 1,
        total=table.count().over(ibis.window()),
        previous=table.case_id.lag().over(window),
        next=table.case_id.lead().over(window),
    )
    table = table.filter(table.case_id == parameters.case).order_by("case_id")
    return table.select([column.name for column in QUERY.columns])


QUERY = Query(
    name="case-place",
    title=Text("相邻的办件", "Neighbours of a case"),
    question=Text(
        "在办件列表中，这一件的前后是哪些办件？",
        "Which cases come before and after this one in the list of cases?",
    ),
    parameters=Parameters,
    columns=(
        CASE,
        count(
            "place", "位次", "Place", "在列表中的位次，从 1 起。", "Its place in the list, from 1."
        ),
        count("total", "件数", "Cases", "列表中的办件。", "Cases in the list."),
        text(
            "previous",
            "上一件",
            "Previous",
            "前一件的编号；第一件为空。",
            "Id of the case before it; empty for the first.",
        ),
        text(
            "next",
            "下一件",
            "Next",
            "后一件的编号；最后一件为空。",
            "Id of the case after it; empty for the last.",
        ),
    ),
    function=case_place,
)
