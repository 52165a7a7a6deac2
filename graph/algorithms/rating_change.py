r"""Which departments are rated otherwise than in the round before, by the same raters.

Means of two rounds with other raters differ for that reason alone. Each rater is compared with
itself, with its severity of each round taken out.

References
----------
Student (1908), The probable error of a mean, Biometrika 6(1), 1-25 (paired differences).
Benjamini and Hochberg (1995), Controlling the false discovery rate, JRSS B 57(1), 289-300,
doi:10.1111/j.2517-6161.1995.tb02031.x.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.algorithms.comparisons import adjusted
from graph.algorithms.rating_effects import effects
from graph.algorithms.student_t import two_sided

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FEWEST = 5  # raters in both rounds
FALSE_SHARE = 0.10  # of the changes that are called so
SMALLEST = 0.075  # of the range of the scale


@dataclass(frozen=True, slots=True, eq=False)
class RatingChange:
    """One entry a dimension and ratee, (k, n); not a number where nothing can be said."""

    raters: Ints  # who rated it in both rounds
    change: Floats  # in points; above zero: better
    error: Floats  # standard error
    t: Floats
    p: Floats  # two-sided, with one less than the raters as degrees of freedom
    adjusted: Floats  # over all ratees and dimensions
    direction: Floats  # 1 improved, -1 declined, 0 no change that is sure and large enough


def rating_change(
    before: ArrayLike,
    after: ArrayLike,
    low: float,
    high: float,
    *,
    fewest: int = FEWEST,
    false_share: float = FALSE_SHARE,
    smallest: float = SMALLEST,
) -> RatingChange:
    r"""Return how each ratee's ratings changed in each dimension.

    With the severities :math:`a` of each round, fitted to the raters of both,

    .. math:: d_{ij} = (x_{ijt} - a_{it}) - (x_{ij,t-1} - a_{i,t-1}), \qquad
        \Delta_j = \bar d_{\cdot j}, \qquad t_j = \Delta_j \sqrt{m_j} / s_j

    Parameters
    ----------
    before, after : (k, n, n) ratings in points, one table a dimension; row = rater, column =
        ratee, not a number = not rated
    low, high : ends of the scale, in points
    fewest : raters in both rounds, for anything to be said
    false_share : q of Benjamini and Hochberg, over ratees and dimensions
    smallest : change that counts, as a share of the range

    Raises
    ------
    ValueError
        if the shapes differ

    Notes
    -----
    Equal differences have no spread: no change has p = 1, any other p = 0.

    Examples
    --------
    Eight raters see the last department a point higher, give or take:

    >>> rng = np.random.default_rng(2)
    >>> before = rng.normal(80, 3, (1, 8, 8))
    >>> after = before + rng.normal(0, 1, (1, 8, 8)) + 10 * (np.arange(8) == 7)
    >>> found = rating_change(before, after, 0, 100)
    >>> found.direction[0].tolist(), found.raters[0].tolist()
    ([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0], [7, 7, 7, 7, 7, 7, 7, 7])
    """
    first, second = np.array(before, np.float64), np.array(after, np.float64)
    if first.shape != second.shape or first.ndim != 3:
        raise ValueError(f"rounds of shape {first.shape} and {second.shape}")
    d = np.stack([_differences(*both) for both in zip(first, second, strict=True)])
    known = ~np.isnan(d)
    raters = known.sum(axis=1)
    enough = raters >= max(fewest, 2)
    count = np.where(enough, raters, np.nan)
    change = np.where(known, d, 0).sum(axis=1) / count
    squares = np.where(known, (d - change[:, None]) ** 2, 0).sum(axis=1)
    error = np.sqrt(squares / (count - 1) / count)
    t = _t(change, error, high - low)
    pairs = zip(t.ravel().tolist(), (count - 1).ravel().tolist(), strict=True)
    p = np.array([two_sided(*pair) for pair in pairs]).reshape(t.shape)
    chance = adjusted(p.ravel()).reshape(p.shape)
    sure = (chance <= false_share) & (abs(change) >= smallest * (high - low))
    direction = np.where(enough, np.where(sure, np.sign(change), 0), np.nan)
    return RatingChange(raters, change, error, t, p, chance, direction)


def _differences(before: Floats, after: Floats) -> Floats:
    """Return the differences without severities, of the raters of both rounds."""
    rated = [~np.isnan(x).all(axis=1, keepdims=True) for x in (before, after)]
    lenient = []
    for x in (before, after):
        both = np.where(rated[0] & rated[1], x, np.nan)
        lenient.append(both - effects(both).rater[:, None])
    difference: Floats = lenient[1] - lenient[0]
    np.fill_diagonal(difference, np.nan)
    return difference


def _t(change: Floats, error: Floats, scale: float) -> Floats:
    still = error <= 1e-12 * scale
    certain = np.where(abs(change) <= 1e-9 * scale, 0.0, np.copysign(np.inf, change))
    return np.where(still, certain, change / np.where(still, 1, error))
