r"""How each rater rates: severity, consistency, straight-lining, halo, spread and agreement.

Indices describe. Only who rates all alike, or at random, may be left out; never who is severe,
since least squares takes severity out.

References
----------
Myford and Wolfe (2003, 2004), Detecting and measuring rater effects using many-facet Rasch
measurement, Journal of Applied Measurement 4(4), 386-422 and 5(2), 189-227.
Rousseeuw and Croux (1993), Alternatives to the median absolute deviation, JASA 88(424), 1273-1283,
doi:10.1080/01621459.1993.10476408.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.algorithms.rating_effects import effects

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class RaterBehaviour:
    """One entry a rater, (n,); not a number where there is nothing to go by."""

    lenient: Floats  # mean rater effect in points; below zero: severe
    z: Floats  # of it, by the median absolute deviation over the raters
    outfit: Floats  # mean squared residual over the median of raters
    mode_share: Floats  # share of the most used value
    same_share: Floats  # share of ratees with the same score on all dimensions
    halo_ratio: Floats  # variance over the dimensions, over the median of raters
    spread_ratio: Floats  # standard deviation over the ratees, over the median of raters
    agreement: Floats  # correlation with the means of the others
    ratees: Floats  # how many it rated


def rater_behaviour(x: ArrayLike) -> RaterBehaviour:
    r"""Return the indices of all raters.

    Over dimensions d (and rounds) with least-squares effects a, b and residuals e:

    - lenient :math:`\bar a_i`; :math:`z = (\bar a_i - \mathrm{med}) / (1.4826\,\mathrm{MAD})`
    - outfit :math:`\overline{e_{i\cdot}^2} / \mathrm{med}`
    - halo ratio: mean over ratees of the variance over d of :math:`x - a - b`, by its median
    - spread: standard deviation over ratees of the rater's means, by its median
    - agreement: correlation of these with the means of all other raters

    Parameters
    ----------
    x : (k, n, n) or (rounds, k, n, n) ratings in points, one table a dimension; row = rater,
        column = ratee, not a number = not rated; the diagonal is ignored

    Returns
    -------
    same share and halo ratio need two dimensions of a ratee, agreement three ratees

    Raises
    ------
    ValueError
        if the shape is another

    Notes
    -----
    O(rounds · k · n³) of least squares.

    Examples
    --------
    Of six raters of six the first gives 3 to everybody, on both dimensions:

    >>> x = np.random.default_rng(1).integers(1, 6, (2, 6, 6)).astype(float)
    >>> x[:, 0] = 3
    >>> found = rater_behaviour(x)
    >>> [float(each[0]) for each in (found.mode_share, found.same_share, found.spread_ratio)]
    [1.0, 1.0, 0.0]
    """
    given = np.array(x, np.float64)
    if given.ndim not in (3, 4) or given.shape[-1] != given.shape[-2]:
        raise ValueError(f"ratings of shape {given.shape}")
    given[..., np.arange(given.shape[-1]), np.arange(given.shape[-1])] = np.nan
    rounds = given.reshape(-1, *given.shape[-3:])
    fits = [[effects(table) for table in tables] for tables in rounds]
    rater, ratee, residual = (
        np.array([[getattr(fit, part) for fit in each] for each in fits])
        for part in ("rater", "ratee", "residual")
    )
    lenient = _mean(rater, (0, 1))
    means = _mean(rounds, (0, 1))
    dimensions = _variance(rounds - rater[..., :, None] - ratee[..., None, :], 1)
    return RaterBehaviour(
        lenient,
        _robust_z(lenient),
        _by_median(_mean(residual**2, (0, 1, 3))),
        _mode_share(rounds),
        _mean(_same(rounds), (0, 2)),
        _by_median(_mean(dimensions, (0, 2))),
        _by_median(np.sqrt(_variance(means, 1))),
        _agreement(means),
        (~np.isnan(means)).sum(axis=1).astype(float),
    )


def _mean(x: Floats, axis: int | tuple[int, ...]) -> Floats:
    known = ~np.isnan(x)
    count = known.sum(axis=axis)
    mean: Floats = np.where(known, x, 0).sum(axis=axis) / np.where(count > 0, count, np.nan)
    return mean


def _variance(x: Floats, axis: int) -> Floats:
    """Return variances of the known values, with n - 1; not a number of fewer than two."""
    known = ~np.isnan(x)
    count = known.sum(axis=axis)
    centred = np.where(known, x - np.expand_dims(_mean(x, axis), axis), 0)
    found: Floats = (centred**2).sum(axis=axis) / np.where(count > 1, count - 1, np.nan)
    return found


def _median(x: Floats) -> float:
    known = x[~np.isnan(x)]
    return float(np.median(known)) if len(known) else np.nan


def _by_median(x: Floats) -> Floats:
    middle = _median(x)
    return x / middle if middle > 0 else x * np.nan


def _robust_z(x: Floats) -> Floats:
    middle = _median(x)
    spread = 1.4826 * _median(abs(x - middle))
    return (x - middle) / spread if spread > 0 else x * np.nan


def _mode_share(rounds: Floats) -> Floats:
    found = []
    for i in range(rounds.shape[-1]):
        row = rounds[:, :, i]
        _, counts = np.unique(row[~np.isnan(row)], return_counts=True)
        found.append(counts.max() / counts.sum() if len(counts) else np.nan)
    return np.array(found)


def _same(rounds: Floats) -> Floats:
    """Return 1 where all dimensions of a pair have the same score, 0 where not (rounds, n, n)."""
    known = ~np.isnan(rounds)
    highest = np.where(known, rounds, -np.inf).max(axis=1)
    lowest = np.where(known, rounds, np.inf).min(axis=1)
    return np.where(known.sum(axis=1) > 1, (highest == lowest).astype(float), np.nan)


def _agreement(means: Floats) -> Floats:
    known = ~np.isnan(means)
    count, total = known.sum(axis=0) - known, np.nansum(means, axis=0) - np.nan_to_num(means)
    others = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return np.array([_correlation(*both) for both in zip(means, others, strict=True)])


def _correlation(one: Floats, other: Floats) -> float:
    known = ~np.isnan(one) & ~np.isnan(other)
    if known.sum() < 3:
        return np.nan
    first, second = (each[known] - each[known].mean() for each in (one, other))
    size = np.sqrt((first @ first) * (second @ second))
    scale = 1e-9 * max(float(abs(one[known]).max()), 1e-300)
    flat = min(abs(first).max(), abs(second).max()) <= scale
    return np.nan if flat else float(first @ second / size)
