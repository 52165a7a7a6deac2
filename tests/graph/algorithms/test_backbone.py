"""The disparity filter against its integral, the published reading of it, and its invariants."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.algorithms.backbone import ALPHA, backbone, chance, significance

Edges = list[tuple[int, int, int]]

PAIRS = st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda pair: pair[0] != pair[1])
NETWORKS = st.dictionaries(PAIRS, st.integers(1, 60), min_size=1, max_size=40).map(
    lambda found: [(u, v, weight) for (u, v), weight in found.items()]
)


def of(edges: Edges, alpha: float = ALPHA) -> set[tuple[int, int]]:
    u, v, weight = zip(*edges, strict=True)
    kept = backbone(u, v, weight, alpha)
    return {edge[:2] for edge, keep in zip(edges, kept, strict=True) if keep}


def slowly(edges: Edges, alpha: float) -> set[tuple[int, int]]:
    """Keep edges by exact fractions, node by node, as the paper tells it in words."""
    kept = set()
    nodes = {node for edge in edges for node in edge[:2]}
    for node in nodes:
        for end in (0, 1):
            mine = [edge for edge in edges if edge[end] == node]
            strength = sum(edge[2] for edge in mine)
            for edge in mine:
                left = Fraction(1)
                for _ in mine[1:]:
                    left *= 1 - Fraction(edge[2], strength)
                if left < Fraction(alpha):
                    kept.add(edge[:2])
        touching = [edge for edge in edges if node in edge[:2]]
        kept.add(min(touching, key=lambda edge: (-edge[2], edge[0], edge[1]))[:2])
    return kept


@settings(max_examples=200)
@given(edges=NETWORKS, alpha=st.sampled_from([0.0101, 0.0503, 0.2003, 0.4999]))
def test_it_keeps_what_exact_fractions_keep(edges: Edges, alpha: float) -> None:
    assert of(edges, alpha) == slowly(edges, alpha)


@pytest.mark.parametrize(("share", "degree"), [(0.5, 2), (0.4, 3), (0.3, 5), (0.15, 12)])
def test_the_chance_is_that_of_a_strength_cut_at_random(share: float, degree: int) -> None:
    draw = np.random.default_rng(11)
    cuts = np.sort(draw.random((200_000, degree - 1)), axis=1)
    first = cuts[:, 0]  # the part before the first cut is as long as any other
    assert (first >= share).mean() == pytest.approx(chance(share, 1, degree), abs=0.004)


@settings(max_examples=60)
@given(edges=NETWORKS, seed=st.integers(0, 9))
def test_neither_order_nor_unit_nor_names_matter(edges: Edges, seed: int) -> None:
    shuffled = Random(seed).sample(edges, len(edges))
    assert of(shuffled) == of(edges)
    assert of([(u, v, 8 * weight) for u, v, weight in edges]) == of(edges)
    moved = {(u + 5, v + 5) for u, v in of(edges)}
    assert of([(u + 5, v + 5, weight) for u, v, weight in edges]) == moved


@settings(max_examples=60)
@given(edges=NETWORKS)
def test_every_node_keeps_an_edge_and_a_higher_alpha_keeps_more(edges: Edges) -> None:
    kept = of(edges)
    assert {node for pair in kept for node in pair} == {n for edge in edges for n in edge[:2]}
    assert of(edges, 0.01) <= kept <= of(edges, 0.3)
    assert of(edges, 1.1) == {edge[:2] for edge in edges}


@given(edges=NETWORKS)
def test_a_chance_lies_between_0_and_1_and_is_smaller_for_a_heavier_edge(edges: Edges) -> None:
    u, v, weight = zip(*edges, strict=True)
    found = significance(u, v, weight)
    assert ((found >= 0) & (found <= 1)).all()
    assert chance(5, 10, 4) < chance(4, 10, 4) < chance(4, 11, 4)


def test_the_spokes_of_a_hub_are_seen_from_their_own_end() -> None:
    spokes: Edges = [(0, leaf, 50) for leaf in range(1, 21)]
    between: Edges = [(1, 2, 1), (2, 3, 1), (3, 4, 1)]
    u, v, weight = zip(*spokes, *between, strict=True)
    found = dict(zip(zip(u, v, strict=True), significance(u, v, weight), strict=True))
    assert found[0, 2] == pytest.approx(1 / 51)  # of all it receives, department 2 gets 50 of 51
    assert found[0, 9] == pytest.approx((1 - 1 / 20) ** 19)  # its only edge cannot stand out
    assert of([*spokes, *between]) == {edge[:2] for edge in spokes}
