"""How the waiting of each pair went from month to month."""

from dataclasses import dataclass
from typing import Annotated

import ibis

from graph.load import Load
from graph.months import month_text
from graph.store import GraphStore
from graph.text import Text
from queries.columns import HANDOFFS, MEAN_WAIT, OPEN, TOTAL_WAIT, node
from queries.filters import Leveled
from queries.handoff_rows import NODES_OF, exact_sum, named
from queries.handovers import COLUMNS, ORDER, ranked_pairs
from queries.parameters import Help, OneOf, Range
from queries.query import Query
from queries.sorting import SORT_HELP, ordered, sorts
from queries.trend import MONTH, monthly_handoffs


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Leveled):
    """Parameters of ``pair-trend``."""

    pairs: Annotated[
        int | None,
        Help(
            "只给前多少对，对的顺序同 handovers（见 sort）；不给则全部。",
            "Only the first so many pairs, ordered as by handovers (see `sort`); none: all.",
        ),
        Range(1, 10_000),
    ] = None
    sort: Annotated[str | None, SORT_HELP, OneOf(sorts(COLUMNS))] = None


def pair_trend(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    """How did the waiting of each pair go from month to month?

    One row for each pair and month with a handoff that matches; by sender, receiver, month.
    ``pairs`` and ``sort`` tell which pairs, not the order of the rows.
    """
    rows = _of_first_pairs(store, load, monthly_handoffs(store, load, parameters), parameters)
    pairs = rows.group_by("sender_key", "receiver_key", "month_number").aggregate(
        handoffs=rows.count(),
        exact_wait=exact_sum(rows["wait"]),
        waits=rows["wait"].count(),
        open=rows.open.cast("int64").sum(),
    )
    total = pairs.exact_wait.cast("float64")
    pairs = pairs.mutate(
        month=month_text(pairs.month_number),
        total_wait=total,
        mean_wait=(total / pairs.waits.nullif(0)).round(6),
    )
    nodes = NODES_OF[parameters.level]
    table = named(store, load, pairs, {"sender": nodes, "receiver": nodes})
    return table.order_by("sender", "receiver", "month_number").select(
        [column.name for column in QUERY.columns]
    )


def _of_first_pairs(
    store: GraphStore, load: Load, rows: ibis.Table, parameters: Parameters
) -> ibis.Table:
    if parameters.pairs is None:
        return rows
    ranked = ordered(ranked_pairs(store, load, parameters), parameters.sort, ORDER)
    first = ranked.select(first_sender="sender_key", first_receiver="receiver_key")
    first = first.limit(parameters.pairs)
    same = (rows.sender_key == first.first_sender, rows.receiver_key == first.first_receiver)
    return rows.semi_join(first, same)


QUERY = Query(
    name="pair-trend",
    title=Text("各对各月等待", "Waiting of each pair by month"),
    question=Text(
        "每一对交接的等待逐月如何变化？", "How did the waiting of each pair go from month to month?"
    ),
    parameters=Parameters,
    columns=(
        *node("sender"),
        *node("receiver"),
        MONTH,
        HANDOFFS,
        TOTAL_WAIT,
        MEAN_WAIT,
        OPEN,
    ),
    function=pair_trend,
)
