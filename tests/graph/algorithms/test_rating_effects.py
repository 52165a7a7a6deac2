"""Effects of raters and ratees, against TripleR, a design matrix and what must not change."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.rating_effects import effects, islands, ratee_map, ratings
from tests.graph.algorithms.panels import Floats, close, drawn, liking, panels, peer, star


def by_design(x: Floats, weight: Floats) -> tuple[float, Floats, Floats]:
    """Solve for mean, raters and ratees by a design matrix with the two sums as equations."""
    n = len(x)
    i, j = np.nonzero(~np.isnan(x) & (weight > 0))
    design = np.zeros((len(i) + 2, 2 * n + 1))
    design[np.arange(len(i)), 0] = 1
    design[np.arange(len(i)), 1 + i] = 1
    design[np.arange(len(i)), 1 + n + j] = 1
    root = np.sqrt(weight[i, j])
    design[:-2] *= root[:, None]
    design[-2, 1 + np.unique(i)] = design[-1, 1 + n + np.unique(j)] = 1
    found = np.linalg.lstsq(design, np.append(root * x[i, j], [0, 0]))[0]
    return float(found[0]), found[1 : n + 1], found[n + 1 :]


def test_effects_of_a_complete_panel_are_those_of_triple_r(shared: Path) -> None:
    printed = pd.read_csv(peer(shared, "RR1_liking_a_effects.csv"), index_col="id").sort_index()
    found = effects(liking(shared))
    close(found.rater, printed["liking_a.a"])
    close(found.ratee, printed["liking_a.p"])
    assert (round(found.rater[0], 4), round(found.ratee[0], 4)) == (-0.4769, 0.2639)


def test_pair_effects_of_a_complete_panel_are_those_of_triple_r(shared: Path) -> None:
    rows = pd.read_csv(peer(shared, "RR1_liking_a_relationship.csv"))
    found = effects(liking(shared)).residual[rows["actor.id"] - 1, rows["partner.id"] - 1]
    close(found, rows["relationship"])


@given(panels(), st.integers(0, 9))
def test_effects_are_those_of_a_design_matrix(x: Floats, seed: int) -> None:
    weight = np.random.default_rng(seed).uniform(0.2, 2, x.shape) if seed else np.ones(x.shape)
    found = effects(x, weight)
    if found.connected:
        mean, rater, ratee = by_design(x, weight)
        assert found.mean == pytest.approx(mean)
        close(np.nan_to_num(found.rater), rater)
        close(np.nan_to_num(found.ratee), ratee)


@given(panels(), st.floats(-5, 5), st.integers(0, 4))
def test_a_severe_rater_changes_no_ratee(x: Floats, shift: float, rater: int) -> None:
    before = effects(x)
    x[rater] += shift
    after = effects(x)
    close(after.ratee, before.ratee)
    raters = (~np.isnan(before.rater)).sum()
    if before.connected and not np.isnan(before.rater[rater]):
        moved = after.rater[rater] - before.rater[rater]
        assert moved == pytest.approx(shift * (raters - 1) / raters, abs=1e-9)
        assert after.mean - before.mean == pytest.approx(shift / raters, abs=1e-9)


@given(panels(), st.floats(-5, 5))
def test_a_constant_on_all_changes_only_the_mean(x: Floats, shift: float) -> None:
    before, after = effects(x), effects(x + shift)
    assert after.mean == pytest.approx(before.mean + shift)
    for name in ("rater", "ratee", "residual"):
        close(getattr(after, name), getattr(before, name))


@given(panels(missing=0.0))
def test_the_transposed_panel_swaps_raters_and_ratees(x: Floats) -> None:
    before, after = effects(x), effects(x.T)
    close(after.rater, before.ratee)
    close(after.ratee, before.rater)


@given(panels(), st.integers(0, 99))
def test_other_numbers_of_departments_change_nothing(x: Floats, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(x))
    before, after = effects(x), effects(x[np.ix_(order, order)])
    close(after.rater, before.rater[order])
    close(after.ratee, before.ratee[order])


@given(panels(missing=0.6))
def test_the_map_gives_the_effects_of_ratees(x: Floats) -> None:
    seen = ~np.isnan(x)
    found = ratee_map(seen)
    assert found.shape == (len(x), seen.sum())
    close(found @ x[seen], np.nan_to_num(effects(x).ratee))


def by_pairs(x: Floats) -> Floats:
    """Return HodgeRank of the differences each rater makes, weighted by one over its ratings."""
    n = len(x)
    laplace, flow = np.zeros((n, n)), np.zeros(n)
    for row in x:
        rated = np.flatnonzero(~np.isnan(row))
        for j, k in combinations(rated, 2):
            edge = (np.arange(n) == j) * 1.0 - (np.arange(n) == k)
            laplace += np.outer(edge, edge) / len(rated)
            flow += edge * (row[j] - row[k]) / len(rated)
    return np.asarray(np.linalg.pinv(laplace) @ flow)


@given(panels(missing=0.4))
def test_effects_of_ratees_are_hodge_rank(x: Floats) -> None:
    found = effects(x)
    if found.connected:
        close(np.nan_to_num(found.ratee), by_pairs(x))


def test_two_islands_are_told_apart_and_have_levels_of_their_own() -> None:
    x = np.full((8, 8), np.nan)
    x[:4, :4], x[4:, 4:] = drawn(2, 4, 2)
    x[4:, 4:] += 10
    found = effects(x)
    assert islands(x).tolist() == [0] * 4 + [1] * 4 + [0] * 4 + [1] * 4
    assert not found.connected
    close(found.published[4:], effects(x[4:, 4:]).published)
    close([found.ratee[:4].sum(), found.rater[4:].sum()], 0)
    assert found.level[4] - found.level[0] > 7


def test_a_star_is_two_islands() -> None:
    # The centre rates the others and they rate it: no rater has both on one side.
    found = effects(star(6))
    assert not found.connected
    close(found.published[1:], star(6)[0, 1:])


def test_who_gave_or_received_nothing_has_no_effect() -> None:
    x = drawn(1, 6, 3)[0]
    x[2], x[:, 4] = np.nan, np.nan
    found = effects(x)
    assert np.flatnonzero(np.isnan(found.rater)).tolist() == [2]
    assert np.flatnonzero(np.isnan(found.ratee)).tolist() == [4]
    assert not found.rater[found.island[:6] >= 0].sum().round(9)
    assert np.isnan(effects(np.full((3, 3), np.nan)).mean)


def test_a_rater_without_weight_is_left_out() -> None:
    x = drawn(1, 6, 4)[0]
    weight = np.ones((6, 1))
    weight[3] = 0
    without = x.copy()
    without[3] = np.nan
    close(effects(x, weight).ratee, effects(without).ratee)


def test_what_is_no_panel_is_refused() -> None:
    with pytest.raises(ValueError, match="one row and one column"):
        ratings(np.zeros((2, 3)))
    with pytest.raises(ValueError, match="negative"):
        effects(np.zeros((3, 3)), -1)
