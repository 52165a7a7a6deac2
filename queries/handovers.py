"""Which pairs of departments cost most waiting."""

from dataclasses import dataclass
from typing import Annotated, Any

import ibis

from graph.load import Load
from graph.store import GraphStore
from graph.tables import KINDS
from graph.text import Text
from queries.columns import (
    CASES,
    HANDOFFS,
    MEAN_WAIT,
    MEDIAN_WAIT,
    OPEN,
    P90_WAIT,
    RETURNS,
    SHARE_OF_WAIT,
    TOTAL_WAIT,
    count,
    duration,
    node,
    share,
)
from queries.filters import Leveled
from queries.handoff_rows import EXACT, NODES_OF, exact_sum, matching_handoffs, named
from queries.parameters import OneOf
from queries.query import Query
from queries.sorting import SORT_HELP, ordered, sorts

ENOUGH = 20
"""Pairs with fewer handoffs have no rank, and nothing is concluded from them."""

ORDER = [
    ibis.desc("ranked"),
    ibis.desc("exact_wait", nulls_first=False),
    ibis.desc("handoffs"),
    ibis.asc("sender"),
    ibis.asc("receiver"),
]

COLUMNS = (
    count(
        "rank",
        "名次",
        "Rank",
        f"在排名的各对中按等待合计从大到小的名次，与排序无关；交接不足{ENOUGH}次、没有等待或"
        "一方未登记的不排名，为空。",
        "Place by total wait among the pairs that are ranked, whatever the order of the rows; "
        f"empty for pairs with fewer than {ENOUGH} handoffs, no wait, or a side that is not "
        "registered.",
    ),
    *node("sender"),
    *node("receiver"),
    HANDOFFS,
    CASES,
    TOTAL_WAIT,
    SHARE_OF_WAIT,
    share(
        "cumulative_share",
        "累计占比",
        "Cumulative share",
        "按等待合计从大到小，到本行为止的占比之和，不论是否排名。",
        "Share of this row and of all before it by total wait, ranked or not.",
    ),
    MEAN_WAIT,
    MEDIAN_WAIT,
    P90_WAIT,
    duration("max_wait", "最长等待", "Longest wait", "最长的一次等待。", "The longest wait."),
    RETURNS,
    OPEN,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Leveled):
    """Parameters of ``handovers``."""

    sort: Annotated[str | None, SORT_HELP, OneOf(sorts(COLUMNS))] = None


def handovers(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    """Between which two departments do cases wait longest in all?

    Waits are those of binding handoffs that are not open. Pairs with ``UNREGISTERED`` on a side
    are counted and come last, without rank or shares; the shares of the others are of their
    waiting together. Pairs with fewer than 20 handoffs have shares and no rank. By ``sort`` (not
    known last), then by total wait (none last), then handoffs, then ids; rank and shares are by
    total wait in any order.
    """
    pairs = ranked_pairs(store, load, parameters)
    return ordered(pairs, parameters.sort, ORDER).select([column.name for column in COLUMNS])


def ranked_pairs(store: GraphStore, load: Load, parameters: Leveled) -> ibis.Table:
    """Return the pairs with their measures, in no order; ``ranked`` are those that have shares."""
    pairs = _pairs(matching_handoffs(store, load, parameters))
    nodes = NODES_OF[parameters.level]
    return _shares(named(store, load, pairs, {"sender": nodes, "receiver": nodes}))


def _pairs(rows: ibis.Table) -> ibis.Table:
    waits: Any = rows["wait"]
    pairs = rows.group_by("sender_key", "receiver_key").aggregate(
        handoffs=rows.count(),
        cases=rows.case_key.nunique(),
        exact_wait=exact_sum(waits),
        waits=waits.count(),
        median_wait=waits.quantile(0.5).round(6),
        p90_wait=waits.quantile(0.9).round(6),
        max_wait=waits.max(),
        returns=(rows.kind == KINDS.index("return")).cast("int64").sum(),
        open=rows.open.cast("int64").sum(),
    )
    total = pairs.exact_wait.cast("float64")
    return pairs.mutate(
        ranked=(pairs.sender_key != 0) & (pairs.receiver_key != 0),
        total_wait=total,
        mean_wait=(total / pairs.waits.nullif(0)).round(6),
    )


def _shares(pairs: ibis.Table) -> ibis.Table:
    counted = pairs.mutate(counted=pairs.ranked.ifelse(pairs.exact_wait, ibis.null(EXACT)))
    so_far = ibis.window(order_by=ORDER, rows=(None, 0))
    above = counted.counted.sum().over(so_far)
    everything = counted.counted.sum().over(ibis.window()).cast("float64").nullif(0)
    known = counted.counted.notnull()
    sure = known & (counted.handoffs >= ENOUGH)
    place = sure.cast("int64").sum().over(so_far)
    return counted.mutate(
        rank=sure.ifelse(place, ibis.null("int64")),
        above=above,
        everything=everything,
        share_of_wait=counted.counted.cast("float64") / everything,
        cumulative_share=known.ifelse(above.cast("float64") / everything, ibis.null("float64")),
    )


QUERY = Query(
    name="handovers",
    title=Text("堵点：交接对", "Handovers"),
    question=Text(
        "哪两个部门之间的办件等待合计最长？",
        "Between which two departments do cases wait longest in all?",
    ),
    parameters=Parameters,
    columns=COLUMNS,
    function=handovers,
)
