r"""Which groups wait longer than their kind of work usually does: the bottleneck score.

A long mean may be a long stage, a large total a busy pair. So that each handoff is first set
against the median of its stage; the score of a group adds what is above it. Even a group like all
others has such a score, as half of its waits are above the median, and the busiest has the
largest. What is told apart is therefore the score *beyond the usual one*: the score that the same
handoffs would have at the pace of the other groups of their stages.

References
----------
Spiegelhalter (2005), Handling over-dispersion of performance indicators, Quality and Safety in
Health Care 14(5), 347-351, doi:10.1136/qshc.2005.013755 (the spread between groups, winsorised).
Efron (2004), Large-scale simultaneous hypothesis testing: the choice of a null hypothesis, JASA
99(465), 96-104, doi:10.1198/016214504000000089 (a null taken from most of the groups).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

MIN_ROWS = 20  # of a group to be ranked
MIN_GROUPS = 5  # to tell what is usual
TRIMMED = 0.1  # of the groups, on each side, when the spread between groups is measured

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Usual(NamedTuple):
    """What is usual, and how far from it a group may be by chance."""

    of_row: Floats  # usual excess of each row, in the unit of the excess
    total: Floats  # of each group: sum over its rows
    spread: Floats  # of each group: standard deviation of its score if nothing is wrong with it


def medians(stratum: ArrayLike, value: ArrayLike) -> Floats:
    """Return for each row the median of its stratum (a stage, or an activity).

    >>> medians([3, 3, 3, 9], [1, 2, 9, 5]).tolist()
    [2.0, 2.0, 2.0, 5.0]
    """
    values = np.asarray(value, np.float64)
    kinds, place = np.unique(np.asarray(stratum), return_inverse=True)
    order = np.lexsort((values, place))
    first = np.searchsorted(place[order], np.arange(len(kinds) + 1))
    low, high = (first[:-1] + first[1:] - 1) // 2, (first[:-1] + first[1:]) // 2
    of_kind = (values[order[low]] + values[order[high]]) / 2
    return np.asarray(of_kind[place], np.float64)


def usual(group: ArrayLike, stratum: ArrayLike, excess: ArrayLike, groups: int) -> Usual:
    r"""Return what the excess of each group would be at the pace of the others.

    The usual excess :math:`e_{gs}` of group g in stratum s is the weighted median of the mean
    excess of the *other* groups in s (weights: square root of their rows), so that neither the
    group itself nor a few slow ones shift it. All are then multiplied by c, the median over groups
    of score / usual. With v the squared variation within groups and :math:`\tau^2` the winsorised
    variance between groups,

    .. math:: \mathrm{usual}_g = c \sum_s n_{gs} e_{gs}, \qquad
        \mathrm{spread}_g^2 = \sum_s n_{gs} v_s (c\, e_{gs})^2 + \tau^2
        \Big(\sum_s n_{gs} e_{gs}\Big)^2

    Parameters
    ----------
    group : of each row, from 0; rows below 0 belong to no group
    stratum : of each row, any whole numbers; strata of one group only are joined to one
    excess : of each row, zero or more

    Returns
    -------
    not a number for a row, or a whole group, that cannot be compared; the spread also where fewer
    than `MIN_GROUPS` groups with `MIN_ROWS` rows can be. Totals are of the rows that can

    Notes
    -----
    Sorting dominates; loops over strata only.

    Examples
    --------
    Six groups of twenty rows, of which the last takes three times as long:

    >>> group = np.repeat(np.arange(6), 20)
    >>> excess = np.tile([1.0, 3.0], 60) * np.where(group == 5, 3, 1)
    >>> found = usual(group, np.zeros(120, int), excess, 6)
    >>> found.total.tolist(), bool(120 > found.total[5] + 3 * found.spread[5])
    ([40.0, 40.0, 40.0, 40.0, 40.0, 40.0], True)
    """
    place, values = np.asarray(group, np.int64), np.asarray(excess, np.float64)
    cells = _cells(place, _joined(place, np.asarray(stratum)), values)
    typical, variation, unsure = _typical(cells)
    compared = ~np.isnan(typical)
    varied = (cells.rows + cells.rows**2 * unsure) * variation * typical**2
    parts = (typical * cells.rows, varied, cells.total, cells.rows)
    expected, noise, score, rows = (
        np.bincount(cells.group[compared], part[compared], groups) * 1.0 for part in parts
    )
    expected[rows == 0] = np.nan
    known = (rows >= MIN_ROWS) & (expected > 0)
    ratio = score[known] / expected[known]
    pace = float(np.median(ratio)) if known.sum() >= MIN_GROUPS else 1.0
    between = _between(ratio, pace, pace**2 * noise[known] / expected[known] ** 2)
    spread = np.sqrt(pace**2 * noise + between * expected**2)
    of_row = np.append(pace * typical, np.nan)[cells.of_row]
    return Usual(of_row, np.asarray(pace * expected), spread)


class _Cells(NamedTuple):
    """The rows of one group in one stratum; ``of_row`` is -1 for a row of no group."""

    group: Ints
    stratum: Ints
    rows: Floats
    total: Floats
    squares: Floats
    of_row: Ints


def _cells(group: Ints, stratum: Ints, excess: Floats) -> _Cells:
    kept = group >= 0
    width = int(stratum.max(initial=0)) + 1
    codes, place = np.unique(group[kept] * width + stratum[kept], return_inverse=True)
    of_row = np.full(len(group), -1)
    of_row[kept] = place
    weights = (np.ones(int(kept.sum())), excess[kept], excess[kept] ** 2)
    rows, total, squares = (
        np.asarray(np.bincount(place, each, len(codes)), np.float64) for each in weights
    )
    return _Cells(codes // width, codes % width, rows, total, squares, of_row)


def _joined(group: Ints, stratum: NDArray[np.int64]) -> Ints:
    """Return the strata numbered from 1; 0 are all those with one group, which nothing compares."""
    _, place = np.unique(stratum, return_inverse=True)
    kept = group >= 0
    width = int(group.max(initial=0)) + 1
    pairs = np.unique(place[kept] * width + group[kept]) // width
    alone = np.bincount(pairs, minlength=int(place.max(initial=0)) + 1) < 2
    return np.where(alone[place], 0, place + 1) if len(place) else place.astype(np.int64)


def _typical(cells: _Cells) -> tuple[Floats, Floats, Floats]:
    """Return the usual excess of a row in each cell, its squared variation within groups, and u."""
    typical, variation, unsure = np.full((3, len(cells.group)), np.nan)
    for stratum in np.unique(cells.stratum):
        here = np.flatnonzero(cells.stratum == stratum)
        rows, total = cells.rows[here], cells.total[here]
        weights = np.sqrt(rows)
        typical[here] = _medians_of_others(total / rows, weights)
        within = (cells.squares[here] - total**2 / rows).sum() / max((rows - 1).sum(), 1)
        variation[here] = within / max((total.sum() / rows.sum()) ** 2, 1e-300)
        if len(here) > 1:
            unsure[here] = np.pi / 2 * (len(here) - 1) / (weights.sum() - weights) ** 2
    return typical, variation, unsure


def _medians_of_others(values: Floats, weights: Floats) -> Floats:
    """Return for each value the weighted median of the others; not a number where it is alone."""
    if len(values) < 2:
        return np.full(len(values), np.nan)
    order = np.argsort(values, kind="stable")
    weight, place = weights[order], np.arange(len(values))
    reached = np.cumsum(weight)
    half = (reached[-1] - weight) / 2 - 1e-9  # sums of roots are rounded; the lower one of a tie
    below = np.searchsorted(reached, half)
    above = np.searchsorted(reached, half + weight)
    chosen = np.where(below < place, below, np.maximum(above, place + 1))
    chosen = np.where(chosen < len(values), chosen, place - 1)  # the last one, by rounding
    found = np.empty(len(values))
    found[order] = values[order][chosen]
    return found


def _between(ratio: Floats, pace: float, noise: Floats) -> float:
    """Return the variance between groups beyond noise, after pulling in the outermost."""
    if len(ratio) < MIN_GROUPS or not (noise > 0).all():
        return np.nan
    z = (ratio - pace) / np.sqrt(noise)
    z = np.clip(z, *np.quantile(z, [TRIMMED, 1 - TRIMMED]))
    weight = 1 / noise
    excess = (z**2).sum() - (len(z) - 1)
    return float(max(0.0, excess / (weight.sum() - (weight**2).sum() / weight.sum())))
