"""Who hands to whom, and which of it a picture shows."""

from dataclasses import dataclass
from typing import Any

import ibis

from graph.algorithms.backbone import ALPHA, chance
from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.columns import (
    CASES,
    HANDOFFS,
    MEDIAN_WAIT,
    OPEN,
    SHARE_OF_WAIT,
    TOTAL_WAIT,
    node,
    other,
    share,
)
from queries.filters import Leveled
from queries.handovers import ORDER, ranked_pairs
from queries.query import Query

PAIR = ["sender_key", "receiver_key"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Leveled):
    """Parameters of ``network``."""


def network(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    """Who hands to whom, and which of these pairs stand out?

    The pairs of ``handovers``, in the same order. Pairs with ``UNREGISTERED`` on a side and
    those of one department with itself are counted and never drawn. The backbone is what the
    disparity filter keeps, and the pair with most handoffs of each department.
    """
    pairs = drawn_pairs(store, load, parameters)
    pairs = pairs.mutate(significance=_significance(pairs))
    best = _best(pairs)
    pairs = pairs.left_join(best, PAIR)
    stands_out = (pairs.significance < ALPHA).fill_null(False)
    pairs = pairs.mutate(backbone=stands_out | pairs.best.fill_null(False))
    return pairs.order_by(ORDER).select([column.name for column in QUERY.columns])


def drawn_pairs(store: GraphStore, load: Load, parameters: Leveled) -> ibis.Table:
    """Return the pairs with their measures, in no order; ``volume`` is null where not drawn."""
    pairs = ranked_pairs(store, load, parameters)
    drawn = pairs.ranked & (pairs.sender_key != pairs.receiver_key)
    return pairs.mutate(volume=drawn.ifelse(pairs.handoffs, ibis.null("int64")))


def _significance(pairs: ibis.Table) -> Any:
    volume: Any = pairs.volume.cast("float64")
    sides = []
    for end in PAIR:
        mine = ibis.window(group_by=end)
        sides.append(chance(volume, volume.sum().over(mine), volume.count().over(mine)))
    return ibis.least(*sides)


def _best(pairs: ibis.Table) -> ibis.Table:
    """Return the keys of the pair with most handoffs of each node, and ``best``."""
    drawn = pairs.filter(pairs.volume.notnull())
    ends = ibis.union(*(drawn.select(*PAIR, "volume", node=drawn[end]) for end in PAIR))
    order = ibis.window(group_by="node", order_by=[ibis.desc("volume"), *PAIR])
    ends = ends.mutate(at=ibis.row_number().over(order))
    ends = ends.filter(ends["at"] == 0).select(*PAIR).distinct()
    return ends.mutate(best=ibis.literal(True))


QUERY = Query(
    name="network",
    title=Text("协同网络", "Network"),
    question=Text(
        "谁交接给谁，其中哪些交接对显著？",
        "Who hands to whom, and which of these pairs stand out?",
    ),
    parameters=Parameters,
    columns=(
        *node("sender"),
        *node("receiver"),
        HANDOFFS,
        CASES,
        TOTAL_WAIT,
        SHARE_OF_WAIT,
        MEDIAN_WAIT,
        OPEN,
        share(
            "significance",
            "偶然概率",
            "Chance",
            "差异过滤：若一方的交接次数在其各交接对之间随机分配，一对偶然达到这么多次的概率，"
            "取移交、接收两方中较小的；越小越显著。未登记的、部门内部的为空。",
            "Disparity filter: the chance that a pair has so many handoffs if the handoffs of a "
            "side were cut at random among its pairs, the smaller of both sides; the smaller, the "
            "more it stands out. Empty for pairs that are never drawn.",
        ),
        other(
            "backbone",
            "boolean",
            "主干",
            "Backbone",
            f"是否画在主干图上：偶然概率小于{ALPHA:.0%}，或是一方交接次数最多的一对。",
            f"Whether a picture shows it: its chance is below {ALPHA:.0%}, or no other pair of "
            "one of its sides has more handoffs.",
        ),
    ),
    function=network,
)
