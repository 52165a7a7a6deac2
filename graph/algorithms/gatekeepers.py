"""Who stands on every route: articulation points, bridges and smallest cuts."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import networkx as nx


class Gate(NamedTuple):
    """A node, or a pair of nodes, without which ``cut_off`` nodes lose touch with most others."""

    nodes: tuple[str, ...]
    cut_off: tuple[str, ...]


def articulations(network: "nx.Graph") -> list[Gate]:
    """Return the nodes whose removal leaves others apart, those that cut off most first.

    Cut off are all but the largest part of what held together before.

    Examples
    --------
    >>> import networkx as nx
    >>> articulations(nx.Graph(["AB", "BC", "BD", "DE"]))
    [Gate(nodes=('B',), cut_off=('A', 'C')), Gate(nodes=('D',), cut_off=('E',))]
    """
    import networkx as nx

    found = []
    for node in nx.articulation_points(network):
        whole = nx.node_connected_component(network, node) - {node}
        found.append(Gate((node,), _cut_off(network.subgraph(whole))))
    return _most_first(found)


def bridges(network: "nx.Graph") -> list[Gate]:
    """Return the pairs whose removal leaves others apart, those that cut off most first.

    Examples
    --------
    >>> import networkx as nx
    >>> bridges(nx.Graph(["AB", "BC", "CA", "CD"]))
    [Gate(nodes=('C', 'D'), cut_off=('D',))]
    """
    import networkx as nx

    found = []
    for u, v in nx.bridges(network):
        whole = nx.node_connected_component(network, u)
        cut = nx.Graph(network.subgraph(whole))
        cut.remove_edge(u, v)
        found.append(Gate((min(u, v), max(u, v)), _cut_off(cut)))
    return _most_first(found)


def smallest_cut(network: "nx.Graph", one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    """Return the fewest nodes between two disjoint sets without which no route joins them.

    Nodes of the sets themselves are not taken. Empty where no route joins them anyway.

    Raises
    ------
    ValueError
        The sets overlap, or a pair of them is joined directly, so that nothing stands between.

    Examples
    --------
    >>> import networkx as nx
    >>> smallest_cut(nx.Graph(["AB", "BD", "AC", "CD"]), {"A"}, {"D"})
    ('B', 'C')
    """
    import networkx as nx

    ones, others = set(one), set(other)
    if ones & others:
        raise ValueError("the sets overlap")
    joined = nx.Graph(network)
    source, target = ("source",), ("target",)  # no id is a tuple
    joined.add_edges_from((source, node) for node in ones)
    joined.add_edges_from((target, node) for node in others)
    for inner, end in ((ones, source), (others, target)):
        for node in inner:
            joined = nx.contracted_nodes(joined, end, node, self_loops=False, copy=False)
    if joined.has_edge(source, target):
        raise ValueError("the sets are joined directly")
    return tuple(sorted(nx.minimum_node_cut(joined, source, target)))


def _cut_off(rest: "nx.Graph") -> tuple[str, ...]:
    import networkx as nx

    parts = sorted(map(sorted, nx.connected_components(rest)), key=lambda part: (-len(part), part))
    return tuple(sorted(node for part in parts[1:] for node in part))


def _most_first(found: Sequence[Gate]) -> list[Gate]:
    return sorted(found, key=lambda gate: (-len(gate.cut_off), gate.nodes))
