"""Exact shares: totals that come out to the unit, and fractions that come out to the case."""

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


def largest_remainder(
    total: int, weights: NDArray[np.float64], least: int = 0
) -> NDArray[np.int64]:
    """Spread `total` over `weights` in whole units, each at least `least`.

    Parameters
    ----------
    total
        Units to spread, at least ``least * len(weights)``.
    weights
        Positive numbers; equal remainders go to the earlier one.

    Returns
    -------
    array
        Whole numbers that sum to `total`.

    Examples
    --------
    >>> largest_remainder(10, np.array([1.0, 1.0, 1.0])).tolist()
    [4, 3, 3]
    """
    exact = (total - least * len(weights)) * weights / weights.sum()
    units = np.floor(exact).astype(np.int64)
    short = total - least * len(weights) - int(units.sum())
    units[np.argsort(units - exact, kind="stable")[:short]] += 1
    return np.asarray(units + least)


def pick(draw: NDArray[np.float64], eligible: Mask, count: int) -> Mask:
    """Mark the `count` eligible rows with the smallest `draw` (all of them if there are fewer).

    The same draw marks a superset when `count` grows, so cities of one seed stay comparable.

    >>> pick(np.array([0.3, 0.1, 0.2]), np.array([True, False, True]), 1).tolist()
    [False, False, True]
    """
    order = np.argsort(np.where(eligible, draw, np.inf), kind="stable")
    chosen = np.zeros(len(draw), bool)
    chosen[order[: min(count, int(eligible.sum()))]] = True
    return chosen
