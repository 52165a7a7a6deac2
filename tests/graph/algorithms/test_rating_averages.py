"""Ways of averaging: what they agree on, and how random raters move ranks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.evaluation_panels import draw
from graph.algorithms.rating_averages import METHODS, averages, rank_moves, ranks
from tests.graph.algorithms.panels import Floats, close, drawn

SEEDS = st.integers(0, 2**32 - 1)


def spearman(one: Floats, other: Floats) -> float:
    return float(np.corrcoef(ranks(one), ranks(other))[0, 1])


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_each_average_is_that_of_a_plain_loop(seed: int) -> None:
    x = drawn(1, 9, seed, 0.1)[0]
    found = averages(x)
    z = [(row - np.nanmean(row)) / np.nanstd(row, ddof=1) for row in x]
    for j in range(9):
        received = sorted(x[~np.isnan(x[:, j]), j])
        assert found.mean[j] == pytest.approx(np.mean(received))
        assert found.trimmed[j] == pytest.approx(np.mean(received[1:-1]))
        assert found.standardised[j] == pytest.approx(np.nanmean(np.array(z)[:, j]))


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_severity_moves_plain_means_only(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = drawn(1, 9, seed, 0.1)[0]
    severity = rng.normal(0, 2, (9, 1))
    plain, moved = averages(x), averages(x + severity - severity.mean())
    close(moved.adjusted, plain.adjusted, 1e-8)
    close(moved.standardised, plain.standardised, 1e-8)
    assert abs(moved.mean - plain.mean).max() > 1e-3


def test_with_everybody_rating_everybody_the_mean_moves_nobody_far() -> None:
    """Only that nobody rates itself tells the mean from least squares."""
    found = averages(draw(2, 20, plants=False, missing=0).x[0, 0])
    assert not [move for move in rank_moves(found) if move.method == "screened"]
    assert spearman(found.mean, found.adjusted) > 0.95


def test_screening_random_raters_brings_ranks_nearer_to_the_truth() -> None:
    gains = []
    for seed in range(20):
        panel = draw(seed, 20, plants=False)
        rng = np.random.default_rng(seed)
        x = panel.x[0].mean(axis=0)
        x[:4] = np.where(np.isnan(x[:4]), np.nan, rng.integers(1, 6, (4, 20)))
        found = averages(x, np.arange(20) < 4)
        ways = (found.screened, found.mean, found.trimmed)
        gains.append([spearman(way, panel.ratee) for way in ways])
    screened, mean, trimmed = np.mean(gains, axis=0)
    assert screened > trimmed + 0.02
    assert screened > mean + 0.02


def test_moves_are_those_beyond_three_places_beside_the_reference() -> None:
    x = draw(7, 15, plants=False).x[0].mean(axis=0)
    x[:3] = np.random.default_rng(0).integers(1, 6, (3, 15))
    found = averages(x, np.arange(15) < 3)
    moves = {(move.ratee, move.method): move for move in rank_moves(found)}
    usual = ranks(found.adjusted)
    for method in METHODS:
        rank = ranks(getattr(found, method))
        for j in range(15):
            assert ((j, method) in moves) == (abs(rank[j] - usual[j]) > 3)
    assert moves, "the panel moves somebody"
    assert not [move for move in rank_moves(found, reference="mean") if move.method == "mean"]


def test_who_is_not_rated_has_no_score_and_no_rank() -> None:
    x = drawn(1, 6, 1)[0]
    x[:, 2] = np.nan
    x[[0, 1, 3], 4] = np.nan
    found = averages(x)
    for method in METHODS:
        assert np.isnan(getattr(found, method)[2])
        assert ranks(getattr(found, method))[2] == 0
    assert np.isnan(found.trimmed[4])  # two ratings
    assert all(move.ratee != 2 for move in rank_moves(found, more_than=0))


def test_a_straight_liner_has_no_standardised_ratings() -> None:
    x = drawn(1, 6, 3)[0]
    flat, without = x.copy(), x.copy()
    flat[0, 1:], without[0] = 4, np.nan
    close(averages(flat).standardised, averages(without).standardised)
