r"""Raters who agree to share out their marks evenly, so that no ratee is ahead.

References
----------
Good (2005), Permutation, parametric and bootstrap tests of hypotheses, Springer, chapter 3.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class EqualSums:
    """How much alike the column means are."""

    ratio: float  # variance of the column means over that by chance; far below 1: alike
    p: float  # share of shuffled tables as much alike


def equal_sums(x: ArrayLike, *, permutations: int = 999, seed: int = 0) -> EqualSums:
    r"""Return whether the ratees of a table have more equal means than chance would leave.

    Raters who rotate their marks give every ratee the same set: the column means are equal though
    the rows are not. Each rater's marks are shuffled among those it rated; by chance the variance
    of the column means is near :math:`\sigma^2 / n`, and real merit only adds to it.

    Parameters
    ----------
    x : (raters, ratees) points of the whole table or of a group; not a number = not rated
    permutations : number of shuffled tables

    Returns
    -------
    the ratio to the mean of the shuffled tables, and p = (1 + as much alike) / (1 + permutations);
    not a number with fewer than three ratees, or where every rater gives all the same

    Notes
    -----
    O(permutations · cells).

    Examples
    --------
    Six raters rotate 95, 90, 85, 80, 75 and 70:

    >>> marks = np.array([95, 90, 85, 80, 75, 70])
    >>> found = equal_sums([np.roll(marks, turn) for turn in range(6)])
    >>> found.ratio, found.p
    (0.0, 0.001)
    """
    given = np.asarray(x, np.float64)
    known = ~np.isnan(given)
    count = known.sum(axis=0)
    if (count > 0).sum() < 3:
        return EqualSums(np.nan, np.nan)
    rng = np.random.default_rng(seed)
    sums = np.zeros((1 + permutations, given.shape[1]))
    sums[0] = np.where(known, given, 0).sum(axis=0)
    for row, seen in zip(given, known, strict=True):
        marks = np.tile(row[seen], (permutations, 1))
        sums[1:, seen] += rng.permuted(marks, axis=1)
    rated = count > 0
    variance = (sums[:, rated] / count[rated]).var(axis=1)
    usual = float(variance[1:].mean())
    if usual <= 1e-12 * np.nanmax(abs(given)) ** 2:
        return EqualSums(np.nan, np.nan)
    # Sums of the same marks in another order differ in their last digits.
    alike = int((variance[1:] <= variance[0] + 1e-9 * usual).sum())
    return EqualSums(float(variance[0] / usual), (1 + alike) / (1 + permutations))
