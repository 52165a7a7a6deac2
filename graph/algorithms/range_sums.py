"""Sums over a stretch of a column, of those rows alone whose value is small enough.

Who was in service while somebody waited is a stretch of the events of a department; who of them
had arrived earlier is a bound on a value. All such questions are answered at once, level by level
of a wavelet matrix, without a loop over rows.
"""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
T = TypeVar("T", np.int32, np.int64)


def range_sums(
    values: Ints, weights: Sequence[Ints], low: Ints, high: Ints, bound: Ints
) -> tuple[Ints, ...]:
    r"""Return for each question the sums of the weights of a stretch, up to a bound.

    Looking at every row of every stretch takes n times q steps; a wavelet matrix, which sorts the
    rows bit by bit of the rank of their value, takes log n for each question.

    .. math:: s_j = \sum_{low_j \le i < high_j,\; values_i \le bound_j} weights_i

    Parameters
    ----------
    values : (n,)
    weights : each (n,); sums wrap around at 2^64, so a difference of sums is right if it fits
    low, high : (q,) with 0 <= low <= high <= n
    bound : (q,) in the unit of `values`

    Returns
    -------
    One (q,) array for each of the weights; 0 of an empty stretch.

    Notes
    -----
    O((n + q) log u) for u different values; the matrix is made and asked level by level, so that
    no more than one of its levels is in memory. Neighbouring questions should have neighbouring
    stretches: then they read memory in order.

    References
    ----------
    Claude, Navarro, Ordóñez (2015), The wavelet matrix, https://doi.org/10.1016/j.is.2014.06.002

    Examples
    --------
    In the first three rows and in the last two, those up to 5:

    >>> import numpy as np
    >>> values, weights = np.array([7, 5, 1, 9, 4]), np.array([1, 10, 100, 1000, 10000])
    >>> low, high, bound = np.array([0, 3]), np.array([3, 5]), np.array([5, 5])
    >>> [sums.tolist() for sums in range_sums(values, [weights], low, high, bound)]
    [[110, 10000]]
    """
    different, rank = np.unique(values, return_inverse=True)
    rank = rank.astype(np.int32)
    limit = np.searchsorted(different, bound, "right").astype(np.int32)
    low, high = low.astype(np.int32), high.astype(np.int32)
    sums = [np.zeros(len(low), np.int64) for _ in weights]
    weights = list(weights)
    for bit in reversed(range(len(different).bit_length())):
        ones = (rank >> bit & 1).astype(bool)
        zeros = _before((~ones).astype(np.int32))
        below = [_before(np.where(ones, 0, weight)) for weight in weights]
        beyond = (limit >> bit & 1).astype(bool)
        some = np.flatnonzero(beyond & (low < high))
        for place, before in enumerate(below):  # whoever has a 0 where the limit has a 1 is less
            sums[place][some] += before[high[some]] - before[low[some]]
        low, high = (np.where(beyond, zeros[-1] + at - zeros[at], zeros[at]) for at in (low, high))
        order = np.concatenate([np.flatnonzero(~ones), np.flatnonzero(ones)])
        rank, weights = rank[order], [weight[order] for weight in weights]
    return tuple(sums)


def _before(values: NDArray[T]) -> NDArray[T]:
    """Return for each row, and the end, the sum of the rows before it."""
    result = np.zeros(len(values) + 1, values.dtype)
    np.cumsum(values, out=result[1:])
    return result
