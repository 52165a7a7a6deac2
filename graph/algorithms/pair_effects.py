r"""What each department thinks of each other one beyond severity and merit, with its uncertainty.

A single residual is a pair effect plus error. Several dimensions or rounds of a pair tell the two
apart; the two directions of a pair inform each other through dyadic reciprocity.

References
----------
Kenny and La Voie (1984), The social relations model, Advances in Experimental Social Psychology
18, 141-182, doi:10.1016/S0065-2601(08)60144-6.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.algorithms.rating_effects import effects
from graph.algorithms.stability import stability

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LARGEST_RECIPROCITY = 0.95
FEWEST = 4  # departments


@dataclass(frozen=True, slots=True, eq=False)
class PairMeans:
    """The mean residual of each ordered pair over its cells."""

    mean: Floats  # (n, n) in points; not a number without a rating
    cells: Ints  # (n, n) how many
    noise: float  # variance of one cell within a pair; not a number if no pair has two


@dataclass(frozen=True, slots=True)
class PairVariances:
    """Variances in points squared."""

    pair: float  # of the pair effect
    reciprocity: float  # covariance of the two directions of a pair
    noise: float  # of the error of one cell


def residuals(x: ArrayLike, excluded: ArrayLike | None = None) -> Floats:
    """Return the residuals of least squares, each dimension and round on its own.

    Parameters
    ----------
    x : (..., n, n) ratings in points; row = rater, column = ratee, not a number = not rated
    excluded : (n,) raters whose rows are left out

    Returns
    -------
    (k, n, n) with all leading axes in one

    Examples
    --------
    >>> x = np.array([[np.nan, 6, 7], [4, np.nan, 6], [3, 4, np.nan]])
    >>> float(np.nanmax(abs(residuals(x))).round(9))
    0.0
    """
    given = np.array(x, np.float64)
    if excluded is not None:
        given[..., np.asarray(excluded, np.bool_), :] = np.nan
    layers = given.reshape(-1, *given.shape[-2:])
    return np.stack([effects(layer).residual for layer in layers])


def pair_means(residual: ArrayLike) -> PairMeans:
    """Return mean and count of the residuals of each ordered pair, and the noise within pairs.

    Examples
    --------
    >>> found = pair_means([[[np.nan, 1], [0, np.nan]], [[np.nan, 3], [np.nan, np.nan]]])
    >>> float(found.mean[0, 1]), found.cells.tolist(), found.noise
    (2.0, [[0, 2], [1, 0]], 2.0)
    """
    given = np.asarray(residual, np.float64)
    known = ~np.isnan(given)
    cells = known.sum(axis=0)
    mean = np.where(known, given, 0).sum(axis=0) / np.where(cells == 0, np.nan, cells)
    squares = np.where(known, (given - mean) ** 2, 0).sum()
    freedom = (cells - 1)[cells > 1].sum()
    return PairMeans(mean, cells, float(squares / freedom) if freedom else np.nan)


def pair_variances(means: PairMeans, noise: float | None = None) -> PairVariances:
    r"""Return the variances of pair effects, in closed form.

    .. math:: \sigma_g^2 = \overline{\bar g^2} / f - \overline{\sigma_e^2 / k}, \quad
        f = 1 - \frac{2n - 1}{n(n - 1)}, \quad
        \sigma_{gg} = \frac{n(n-1)\,\overline{\bar g_{ij} \bar g_{ji}} + \sigma_g^2}{(n-1)(n-2) - 1}

    Parameters
    ----------
    means : residuals of least squares by pair
    noise : variance of one cell; by default that within pairs, and 0 with one cell a pair, where
        the pair effect cannot be told from error

    Returns
    -------
    variances, the pair's never below 1e-6 of the mean square, the reciprocity within .95 of it;
    not a number with fewer than four departments or no rating

    Notes
    -----
    f is the share of degrees of freedom that the fit of a complete matrix leaves. With many gaps
    take the stable part of dimensions or rounds instead. The noise is not divided by f: of 15
    departments it is 14 % too small, of 60 3 %; it counts only by its k-th part.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> g = rng.normal(0, 1, (40, 40))
    >>> x = g + rng.normal(0, 0.5, (8, 40, 40))
    >>> found = pair_variances(pair_means(residuals(x)))
    >>> round(found.pair, 1), round(found.reciprocity, 1), round(found.noise, 2)
    (1.0, 0.1, 0.24)
    """
    one = means.noise if noise is None else noise
    error = 0.0 if np.isnan(one) else one
    known = means.cells > 0
    n = len(known)
    if n < FEWEST or not known.any():
        return PairVariances(np.nan, np.nan, np.nan)
    square = float((means.mean[known] ** 2).mean())
    share = 1 - (2 * n - 1) / (n * (n - 1))
    pair = max(square / share - error * float((1 / means.cells[known]).mean()), 1e-6 * square)
    both = known & known.T
    product = float((means.mean * means.mean.T)[both].mean()) if both.any() else 0.0
    reciprocity = (n * (n - 1) * product + pair) / ((n - 1) * (n - 2) - 1)
    limit = LARGEST_RECIPROCITY * pair
    return PairVariances(pair, float(np.clip(reciprocity, -limit, limit)), error)


def stable_pair_variances(x: ArrayLike) -> PairVariances:
    r"""Return the variances of pair effects as what several dimensions or rounds share.

    Unbiased with gaps, where the closed form is not: the stable part of the pair variance and of
    its covariance, and the unstable pair variance as noise.

    Parameters
    ----------
    x : (..., n, n) ratings in points, two tables or more; without excluded raters

    Returns
    -------
    not a number where the design does not determine them

    Raises
    ------
    ValueError
        with one table

    Notes
    -----
    O(k² n²).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(0, 1, (40, 40)) + rng.normal(0, 0.5, (8, 40, 40))
    >>> found = stable_pair_variances(x)
    >>> round(found.pair, 1), round(found.noise, 2)
    (1.0, 0.25)
    """
    given = np.asarray(x, np.float64)
    parts = stability(given.reshape(-1, *given.shape[-2:]))
    whole = parts.stable.pair + parts.unstable.pair
    pair = float(np.maximum(parts.stable.pair, np.maximum(1e-6 * whole, 0)))
    limit = LARGEST_RECIPROCITY * pair
    dyadic = float(np.clip(parts.stable.dyadic, -limit, limit))
    return PairVariances(pair, dyadic, float(np.maximum(parts.unstable.pair, 0)))
