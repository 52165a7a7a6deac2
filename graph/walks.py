"""What a store can be asked about the network of a load, and its answer by networkx."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from graph.algorithms.walks import Near, Route, best, neighbourhood, rings, routes

if TYPE_CHECKING:
    import networkx as nx

By = Literal["handoffs", "waiting"]


class Walks(Protocol):
    """Walks along the handoffs of one load that count (`graph.pairs.Which`), between departments.

    Ids that the load does not have are on no walk: they give an empty answer.
    """

    def network(self) -> nx.DiGraph:
        """Return who hands to whom: ids with ``name``, edges with ``link``, a `graph.pairs.Link`.

        Departments without any handoff that counts are there too; ``UNREGISTERED`` is not.
        """

    def neighbourhood(self, start: str, depth: int) -> Sequence[Near]:
        """Return the links within `depth` handoffs; see `graph.algorithms.walks`."""

    def routes(self, source: str, target: str, hops: int, by: By, most: int) -> Sequence[Route]:
        """Return the `most` best routes of at most `hops` handoffs."""

    def rings(self, size: int, most: int) -> Sequence[Route]:
        """Return the `most` most used rings of 3 to `size` departments that hold a return."""


@dataclass(frozen=True, slots=True)
class NetworkWalks:
    """`Walks` along a network in memory."""

    whole: nx.DiGraph

    def network(self) -> nx.DiGraph:
        """Return the network."""
        return self.whole

    def neighbourhood(self, start: str, depth: int) -> list[Near]:
        """Return the links within `depth` handoffs of `start`."""
        return neighbourhood(self.whole, start, depth) if start in self.whole else []

    def routes(self, source: str, target: str, hops: int, by: By, most: int) -> list[Route]:
        """Return the best routes from `source` to `target`."""
        if source == target or not {source, target} <= set(self.whole):
            return []
        return best(routes(self.whole, source, target, hops), by, most)

    def rings(self, size: int, most: int) -> list[Route]:
        """Return the most used rings."""
        return best(rings(self.whole, size), "handoffs", most)
