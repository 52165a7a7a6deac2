r"""How far the order of departments depends on the way of averaging.

References
----------
Tukey (1977), Exploratory data analysis, Addison-Wesley (trimmed means).
Warner, Kenny and Stoto (1979), A new round robin analysis of variance for social interaction data,
Journal of Personality and Social Psychology 37(10), 1742-1757, doi:10.1037/0022-3514.37.10.1742.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.algorithms.rating_effects import effects

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Method = Literal["mean", "trimmed", "adjusted", "screened", "standardised"]

METHODS: tuple[Method, ...] = get_args(Method)
PLACES = 3


@dataclass(frozen=True, slots=True, eq=False)
class Averages:
    """One score a ratee; not a number where there is none."""

    mean: Floats  # of the ratings received, in points
    trimmed: Floats  # without the highest and the lowest
    adjusted: Floats  # severity taken out by least squares
    screened: Floats  # the same without the excluded raters
    standardised: Floats  # mean of z within each rater; no unit


@dataclass(frozen=True, slots=True)
class Move:
    """A ratee whose rank differs; rank 1 is the highest score."""

    ratee: int
    method: Method
    rank: int
    usual: int  # rank by the method of reference


def averages(x: ArrayLike, excluded: ArrayLike | None = None) -> Averages:
    r"""Return the scores of all ratees by five ways of averaging.

    The trimmed mean leaves out the highest and the lowest rating received and needs three. The
    standardised one is the mean of :math:`(x_{ij} - \bar x_{i\cdot}) / s_i`; raters who give all
    the same have none.

    Parameters
    ----------
    x : (n, n) ratings in points; row = rater, column = ratee, not a number = not rated; the
        diagonal is ignored
    excluded : (n,) raters left out of the screened scores only

    Raises
    ------
    ValueError
        if the matrix is not square

    Examples
    --------
    >>> x = [[0, 80, 90, 70], [60, 0, 80, 50], [90, 80, 0, 100], [75, 85, 80, 0]]
    >>> found = averages(x)
    >>> found.mean.round(1).tolist(), found.trimmed.tolist()
    ([75.0, 81.7, 83.3, 73.3], [75.0, 80.0, 80.0, 70.0])
    """
    given = np.array(x, np.float64)
    fit = effects(given)
    np.fill_diagonal(given, np.nan)
    out = np.zeros(len(given), np.bool_) if excluded is None else np.asarray(excluded, np.bool_)
    screened = effects(np.where(out[:, None], np.nan, given))
    return Averages(
        _mean(given), _trimmed(given), fit.published, screened.published, _standardised(given)
    )


def _mean(x: Floats, axis: int = 0) -> Floats:
    known = ~np.isnan(x)
    count = known.sum(axis=axis)
    mean: Floats = np.where(known, x, 0).sum(axis=axis) / np.where(count > 0, count, np.nan)
    return mean


def _trimmed(x: Floats) -> Floats:
    known = ~np.isnan(x)
    count = known.sum(axis=0)
    ordered = np.sort(x, axis=0)  # not a number last
    place = np.arange(len(x))[:, None]
    return _mean(np.where((place > 0) & (place < count - 1), ordered, np.nan))


def _standardised(x: Floats) -> Floats:
    centred = x - _mean(x, 1)[:, None]
    known = (~np.isnan(x)).sum(axis=1)
    freedom = np.where(known > 1, known - 1, np.nan)
    spread = np.sqrt(np.nansum(centred**2, axis=1) / freedom)
    usable = np.where(spread > 1e-9 * np.nanmax(abs(x), initial=0), spread, np.nan)
    return _mean(centred / usable[:, None])


def ranks(score: ArrayLike) -> Ints:
    """Return ranks from 1 for the highest; equal scores share the best; 0 for no score.

    Examples
    --------
    >>> ranks([70, 90, 90, np.nan, 60]).tolist()
    [3, 1, 1, 0, 4]
    """
    # Least squares leaves digits that a reader would call a tie.
    values = np.asarray(score, np.float64).round(9)
    higher = (values[None, :] > values[:, None]).sum(axis=1)
    return np.where(np.isnan(values), 0, 1 + higher)


def rank_moves(
    found: Averages, reference: Method = "adjusted", more_than: int = PLACES
) -> list[Move]:
    """Return the ratees that another way of averaging moves by more than so many places.

    Ratees without a score by either way are not compared.

    Examples
    --------
    >>> score, other = np.arange(6.0), np.array([9.0, 1, 2, 3, 4, 5])
    >>> rank_moves(Averages(other, score, score, score, score))
    [Move(ratee=0, method='mean', rank=1, usual=6)]
    """
    usual = ranks(getattr(found, reference))
    moves = []
    for method in METHODS:
        rank = ranks(getattr(found, method))
        far = (abs(rank - usual) > more_than) & (rank > 0) & (usual > 0)
        moves += [Move(int(j), method, int(rank[j]), int(usual[j])) for j in np.flatnonzero(far)]
    return moves
