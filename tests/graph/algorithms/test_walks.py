"""Walks and gatekeepers on random networks, against slow ways that nobody could get wrong."""

from collections.abc import Iterator
from itertools import combinations, pairwise, permutations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.gatekeepers import articulations, bridges, smallest_cut
from graph.algorithms.walks import Route, best, neighbourhood, rings, routes
from graph.pairs import Link

NODES = "ABCDEF"
PAIRS = [(u, v) for u in NODES for v in NODES if u != v]
FIGURES = st.tuples(
    st.integers(1, 3), st.integers(0, 2), st.integers(0, 2), st.integers(0, 3).map(lambda n: n * 10**6)
)  # fmt: skip


@st.composite
def networks(draw: st.DrawFn) -> nx.DiGraph:
    network = nx.DiGraph()
    network.add_nodes_from(NODES)
    for u, v in draw(st.lists(st.sampled_from(PAIRS), unique=True, max_size=18)):
        network.add_edge(u, v, link=Link(u, v, *draw(FIGURES)))
    return network


def links_along(network: nx.DiGraph, nodes: tuple[str, ...]) -> list[Link]:
    return [network.edges[pair]["link"] for pair in pairwise(nodes)]


def as_route(network: nx.DiGraph, nodes: tuple[str, ...]) -> Route:
    links = links_along(network, nodes)
    waits = [link.wait / link.waits / 10**6 if link.waits else None for link in links]
    total = None if None in waits else sum(wait for wait in waits if wait is not None)
    least = min(link.handoffs for link in links)
    return Route(nodes, least, sum(link.returns for link in links), total)


def is_walk(network: nx.DiGraph, nodes: tuple[str, ...]) -> bool:
    return all(network.has_edge(*pair) for pair in pairwise(nodes))


@given(networks(), st.sampled_from(NODES), st.integers(1, 3))
def test_a_neighbourhood_is_what_one_meets_step_by_step(
    network: nx.DiGraph, start: str, depth: int
) -> None:
    reached, wanted = {start}, {}
    for distance in range(1, depth + 1):
        touched = [e for e in network.edges if reached & set(e) and e not in wanted]
        wanted.update(dict.fromkeys(touched, distance))
        reached |= {node for edge in touched for node in edge}
    found = neighbourhood(network, start, depth)
    assert {(n.link.sender, n.link.receiver): n.distance for n in found} == wanted
    order = [(n.distance, -n.link.wait, -n.link.handoffs, n.link[:2]) for n in found]
    assert order == sorted(order)


@given(networks(), st.permutations(NODES).map(lambda nodes: nodes[:2]), st.integers(1, 4))
def test_routes_are_all_orders_of_departments_that_hand_on(
    network: nx.DiGraph, ends: list[str], hops: int
) -> None:
    source, target = ends
    between = [node for node in NODES if node not in ends]
    wanted = [
        as_route(network, nodes)
        for count in range(hops)
        for middle in permutations(between, count)
        if is_walk(network, nodes := (source, *middle, target))
    ]
    found = routes(network, source, target, hops)
    assert sorted(found, key=lambda one: one.nodes) == sorted(wanted, key=lambda one: one.nodes)


@given(networks(), st.integers(3, 4))
def test_rings_are_all_closed_orders_with_a_return(network: nx.DiGraph, size: int) -> None:
    wanted = [
        as_route(network, closed)
        for count in range(3, size + 1)
        for nodes in permutations(NODES, count)
        if nodes[0] == min(nodes) and is_walk(network, closed := (*nodes, nodes[0]))
    ]
    assert rings(network, size) == sorted(
        (ring for ring in wanted if ring.returns), key=lambda ring: ring.nodes[:-1]
    )


@given(networks(), st.integers(1, 5), st.sampled_from(["handoffs", "waiting"]))
def test_no_route_left_out_is_better_than_one_that_is_named(
    network: nx.DiGraph, most: int, by: str
) -> None:
    every = routes(network, "A", "B", 4)
    named = best(every, by, most)
    assert len(named) == min(most, len(every))
    left = [route for route in every if route not in named]
    for worse in left:
        for better in named:
            if by == "handoffs":
                assert better.handoffs >= worse.handoffs
            else:
                assert worse.waiting is None or (
                    better.waiting is not None and better.waiting <= worse.waiting
                )


def parts(network: nx.Graph) -> list[set[str]]:
    """Return what holds together, found by walking from each node."""
    left, found = set(network), []
    while left:
        part, edge = set(), {min(left)}
        while edge:
            part |= edge
            edge = {v for u in edge for v in network.adj[u]} - part
        found.append(part)
        left -= part
    return found


def cut_off(before: nx.Graph, after: nx.Graph, around: str) -> set[str]:
    """Return what no longer holds together with the largest part left of the whole of `around`."""
    whole = next(part for part in parts(before) if around in part)
    rest = sorted(
        (sorted(part) for part in parts(after) if part <= whole), key=lambda p: (-len(p), p)
    )
    return {node for part in rest[1:] for node in part}


@given(networks())
def test_gatekeepers_are_those_without_whom_others_lose_touch(network: nx.DiGraph) -> None:
    either = nx.Graph(network)
    wanted_nodes, wanted_pairs = {}, {}
    for node in NODES:
        without = either.copy()
        without.remove_node(node)
        if len(parts(without)) > len(parts(either)) - (either.degree[node] == 0):
            wanted_nodes[(node,)] = cut_off(either, without, node)
    for u, v in either.edges:
        without = either.copy()
        without.remove_edge(u, v)
        if len(parts(without)) > len(parts(either)):
            wanted_pairs[(min(u, v), max(u, v))] = cut_off(either, without, u)
    for found, wanted in ((articulations(either), wanted_nodes), (bridges(either), wanted_pairs)):
        assert {gate.nodes: set(gate.cut_off) for gate in found} == wanted
        order = [(-len(gate.cut_off), gate.nodes) for gate in found]
        assert order == sorted(order)


def cuts(network: nx.Graph, ones: set[str], others: set[str]) -> Iterator[tuple[str, ...]]:
    """Yield the sets of nodes between that keep two sets apart, the smallest first."""
    between = sorted(set(network) - ones - others)
    for size in range(len(between) + 1):
        for taken in combinations(between, size):
            left = network.subgraph(set(network) - set(taken))
            if not any(part & ones and part & others for part in parts(left)):
                yield taken


@given(networks(), st.permutations(NODES), st.integers(1, 2), st.integers(1, 2))
def test_a_smallest_cut_keeps_both_sides_apart_and_none_is_smaller(
    network: nx.DiGraph, order: list[str], one: int, other: int
) -> None:
    either = nx.Graph(network)
    ones, others = set(order[:one]), set(order[one : one + other])
    if any(either.has_edge(u, v) for u in ones for v in others):
        with pytest.raises(ValueError, match="joined directly"):
            smallest_cut(either, ones, others)
        return
    possible = list(cuts(either, ones, others))
    found = smallest_cut(either, ones, others)
    assert found in possible
    assert len(found) == len(possible[0])


def test_sets_that_share_a_node_have_no_cut() -> None:
    with pytest.raises(ValueError, match="overlap"):
        smallest_cut(nx.Graph(["AB"]), {"A"}, {"A", "B"})
