"""The network as the page knows it: its departments, its pairs, their figures and their words."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graph.tables import UNREGISTERED
from queries.handovers import ENOUGH
from queries.query import Answer
from queries.run import run, run_all
from web import figures
from web.answer_view import duration, registered
from web.language import gettext
from web.links import kept
from web.network.short_names import short_names
from web.parts import parts

MOST = "10000"


@dataclass(frozen=True, slots=True)
class Node:
    """A department or person; durations in seconds. ``place`` is None without handoffs."""

    id: str
    name: str
    label: str
    kind: str | None
    group: int | None
    leader: str | None
    place: int | None
    received: int
    sent: int
    wait: float | None
    median: float | None

    @property
    def traffic(self) -> int:
        """How many handoffs it takes part in."""
        return self.received + self.sent


@dataclass(frozen=True, slots=True)
class Pair:
    """What one hands to another; ``ranked`` is False with a side that is not registered."""

    sender: str
    receiver: str
    handoffs: int
    cases: int
    wait: float | None
    share: float | None
    median: float | None
    backbone: bool

    @property
    def ranked(self) -> bool:
        """Tell whether both sides are registered."""
        return UNREGISTERED not in (self.sender, self.receiver)

    @property
    def drawn(self) -> bool:
        """Tell whether a picture can show it."""
        return self.ranked and self.sender != self.receiver

    @property
    def thin(self) -> bool:
        """Tell whether it has too few handoffs for a colour."""
        return self.handoffs < ENOUGH or self.median is None


@dataclass(frozen=True)
class Network:
    """All pairs by waiting and all departments by place, under one set of filters."""

    answer: Answer
    nodes: Mapping[str, Node]
    pairs: tuple[Pair, ...]

    @cached_property
    def by_ends(self) -> Mapping[tuple[str, str], Pair]:
        """Each pair by its sender and receiver."""
        return {(pair.sender, pair.receiver): pair for pair in self.pairs}

    @property
    def persons(self) -> bool:
        """Tell whether the nodes are persons."""
        return self.answer.parameters.get("level") == "person"

    @property
    def seconds_a_day(self) -> int:
        """Return how long a day of the chosen clock is."""
        return self.answer.seconds_a_day

    @property
    def placed(self) -> list[Node]:
        """Return the nodes that have a place, in its order."""
        return [node for node in self.nodes.values() if node.place is not None]

    def step(self, pair: Pair) -> int:
        """Return the step of the colour of a pair; 0 where nothing can be said."""
        return 0 if pair.thin else figures.wait_step(pair.median, self.seconds_a_day)

    def days(self, seconds: float | None) -> str:
        """Write a duration in days, without unit."""
        return figures.days(seconds, self.seconds_a_day)

    def duration(self, seconds: float | None) -> str:
        """Write a duration with its unit."""
        return figures.UNKNOWN if seconds is None else duration(seconds, self.seconds_a_day)

    def says(self, pair: Pair) -> str:
        """Tell what is known of a pair in one line."""
        text = gettext(
            "%(sender)s → %(receiver)s：%(handoffs)s次，%(cases)s件，"
            "等待中位%(median)s，合计%(wait)s",
            sender=self.nodes[pair.sender].name,
            receiver=self.nodes[pair.receiver].name,
            handoffs=figures.number(pair.handoffs),
            cases=figures.number(pair.cases),
            median=self.duration(pair.median),
            wait=self.duration(pair.wait),
        )
        few = pair.handoffs < ENOUGH
        return text + gettext("；不足%(few)s次，不下结论", few=ENOUGH) if few else text

    def speaks(self, node: Node) -> str:
        """Tell what is known of a department in one line, as it is read out."""
        return gettext(
            "%(name)s，收到%(received)s次，等待中位%(median)s，送出%(sent)s次",
            name=node.name,
            received=figures.number(node.received),
            median=self.duration(node.median),
            sent=figures.number(node.sent),
        )


def network_of(raw: Mapping[str, str]) -> Network:
    """Return the network under the filters in `raw`."""
    answer, groups = _whole("network", raw), _whole("groups", raw)
    rows = groups.rows.to_pylist()
    labels = short_names([registered(row["node_name"]) for row in rows])
    nodes = {row["node"]: _node(row, label) for row, label in zip(rows, labels, strict=True)}
    return Network(answer, nodes, tuple(_pair(row) for row in answer.rows.to_pylist()))


def _whole(name: str, raw: Mapping[str, str]) -> Answer:
    filters = kept(name, raw)
    answer = run(parts().store, name, {**filters, "limit": MOST})
    return run_all(parts().store, name, filters) if answer.next else answer


def _node(row: Mapping[str, Any], label: str) -> Node:
    return Node(
        id=row["node"],
        name=registered(row["node_name"]),
        label=label,
        kind=row["kind"],
        group=row["group"],
        leader=row["leader_name"],
        place=row["place"],
        received=row["handoffs_in"],
        sent=row["handoffs_out"],
        wait=row["waiting_before"],
        median=row["median_before"],
    )


def _pair(row: Mapping[str, Any]) -> Pair:
    return Pair(
        sender=row["sender"],
        receiver=row["receiver"],
        handoffs=row["handoffs"],
        cases=row["cases"],
        wait=row["total_wait"],
        share=row["share_of_wait"],
        median=row["median_wait"],
        backbone=bool(row["backbone"]),
    )
