"""Rings: the planted panel, search by brute force, false alarms, and evenly shared marks."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.evaluation_panels import draw
from graph.algorithms.dense_groups import strongest_ring
from graph.algorithms.equal_sums import equal_sums
from graph.algorithms.pair_effects import (
    pair_means,
    pair_variances,
    residuals,
    stable_pair_variances,
)
from graph.algorithms.problem_pairs import pair_posterior, problem_pairs
from graph.algorithms.rating_rings import (
    filled,
    pair_strength,
    ring_scores_by_chance,
    ring_threshold,
    rings,
)
from tests.graph.algorithms.panels import Floats, close, star
from tests.graph.algorithms.planted_panel import planted_panel

SEEDS = st.integers(0, 2**32 - 1)


def strength_of(x: Floats) -> Floats:
    means = pair_means(residuals(x))
    return pair_strength(filled(means, pair_variances(means)))


def best_by_brute_force(strength: Floats, largest: int) -> float:
    scores: list[float] = []
    for size in range(3, largest + 1):
        for group in combinations(range(len(strength)), size):
            pairs = strength[np.ix_(group, group)][np.triu_indices(size, 1)]
            scores.append(float(pairs.sum() / np.sqrt(len(pairs))))
    return max(scores)


def test_the_planted_ring_has_its_expected_score(shared: Path) -> None:
    planted = planted_panel(shared)
    expected = planted.pairs["ring"]
    means = pair_means(residuals(planted.x, planted.excluded))
    found = strongest_ring(pair_strength(means.mean))
    assert found.score == pytest.approx(expected["score"], rel=1e-9)
    assert [planted.names[i] for i in found.members] == expected["members"]


def test_the_planted_ring_is_beyond_chance_and_the_only_one(shared: Path) -> None:
    planted = planted_panel(shared)
    x = planted.x.copy()
    x[..., planted.excluded, :] = np.nan
    means = pair_means(residuals(x))
    variances = pair_variances(means)
    chance = ring_scores_by_chance(x, variances, 1, 5, simulations=300)
    found = rings(pair_strength(filled(means, variances)), ring_threshold(chance))
    assert [[planted.names[i] for i in ring.members] for ring in found] == [planted.truth["ring"]]


def test_panels_without_a_ring_raise_no_alarm() -> None:
    alarms = 0
    for seed in range(2001, 2013):
        x = draw(seed, 15, plants=False).x
        means = pair_means(residuals(x))
        variances = pair_variances(means)
        chance = ring_scores_by_chance(x, variances, 1, 5, simulations=100, seed=seed)
        alarms += len(rings(strength_of(x), ring_threshold(chance)))
    assert alarms == 0


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_the_greedy_group_is_near_the_best_of_all(seed: int) -> None:
    strength = strength_of(draw(seed, 9, plants=False).x)
    best = best_by_brute_force(strength, 6)
    found = strongest_ring(strength, largest=6)
    pairs = strength[np.ix_(found.members, found.members)][np.triu_indices(len(found.members), 1)]
    assert found.score == pytest.approx(pairs.sum() / np.sqrt(len(pairs)))
    assert 0.9 * best <= found.score <= best + 1e-9


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_names_units_and_severity_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = draw(seed, 12, plants=False).x
    order = rng.permutation(12)
    plain = strength_of(x)
    close(strength_of(x[:, :, order][..., order]), plain[np.ix_(order, order)], 1e-8)
    close(strength_of(20 * x + rng.normal(0, 5, (12, 1))), plain, 1e-8)


def test_rings_share_no_pair_and_a_small_body_has_none() -> None:
    strength = np.full((10, 10), -1.0)
    for members in ([0, 1, 2, 3], [3, 5, 6, 7]):
        strength[np.ix_(members, members)] = 3
    np.fill_diagonal(strength, 0)
    found = rings(strength, 2)
    assert {ring.members for ring in found} == {(0, 1, 2, 3), (3, 5, 6, 7)}
    assert rings(np.zeros((2, 2)), -1) == []
    assert not pair_strength(np.full((5, 5), np.nan)).any()


def test_a_missing_direction_is_what_the_other_lets_expect() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(0, 1, (3, 6, 6))
    x[:, 2, 4] = np.nan
    means = pair_means(residuals(x))
    variances = pair_variances(means)
    share = variances.reciprocity / (variances.pair + variances.noise / 3)
    assert filled(means, variances)[2, 4] == pytest.approx(share * means.mean[4, 2])


def test_rotated_marks_are_told_from_honest_ones() -> None:
    marks = np.linspace(70, 95, 8)
    rotated = np.stack([np.roll(marks, turn) for turn in range(8)])
    np.fill_diagonal(rotated, np.nan)
    assert equal_sums(rotated).p < 0.01
    merit = np.random.default_rng(0).normal(80, 5, 8) + np.random.default_rng(1).normal(
        0, 5, (8, 8)
    )
    assert equal_sums(merit).ratio > 0.5


def test_shuffled_marks_seldom_look_shared_out() -> None:
    rng = np.random.default_rng(4)
    p = [equal_sums(rng.normal(80, 5, (6, 6)), permutations=99, seed=s).p for s in range(200)]
    assert np.mean(np.array(p) <= 0.05) < 0.09


def test_equal_means_cannot_be_told_of_two_ratees_or_of_equal_marks() -> None:
    assert np.isnan(equal_sums(np.full((5, 5), 80.0)).ratio)
    assert np.isnan(equal_sums([[90, 80, np.nan], [85, 80, np.nan]]).p)


@pytest.mark.parametrize(
    "x",
    [
        np.full((2, 6, 6), np.nan),
        np.full((2, 2, 2), 3.0),
        np.full((2, 7, 7), 4.0),
        np.random.default_rng(0).normal(3, 1, (2, 3, 3)),
        np.stack([star(8), star(8, 1)]),
    ],
    ids=["no rating", "two", "all equal", "three", "star"],
)
def test_where_ratings_tell_nothing_there_is_neither_pair_nor_ring(x: Floats) -> None:
    means = pair_means(residuals(x))
    for variances in (pair_variances(means), stable_pair_variances(x)):
        chance = ring_scores_by_chance(x, variances, 1, 5, simulations=20)
        assert rings(pair_strength(filled(means, variances)), ring_threshold(chance)) == []
        assert problem_pairs(pair_posterior(means, variances, 1, 5)) == []
