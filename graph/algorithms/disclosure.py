r"""Over how few ratings published figures tell the sum.

Every published score is a linear function of the ratings, :math:`R y` plus what is known. Rounding
is no protection by itself: the difference of two means of n and n - 1 ratings tells the late one.
Of the ratings y that one ratee received, all others taken as known, the **smallest support** of a
non-zero combination of the rows of R is asked for, as in the audit of statistical tables (linear
disclosure). How nearly a rating can be known although all is rounded: ``feasible_ratings``.

References
----------
Chin and Ozsoyoglu (1982), Auditing and inference control in statistical databases, IEEE
Transactions on Software Engineering SE-8(6), 574-582, doi:10.1109/TSE.1982.236161.
Hundepool et al. (2012), Statistical Disclosure Control, Wiley, doi:10.1002/9781118348239.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
TOLERANCE = 1e-9
"""Singular values and leverages are compared with this, relative to one."""


def smallest_support(
    rows: ArrayLike, below: int, groups: ArrayLike | None = None, visible: float = 0.0
) -> tuple[int, ...] | None:
    r"""Return the fewest ratings that a combination of the published figures tells the sum of.

    With P the projection onto the row space, a set S of columns carries a non-zero combination if
    and only if the greatest eigenvalue of :math:`P_{SS}` is one. As it is at most the trace, sets
    whose leverages :math:`P_{ii}` add up to less than one need not be looked at.

    Parameters
    ----------
    rows : (r, m) coefficients of the m unknown ratings in r figures; columns of ratings that the
        attacker knows (its own, those of a coalition) left out
    below : only supports of fewer than this are looked for
    groups : (m,) labels; ratings of one label count as one (departments of one leader)
    visible : combinations (coefficients of length one) whose rows are shorter than this are lost
        in rounding and left out; give `rows` in units of the last digit, for the whole range of a
        rating. By default only what is lost in arithmetic is left out

    Returns
    -------
    the columns of one smallest support, or None where every combination rests on `below` or more

    Notes
    -----
    A colluder can take away one from a support: k without a coalition is k - 2 after any two.
    Cost: one singular value decomposition, and the sets of fewer than `below` labels with
    leverage one, which are few unless somebody is in danger.

    Examples
    --------
    The mean of twelve, published again after one of them came late:

    >>> smallest_support([[1] * 12, [1] * 11 + [0]], 5)
    (11,)

    The mean of all and that of a group: the rest is a group of four.

    >>> smallest_support([[1] * 12, [1] * 8 + [0] * 4], 5)
    (8, 9, 10, 11)
    >>> smallest_support([[1] * 12, [1] * 7 + [0] * 5], 5) is None
    True

    Two scores that differ by a hair in the weight of one rating, in whole points of a hundred:

    >>> scores = 100 * np.array([[0.1] * 10, [0.1] * 9 + [0.1001]])
    >>> smallest_support(scores, 5), smallest_support(scores, 5, visible=0.5)
    ((9,), None)
    """
    matrix = np.atleast_2d(np.asarray(rows, np.float64))
    columns = matrix.shape[1]
    labels = np.arange(columns) if groups is None else np.asarray(groups)
    space = _row_space(matrix, visible)
    if not len(space):
        return None
    members = [np.flatnonzero(labels == label) for label in dict.fromkeys(labels.tolist())]
    leverage = np.array([(space[:, each] ** 2).sum() for each in members])
    for size in range(1, min(below - 1, len(members)) + 1):
        for chosen in _heavy(leverage, size):
            inside = np.sort(np.concatenate([members[at] for at in chosen]))
            part = space[:, inside]
            if np.linalg.norm(part, 2) ** 2 > 1 - TOLERANCE:
                return tuple(int(at) for at in inside)
    return None


def _row_space(matrix: Floats, visible: float) -> Floats:
    """Return an orthonormal basis of the rows, each taken as important as any other by default."""
    length = np.linalg.norm(matrix, axis=1)
    kept = matrix[length > 0]
    if not kept.size:
        return np.zeros((0, matrix.shape[1]))
    scale = 1.0 if visible else length[length > 0, None]
    _, sizes, basis = np.linalg.svd(kept / scale, full_matrices=False)
    found: Floats = basis[sizes > max(visible, TOLERANCE * sizes.max(initial=1))]
    return found


def _heavy(leverage: Floats, size: int) -> Iterator[tuple[int, ...]]:
    """Return the sets of `size` whose leverages add up to one, the heaviest first."""
    order = np.argsort(-leverage, kind="stable")
    weight = leverage[order]

    def grow(start: int, chosen: tuple[int, ...], total: float) -> Iterator[tuple[int, ...]]:
        left = size - len(chosen)
        if not left:
            yield tuple(int(order[at]) for at in chosen)
            return
        for at in range(start, len(order) - left + 1):
            if total + weight[at : at + left].sum() < 1 - TOLERANCE:
                return
            yield from grow(at + 1, (*chosen, at), total + float(weight[at]))

    return grow(0, (), 0.0)
