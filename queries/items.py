"""What each kind of approval costs in waiting."""

from dataclasses import dataclass
from typing import Annotated

import ibis

from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.columns import HANDOFFS, TOTAL_WAIT, count, duration, node
from queries.filters import Leveled
from queries.handoff_rows import exact_sum, matching_cases, matching_handoffs
from queries.parameters import OneOf
from queries.query import Query
from queries.sorting import SORT_HELP, ordered, sorts

ORDER = [
    ibis.desc("exact_wait", nulls_first=False),
    ibis.desc("handoffs"),
    ibis.asc("item"),
]

COLUMNS = (
    *node("item"),
    count(
        "cases",
        "办件数",
        "Cases",
        "该事项的办件；有筛选时为有相符交接的办件。",
        "Its cases; with filters, those with a handoff that matches.",
    ),
    HANDOFFS,
    TOTAL_WAIT,
    duration(
        "median_throughput",
        "全程用时中位数",
        "Median throughput",
        "已办结办件从开始到办结用时的中位数，扣除停表。",
        "Median time from start to finish of the closed cases, less clock stops.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Leveled):
    """Parameters of ``items``."""

    sort: Annotated[str | None, SORT_HELP, OneOf(sorts(COLUMNS))] = None


def items(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    """Which items wait longest between departments?

    Items with at least one matching case. By ``sort`` (not known last), then by total wait
    (none last), handoffs, id.
    """
    cases = _cases(matching_cases(store, load, parameters), parameters)
    rows = matching_handoffs(store, load, parameters)
    waits = rows.group_by("item_key").aggregate(
        handoffs=rows.count(), exact_wait=exact_sum(rows["wait"])
    )
    names = store.table(load.load_id, "items").select(item_key="key", item="id", item_name="name")
    table = cases.inner_join(names, "item_key")
    table = table.left_join(waits, "item_key").drop("item_key_right")
    table = table.mutate(
        handoffs=table.handoffs.fill_null(0), total_wait=table.exact_wait.cast("float64")
    )
    return ordered(table, parameters.sort, ORDER).select([column.name for column in COLUMNS])


def _cases(cases: ibis.Table, parameters: Parameters) -> ibis.Table:
    throughput = cases[f"throughput_{parameters.clock}"]
    return cases.group_by("item_key").aggregate(
        cases=cases.count(), median_throughput=throughput.quantile(0.5).round(6)
    )


QUERY = Query(
    name="items",
    title=Text("事项", "Items"),
    question=Text("哪些事项在部门之间等待最久？", "Which items wait longest between departments?"),
    parameters=Parameters,
    columns=COLUMNS,
    function=items,
)
