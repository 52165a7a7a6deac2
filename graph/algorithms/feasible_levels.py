"""Which ratings in levels the published figures pin down to a single level.

Where ratings are words or digits, whoever knows that one is not between two levels learns more
from a figure than its range (``feasible_ratings``) tells: two levels must remain possible, each
with levels of all other ratings.

References
----------
Hundepool et al. (2012), Statistical Disclosure Control, Wiley, doi:10.1002/9781118348239.
Fischetti and Salazar-González (2001), Solving the cell suppression problem on tabular data with
linear constraints, Management Science 47(7), 1008-1027, doi:10.1287/mnsc.47.7.1008.9805.
"""

from collections.abc import Sequence
from itertools import chain, combinations, islice

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
TOLERANCE = 1e-6
NODES = 100
"""Nodes of the search for other levels; a rating for which none is found by then counts as told."""


def pinned_ratings(
    rows: ArrayLike,
    figures: ArrayLike,
    values: ArrayLike,
    levels: ArrayLike,
    labels: ArrayLike | None = None,
    colluders: int = 1,
    among: ArrayLike | None = None,
    most: int | None = None,
    first: Sequence[int] = (),
) -> dict[int, tuple[int, ...]]:
    r"""Return the ratings of which the figures, with the word of colluders, leave one level only.

    A rating y_i is safe from the set C of ratings that colluders tell if there are levels y' with

    .. math:: l \le R y' \le h, \qquad y'_i \ne y_i, \qquad y'_C = y_C

    Such levels are a proof against every C of which they change no rating. Changes of y_i alone and
    of y_i with one other are tried first; what they leave open is an integer feasibility problem.

    Parameters
    ----------
    rows : (r, m) coefficients of the m unknown ratings in r figures
    figures : (r, 2) between what and what each :math:`R y` lies; infinite where it does not end
    values : (m,) the true ratings, each one of the levels
    levels : (q,) points that a rating can have
    labels : (m,) a colluder tells all ratings of one label; each has its own, by default
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
        if a rating is not one of the levels, or the ratings do not agree with the figures

    Examples
    --------
    The mean of five words, written to the point, leaves each open; all at the upper end it does
    not:

    >>> words, mean = [0, 40, 70, 85, 100], [[0.2] * 5]
    >>> list(pinned_ratings(mean, [[75.5, 76.5]], [40, 70, 70, 100, 100], words))
    []
    >>> list(pinned_ratings(mean, [[99.5, 100.5]], [100] * 5, words))
    [0, 1, 2, 3, 4]

    A range of twenty points can hold one word only:

    >>> list(pinned_ratings([[1]], [[58, 78]], [70], words))
    [0]
    """
    matrix, bounds = np.atleast_2d(np.asarray(rows, float)), np.atleast_2d(np.asarray(figures))
    truth, scale = np.asarray(values, float), np.unique(np.asarray(levels, float))
    if not np.isin(truth, scale).all():
        raise ValueError("a rating is not one of the levels")
    slack = bounds - (matrix @ truth)[:, None]
    if (slack[:, 0] > TOLERANCE).any() or (slack[:, 1] < -TOLERANCE).any():
        raise ValueError("the ratings do not agree with the published figures")
    problem = _Problem(matrix, slack + np.array([-TOLERANCE, TOLERANCE]), scale - truth[:, None])
    same = np.asarray(np.arange(len(truth)) if labels is None else labels)
    asked = problem.fixed() if among is None else np.intersect1d(problem.fixed(), among)
    found = ((int(one), problem.pinning(int(one), same, colluders, first)) for one in asked)
    return dict(islice(((one, told) for one, told in found if told is not None), most))


class _Problem:
    """Ratings that may change to other levels while figures stay where they are."""

    def __init__(self, rows: Floats, slack: Floats, moves: Floats) -> None:
        self.rows, self.slack = rows, slack
        self.moves = moves  # (m, q) from each rating to each level
        self.changes = rows[:, :, None] * moves  # (r, m, q) of each figure

    def _fits(self, changes: Floats) -> Bools:
        """Return which changes (r, ...) of the figures do not show."""
        low, high = self.slack.T.reshape(2, -1, *[1] * (changes.ndim - 1))
        found: Bools = ((changes >= low) & (changes <= high)).all(axis=0)
        return found

    def fixed(self) -> Ints:
        """Return the ratings that cannot have another level, all others staying."""
        return np.flatnonzero(~(self._fits(self.changes) & (self.moves != 0)).any(axis=1))

    def pinning(
        self, one: int, labels: Ints, colluders: int, first: Sequence[int]
    ) -> tuple[int, ...] | None:
        """Return the labels of which rating `one` has no other level once theirs are known."""
        own = int(labels[one])
        ways = [{each} - {own} for each in self._helpers(one, labels)]
        if len(ways) > colluders:
            return None
        others = sorted(set(labels.tolist()) - {own})
        tried = [tuple(first)] if first and own not in first else []
        for known in chain(tried, combinations(others, min(colluders, len(others)))):
            if not any(way.isdisjoint(known) for way in ways):
                changed = self._another(one, np.isin(labels, known))
                if changed is None:
                    return known
                ways.append({int(at) for at in labels[changed]} - {own})
        return None

    def _helpers(self, one: int, labels: Ints) -> set[int]:
        """Return the labels of the ratings with which `one` can change, all others staying."""
        away = self.changes[:, one, self.moves[one] != 0]
        both = self._fits(away[:, :, None, None] + self.changes[:, None])  # (q - 1, m, q)
        fit = np.flatnonzero(both.any(axis=(0, 2)))
        return {int(labels[at]) for at in fit if at != one}

    def _another(self, one: int, known: Bools) -> Ints | None:
        """Return which ratings change with `one` where some are known; None: it cannot change."""
        stays = self.moves == 0
        free = stays | ~known[:, None]
        free[one] = ~stays[one]
        near = free & (np.abs(np.arange(stays.shape[1]) - stays.argmax(axis=1)[:, None]) < 2)
        near[one] = free[one]
        found = self._solved(near)  # a level up or down is soon tried, and mostly enough
        return self._solved(free) if found is None else found

    def _solved(self, free: Bools) -> Ints | None:
        """Return which ratings change where each has a level that is `free`; None: they cannot."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        (count, size), stays = self.moves.shape, self.moves == 0
        each = np.kron(np.eye(count), np.ones(size))
        found = milp(
            np.where(stays, 0, 1).ravel(),
            integrality=np.ones(count * size),
            bounds=Bounds(0, free.ravel().astype(float)),
            constraints=[
                LinearConstraint(each, 1, 1),
                LinearConstraint(self.changes.reshape(len(self.rows), -1), *self.slack.T),
            ],
            options={"node_limit": NODES, "mip_rel_gap": 1.0},
        )
        if found.x is None:
            return None
        return np.flatnonzero(found.x.reshape(count, size)[stays] < 0.5)
