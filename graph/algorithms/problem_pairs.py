r"""Pairs of departments of which one, or each, rates the other far below (above) what is due.

A residual below a limit would list the noisiest pairs first. Instead each pair effect has a
posterior, which shrinks what rests on few ratings, and a pair is listed when the effect is beyond
the threshold with high probability.

References
----------
Kenny (1994), Interpersonal perception: a social relations analysis, Guilford Press.
Gelman and Hill (2007), Data analysis using regression and multilevel models, chapter 12.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.normal_distribution import both_below, normal_below
from graph.algorithms.pair_effects import PairMeans, PairVariances

Floats = NDArray[np.float64]
Kind = Literal["one_way", "mutual", "inflation"]

THRESHOLD = 0.125  # of the range of the scale: half a point of 1-5
PROBABILITY = 0.9
CAP = 2
TINY = 1e-150  # in place of no variance at all


@dataclass(frozen=True, slots=True, eq=False)
class PairPosterior:
    """What is known of the pair effects; (n, n), not a number where there is no rating."""

    mean: Floats  # in points
    deviation: Floats  # standard deviation of the effect, in points
    low: Floats  # chance that the effect is below minus the threshold
    high: Floats  # chance that it is above the threshold
    both_low: Floats  # that both directions are below; symmetric
    both_high: Floats


@dataclass(frozen=True, slots=True)
class ProblemPair:
    """A pair beyond the threshold; of mutual kinds the order of the two means nothing."""

    kind: Kind
    rater: int
    ratee: int
    mean: float  # of the effect, or of both, in points
    probability: float


def pair_posterior(
    means: PairMeans, variances: PairVariances, low: float, high: float, share: float = THRESHOLD
) -> PairPosterior:
    r"""Return what is known of each pair effect from both directions of the pair.

    With :math:`\Sigma = [[\sigma_g^2, \sigma_{gg}], [\sigma_{gg}, \sigma_g^2]]` and N the diagonal
    matrix of :math:`\sigma_e^2 / k`, the two effects have mean and covariance

    .. math:: \Sigma (\Sigma + N)^{-1} \bar g, \qquad \Sigma - \Sigma (\Sigma + N)^{-1} \Sigma

    Parameters
    ----------
    means : residuals by pair; a direction without ratings counts as unknown
    variances : of pair effects and noise
    low, high : ends of the scale, in points
    share : the threshold, as a share of the range

    Notes
    -----
    O(n^2). Calibrated: of the pairs that pass a chance of .9, nine in ten are below the threshold.

    Examples
    --------
    Four ratings a direction, each with noise as large as four times the pair variance:

    >>> means = PairMeans(np.array([[np.nan, -1], [-1, np.nan]]), np.array([[0, 4], [4, 0]]), 1)
    >>> found = pair_posterior(means, PairVariances(0.25, 0.0, 1.0), 1, 5)
    >>> [round(float(each[0, 1]), 3) for each in (found.mean, found.deviation, found.both_low)]
    [-0.5, 0.354, 0.25]
    """
    threshold = share * (high - low)
    mean, deviation, shared = _updated(means, variances)
    spread = np.where(deviation > 0, deviation, np.nan)
    below, above = ((s * mean - threshold) / spread for s in (-1, 1))
    # No uncertainty at all: the mean is the effect.
    sure = deviation == 0
    below, above = (
        np.where(sure, np.where(s * mean > threshold, np.inf, -np.inf), z)
        for s, z in ((-1, below), (1, above))
    )
    correlation = np.where(sure | sure.T, 0, shared / (spread * spread.T))
    return PairPosterior(
        mean,
        deviation,
        normal_below(below),
        normal_below(above),
        both_below(below, below.T, correlation),
        both_below(above, above.T, correlation),
    )


def _updated(means: PairMeans, variances: PairVariances) -> tuple[Floats, Floats, Floats]:
    """Return posterior mean, standard deviation, and covariance of the two directions."""
    known = means.cells > 0
    pair, cross = variances.pair, variances.reciprocity
    error = variances.noise / np.where(known, means.cells, np.nan)
    own = np.where(known, np.maximum(pair + error, TINY), np.inf)
    g = np.where(known, means.mean, 0.0)
    # The 2 x 2 inverse, with weights of zero for an unknown direction.
    other = own.T
    part = cross**2 / own / other
    inverse, off = 1 / own / (1 - part), -cross / own / other / (1 - part)
    first, second = pair * inverse + cross * off, pair * off + cross * inverse.T
    mean = first * g + second * g.T
    variance = pair - first * pair - second * cross
    shared = cross - first * cross - second * pair
    hidden = np.where(known, 0.0, np.nan)
    deviation = np.sqrt(np.maximum(variance, 0)) + hidden
    return mean + hidden, deviation, shared + hidden + hidden.T


def problem_pairs(
    posterior: PairPosterior, probability: float = PROBABILITY, cap: int | None = CAP
) -> list[ProblemPair]:
    """Return the pairs beyond the threshold, the farthest first, by kind.

    `mutual`: both directions are below; `one_way`: one is, and the pair is not mutual;
    `inflation`: both are above. Who is rated low by everybody has a low ratee effect and no
    problem pair.

    Parameters
    ----------
    posterior : of `pair_posterior`
    probability : least chance of being beyond the threshold
    cap : a department is in no more listed pairs of one kind than that; None lists all

    Examples
    --------
    >>> means = PairMeans(np.array([[np.nan, -2], [0, np.nan]]), np.array([[0, 9], [9, 0]]), 1)
    >>> found = problem_pairs(pair_posterior(means, PairVariances(1, 0, 1), 1, 5))
    >>> [(each.kind, each.rater, each.ratee, round(each.mean, 2)) for each in found]
    [('one_way', 0, 1, -1.8)]
    """
    average = (posterior.mean + posterior.mean.T) / 2
    mutual = posterior.both_low >= probability
    upper = np.triu(np.ones(mutual.shape, np.bool_))
    one_way = (posterior.low >= probability) & ~mutual
    inflation = (posterior.both_high >= probability) & upper
    return [
        *_listed("one_way", one_way, posterior.mean, posterior.low, cap),
        *_listed("mutual", mutual & upper, average, posterior.both_low, cap),
        *_listed("inflation", inflation, average, posterior.both_high, cap),
    ]


def _listed(
    kind: Kind, chosen: NDArray[np.bool_], mean: Floats, chance: Floats, cap: int | None
) -> Iterator[ProblemPair]:
    raters, ratees = np.nonzero(chosen)
    listed: Counter[int] = Counter()
    for place in np.argsort(-abs(mean[raters, ratees]), kind="stable"):
        i, j = int(raters[place]), int(ratees[place])
        if cap is None or max(listed[i], listed[j]) < cap:
            listed.update((i, j))
            yield ProblemPair(kind, i, j, float(mean[i, j]), float(chance[i, j]))
