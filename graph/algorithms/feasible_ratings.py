"""Which values of a single rating agree with all figures that are published.

Rounding, bounds and the ends of the scale are known; whoever asks may know more ratings, being
told by colluders. Beside the smallest support (``disclosure``) this is the second test of an
audit: the support tells whether a rating can be worked out exactly, the range how nearly.

References
----------
Hundepool et al. (2012), Statistical Disclosure Control, Wiley, doi:10.1002/9781118348239.
"""

from collections.abc import Sequence
from itertools import chain, combinations, islice

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
    labels: ArrayLike | None = None,
    colluders: int = 1,
    among: ArrayLike | None = None,
    most: int | None = None,
    first: Sequence[int] = (),
) -> dict[int, tuple[int, ...]]:
    r"""Return the ratings that the published figures pin down to less than `span`.

    A rating y_i is safe from the set C of ratings that are known to the attacker if the points with

    .. math:: l \le R y \le h, \quad \text{low} \le y \le \text{high}, \quad y_C \text{ fixed}

    reach from some value of y_i to one at least `span` away. A way to do so is a proof against
    every C of which it moves no rating, so a few ways without a rating in common prove it for
    all. Ways that are quick to find are tried first: i alone, and i with a change spread over
    a share of the others so that the leading figures stay; what they leave open is given to linear
    programs that move as little as possible.

    Parameters
    ----------
    rows : (r, m) coefficients of the m unknown ratings in r figures
    figures : (r, 2) between what and what each :math:`R y` lies, by its rounding and coding;
        infinite where it does not end
    values : (m,) the true ratings, in points
    ends : least and greatest rating
    span : points that must remain possible for every rating
    labels : (m,) a colluder tells all ratings of one label (its own of several releases); each has
        its own, by default
    colluders : so many labels are known
    among : the ratings that are asked for, by index; all, by default
    most : no more than so many are looked for
    first : labels of colluders that are tried before all others

    Returns
    -------
    the ratings in danger by index, in order, each with the labels of colluders that tell it

    Raises
    ------
    ValueError
        if the true ratings do not agree with the figures

    Examples
    --------
    Five ratings with a mean of 80 to the point are safe; all at the upper end they are not:

    >>> mean, low = [[0.2] * 5], (0, 100)
    >>> list(open_ratings(mean, [[79.5, 80.5]], [60, 70, 80, 90, 100], low, 20))
    []
    >>> list(open_ratings(mean, [[99.5, 100.5]], [100] * 5, low, 20))
    [0, 1, 2, 3, 4]

    Written as "95 and above" they are safe again:

    >>> list(open_ratings(mean, [[95, np.inf]], [100] * 5, low, 20))
    []

    Three are told by two colluders, not by one:

    >>> told = [[1 / 3] * 3], [[69.5, 70.5]], [60, 70, 80], low, 20
    >>> [list(open_ratings(*told, colluders=each)) for each in (1, 2)]
    [[], [0, 1, 2]]

    Two means of six, one rating being raised by 20 between them: who knows one of the two knows
    the other to 12 points. It is safe where only its own department knows either.

    >>> rows = np.array([[1, 1, 1, 1, 1, 1, 0], [1, 1, 1, 1, 1, 0, 1]]) / 6
    >>> told = rows, [[59.5, 60.5], [62.8, 63.8]], [60, 60, 60, 60, 70, 50, 70], low, 20
    >>> list(open_ratings(*told))
    [5, 6]
    >>> list(open_ratings(*told, labels=[0, 1, 2, 3, 4, 5, 5]))
    []
    """
    matrix, bounds = np.atleast_2d(np.asarray(rows, float)), np.atleast_2d(np.asarray(figures))
    truth = np.asarray(values, float)
    slack = np.stack([bounds[:, 0], bounds[:, 1]]) - matrix @ truth
    if (slack[0] > 1e-6).any() or (slack[1] < -1e-6).any():
        raise ValueError("the ratings do not agree with the published figures")
    down, up = np.minimum(slack[0], 0), np.maximum(slack[1], 0)
    room = np.stack([truth - ends[0], ends[1] - truth])
    same = np.asarray(np.arange(len(truth)) if labels is None else labels)
    problem = _Problem(matrix, np.stack([-down, up]), room, span, same)
    alone = problem.reach(np.eye(len(truth)))
    doubtful = np.flatnonzero(alone.sum(axis=1) < span)
    doubtful = doubtful if among is None else np.intersect1d(doubtful, among)
    if not len(doubtful):
        return {}
    ways = problem.shared(doubtful, alone[doubtful], colluders + 1)
    found = (
        (int(one), problem.pinning(int(one), able, colluders, first))
        for one, able in zip(doubtful, ways, strict=True)
    )
    return dict(islice(((one, told) for one, told in found if told is not None), most))


class _Problem:
    """Ratings that may change while figures stay where they are.

    `slack` (2, r) tells how far each figure may fall and rise, `room` (2, m) how far each rating,
    `labels` (m,) whose it is.
    """

    def __init__(
        self, rows: Floats, slack: Floats, room: Floats, span: float, labels: Ints
    ) -> None:
        self.rows, self.slack, self.room = rows, slack, room
        self.span, self.labels = span, labels

    def reach(self, moves: Floats) -> Floats:
        """Return (p, 2) how far one can go along each move, and against it."""
        change = np.hstack([moves @ self.rows.T, moves])
        change[np.abs(change) < 1e-12] = 0
        down, up = np.hstack([self.slack, self.room])
        with np.errstate(divide="ignore", invalid="ignore"):
            along = np.where(change > 0, up, down) / np.abs(change)
            against = np.where(change > 0, down, up) / np.abs(change)
        still = change == 0
        along[still] = against[still] = np.inf
        return np.stack([along.min(axis=1, initial=np.inf), against.min(axis=1, initial=np.inf)], 1)

    def shared(self, ones: Ints, alone: Floats, parts: int) -> list[list[set[int]]]:
        """Return, for each of some ratings, the parts of the others that can make up for it.

        The departments are dealt into so many parts; each that can is a set of labels.
        """
        names = np.unique(self.labels)
        members = [set(names[at::parts].tolist()) for at in range(parts)]
        inside = np.array([np.isin(self.labels, list(each)) for each in members])
        inside = (inside & (self.labels != self.labels[ones, None, None])).reshape(
            -1, len(self.labels)
        )
        each = np.repeat(ones, parts)
        far = np.repeat(alone, parts, axis=0)
        strength = np.abs(self.rows).max(axis=1, initial=0)
        for share in (
            1.0,
            0.1,
        ):  # figures that are to stay: the one that tells most, all that matter
            kept = self.rows[strength >= share * strength.max(initial=0)]
            for side in range(2):
                reach = self.reach(_spread(kept, self.room[side] * inside, each))
                far[:, side] = np.maximum(far[:, side], reach[:, side])
            if (far.sum(axis=1) >= self.span).all():
                break
        able = (far.sum(axis=1) >= self.span).reshape(len(ones), parts)
        return [
            [members[part] - {int(self.labels[one])} for part in np.flatnonzero(which)]
            for one, which in zip(ones, able, strict=True)
        ]

    def pinning(
        self, one: int, ways: list[set[int]], colluders: int, first: Sequence[int]
    ) -> tuple[int, ...] | None:
        """Return the labels for whose departments the range of rating `one` is too small."""
        if len(ways) > colluders:
            return None
        found, own = list(ways), int(self.labels[one])
        others = sorted(set(self.labels.tolist()) - {own})
        tried = [tuple(first)] if first and own not in first else []
        for known in chain(tried, combinations(others, min(colluders, len(others)))):
            if not any(way.isdisjoint(known) for way in found):
                moved = self._way(one, np.isin(self.labels, known))
                if moved is None:
                    return known
                found.append({int(at) for at in self.labels[moved]} - {own})
        return None

    def _way(self, one: int, known: Bools) -> Bools | None:
        """Return which ratings move between two points that lie far enough apart; None: none do.

        Both points are the true one with rises and falls; their sum is the least possible.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp

        down, up = np.where(known, 0, self.room)
        size = len(known)
        figures = np.hstack([self.rows, -self.rows])  # of rises and falls
        both = np.kron(np.eye(2), figures)
        low, high = (np.tile(each, 2) for each in (-self.slack[0], self.slack[1]))
        apart = np.zeros((1, 4 * size))
        apart[0, [one, 3 * size + one]], apart[0, [size + one, 2 * size + one]] = 1, -1
        found = milp(
            np.ones(4 * size),
            bounds=Bounds(0, np.tile(np.concatenate([up, down]), 2)),
            constraints=[
                LinearConstraint(both, low, high),
                LinearConstraint(apart, self.span - 1e-6, np.inf),
            ],
        )
        if found.x is None:
            return None
        moved: Bools = found.x.reshape(4, size).max(axis=0) > 1e-9
        return moved


def _spread(rows: Floats, weight: Floats, ones: Ints) -> Floats:
    """Return (p, m): for each of some ratings a change by a point for which others make up.

    Those with more `weight` (p, m) take more of it, and the figures `rows` stay.
    """
    at = np.arange(len(ones))
    gram = np.einsum("rm,pm,sm->prs", rows, weight, rows)
    aim = rows[:, ones].T
    price = np.einsum("prs,ps->pr", np.linalg.pinv(gram, hermitian=True), aim)
    moves: Floats = -weight * (price @ rows)
    moves[at, ones] = 1
    return moves
