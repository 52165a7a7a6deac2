"""The picture of the network: which nodes and edges are drawn, where, and how they look."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from graph.algorithms.backbone import backbone
from graph.algorithms.overlaps import Room
from graph.tables import UNREGISTERED
from web.network.facts import Network, Node, Pair
from web.network.geometry import (
    BUSIEST,
    NAMED,
    Plan,
    box_of,
    points_of,
    room_of,
)
from web.network.light import NOT_SAID, Ends, Light, Lit, light
from web.network.lines import Caption, Line, captions_of, lines_of
from web.network.view import View

MOST = 300
"""Nodes drawn at most, the busiest; the others are listed beside the picture."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A node at x and y; the box around its name has its corner at `left` and `top`."""

    node: Node
    x: float
    y: float
    left: float
    top: float
    width: float
    height: float
    named: bool
    lit: bool
    look: str
    says: str
    address: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is drawn, and what is not: departments without an edge, hidden ones, too many."""

    room: Room
    nodes: list[Drawn]
    lines: list[Line]
    captions: list[Caption]
    backbone: int
    tray: list[Node] = field(default_factory=list)
    hidden: list[Node] = field(default_factory=list)
    cut: int = 0
    on_ways: bool = False

    @property
    def many(self) -> bool:
        """Tell whether only some of the nodes have their names."""
        return len(self.nodes) > NAMED

    @property
    def stands_out(self) -> int:
        """Return how many edges stand out from the others; 0 where all are alike."""
        lit = sum(line.lit for line in self.lines)
        return lit if lit < len(self.lines) else 0


def picture(network: Network, view: View, said: Lit = NOT_SAID) -> Picture:
    """Draw the backbone and all edges of the department in focus, without those that are hidden.

    Where links are `said` to be on ways, these instead of the edges of the focus.
    """
    shown, cut = _shown(network, view)
    pairs = _pairs(network, {node.id for node in shown})
    kept = _backbone(pairs, all_there=len(shown) == len(network.placed))
    joined = {end for pair in kept for end in (pair.sender, pair.receiver)}
    nodes = [node for node in shown if node.id in joined]
    there = {(pair.sender, pair.receiver) for pair in kept}
    mine = [pair for pair in pairs if _wanted(pair, view, said.along)]
    lines = kept + [pair for pair in mine if (pair.sender, pair.receiver) not in there]
    plan = _plan(nodes, kept, lines)
    lit = light(view, nodes, lines, plan, said)
    return Picture(
        room=plan.room,
        nodes=_nodes(network, view, nodes, plan, lit),
        lines=lines_of(network, view, lines, plan, lit.pairs),
        captions=captions_of(nodes, plan),
        backbone=len(kept),
        tray=_tray(network, view, joined, {node.id for node in shown}),
        hidden=[network.nodes[node] for node in view.hidden],
        cut=cut,
        on_ways=bool(said.along),
    )


def _wanted(pair: Pair, view: View, along: Ends) -> bool:
    ends = (pair.sender, pair.receiver)
    return ends in along if along else view.focus in ends


def _shown(network: Network, view: View) -> tuple[list[Node], int]:
    nodes = [node for node in network.placed if node.id not in view.hidden]
    busy = sorted(nodes, key=lambda node: (node.id != view.focus, -node.traffic, node.id))[:MOST]
    ids = {node.id for node in busy}
    return [node for node in nodes if node.id in ids], len(nodes) - len(busy)


def _pairs(network: Network, ids: set[str]) -> list[Pair]:
    found = [p for p in network.pairs if p.drawn and p.sender in ids and p.receiver in ids]
    return sorted(found, key=lambda pair: (pair.sender, pair.receiver))


def _backbone(pairs: list[Pair], all_there: bool) -> list[Pair]:
    """Return the backbone; among what is left where some departments are not shown."""
    if all_there or not pairs:
        return [pair for pair in pairs if pair.backbone]
    ids = sorted({end for pair in pairs for end in (pair.sender, pair.receiver)})
    number = {node: at for at, node in enumerate(ids)}
    ends = np.array([(number[p.sender], number[p.receiver]) for p in pairs])
    kept = backbone(ends[:, 0], ends[:, 1], [pair.handoffs for pair in pairs])
    return [pair for pair, keep in zip(pairs, kept, strict=True) if keep]


def _plan(nodes: list[Node], kept: Iterable[Pair], lines: Iterable[Pair]) -> Plan:
    number = {node.id: at for at, node in enumerate(nodes)}
    named = _named(nodes)
    return Plan(
        boxes=tuple(box_of(node.label, node.id in named) for node in nodes),
        group=tuple(node.group or 0 for node in nodes),
        place=tuple(range(len(nodes))),
        near=tuple((number[pair.sender], number[pair.receiver]) for pair in kept),
        edges=tuple((number[pair.sender], number[pair.receiver]) for pair in lines),
        room=room_of(len(nodes)),
    )


def _named(nodes: list[Node]) -> set[str]:
    if len(nodes) <= NAMED:
        return {node.id for node in nodes}
    return {node.id for node in sorted(nodes, key=lambda n: (-n.traffic, n.id))[:BUSIEST]}


def _nodes(network: Network, view: View, nodes: list[Node], plan: Plan, lit: Light) -> list[Drawn]:
    found = []
    for node, (x, y) in zip(nodes, points_of(plan._replace(edges=())), strict=True):
        width, height = box_of(node.label, node.id in lit.named)
        found.append(
            Drawn(
                node=node,
                x=float(x),
                y=float(y),
                left=max(0, min(float(x) - width / 2, plan.room.width - width)),
                top=max(0, min(float(y) - height / 2, plan.room.height - height)),
                width=width,
                height=height,
                named=node.id in lit.named,
                lit=node.id in lit.nodes,
                look=_look(node, view),
                says=network.speaks(node),
                address=view.address(focus=None if node.id == view.focus else node.id),
            )
        )
    return found


def _look(node: Node, view: View) -> str:
    if node.id in (view.focus, view.to):
        return "focus"
    return "hub" if node.kind == "hub" and view.focus is None else ""


def _tray(network: Network, view: View, joined: set[str], shown: set[str]) -> list[Node]:
    """Return the departments that nothing drawn leads to: no handoffs, or none left to draw."""
    return [
        node
        for node in network.nodes.values()
        if node.id not in joined
        and node.id not in (*view.hidden, UNREGISTERED)
        and (node.place is None or node.id in shown)
    ]
