"""The right-hand panel: one department's figures and what it exchanges with whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from web import figures
from web.language import gettext
from web.links import address
from web.network.facts import Network, Node, Pair
from web.network.view import DEPTHS, View

SHOWN = 6
LISTED = 12


@dataclass(frozen=True, slots=True)
class Flow:
    """One row of a table of the panel; ``rows`` opens the handoffs behind it."""

    name: str
    address: str
    handoffs: str
    median: str
    wait: str
    percent: float
    look: str
    rows: str


@dataclass(frozen=True, slots=True)
class Flows:
    """What comes in or goes out: the first rows, and where all of them are."""

    rows: list[Flow]
    total: int
    all_address: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The department in focus: what it is, and what can be done with it."""

    node: Node
    role: str
    says: str
    comes: Flows
    goes: Flows
    cases: str
    wider: str | None
    wider_depth: int
    hide: str | None
    show: str | None


def panel(network: Network, view: View) -> Panel | None:
    """Return what the panel shows of the department in focus."""
    if view.focus is None:
        return None
    node, most = network.nodes[view.focus], _most(network.pairs)
    deeper = view.depth + 1 if view.depth < DEPTHS[-1] else 0
    hidden = node.id in view.hidden
    rest = tuple(other for other in view.hidden if other != node.id)
    return Panel(
        node=node,
        role=_role(node),
        says=_says(network, node),
        comes=_flows(network, view, "receiver", node, most),
        goes=_flows(network, view, "sender", node, most),
        cases=address("cases", view.raw, _of(network, node)),
        wider=view.address(depth=deeper) if deeper else None,
        wider_depth=deeper,
        hide=None if hidden else view.address(focus=None, hidden=(*view.hidden, node.id)),
        show=view.address(hidden=rest) if hidden else None,
    )


def busiest(network: Network, view: View) -> list[Flow]:
    """Return the departments before which cases wait longest, for the panel without a focus."""
    waited = [node for node in network.placed if node.wait]
    waited.sort(key=lambda node: (-(node.wait or 0), node.id))
    most = max((node.wait or 0 for node in waited), default=0)
    return [
        Flow(
            name=node.name,
            address=view.address(focus=node.id),
            handoffs=figures.number(node.received),
            median=network.days(node.median),
            wait=network.days(node.wait),
            percent=100 * (node.wait or 0) / most,
            look="c-wait",
            rows=address("handoffs", view.raw, {"receiver": node.id}),
        )
        for node in waited[:LISTED]
    ]


def _role(node: Node) -> str:
    if node.kind == "hub":
        return gettext("枢纽")
    if node.kind == "leaf":
        return gettext("只与枢纽往来")
    return gettext("群组：以%(name)s为主", name=node.leader) if node.leader else ""


def _says(network: Network, node: Node) -> str:
    if node.place is None:
        return gettext("在当前条件下没有交接。")
    if node.median is None:
        return gettext(
            "收到%(received)s次；送出%(sent)s次。",
            received=figures.number(node.received),
            sent=figures.number(node.sent),
        )
    return gettext(
        "收到%(received)s次，一半等了%(median)s以上才开始办；送出%(sent)s次。",
        received=figures.number(node.received),
        median=network.duration(node.median),
        sent=figures.number(node.sent),
    )


def _of(network: Network, node: Node) -> Mapping[str, str]:
    return {"receiver": node.id} if network.persons else {"department": node.id}


def _most(pairs: Iterable[Pair]) -> float:
    return max((pair.wait or 0 for pair in pairs if pair.ranked), default=0)


def _flows(network: Network, view: View, end: str, node: Node, most: float) -> Flows:
    """Return the pairs with `node` at `end`, longest waiting first."""
    pairs = [p for p in network.pairs if (p.receiver if end == "receiver" else p.sender) == node.id]
    rows = [_flow(network, view, pair, end, most) for pair in pairs[:SHOWN]]
    return Flows(rows, len(pairs), address("network", view.raw, {end: node.id}))


def _flow(network: Network, view: View, pair: Pair, end: str, most: float) -> Flow:
    other = network.nodes[pair.sender if end == "receiver" else pair.receiver]
    step = network.step(pair) if pair.ranked else 0
    return Flow(
        name=other.name,
        address=view.address(focus=other.id),
        handoffs=figures.number(pair.handoffs),
        median=network.days(pair.median),
        wait=network.days(pair.wait),
        percent=100 * (pair.wait or 0) / most if most and pair.ranked else 0,
        look=f"w{step}" if step > 2 else "low",
        rows=address("handoffs", view.raw, {"sender": pair.sender, "receiver": pair.receiver}),
    )
