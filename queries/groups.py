"""Which departments work together: groups, and the order in which a matrix shows them."""

from dataclasses import dataclass
from typing import Any

import ibis
import pyarrow as pa

from graph.algorithms.communities import HUB, LEAVES, groups
from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.columns import count, duration, node, text
from queries.filters import Leveled
from queries.handoff_rows import NODES_OF, exact_sum, matching_handoffs
from queries.network import drawn_pairs
from queries.query import Column, Query, arrow_table

KINDS = {
    "hub": Text("枢纽", "hub"),
    "group": Text("群组", "group"),
    "leaf": Text("只与枢纽往来", "with hubs only"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Leveled):
    """Parameters of ``groups``."""


def grouped(store: GraphStore, load: Load, parameters: Parameters) -> pa.Table:
    """Which departments work together, and in which order does a matrix show them?

    Every department (or person) of the load, by place; those without handoffs that match come
    after them by id, without group and place, and ``UNREGISTERED`` last, only where something is
    counted for it.
    """
    nodes = store.fetch(_nodes(store, load, parameters)).to_pylist()
    pairs = drawn_pairs(store, load, parameters)
    edges = pairs.filter(pairs.ranked).select("sender_key", "receiver_key", "handoffs")
    _place(nodes, store.fetch(edges).to_pylist())
    nodes.sort(key=lambda row: (row["key"] == 0, row["place"] is None, row["place"], row["node"]))
    return arrow_table(nodes, QUERY.columns)


def _nodes(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    rows = matching_handoffs(store, load, parameters)
    waits: Any = rows["wait"]
    received = rows.group_by(key="receiver_key").aggregate(
        handoffs_in=rows.count(),
        exact_wait=exact_sum(waits),
        median_before=waits.quantile(0.5).round(6),
    )
    sent = rows.group_by(key="sender_key").aggregate(handoffs_out=rows.count())
    nodes = store.table(load.load_id, NODES_OF[parameters.level])
    nodes = nodes.select("key", node="id", node_name="name")
    for part in (received, sent):
        nodes = nodes.left_join(part, "key").drop("key_right")
    nodes = nodes.mutate(
        handoffs_in=nodes.handoffs_in.fill_null(0),
        handoffs_out=nodes.handoffs_out.fill_null(0),
        waiting_before=nodes.exact_wait.cast("float64"),
    ).drop("exact_wait")
    counted = nodes.handoffs_in + nodes.handoffs_out
    return nodes.filter((nodes.key != 0) | (counted > 0)).order_by("key")


def _place(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> None:
    """Write kind, group, leader and place into the nodes that have an edge."""
    ends = {edge[end] for edge in edges for end in ("sender_key", "receiver_key")}
    known = {row["key"]: row for row in nodes if row["key"] in ends}
    number = {key: at for at, key in enumerate(sorted(known))}
    found = groups(
        len(number),
        [(number[e["sender_key"]], number[e["receiver_key"]], e["handoffs"]) for e in edges],
    )
    first: dict[int, str] = {}
    for key in sorted(known, key=lambda key: found.place[number[key]]):
        group = found.group[number[key]]
        first.setdefault(group, known[key]["node_name"])
        known[key].update(
            kind={HUB: "hub", LEAVES: "leaf"}.get(group, "group"),
            group=group if group > 0 else None,
            leader_name=first[group] if group > 0 else None,
            place=found.place[number[key]] + 1,
        )
    for row in nodes:
        row.setdefault("place", None)


QUERY = Query(
    name="groups",
    title=Text("协同群组", "Groups"),
    question=Text(
        "哪些部门经常往来，矩阵按什么顺序排列？",
        "Which departments work together, and in which order does a matrix show them?",
    ),
    parameters=Parameters,
    columns=(
        *node("node"),
        Column(
            "kind",
            "string",
            Text("角色", "Role"),
            Text(
                "枢纽：参与全部交接的一半以上；群组：在枢纽之外经常往来的部门；"
                "没有相符的交接为空。",
                "Hub: on a side of at least half of all handoffs; group: works with others than "
                "hubs; empty without handoffs that match.",
            ),
            words=KINDS,
        ),
        Column(
            "group",
            "integer",
            Text("群组序号", "Group number"),
            Text(
                "群组按交接次数从多到少编号（枢纽之外，Louvain 法，固定种子）；枢纽等为空。",
                "Groups are numbered by their handoffs, most first (Louvain among all but the "
                "hubs, fixed seeds); empty for hubs and others without a group.",
            ),
        ),
        text(
            "leader_name",
            "群组以谁为主",
            "Leader",
            "群组中交接次数最多的部门。",
            "The department of the group with most handoffs.",
        ),
        count(
            "place",
            "矩阵位置",
            "Place",
            "矩阵中的位置，从1起：枢纽、各群组、其余；组内按交接次数从多到少。",
            "Place in the matrix, from 1: hubs, groups, the rest; by handoffs within each.",
        ),
        count("handoffs_in", "转入次数", "Handoffs in", "交接到这里的次数。", "Handoffs into it."),
        count(
            "handoffs_out", "转出次数", "Handoffs out", "由这里移交的次数。", "Handoffs out of it."
        ),
        duration(
            "waiting_before",
            "办理前等待",
            "Waiting before",
            "转入交接的等待之和。",
            "Sum of the waits of handoffs into it.",
        ),
        duration(
            "median_before",
            "办理前等待中位数",
            "Median wait before",
            "转入交接的等待的中位数（线性插值）。",
            "Median of the waits of handoffs into it (linear).",
        ),
    ),
    function=grouped,
    graph=True,
)
