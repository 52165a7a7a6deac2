"""What of the picture is seen first: the surroundings of the focus, or the longest waiting."""

from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

from web.network.facts import Node, Pair
from web.network.geometry import BUSIEST, NAMED, Plan, namable
from web.network.view import DEPTHS, View

MOST = 40
"""Edges that stand out where there are too many nodes for all of them, the longest waiting."""

FAR = DEPTHS[-1] + 1

Ends = frozenset[tuple[str, str]]
"""Pairs, each by its sender and receiver."""


class Lit(NamedTuple):
    """What a question says stands out: links that ways go `along`, or those `near` the focus."""

    along: Ends
    near: Ends


NOT_SAID = Lit(frozenset(), frozenset())


class Light(NamedTuple):
    """Whether each pair is lit, the ids of the nodes that are, and of those that show a name."""

    pairs: list[bool]
    nodes: set[str]
    named: set[str]


def light(
    view: View, nodes: list[Node], pairs: list[Pair], plan: Plan, said: Lit = NOT_SAID
) -> Light:
    """Return what is lit: what is `said`, or up to `view.depth` steps from the focus.

    Without a focus everything; of more nodes than can all be named, the pairs that wait longest.
    """
    ids = {node.id for node in nodes}
    steps = _distances(view.focus, pairs)
    links = said.along or said.near
    if links:
        lit = [(pair.sender, pair.receiver) in links for pair in pairs]
        near = {end for link in links for end in link} & ids
    elif steps:
        near = {node for node, count in steps.items() if count <= view.depth}
        away = [min(steps.get(end, FAR) for end in (p.sender, p.receiver)) for p in pairs]
        lit = [count < view.depth for count in away]
    elif len(nodes) > NAMED:
        order = sorted(range(len(pairs)), key=lambda at: -(pairs[at].wait or 0))
        longest = set(order[:MOST])
        near = {end for at in longest for end in (pairs[at].sender, pairs[at].receiver)}
        lit = [at in longest for at in range(len(pairs))]
    else:
        return Light([True] * len(pairs), ids, ids)
    return Light(lit, near, _named(view, nodes, near, plan) if len(nodes) > NAMED else ids)


def _distances(focus: str | None, pairs: list[Pair]) -> Mapping[str, int]:
    """Return how many edges each node is away from the focus, whichever way they point."""
    near: dict[str, list[str]] = {}
    for pair in pairs:
        near.setdefault(pair.sender, []).append(pair.receiver)
        near.setdefault(pair.receiver, []).append(pair.sender)
    found = {focus: 0} if focus in near else {}
    queue = deque(found)
    while queue:
        node = queue.popleft()
        for other in near[node]:
            if other not in found:
                found[other] = found[node] + 1
                queue.append(other)
    return found


def _named(view: View, nodes: list[Node], near: set[str], plan: Plan) -> set[str]:
    """Return those with room for a name: the focus, then what is lit, then the busiest."""
    busy = {node.id for node in sorted(nodes, key=lambda n: (-n.traffic, n.id))[:BUSIEST]}
    wanted = near if view.focus else near | busy
    order = [at for at, node in enumerate(nodes) if node.id in wanted]
    order.sort(key=lambda at: (nodes[at].id != view.focus, -nodes[at].traffic, nodes[at].id))
    return {nodes[at].id for at in namable(plan, [node.label for node in nodes], order)}
