"""The best ways from the department in focus to another, who stands on every way, and rings."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from graph.tables import UNREGISTERED
from queries.run import run
from web import figures
from web.answer_view import duration
from web.every_row import every_row
from web.language import gettext
from web.links import PAGING, address, kept
from web.network.facts import Network, Node
from web.network.light import NOT_SAID, Lit
from web.network.view import BY, View
from web.parts import parts

BEST, RINGS, LOOKED_AT = 5, 3, 1000
KNOWN = ("rule", "kind", "level", "clock", "sort", *PAGING)
"""Filters of the page that change nothing of a way, or change it as they say."""


class Stop(NamedTuple):
    """A department on a way; ``rows`` opens the handoffs that lead to it from the one before."""

    label: str
    name: str
    rows: str
    says: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way, with the handoffs of its least used link and the sum of its mean waits."""

    stops: list[Stop]
    handoffs: str
    wait: str
    hidden: str


@dataclass(frozen=True, slots=True)
class Ways:
    """The best ways, best first; ``links`` are those that the picture shows."""

    target: Node
    rows: list[Way]
    links: frozenset[tuple[str, str]]
    switch: list[tuple[str, str, bool]]
    address: str
    wider: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What becomes of others without a department, and the rings it is in."""

    gate: str
    cut_off: str
    gate_address: str
    rings: list[Way]
    rings_address: str


def ways(network: Network, view: View) -> Ways | None:
    """Return the best ways to ``view.to``, as the question ``paths`` gives them."""
    if view.to is None or view.focus is None:
        return None
    asked = {
        **filters_of("paths", view),
        "source": view.focus,
        "target": view.to,
        "by": view.by,
        "best": str(BEST),
    }
    answer = run(parts().store, "paths", asked)
    found = answer.rows.to_pylist()
    links = (link for row in found for link in pairwise(row["route"].split(",")))
    labels = {"handoffs": gettext("走的件多"), "waiting": gettext("等得短")}
    return Ways(
        target=network.nodes[view.to],
        rows=[_way(network, view, row, answer.seconds_a_day) for row in found],
        links=frozenset(links),
        switch=[(labels[by], view.address(by=by), by == view.by) for by in BY],
        address=address("paths", {}, asked),
        wider=any(text and name not in KNOWN for name, text in view.raw.items()),
    )


def lit_links(view: View, found: Ways | None) -> Lit:
    """Return what stands out: the ways found, else what ``neighbourhood`` says is near the focus.

    It says so for whole loads; with a filter that it does not know, or with hidden departments,
    which lead nowhere, the picture finds for itself what is near in it.
    """
    if found and found.links:
        return Lit(found.links, frozenset())
    filtered = any(text and name not in KNOWN for name, text in view.raw.items())
    if not view.focus or view.hidden or filtered or view.raw.get("level") == "person":
        return NOT_SAID
    if view.raw.get("kind") == "internal":
        return NOT_SAID
    asked = {**filters_of("neighbourhood", view), "department": view.focus}
    rows = every_row("neighbourhood", {**asked, "depth": str(view.depth)}).rows
    ends = (rows[name].to_pylist() for name in ("sender", "receiver"))
    return Lit(frozenset(), frozenset(zip(*ends, strict=True)))


def targets(network: Network, view: View) -> list[Node]:
    """Return the departments to which ways from the focus can be asked for, by id."""
    if view.focus is None or network.persons:
        return []
    rest = (view.focus, UNREGISTERED)
    return sorted((n for n in network.nodes.values() if n.id not in rest), key=lambda n: n.id)


def place(network: Network, view: View) -> Place | None:
    """Return whether the department in focus is a gatekeeper, and its most used rings."""
    if view.focus is None or network.persons:
        return None
    gates, rings = (filters_of(name, view) for name in ("gatekeepers", "rings"))
    rows = run(parts().store, "gatekeepers", {**gates, "limit": "10000"}).rows.to_pylist()
    mine = [row for row in rows if (row["kind"], row["departments"]) == ("department", view.focus)]
    rings = {**rings, "best": str(LOOKED_AT), "limit": str(LOOKED_AT)}
    answer = run(parts().store, "rings", rings)
    around = [row for row in answer.rows.to_pylist() if view.focus in row["route"].split(",")]
    count = figures.number(mine[0]["cut_off"]) if mine else ""
    return Place(
        gate=gettext("去掉它，%(count)s个部门与其他部门断了联系", count=count) if mine else "",
        cut_off=mine[0]["cut_off_name"] or "" if mine else "",
        gate_address=address("gatekeepers", {}, gates),
        rings=[_way(network, view, row, answer.seconds_a_day) for row in around[:RINGS]],
        rings_address=address("rings", {}, rings),
    )


def filters_of(question: str, view: View) -> dict[str, str]:
    """Return the filters of the page that a question about ways knows and takes."""
    known = kept(question, {name: view.raw.get(name, "") for name in ("rule", "kind")})
    return {name: text for name, text in known.items() if text != "internal"}


def _way(network: Network, view: View, row: Mapping[str, Any], day: int) -> Way:
    ids = row["route"].split(",")
    names = [network.nodes[node].name for node in ids]
    hidden = dict.fromkeys(
        name for node, name in zip(ids, names, strict=True) if node in view.hidden
    )
    filters = filters_of("handoffs", view)
    links = [address("handoffs", filters, {"sender": a, "receiver": b}) for a, b in pairwise(ids)]
    says = [gettext("%(a)s → %(b)s的交接", a=a, b=b) for a, b in pairwise(names)]
    return Way(
        stops=[
            Stop(network.nodes[node].label, *rest)
            for node, *rest in zip(ids, names, ["", *links], ["", *says], strict=True)
        ],
        handoffs=figures.number(row["handoffs"]),
        wait=figures.UNKNOWN if row["waiting"] is None else duration(row["waiting"], day),
        hidden=gettext("、").join(hidden),
    )
