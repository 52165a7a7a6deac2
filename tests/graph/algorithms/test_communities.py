"""Communities against planted ones and every partition, and the order of the matrix."""

from collections.abc import Iterator
from itertools import pairwise
from random import Random

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.algorithms.communities import HUB, LEAVES, Groups, groups

Edges = list[tuple[int, int, float]]

PAIRS = st.tuples(st.integers(0, 9), st.integers(0, 9))
NETWORKS = st.dictionaries(PAIRS, st.integers(1, 30), max_size=30).map(
    lambda found: [(u, v, float(weight)) for (u, v), weight in found.items()]
)


def planted(hub: bool) -> Edges:
    """Return three groups of five; node 0 is the hub of them all, or of none."""
    draw, edges = Random(3), []
    for u in range(1, 16):
        if hub:
            edges += [(0, u, 60.0), (u, 0, 60.0)]
        for v in range(1, 16):
            same = (u - 1) // 5 == (v - 1) // 5
            if u != v and draw.random() < (0.8 if same else 0.1):
                edges.append((u, v, float(draw.randint(3, 9) if same else 1)))
    return edges


@pytest.mark.parametrize("hub", [True, False])
def test_planted_groups_are_found_behind_a_hub_too(hub: bool) -> None:
    found = groups(16, planted(hub))
    parts = {group: {n for n in range(16) if found.group[n] == group} for group in found.group}
    assert sorted(parts.pop(1) | parts.pop(2) | parts.pop(3)) == list(range(1, 16))
    assert parts == ({HUB: {0}} if hub else {LEAVES: {0}})
    assert {len({found.group[n] for n in range(1 + 5 * k, 6 + 5 * k)}) for k in range(3)} == {1}


def test_without_setting_the_hub_apart_there_would_be_one_group() -> None:
    whole = nx.Graph()
    for u, v, weight in planted(hub=True):
        whole.add_edge(u, v, weight=weight + whole.get_edge_data(u, v, {"weight": 0})["weight"])
    best = nx.community.louvain_communities(whole, seed=0)
    assert len(best) < 3


@settings(max_examples=40, deadline=None)
@given(edges=NETWORKS, seed=st.integers(0, 9))
def test_the_order_of_the_rows_does_not_matter(edges: Edges, seed: int) -> None:
    assert groups(10, Random(seed).sample(edges, len(edges))) == groups(10, edges)


@settings(max_examples=40, deadline=None)
@given(edges=NETWORKS)
def test_places_keep_groups_together_and_put_the_busiest_first(edges: Edges) -> None:
    found = groups(10, edges)
    traffic = [sum(w for u, v, w in edges if n in (u, v)) for n in range(10)]
    assert sorted(found.place) == list(range(10))
    order = sorted(range(10), key=lambda node: found.place[node])
    runs = [found.group[node] for node in order]
    changes = [a for a, b in zip(runs, [*runs[1:], None], strict=True) if a != b]
    assert len(changes) == len(set(changes))
    assert [g for g in changes if g > 0] == sorted(g for g in changes if g > 0)
    for a, b in pairwise(order):
        assert found.group[a] != found.group[b] or traffic[a] >= traffic[b]


@settings(max_examples=15, deadline=None)
@given(edges=NETWORKS.map(lambda edges: [(u % 6, v % 6, w) for u, v, w in edges]))
def test_no_partition_of_a_small_network_is_much_better(edges: Edges) -> None:
    once = {(u, v): w for u, v, w in edges}
    edges = [(u, v, w) for (u, v), w in once.items()]
    found = groups(6, edges)
    rest = nx.Graph()
    for u, v, weight in edges:
        if u != v and HUB not in (found.group[u], found.group[v]):
            old = rest.get_edge_data(u, v, {"weight": 0})["weight"]
            rest.add_edge(u, v, weight=weight + old)
    if not rest:
        assert set(found.group) <= {HUB, LEAVES}
        return
    mine = [{n for n in rest if found.group[n] == g} for g in {found.group[n] for n in rest}]
    best = max(nx.community.modularity(rest, parts) for parts in partitions(sorted(rest)))
    assert nx.community.modularity(rest, mine) >= best - 0.03


def partitions(nodes: list[int]) -> Iterator[list[set[int]]]:
    if not nodes:
        yield []
        return
    for rest in partitions(nodes[1:]):
        yield [{nodes[0]}, *rest]
        for at, part in enumerate(rest):
            yield [*rest[:at], part | {nodes[0]}, *rest[at + 1 :]]


def test_a_network_too_small_has_no_hub() -> None:
    assert groups(2, [(0, 1, 5.0)]) == Groups([1, 1], [0, 1])
    assert groups(0, []) == Groups([], [])
    assert groups(2, []) == Groups([LEAVES, LEAVES], [0, 1])
