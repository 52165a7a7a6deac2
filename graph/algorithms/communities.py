"""Which departments work together, and in which order a matrix shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import networkx as nx

SEEDS = range(5)
HUB_SHARE = 0.5
FEWEST = 4
"""A network of fewer nodes has no hub: any of them takes part in much of the traffic."""

HUB, LEAVES = 0, -1
"""The group of the hubs, and that of the nodes that exchange with hubs only."""


class Groups(NamedTuple):
    """The group of each node, and its place in the matrix.

    ``group`` counts from 1 by traffic; `HUB` and `LEAVES` are no communities. ``place`` counts
    from 0: hubs, the groups, leaves; within each by traffic.
    """

    group: list[int]
    place: list[int]


def groups(nodes: int, edges: Sequence[tuple[int, int, float]]) -> Groups:
    r"""Return the communities of a network of `nodes` nodes, those of a hub and spokes too.

    Where one node takes part in most of the traffic, every community method returns one
    community: all nodes exchange most with the hub. So hubs, the nodes on one side of at least
    half of all traffic, stand apart, and communities are sought among the others. There the
    partition maximises modularity (Louvain):

    .. math:: Q = \frac{1}{2m} \sum_{ij} \left(w_{ij} - \frac{s_i s_j}{2m}\right)
       \delta(c_i, c_j)

    Parameters
    ----------
    nodes : the nodes are the whole numbers below it; one without an edge is a leaf
    edges : (sender, receiver, weight), each pair once; the two directions are added up, and an
        edge from a node to itself counts for the node's traffic only

    Returns
    -------
    a group and a place for every node, the same in whatever order the edges are given

    Notes
    -----
    The best of five runs with fixed seeds; a run takes O(m) steps in practice. Nodes are whole
    numbers because sets of text are walked in another order by each process.

    References
    ----------
    Blondel, Guillaume, Lambiotte and Lefebvre (2008), Fast unfolding of communities in large
    networks, J. Stat. Mech. P10008, doi:10.1088/1742-5468/2008/10/P10008.

    Examples
    --------
    Node 0 exchanges with all; 1 and 2 work together, and so do 3 and 4; 5 knows only the hub:

    >>> star = [(0, leaf, 9) for leaf in (1, 2, 3, 4, 5)]
    >>> groups(6, [*star, (1, 2, 5), (3, 4, 2)])
    Groups(group=[0, 1, 1, 2, 2, -1], place=[0, 1, 2, 3, 4, 5])
    """
    traffic = [0.0] * nodes
    total = 0.0
    for u, v, weight in edges:
        total += weight
        for node in {u, v}:
            traffic[node] += weight
    group = _groups(nodes, edges, traffic, _hubs(traffic, total))
    last = max([*group, 0]) + 1
    order = sorted(
        range(nodes), key=lambda n: (last if group[n] == LEAVES else group[n], -traffic[n], n)
    )
    place = [0] * nodes
    for at, node in enumerate(order):
        place[node] = at
    return Groups(group, place)


def _hubs(traffic: Sequence[float], total: float) -> set[int]:
    busy = [node for node, weight in enumerate(traffic) if weight > 0]
    if len(busy) < FEWEST:
        return set()
    return {node for node in busy if traffic[node] >= HUB_SHARE * total}


def _groups(
    nodes: int, edges: Sequence[tuple[int, int, float]], traffic: Sequence[float], hubs: set[int]
) -> list[int]:
    rest = [edge for edge in edges if not hubs & set(edge[:2]) and edge[0] != edge[1]]
    found = sorted(
        (sorted(part) for part in _communities(rest)),
        key=lambda part: (-sum(traffic[node] for node in part), part[0]),
    )
    group = [LEAVES] * nodes
    for number, part in enumerate(found, start=1):
        for node in part:
            group[node] = number
    for node in hubs:
        group[node] = HUB
    return group


def _communities(edges: Sequence[tuple[int, int, float]]) -> list[set[int]]:
    """Return the partition with the highest modularity; the first seed wins a tie."""
    import networkx as nx

    network = _undirected(edges)
    if not network:
        return []
    best: list[set[int]] = []
    highest = float("-inf")
    for seed in SEEDS:
        found = nx.community.louvain_communities(network, weight="weight", seed=seed)
        reached = nx.community.modularity(network, found, weight="weight")
        if reached > highest + 1e-12:
            best, highest = found, reached
    return best


def _undirected(edges: Sequence[tuple[int, int, float]]) -> nx.Graph:
    import networkx as nx

    weights: dict[tuple[int, int], float] = {}
    for u, v, weight in sorted(edges):
        pair = (min(u, v), max(u, v))
        weights[pair] = weights.get(pair, 0) + weight
    network = nx.Graph()
    network.add_nodes_from(sorted({node for pair in weights for node in pair}))
    network.add_weighted_edges_from((u, v, weights[u, v]) for u, v in sorted(weights))
    return network
