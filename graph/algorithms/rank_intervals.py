"""Between which ranks each of several uncertain scores lies.

Intervals of scores that overlap do not say how far ranks are open: neighbours may be told apart
or not by the covariance of their errors. Drawing whole sets of scores and ranking each does.

References
----------
Goldstein and Spiegelhalter (1996), League tables and their limitations: statistical issues in
comparisons of institutional performance, JRSS A 159(3), 385-443, doi:10.2307/2983325.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def rank_intervals(
    centre: ArrayLike,
    covariance: ArrayLike,
    seed: int,
    draws: int = 2000,
    low: float = 0.05,
    high: float = 0.95,
) -> Floats:
    """Return the lowest and highest rank of each score between two percentiles.

    Parameters
    ----------
    centre : (n,) scores; not a number: not ranked, and not counted in the ranks of others
    covariance : (n, n) of their errors
    seed : of the round, so that the same round has the same ranks
    draws : sets of scores drawn from the normal distribution
    low, high : percentiles as shares

    Returns
    -------
    (n, 2) ranks from 1, the largest score; the first rank that at least the share `low` (`high`)
    of the draws reaches or betters

    Raises
    ------
    numpy.linalg.LinAlgError
        if the covariance has a negative eigenvalue

    Notes
    -----
    O(draws n^2).

    Examples
    --------
    The first is ahead of two that nothing tells apart:

    >>> rank_intervals([90, 70, 70], np.eye(3), seed=1).tolist()
    [[1.0, 1.0], [2.0, 3.0], [2.0, 3.0]]
    """
    scores, errors = np.asarray(centre, np.float64), np.asarray(covariance, np.float64)
    known = np.flatnonzero(~np.isnan(scores))
    found = np.full((len(scores), 2), np.nan)
    if len(known):
        ranks = drawn_ranks(scores[known], errors[np.ix_(known, known)], seed, draws)
        found[known] = np.quantile(ranks, [low, high], axis=0, method="inverted_cdf").T
    return found


def drawn_ranks(centre: Floats, covariance: Floats, seed: int, draws: int) -> Ints:
    """Return the ranks of each drawn set of scores, (draws, n).

    >>> drawn_ranks(np.array([1.0, 2.0]), np.eye(2) * 1e-9, seed=1, draws=2).tolist()
    [[2, 1], [2, 1]]
    """
    n = len(centre)
    # A little more variance, as rounding may leave none; Cholesky is the same on every machine.
    more = np.eye(n) * max(float(covariance.trace()) / n * 1e-12, 1e-200)
    root = np.linalg.cholesky(covariance + more)
    noise = np.random.default_rng(seed).standard_normal((draws, n))
    order = np.argsort(-(centre + noise @ root.T), axis=1)
    ranks = np.empty((draws, n), np.int64)
    np.put_along_axis(ranks, order, np.arange(1, n + 1)[None], axis=1)
    return ranks
