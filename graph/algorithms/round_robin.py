r"""The social relations model where everybody rates everybody: the classic formulas.

With :math:`M_{i\cdot}`, :math:`M_{\cdot i}` and :math:`M_{\cdot\cdot}` the means of a row, a column
and all, without the diagonal,

.. math::
    a_i &= \frac{(n-1)^2}{n(n-2)} M_{i\cdot} + \frac{n-1}{n(n-2)} M_{\cdot i}
        - \frac{n-1}{n-2} M_{\cdot\cdot}, \quad b_i \text{ with row and column swapped} \\
    g_{ij} &= x_{ij} - a_i - b_j - M_{\cdot\cdot}, \quad
        e = (g + g^T)/2, \quad d = g - g^T \\
    \sigma_g^2, \sigma_{gg'} &= \tfrac12 (MS_b \pm MS_w), \quad
        MS_b = \frac{\sum e^2}{(n-1)(n-2)/2 - 1}, \quad MS_w = \frac{\sum d^2 / 2}{(n-1)(n-2)} \\
    \sigma_a^2 &= \frac{\sum a^2}{n-1} - \frac{(n-1)\sigma_g^2 + \sigma_{gg'}}{n(n-2)}, \quad
    \sigma_{ab} = \frac{\sum ab}{n-1} - \frac{(n-1)\sigma_{gg'} + \sigma_g^2}{n(n-2)}

References
----------
Warner, Kenny and Stoto (1979), A new round robin analysis of variance for social interaction data,
Journal of Personality and Social Psychology 37(10), 1742-1757, doi:10.1037/0022-3514.37.10.1742.
Kenny (1994), Interpersonal Perception: A Social Relations Analysis, Guilford Press, appendix B.
Schoenbrodt, Back and Schmukle (2012), TripleR: An R package for social relations analyses based on
round-robin designs, Behavior Research Methods 44, 455-470, doi:10.3758/s13428-011-0150-4.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.algorithms.rating_effects import ratings
from graph.algorithms.social_relations import Variances

Floats = NDArray[np.float64]
LEAST = 4  # departments


@dataclass(frozen=True, slots=True, eq=False)
class RoundRobin:
    """Effects in points, which sum to zero, and their variances."""

    mean: float
    rater: Floats  # (n,) above zero: lenient
    ratee: Floats  # (n,)
    pair: Floats  # (n, n) with error; not a number on the diagonal
    variances: Variances
    rater_reliability: float  # not a number where the variance is not above zero
    ratee_reliability: float


def round_robin(x: ArrayLike) -> RoundRobin:
    """Return effects, variances and reliabilities of a panel without missing cells.

    Parameters
    ----------
    x : (n, n) ratings in points; row = rater, column = ratee; the diagonal is ignored

    Returns
    -------
    unbiased variances, which may come out below zero; `Variances.shares` are of the positive ones

    Raises
    ------
    ValueError
        if there are fewer than four departments, a cell is missing or the matrix is not square

    Notes
    -----
    O(n^2). With missing cells: `rating_effects.effects` and `social_relations.variances`, which
    give the same on a complete panel.

    Examples
    --------
    Four departments differ as raters only, by one point:

    >>> found = round_robin([[0, 1, 1, 1], [2, 0, 2, 2], [3, 3, 0, 3], [4, 4, 4, 0]])
    >>> found.mean, found.rater.round(9).tolist(), round(found.variances.rater, 9)
    (2.5, [-1.5, -0.5, 0.5, 1.5], 1.666666667)
    """
    cells = ratings(x)
    n = len(cells)
    off = ~np.eye(n, dtype=np.bool_)
    if n < LEAST or np.isnan(cells[off]).any():
        raise ValueError("a round robin needs four departments and every rating")
    row, column, mean = np.nanmean(cells, axis=1), np.nanmean(cells, axis=0), cells[off].mean()
    whole = (n - 1) / (n - 2) * mean
    rater = (n - 1) ** 2 / (n * (n - 2)) * row + (n - 1) / (n * (n - 2)) * column - whole
    ratee = (n - 1) ** 2 / (n * (n - 2)) * column + (n - 1) / (n * (n - 2)) * row - whole
    pair = cells - rater[:, None] - ratee - mean
    of = _variances(rater, ratee, np.where(off, pair, 0))
    return RoundRobin(float(mean), rater, ratee, pair, of, *reliabilities(of, n))


def _variances(a: Floats, b: Floats, g: Floats) -> Variances:
    n = len(a)
    between = (((g + g.T) / 2) ** 2).sum() / ((n - 1) * (n - 2) / 2 - 1)
    within = ((g - g.T) ** 2).sum() / 2 / ((n - 1) * (n - 2))
    pair, dyadic = (between + within) / 2, (between - within) / 2
    own, back = _in_a_mean(pair, dyadic, n), _in_a_mean(dyadic, pair, n)
    values = (a @ a / (n - 1) - own, b @ b / (n - 1) - own, pair, a @ b / (n - 1) - back, dyadic)
    rater, ratee, pair, cross, dyadic = map(float, values)
    return Variances(rater, ratee, pair, cross, dyadic)


def _in_a_mean(pair: float, dyadic: float, n: int) -> float:
    """Return what pair effects add to the variance of the effects of a department."""
    return ((n - 1) * pair + dyadic) / (n * (n - 2))


def reliabilities(variances: Variances, n: int) -> tuple[float, float]:
    r"""Return which share of the variance of estimated rater and ratee effects is real.

    .. math:: \sigma_b^2 \Big/ \Big(\sigma_b^2 + \frac{(n-1)\sigma_g^2 + \sigma_{gg'}}{n(n-2)}\Big)

    Parameters
    ----------
    variances : determined
    n : departments of a complete panel, above two

    Returns
    -------
    of rater and ratee effects; not a number where the variance is not above zero

    Examples
    --------
    >>> [round(r, 3) for r in reliabilities(Variances(1.0, 0.0, 2.0, 0.0, 0.0), 4)]
    [0.571, nan]
    """
    noise = _in_a_mean(variances.pair, variances.dyadic, n)
    real = (variances.rater, variances.ratee)
    rater, ratee = (v / (v + noise) if v > 0 and v + noise > 0 else np.nan for v in real)
    return rater, ratee
