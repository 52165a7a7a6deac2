"""Intervals of ranks, against counting the draws one by one."""

import numpy as np
import pytest

from graph.algorithms.rank_intervals import drawn_ranks, rank_intervals
from tests.graph.algorithms.panels import Floats, close


def covariance(n: int, seed: int) -> Floats:
    root = np.random.default_rng(seed).normal(size=(n, n + 2))
    return np.asarray(root @ root.T / n)


@pytest.mark.parametrize("seed", [1, 2])
def test_intervals_are_those_of_direct_counting(seed: int) -> None:
    centre, errors = np.random.default_rng(seed).normal(size=7), covariance(7, seed)
    noise = np.random.default_rng(seed).standard_normal((300, 7)) @ np.linalg.cholesky(errors).T
    for j, (low, high) in enumerate(rank_intervals(centre, errors, seed, draws=300)):
        ranks = sorted(1 + sum(set_ > set_[j]) for set_ in centre + noise)
        for rank, share in ((low, 0.05), (high, 0.95)):
            assert sum(r <= rank for r in ranks) >= share * 300
            assert sum(r < rank for r in ranks) < share * 300


def test_the_draws_have_the_covariance_asked_for() -> None:
    # With two scores only the variance of their difference matters: here 1 + 1 - 2 * .5.
    ranks = drawn_ranks(np.array([1.0, 0.0]), np.array([[1.0, 0.5], [0.5, 1.0]]), 3, 20_000)
    assert (ranks[:, 0] == 1).mean() == pytest.approx(0.8413, abs=0.01)  # normal, one deviation


def test_the_same_seed_gives_the_same_ranks() -> None:
    one, two = (rank_intervals([3, 2, 1], covariance(3, 4), seed=5) for _ in range(2))
    assert one.tolist() == two.tolist()


def test_who_has_no_score_has_no_rank_and_takes_none() -> None:
    errors = np.full((3, 3), np.nan)
    errors[np.ix_([0, 2], [0, 2])] = np.eye(2) * 1e-6
    none = [np.nan, np.nan]
    close(rank_intervals([1, np.nan, 2], errors, seed=1), [[2.0, 2.0], none, [1.0, 1.0]])
    assert np.isnan(rank_intervals([np.nan], [[np.nan]], seed=1)).all()


def test_scores_without_error_have_one_rank() -> None:
    close(rank_intervals([1, 3, 2], np.zeros((3, 3)), seed=1), [[3, 3], [1, 1], [2, 2]])
