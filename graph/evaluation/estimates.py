"""The scores of a round in one dimension, or overall, before anything is held back."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.eblup import predict, published_map, rater_map
from graph.algorithms.rating_effects import islands
from graph.algorithms.social_relations import FULL, Variances, variances

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
GRID = 2**0.25
"""Variances are taken on a grid of this ratio: a single rating cannot steer how far scores are
drawn to the mean, and scores at fixed variances are linear in the ratings, which the audit needs.
A score ten points off the mean moves by a tenth of a point."""
CORRELATIONS = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """Scores of n ratees and how they come from the ratings; not a number for who has none.

    ``corrected``: severity of raters is taken out (EBLUP); else ``score`` is the plain mean, and
    there are no errors.
    """

    x: Floats  # (n, n) the ratings used
    score: Floats  # (n,) points
    covariance: Floats  # (n, n) of their errors
    rows: Floats  # (n, n, n): score of ratee j = sum over i, l of rows[j, i, l] x[i, l]
    rater: Floats  # (n,) how lenient each rater is, in points; zero where that is not known
    rater_rows: Floats  # (n, n, n) the same for `rater`
    variances: Variances
    corrected: bool
    connected: bool
    reliability: float  # of the ratee part, mean over ratees

    @property
    def seen(self) -> Bools:
        """Whether there is a rating."""
        given: Bools = ~np.isnan(self.x)
        return given

    @property
    def error(self) -> Floats:
        """Standard error of each score."""
        return np.sqrt(self.covariance.diagonal())


def estimate(x: Floats) -> Estimate:
    """Return the scores from one matrix of ratings."""
    seen = ~np.isnan(x)
    connected = int(islands(x).max(initial=-1)) == 0
    found = _coarse(variances(x)) if seen.sum() > 1 else _unknown()
    total = np.nansum(np.maximum(found.values[:3], 0))
    if not found.determined or not connected or not total > 0:
        return _plain(x, found, connected)
    predicted = predict(x, found)
    rows = np.zeros((len(x), *x.shape))
    rows[:, seen] = published_map(seen, found)
    rater_rows = np.zeros_like(rows)
    rater_rows[:, seen] = rater_map(seen, found)
    reliability = float(np.nanmean(predicted.reliability)) if found.ratee > 0 else 0.0
    return Estimate(
        x=x,
        score=predicted.published,
        covariance=predicted.covariance,
        rows=rows,
        rater=np.nan_to_num(predicted.rater),
        rater_rows=rater_rows,
        variances=found,
        corrected=True,
        connected=True,
        reliability=reliability,
    )


def _plain(x: Floats, found: Variances, connected: bool) -> Estimate:
    seen = ~np.isnan(x)
    received = seen.sum(axis=0)
    rows = np.zeros((len(x), *x.shape))
    for ratee in np.flatnonzero(received):
        rows[ratee, seen[:, ratee], ratee] = 1 / received[ratee]
    score = np.einsum("jil,il->j", rows, np.where(seen, x, 0))
    score[received == 0] = np.nan
    nothing = np.full(x.shape, np.nan)
    return Estimate(
        x=x,
        score=score,
        covariance=nothing,
        rows=rows,
        rater=np.zeros(len(x)),
        rater_rows=np.zeros_like(rows),
        variances=found,
        corrected=False,
        connected=connected,
        reliability=np.nan,
    )


def _unknown() -> Variances:
    return Variances(np.nan, np.nan, np.nan, np.nan, np.nan, 0)


def _coarse(of: Variances) -> Variances:
    """Return the variances on the grid, and the correlations of effects on theirs."""
    if of.rank < FULL:
        return of
    rater, ratee, pair = (_on_grid(value) for value in (of.rater, of.ratee, of.pair))
    cross = np.sqrt(max(rater, 0) * max(ratee, 0))
    return Variances(
        rater,
        ratee,
        pair,
        cross * _stepped(of.rater_ratee, np.sqrt(max(of.rater, 0) * max(of.ratee, 0))),
        pair * _stepped(of.dyadic, of.pair),
        of.rank,
    )


def _on_grid(value: float) -> float:
    return float(GRID ** np.round(np.log(value) / np.log(GRID))) if value > 0 else 0.0


def _stepped(covariance: float, scale: float) -> float:
    if not scale > 0:
        return 0.0
    return float(np.clip(np.round(covariance / scale / CORRELATIONS) * CORRELATIONS, -1, 1))


def shares(weights: Floats) -> Floats:
    """Return the shares of dimensions in the overall score; equal ones where all weigh nothing."""
    return weights / weights.sum() if weights.any() else np.full(len(weights), 1 / len(weights))


def overall(x: Floats, weights: Floats) -> Floats:
    """Return the weighted mean over the dimensions (k, n, n) of the pairs that have all of them.

    Dimensions with weight 0 need not be there.
    """
    share = shares(weights)
    mean: Floats = np.tensordot(share[share > 0], x[share > 0], axes=1)
    return mean
