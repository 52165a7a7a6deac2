"""The matrix of ratings, and which raters and ratees hang together in it."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def ratings(x: ArrayLike) -> Floats:
    """Return the ratings as a square matrix of floats without its diagonal.

    Raises
    ------
    ValueError
        if it is not square

    Examples
    --------
    >>> ratings([[5, 3], [4, 5]]).tolist()
    [[nan, 3.0], [4.0, nan]]
    """
    found = np.array(x, np.float64)
    if found.ndim != 2 or found.shape[0] != found.shape[1]:
        raise ValueError(f"ratings have one row and one column a department, not {found.shape}")
    np.fill_diagonal(found, np.nan)
    return found


def islands(x: ArrayLike) -> Ints:
    """Return which raters and ratees hang together through ratings.

    Only within an island can effects be compared: FACETS calls them subsets.

    Parameters
    ----------
    x : (n, n) ratings; row = rater, column = ratee, not a number = not rated; the diagonal is
        ignored

    Returns
    -------
    (2n,) the n raters, then the n ratees: number of the island from 0 by first member; -1 for a
    department that gave (received) no rating

    Examples
    --------
    The first two rate each other and the third nobody: two ratings, which share no side.

    >>> islands([[np.nan, 4, np.nan], [3, np.nan, np.nan], [np.nan] * 3]).tolist()
    [0, 1, -1, 1, 0, -1]
    """
    seen = ~np.isnan(ratings(x))
    n = len(seen)
    none = np.zeros((n, n), np.bool_)
    edges = np.block([[none, seen], [seen.T, none]])
    found = np.full(2 * n, -1)
    for start in np.flatnonzero(edges.any(axis=1)):
        if found[start] < 0:
            found[_reached(edges, int(start))] = found.max() + 1
    return found


def _reached(edges: Bools, start: int) -> Bools:
    inside = np.zeros(len(edges), np.bool_)
    inside[start] = True
    size = 0
    while inside.sum() > size:
        size = int(inside.sum())
        inside |= edges[inside].any(axis=0)
    return inside
