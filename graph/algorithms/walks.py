"""Walks along the network of handoffs: neighbourhoods, routes and rings.

`network` is a directed graph whose edges carry ``link``, a `graph.pairs.Link`.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from graph.pairs import Link

if TYPE_CHECKING:
    import networkx as nx


class Near(NamedTuple):
    """A link and how many handoffs lead from the start to its farther end, either way."""

    link: Link
    distance: int


class Route(NamedTuple):
    """Departments in order, each handing to the next.

    ``handoffs`` are those of its least used link, so at most so many cases went all the way;
    ``waiting`` is the sum of the mean waits in seconds, None where a link has none yet.
    """

    nodes: tuple[str, ...]
    handoffs: int
    returns: int
    waiting: float | None


def neighbourhood(network: "nx.DiGraph", start: str, depth: int) -> list[Near]:
    """Return the links met within `depth` handoffs of `start`, in whichever direction they go.

    By distance, then the longest waiting first, then most handoffs, then ids.

    Examples
    --------
    >>> import networkx as nx
    >>> network = nx.DiGraph()
    >>> for u, v in ("AB", "CB", "CD"):
    ...     network.add_edge(u, v, link=Link(u, v, 1, 0, 1, 0))
    >>> [(near.link.sender, near.link.receiver, near.distance)
    ...  for near in neighbourhood(network, "A", 2)]
    [('A', 'B', 1), ('C', 'B', 2)]
    """
    import networkx as nx

    either = network.to_undirected(as_view=True)
    reached = nx.single_source_shortest_path_length(either, start, depth - 1)
    found: dict[tuple[str, str], int] = {}
    for node, distance in reached.items():
        for u, v in [*network.out_edges(node), *network.in_edges(node)]:
            found[u, v] = min(distance + 1, found.get((u, v), depth))
    near = [Near(network.edges[pair]["link"], distance) for pair, distance in found.items()]
    return sorted(near, key=nearest_first)


def nearest_first(near: Near) -> tuple[int, int, int, str, str]:
    """Return the key that sorts a neighbourhood.

    >>> nearest_first(Near(Link("A", "B", 3, 0, 2, 60), 1))
    (1, -60, -3, 'A', 'B')
    """
    return (near.distance, -near.link.wait, *_by_use(near.link))


def _by_use(link: Link) -> tuple[int, str, str]:
    return -link.handoffs, link.sender, link.receiver


def routes(network: "nx.DiGraph", source: str, target: str, hops: int) -> list[Route]:
    """Return every way from `source` to `target` of at most `hops` handoffs, no node twice.

    Examples
    --------
    >>> import networkx as nx
    >>> network = nx.DiGraph()
    >>> for u, v, n in (("A", "B", 5), ("B", "C", 3), ("A", "C", 2)):
    ...     network.add_edge(u, v, link=Link(u, v, n, 0, n, n * 1_000_000))
    >>> [(route.nodes, route.handoffs, route.waiting) for route in routes(network, "A", "C", 2)]
    [(('A', 'B', 'C'), 3, 2.0), (('A', 'C'), 2, 1.0)]
    """
    import networkx as nx

    found = nx.all_simple_paths(network, source, target, cutoff=hops)
    return [_route(network, nodes) for nodes in sorted(map(tuple, found))]


def rings(network: "nx.DiGraph", size: int) -> list[Route]:
    """Return the rings of 3 to `size` departments that hold a return; the first node is repeated.

    Each ring begins with the smallest of its ids.

    Examples
    --------
    >>> import networkx as nx
    >>> network = nx.DiGraph()
    >>> for u, v, back in ("A", "B", 0), ("B", "C", 0), ("C", "A", 2), ("B", "A", 1):
    ...     network.add_edge(u, v, link=Link(u, v, 3, back, 0, 0))
    >>> [(ring.nodes, ring.returns) for ring in rings(network, 3)]
    [(('A', 'B', 'C', 'A'), 2)]
    """
    found = set()
    for u, v, link in network.edges(data="link"):
        if link.returns:
            found |= {_turned(nodes) for nodes in _closed(network, u, v, size)}
    return [_route(network, (*nodes, nodes[0])) for nodes in sorted(found)]


def _closed(network: "nx.DiGraph", u: str, v: str, size: int) -> Iterator[tuple[str, ...]]:
    """Yield the nodes of every ring of 3 to `size` nodes that goes from `u` to `v`."""
    import networkx as nx

    for back in nx.all_simple_paths(network, v, u, cutoff=size - 1):
        if len(back) >= 3:
            yield (u, *back[:-1])


def _turned(nodes: Sequence[str]) -> tuple[str, ...]:
    first = min(range(len(nodes)), key=lambda i: nodes[i])
    return (*nodes[first:], *nodes[:first])


def _route(network: "nx.DiGraph", nodes: Sequence[str]) -> Route:
    along = [network.edges[pair]["link"] for pair in pairwise(nodes)]
    means = [link.mean_wait for link in along]
    known = None if None in means else sum(mean for mean in means if mean is not None)
    return Route(
        tuple(nodes),
        min(link.handoffs for link in along),
        sum(link.returns for link in along),
        known,
    )


def best(found: Sequence[Route], by: str, most: int) -> list[Route]:
    """Return the `most` best routes: by ``handoffs`` the most used, by ``waiting`` the shortest.

    Of equally used ones the shorter wait is better, of equally long waits the more used; what has
    not waited yet comes last; then fewer handoffs on the way, then ids.

    Examples
    --------
    >>> slow, quick = Route(("A", "C"), 9, 0, 5.0), Route(("A", "B", "C"), 2, 0, 1.0)
    >>> [route.waiting for route in best([slow, quick], "waiting", 1)]
    [1.0]
    >>> [route.waiting for route in best([slow, quick], "handoffs", 1)]
    [5.0]
    """

    def order(route: Route) -> tuple[object, ...]:
        wait = (route.waiting is None, route.waiting or 0.0)
        first = (-route.handoffs, *wait) if by == "handoffs" else (*wait, -route.handoffs)
        return (*first, len(route.nodes), route.nodes)

    return sorted(found, key=order)[:most]
