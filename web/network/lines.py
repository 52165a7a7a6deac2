"""The edges of the picture: curves, arrow heads, the figures on a few, the names of groups."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from graph.algorithms.overlaps import Points
from web.language import gettext
from web.links import address
from web.network.facts import Network, Node, Pair
from web.network.geometry import Plan, caption_places, routes_of, tag_places
from web.network.view import View

TAGS = 5
TAG = (30.0, 18.0)
CAPTIONS = 6
WIDEST, THINNEST = 7.0, 0.9


@dataclass(frozen=True, slots=True)
class Line:
    """An edge between the nodes number `sender` and `receiver`, as a curve and an arrow head."""

    sender: int
    receiver: int
    path: str
    head: str
    bend: float
    width: float
    step: int
    lit: bool
    says: str
    address: str
    tag: tuple[float, float, float, str] | None = None


class Caption(NamedTuple):
    """The name of a group beside its nodes."""

    text: str
    x: float
    y: float


def lines_of(
    network: Network, view: View, pairs: list[Pair], plan: Plan, lit: list[bool]
) -> list[Line]:
    """Return the edges of `pairs`, faint and pale ones first, so that the others lie on top."""
    tags = tag_places(plan, _most_waited(pairs, lit), TAG)
    most = max((pair.handoffs for pair in network.pairs if pair.drawn), default=1)
    course = routes_of(plan)
    found = []
    for at, pair in enumerate(pairs):
        width = THINNEST + min(0.19, WIDEST / math.sqrt(most)) * math.sqrt(pair.handoffs)
        path, head = _curve(course.start[at], course.control[at], course.end[at], width)
        tag = (*tags[at], network.days(pair.median)) if at in tags else None
        found.append(
            Line(
                *plan.edges[at],
                path,
                head,
                float(course.bend[at]),
                round(width, 1),
                network.step(pair),
                lit[at],
                network.says(pair),
                address("handoffs", view.raw, {"sender": pair.sender, "receiver": pair.receiver}),
                tag,
            )
        )
    return sorted(found, key=lambda line: (line.lit, line.step))


def _most_waited(pairs: list[Pair], lit: list[bool]) -> list[int]:
    """Return the places of the few pairs whose figure is worth writing down."""
    places = [at for at, pair in enumerate(pairs) if lit[at] and not pair.thin and pair.wait]
    return sorted(places, key=lambda at: -(pairs[at].wait or 0))[:TAGS]


def _curve(start: Points, control: Points, end: Points, width: float) -> tuple[str, str]:
    (xa, ya), (qx, qy), (xb, yb) = start, control, end
    size, angle = 5 + 0.8 * width, math.atan2(yb - qy, xb - qx)
    back = (xb - 0.75 * size * math.cos(angle), yb - 0.75 * size * math.sin(angle))
    wings = [
        f"{xb - size * math.cos(angle + turn):.1f} {yb - size * math.sin(angle + turn):.1f}"
        for turn in (-0.5, 0.5)
    ]
    path = f"M{xa:.1f} {ya:.1f}Q{qx:.1f} {qy:.1f} {back[0]:.1f} {back[1]:.1f}"
    return path, f"M{xb:.1f} {yb:.1f}L{wings[0]}L{wings[1]}z"


def captions_of(nodes: list[Node], plan: Plan) -> list[Caption]:
    """Return what the groups are called, where they are few."""
    leaders: dict[int, str] = {}
    for node in nodes:
        if node.group and node.leader == node.name:
            leaders[node.group] = gettext("以%(name)s为主", name=node.label)
    if len(leaders) > CAPTIONS:
        return []
    return [Caption(leaders[g], *at) for g, at in caption_places(plan, leaders).items()]
