"""The cases, those that waited longest first or in an order of one's own."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import ibis

from graph.load import Load
from graph.store import GraphStore
from graph.tables import KINDS
from graph.text import Text
from queries.columns import CASE, HANDOFFS, OPEN, RETURNS, duration, node, other
from queries.filters import Leveled
from queries.handoff_rows import exact_sum, matching_cases, matching_handoffs, named
from queries.parameters import Help, IdOf
from queries.query import Column, Long, Query
from queries.sorting import sorted_first

ORDER = [ibis.desc("exact_wait", nulls_first=False), ibis.asc("case_id")]
STATE_WORDS = {"open": Text("在办", "open"), "closed": Text("办结", "closed")}
Sort = Literal[
    "case",
    "-case",
    "item_name",
    "-item_name",
    "started_at",
    "-started_at",
    "finished_at",
    "-finished_at",
    "throughput",
    "-throughput",
    "waiting",
    "-waiting",
    "handoffs",
    "-handoffs",
    "returns",
    "-returns",
    "open",
    "-open",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Leveled):
    """Parameters of ``cases``."""

    state: Annotated[
        Literal["open", "closed"] | None,
        Help("状态：open 在办，closed 已办结。", "State: open or closed."),
    ] = None
    text: Annotated[
        str | None,
        Help(
            "只看编号或事项名称含有这段文字的（不分大小写）。",
            "Only cases whose id, or the name of whose item, contains this text, in any case.",
        ),
    ] = None
    case: Annotated[
        str | None, Help("只看该办件（编号）。", "Only this case (its id)."), IdOf("cases")
    ] = None
    sort: Annotated[
        Sort | None,
        Help(
            "按哪一列排序，前面加 - 为大者在先；不给则按等待，大者在先。",
            "The column to sort by, with - before it the largest first; by waiting otherwise, "
            "the longest first.",
        ),
    ] = None


def cases(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    """Which cases waited longest between departments?

    Handoffs, returns, open and waiting are of the handoffs that match; with since, until,
    department, sender, receiver or kind only cases that have one. By waiting (none last), then id;
    with sort by that column first (unknown last).
    """
    return _widen(store, load, narrow(store, load, parameters), parameters)


def narrow(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    """Return the cases that match with all that they can be sorted by."""
    table = matching_cases(store, load, parameters)
    if parameters.case is not None:
        table = table.filter(table.case_id == parameters.case)
    if parameters.state is not None:
        table = table.filter(table.closed == (parameters.state == "closed"))
    counts = _counts(matching_handoffs(store, load, parameters))
    table = table.left_join(counts, "case_key").drop("case_key_right")
    table = named(store, load, table, {"item": "items"})
    if parameters.text is not None:
        table = table.filter(_contains(table, parameters.text.lower()))
    return table.mutate(
        **{name: table[name].fill_null(0) for name in ("handoffs", "returns", "open")},
        case=table.case_id,
        throughput=table[f"throughput_{parameters.clock}"],
        waiting=table.exact_wait.cast("float64"),
    )


def order(parameters: Parameters) -> list[Any]:
    """Return the total order of the cases that `narrow` returns."""
    return sorted_first(parameters.sort, ORDER)


def _contains(table: ibis.Table, text: str) -> Any:
    return table.case_id.lower().contains(text) | table.item_name.lower().contains(text)


def _widen(store: GraphStore, load: Load, table: ibis.Table, parameters: Parameters) -> ibis.Table:
    table = table.mutate(state=table.closed.ifelse("closed", "open"))
    return table.order_by(order(parameters)).select([column.name for column in QUERY.columns])


def _counts(rows: ibis.Table) -> ibis.Table:
    return rows.group_by("case_key").aggregate(
        exact_wait=exact_sum(rows["wait"]),
        handoffs=rows.count(),
        returns=(rows.kind == KINDS.index("return")).cast("int64").sum(),
        open=rows.open.cast("int64").sum(),
    )


QUERY = Query(
    name="cases",
    title=Text("办件", "Cases"),
    question=Text(
        "哪些办件在部门之间等待最久？", "Which cases waited longest between departments?"
    ),
    parameters=Parameters,
    columns=(
        CASE,
        *node("item"),
        other("started_at", "instant", "开始时刻", "Started", "办件开始。", "The case began."),
        other(
            "finished_at",
            "instant",
            "办结时刻",
            "Finished",
            "办件办结；在办为空。",
            "The case was finished; empty while it is open.",
        ),
        duration(
            "throughput",
            "全程用时",
            "Throughput",
            "从开始到办结，扣除停表；在办为空。",
            "From start to finish, less clock stops; empty while it is open.",
        ),
        duration(
            "waiting",
            "等待",
            "Waiting",
            "相符交接的等待之和。",
            "Sum of the waits of its handoffs that match.",
        ),
        HANDOFFS,
        RETURNS,
        OPEN,
        Column(
            "state",
            "string",
            Text("状态", "State"),
            Text("open 在办，closed 办结。", "open or closed."),
            words=STATE_WORDS,
        ),
    ),
    function=cases,
    long=Long(narrow, order, _widen),
)
