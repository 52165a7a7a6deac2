r"""What differs between two periods, or two sets of cases, and what is only chance.

References
----------
Benjamini and Hochberg (1995), Controlling the false discovery rate, JRSS B 57(1), 289-300,
doi:10.1111/j.2517-6161.1995.tb02031.x.
"""

from math import erfc
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.algorithms.bootstrap import REPLICATES, interval, resampled_totals

Floats = NDArray[np.float64]


class Differences(NamedTuple):
    """The second side less the first, of each group; not a number where a side has no row."""

    before: Floats
    after: Floats
    difference: Floats
    low: Floats  # 95 % interval of the difference
    high: Floats
    p: Floats  # two-sided
    adjusted: Floats  # by Benjamini and Hochberg, over the groups with a p


def adjusted(p: ArrayLike) -> Floats:
    r"""Return p-values adjusted so that among those below q at most a share q is expected false.

    .. math:: \tilde p_{(i)} = \min_{j \ge i} \min\left(1, \frac{m\, p_{(j)}}{j}\right)

    Parameters
    ----------
    p : p-values in any order; not a number: no test, which does not count

    Returns
    -------
    as many, never below those given, in the same order of size

    Examples
    --------
    >>> adjusted([0.01, 0.04, 0.03, np.nan]).round(4).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    values = np.asarray(p, np.float64)
    found = np.full(values.shape, np.nan)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    scaled = values[order] * (len(order) / np.arange(1, len(order) + 1))
    found[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return found


def two_sided(z: Floats) -> Floats:
    """Return the two-sided p-values of standard normal deviates.

    >>> two_sided(np.array([0.0, 1.959964])).round(4).tolist()
    [1.0, 0.05]
    """
    return np.array([erfc(abs(each) / np.sqrt(2)) for each in z])


def differences(
    case: ArrayLike,
    group: ArrayLike,
    second: ArrayLike,
    value: ArrayLike,
    groups: int,
    *,
    of_shares: bool = False,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> Differences:
    r"""Return how the mean of each group, or its share of the whole, differs between two sides.

    Cases are drawn again as a whole, and a case may have rows on both sides. The p-value is that
    of :math:`z = d / s`, with s the standard deviation of d over the replicates: a share of
    replicates could not fall below one over their number, which is too coarse for many groups.

    Parameters
    ----------
    case, group, value : of each row, as for `resampled_totals`
    second : of each row, whether it is of the second side
    groups : how many
    of_shares : compare shares of the total of a side, not means

    Returns
    -------
    one entry a group, in the unit of the values (or as shares)

    Examples
    --------
    Group 0 went from 10 to 30, group 1 stayed:

    >>> case = np.arange(80)
    >>> later = case >= 40
    >>> found = differences(case, case % 2, later, 10 + 20 * (later & (case % 2 == 0)), 2)
    >>> found.difference.tolist(), (found.adjusted < 0.05).tolist()
    ([20.0, 0.0], [True, False])
    """
    place, side = np.asarray(group, np.int64), np.asarray(second, np.int64)
    measures = np.stack([np.asarray(value, np.float64), np.ones(len(place))], axis=1)
    cell = np.where(place < 0, -1, 2 * place + side)
    options = {"replicates": replicates, "seed": seed}
    drawn = resampled_totals(case, cell, measures, 2 * groups, **options)
    kept = cell >= 0
    real: Floats = np.stack(
        [np.bincount(cell[kept], m[kept], 2 * groups) * 1.0 for m in np.rint(measures).T], axis=1
    )
    sides, resampled = (_figures(part, of_shares) for part in (real[None], drawn))
    change = resampled[..., 1] - resampled[..., 0]
    before, after = sides[0].T
    return _tested(before, after, change)


def _figures(totals: Floats, of_shares: bool) -> Floats:
    """Return means or shares of shape (replicates, groups, 2), of totals and counts by cell."""
    split = totals.reshape(len(totals), -1, 2, 2)
    whole = split[..., 0].sum(axis=1, keepdims=True) if of_shares else split[..., 1]
    figures: Floats = split[..., 0] / np.where(whole == 0, np.nan, whole)
    return figures


def _tested(before: Floats, after: Floats, change: Floats) -> Differences:
    difference = after - before
    low, high = interval(change)
    spread = np.full(len(difference), np.nan)
    usable = (~np.isnan(change)).sum(axis=0) > 1
    spread[usable] = np.nanstd(change[:, usable], axis=0, ddof=1)
    # Equal values everywhere vary nowhere: no difference is no news, any other is certain.
    still = spread == 0
    z = np.where(
        still, np.where(difference == 0, 0, np.inf), difference / np.where(still, 1, spread)
    )
    p = two_sided(z)
    return Differences(before, after, difference, low, high, p, adjusted(p))
