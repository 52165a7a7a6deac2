r"""How sure totals, shares and ranks are: the bootstrap over cases.

Handoffs of one case move together (a case that meets a holiday waits everywhere), so that whole
cases are drawn again and not single handoffs. A total is linear in how often each case was drawn,
so all replicates are one product of matrices: weights (replicates by cases) times the sums of each
case (cases by groups).

References
----------
Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapters 6 and 8.6.
Field and Welsh (2007), Bootstrapping clustered data, JRSS B 69(3), 369-390,
doi:10.1111/j.1467-9868.2007.00593.x (the cluster bootstrap).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

REPLICATES = 500
BLOCKS = 5_000
SPARSE = 0.05  # share of the sums that are not zero, up to which zeros are skipped
COLUMNS = 1_000  # of the matrix of sums held at a time
SURE, LIKELY = 0.95, 0.8
ENOUGH = 30  # rows of a group of grade A
GRADES = ("A", "B", "unsettled", "scarce")
"""Sure to be among the top, likely, not settled, and too few rows to say."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Ranks(NamedTuple):
    """Rank of each group and how it varies; all arrays have one entry a group."""

    rank: Ints  # from 1, the largest value first; ties by place
    low: Ints  # 95 % interval of the rank
    high: Ints
    p_top: Floats  # share of the replicates in which it is among the top


def weights(cases: int, replicates: int = REPLICATES, seed: int = 0) -> Floats:
    """Return how often each case is drawn in each replicate (multinomial, equal chances).

    Parameters
    ----------
    cases : how many there are, and how many are drawn with replacement
    replicates : rows of the result
    seed : equal seeds give equal draws

    Returns
    -------
    whole numbers of shape (replicates, cases); every row sums to `cases`

    Examples
    --------
    >>> drawn = weights(4, 2)
    >>> drawn.shape, drawn.sum(axis=1).tolist()
    ((2, 4), [4.0, 4.0])
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    found = np.empty((replicates, cases))
    for row in found:
        row[:] = np.bincount(rng.integers(cases, size=cases, dtype=np.int32), minlength=cases)
    return found


def resampled_totals(
    case: ArrayLike,
    group: ArrayLike,
    values: ArrayLike,
    groups: int,
    *,
    replicates: int = REPLICATES,
    seed: int = 0,
    blocks: int = BLOCKS,
) -> Floats:
    r"""Return the totals of each group in each replicate of the case bootstrap.

    With :math:`M_{cg}` the sum of the values of case c in group g and :math:`W_{bc}` how often
    replicate b draws case c,

    .. math:: T_{bg} = \sum_c W_{bc} M_{cg}

    Where there are more cases than `blocks`, cases are first joined at random into so many blocks
    of equal size and blocks are drawn. As cases are independent, the squares of block sums
    estimate the same variance; a group of a few cases has hardly two of them in one block and
    keeps its own distribution.

    Parameters
    ----------
    case : of each row, any whole numbers
    group : of each row, from 0 to `groups` - 1; rows below 0 are left out, their case is not
    values : of each row, shape (rows,) or (rows, k) for k measures with the same draws; rounded
        to whole numbers, so that sums are exact in whatever order a machine adds
    groups : how many

    Returns
    -------
    shape (replicates, groups), or (replicates, groups, k)

    Notes
    -----
    Time and memory grow with min(cases, blocks) times groups, whatever the number of rows.

    Examples
    --------
    The only case of group 1 is drawn now and then, and its two rows come together:

    >>> totals = resampled_totals([7, 8, 8], [0, 1, 1], [10, 1, 2], 2, replicates=5)
    >>> set(totals[:, 1].tolist()) <= {0.0, 3.0, 6.0}
    True
    """
    measures = np.rint(np.asarray(values, np.float64))
    columns = measures.reshape(len(measures), int(np.prod(measures.shape[1:])))
    found = _of_columns(case, group, columns, groups, blocks, replicates, seed)
    return found.reshape(replicates, groups, *measures.shape[1:])


def _of_columns(
    case: ArrayLike,
    group: ArrayLike,
    measures: Floats,
    groups: int,
    blocks: int,
    replicates: int,
    seed: int,
) -> Floats:
    block, drawn = _blocks(np.asarray(case), blocks, seed)
    place, k = np.asarray(group, np.int64), measures.shape[1]
    drawn_weights = weights(drawn, replicates, seed)
    found = np.empty((replicates, groups, k))
    for first in range(0, groups, COLUMNS):
        width = min(COLUMNS, groups - first)
        rows = (place >= first) & (place < first + width)
        cell = block[rows] * width + place[rows] - first
        for measure in range(k):
            sums = np.bincount(cell, measures[rows, measure], drawn * width).astype(np.float64)
            product = _product(drawn_weights, sums.reshape(drawn, width))
            found[:, first : first + width, measure] = product
    return found


def _product(drawn: Floats, sums: Floats) -> Floats:
    """Return drawn @ sums; most cases are in few groups, and nothing is added where they are not.

    Either way the same whole numbers are added, so the result is the same to the last digit.
    """
    if np.count_nonzero(sums) > SPARSE * sums.size:
        return drawn @ sums
    from scipy.sparse import csr_array  # takes a tenth of a second to import

    return np.asarray((csr_array(sums.T) @ drawn.T).T, np.float64)


def _blocks(case: NDArray[np.int64], most: int, seed: int) -> tuple[Ints, int]:
    """Return the block of each row and how many blocks there are."""
    _, place = np.unique(case, return_inverse=True)
    cases = int(place.max()) + 1 if len(place) else 1
    if cases <= most:
        return place.astype(np.int64), cases
    order = np.random.Generator(np.random.PCG64([seed, cases])).permutation(cases)
    return order[place] % most, most


def interval(replicates: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the percentile interval along the first axis; not-a-numbers are left out.

    >>> low, high = interval(np.arange(101.0)[:, None])
    >>> low.round(6).tolist(), high.round(6).tolist()
    ([2.5], [97.5])
    """
    tail = (1 - level) / 2
    if not np.isnan(replicates).any():
        low, high = np.quantile(replicates, [tail, 1 - tail], axis=0)
        return low, high
    known = ~np.isnan(replicates).all(axis=0)
    low, high = np.full((2, *known.shape), np.nan)
    if known.any():
        low[known], high[known] = np.nanquantile(replicates[:, known], [tail, 1 - tail], axis=0)
    return low, high


def shares(totals: Floats, whole: Floats) -> tuple[Floats, Floats]:
    """Return the 95 % interval of the share of each group.

    Parameters
    ----------
    totals : of each replicate and group
    whole : of each replicate, over all groups, also those that `totals` does not name

    Returns
    -------
    low and high, from 0 to 1 for totals that are not negative

    Examples
    --------
    >>> shares(np.array([[1.0, 3.0], [1.0, 3.0]]), np.array([4.0, 4.0]))
    (array([0.25, 0.75]), array([0.25, 0.75]))
    """
    return interval(totals / np.where(whole == 0, np.nan, whole)[:, None])


def ranks(value: Floats, replicates: Floats, top: int) -> Ranks:
    """Return the rank of each group by `value` and how it varies over the replicates.

    Parameters
    ----------
    value : of each group
    replicates : of shape (replicates, groups)
    top : how many of the first ranks count as the top

    Returns
    -------
    ranks from 1, the largest first; of equal values the first one

    Examples
    --------
    >>> found = ranks(np.array([5.0, 9.0, 1.0]), np.array([[5, 9, 1.0], [6, 5, 1]]), 1)
    >>> found.rank, found.low, found.high, found.p_top
    (array([2, 1, 3]), array([1, 1, 3]), array([2, 2, 3]), array([0.5, 0.5, 0. ]))
    """
    placed = _places(replicates)
    low, high = np.quantile(placed, [0.025, 0.975], axis=0, method="inverted_cdf")
    return Ranks(_places(value[None])[0], low, high, (placed <= top).mean(axis=0))


def _places(values: Floats) -> Ints:
    order = np.argsort(-values, axis=1, kind="stable")
    places = np.empty(values.shape, np.int64)
    np.put_along_axis(places, order, np.arange(1, values.shape[1] + 1)[None], axis=1)
    return places


def grades(p_top: ArrayLike, rows: ArrayLike) -> NDArray[np.str_]:
    """Return the grade of each rank.

    Parameters
    ----------
    p_top : share of the replicates in which the group is among the top
    rows : how many rows it rests on

    Returns
    -------
    ``A``: `p_top` of `SURE` and `ENOUGH` rows. ``B``: `p_top` of `LIKELY`. Else ``scarce`` below
    `ENOUGH` rows, ``unsettled`` with enough of them.

    Examples
    --------
    >>> grades([0.99, 0.99, 0.2, 0.2], [30, 29, 29, 5000]).tolist()
    ['A', 'B', 'scarce', 'unsettled']
    """
    chance, count = np.asarray(p_top, np.float64), np.asarray(rows)
    enough = count >= ENOUGH
    grade = np.select(
        [(chance >= SURE) & enough, chance >= LIKELY, enough], list(GRADES[:3]), GRADES[3]
    )
    return grade.astype(np.str_)
