"""The cases, those that waited longest first."""

from dataclasses import dataclass
from typing import Annotated, Literal

import ibis

from graph.load import Load
from graph.store import GraphStore
from graph.tables import KINDS
from graph.text import Text
from queries.columns import CASE, HANDOFFS, OPEN, RETURNS, duration, node, other
from queries.filters import Leveled
from queries.handoff_rows import exact_sum, matching_cases, matching_handoffs, named
from queries.parameters import Help
from queries.query import Long, Query

ORDER = [ibis.desc("exact_wait", nulls_first=False), ibis.asc("case_id")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Leveled):
    """Parameters of ``cases``."""

    state: Annotated[
        Literal["open", "closed"] | None,
        Help("状态：open 在办，closed 已办结。", "State: open or closed."),
    ] = None


def cases(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    """Which cases waited longest between departments?

    Handoffs, returns, open and waiting are of the handoffs that match; with since, until,
    department, sender, receiver or kind only cases that have one. By waiting (none last), then id.
    """
    return _widen(store, load, _narrow(store, load, parameters), parameters)


def _narrow(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    table = matching_cases(store, load, parameters)
    if parameters.state is not None:
        table = table.filter(table.closed == (parameters.state == "closed"))
    counts = _counts(matching_handoffs(store, load, parameters))
    return table.left_join(counts, "case_key").drop("case_key_right")


def _widen(store: GraphStore, load: Load, table: ibis.Table, parameters: Parameters) -> ibis.Table:
    table = table.mutate(
        **{name: table[name].fill_null(0) for name in ("handoffs", "returns", "open")},
        case=table.case_id,
        throughput=table[f"throughput_{parameters.clock}"],
        waiting=table.exact_wait.cast("float64"),
    )
    table = named(store, load, table, {"item": "items"})
    return table.order_by(ORDER).select([column.name for column in QUERY.columns])


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
    ),
    function=cases,
    long=Long(_narrow, ORDER, _widen),
)
