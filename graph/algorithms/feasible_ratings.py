"""Which values of a single rating agree with all figures that are published.

Rounding, bounds and the ends of the scale are known; whoever asks may know one more rating, being
told by a colluder. Beside the smallest support (``disclosure``) this is the second test of an
audit: the support tells whether a rating can be worked out exactly, the range how nearly.

References
----------
Hundepool et al. (2012), Statistical Disclosure Control, Wiley, doi:10.1002/9781118348239.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def open_ratings(
    rows: ArrayLike,
    figures: ArrayLike,
    values: ArrayLike,
    ends: tuple[float, float],
    span: float,
    known: ArrayLike | None = None,
    labels: ArrayLike | None = None,
) -> Ints:
    r"""Return the ratings that the published figures pin down to less than `span`.

    A rating y_i with one other, y_c, known to the attacker is safe if the points with

    .. math:: l \le R y \le h, \qquad \text{low} \le y \le \text{high}, \qquad y_c \text{ fixed}

    reach from some value of y_i to one at least `span` away. Moves that prove it are tried first:
    i alone, and i with a change spread over all others so that the leading figures stay; only
    what they leave open is given to the simplex method.

    Parameters
    ----------
    rows : (r, m) coefficients of the m unknown ratings in r figures
    figures : (r, 2) between what and what each :math:`R y` lies, by its rounding and coding;
        infinite where it does not end
    values : (m,) the true ratings, in points
    ends : least and greatest rating
    span : points that must remain possible for every rating
    known : (m,) whether the attacker may know it, being of a colluder; all, by default
    labels : (m,) a colluder tells all ratings of one label (its own of several releases)

    Returns
    -------
    indices of the ratings in danger, in order

    Raises
    ------
    ValueError
        if the true ratings do not agree with the figures

    Examples
    --------
    Five ratings with a mean of 80 to the point are safe; all at the upper end they are not:

    >>> mean, low = [[0.2] * 5], (0, 100)
    >>> open_ratings(mean, [[79.5, 80.5]], [60, 70, 80, 90, 100], low, 20).tolist()
    []
    >>> open_ratings(mean, [[99.5, 100.5]], [100] * 5, low, 20).tolist()
    [0, 1, 2, 3, 4]

    Written as "95 and above" they are safe again:

    >>> open_ratings(mean, [[95, np.inf]], [100] * 5, low, 20).tolist()
    []

    Two means of six, one rating being raised by 20 between them: who knows one of the two knows
    the other to 12 points. It is safe where only its own department knows either.

    >>> rows = np.array([[1, 1, 1, 1, 1, 1, 0], [1, 1, 1, 1, 1, 0, 1]]) / 6
    >>> told = rows, [[59.5, 60.5], [62.8, 63.8]], [60, 60, 60, 60, 70, 50, 70], low, 20
    >>> open_ratings(*told).tolist()
    [5, 6]
    >>> open_ratings(*told, labels=[0, 1, 2, 3, 4, 5, 5]).tolist()
    []
    """
    matrix, bounds = np.atleast_2d(np.asarray(rows, float)), np.atleast_2d(np.asarray(figures))
    truth = np.asarray(values, float)
    at = matrix @ truth
    slack = np.stack([at - bounds[:, 0], bounds[:, 1] - at], axis=1)
    if (slack < -1e-6).any():
        raise ValueError("the ratings do not agree with the published figures")
    slack = np.maximum(slack, 0)
    m = len(truth)
    colluders = np.ones(m, np.bool_) if known is None else np.asarray(known, np.bool_)
    same = np.asarray(np.arange(m) if labels is None else labels)
    together = np.vstack([same[:, None] == same, np.zeros(m, np.bool_)])  # the last: no colluder
    alone = _reach(matrix, slack, truth, ends, np.eye(m))
    doubtful = np.flatnonzero(alone.sum(axis=1) < span)
    if not len(doubtful):
        return doubtful
    pairs = _pairs(doubtful, colluders, together)
    far = alone[pairs[:, 0]]
    strength = np.abs(matrix).max(axis=1, initial=0)
    for share in (1.0, 0.1):  # figures that are to stay: the one that tells most, all that matter
        kept = matrix[strength >= share * strength.max(initial=0)]
        if (far.sum(axis=1) >= span).all():
            break
        for side, room in enumerate((truth - ends[0], ends[1] - truth)):
            reach = _reach(matrix, slack, truth, ends, _spread(kept, room, pairs, together))
            far[:, side] = np.maximum(far[:, side], reach[:, side])
    danger = {
        int(one)
        for one, colluder in pairs[far.sum(axis=1) < span - 1e-6]
        if _range(matrix, bounds, truth, ends, int(one), together[colluder]) < span - 1e-6
    }
    return np.array(sorted(danger), np.int64)


def _pairs(ones: Ints, colluders: Bools, together: Bools) -> Ints:
    """Return each of `ones` beside each colluder (-1: there is none)."""
    others = np.flatnonzero(colluders)
    found = np.array(
        [(one, other) for one in ones for other in others if not together[one, other]], np.int64
    )
    alone = [one for one in ones if together[one, others].all()]
    without = np.array([(one, -1) for one in alone], np.int64)
    return np.concatenate([found.reshape(-1, 2), without.reshape(-1, 2)])


def _spread(rows: Floats, room: Floats, pairs: Ints, together: Bools) -> Floats:
    """Return (p, m): for each pair a change of the first by a point for which others make up.

    Those with more room take more of it, and the figures `rows` stay.
    """
    weight = np.tile(room, (len(pairs), 1))
    at = np.arange(len(pairs))
    weight[at, pairs[:, 0]] = 0
    weight[together[pairs[:, 1]]] = 0
    gram = np.einsum("rm,pm,sm->prs", rows, weight, rows)
    aim = rows[:, pairs[:, 0]].T
    price = np.einsum("prs,ps->pr", np.linalg.pinv(gram, hermitian=True), aim)
    moves: Floats = -weight * (price @ rows)
    moves[at, pairs[:, 0]] = 1
    return moves


def _reach(
    rows: Floats, slack: Floats, truth: Floats, ends: tuple[float, float], moves: Floats
) -> Floats:
    """Return (p, 2) how far one can go along each move, and against it, with no figure changing."""
    change = np.hstack([moves @ rows.T, moves])
    change[np.abs(change) < 1e-12] = 0
    down, up = np.vstack([slack, np.stack([truth - ends[0], ends[1] - truth], axis=1)]).T
    with np.errstate(divide="ignore", invalid="ignore"):
        along = np.where(change > 0, up, down) / np.abs(change)
        against = np.where(change > 0, down, up) / np.abs(change)
    still = change == 0
    along[still] = against[still] = np.inf
    return np.stack([along.min(axis=1), against.min(axis=1)], axis=1)


def _range(
    rows: Floats,
    bounds: Floats,
    truth: Floats,
    ends: tuple[float, float],
    one: int,
    told: Bools,
) -> float:
    """Return how far apart the values are that rating `one` can have."""
    from scipy.optimize import linprog

    limits: Sequence[tuple[float, float]] = [
        (float(value),) * 2 if known else ends for value, known in zip(truth, told, strict=True)
    ]
    finite = [np.isfinite(bounds[:, side]) for side in (0, 1)]
    left = np.concatenate([-rows[finite[0]], rows[finite[1]]])
    right = np.concatenate([-bounds[finite[0], 0], bounds[finite[1], 1]])
    aim = np.zeros(len(truth))
    aim[one] = 1
    found = [
        linprog(sign * aim, A_ub=left if len(left) else None, b_ub=right, bounds=limits).fun
        for sign in (1, -1)
    ]
    return float(-found[1] - found[0])
