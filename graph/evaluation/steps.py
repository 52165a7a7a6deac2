"""To how many points figures are rounded, so that no rating of another column shows (P6, P8).

A score depends a little on what other departments were given, as the severity of raters is taken
out. Whoever sees all scores side by side and knows all ratings but those of one column would read
these in the scores of others. So each score is rounded to a step that no rating of another column
can move it by. It depends on who rated whom and on the variances only: the step itself tells
nothing of a rating.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from graph.evaluation.estimates import Estimate
from graph.evaluation.kinds import kind_rows

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
STEPS = (1.0, 2.0, 5.0, 10.0)
"""To so many of its last digits a figure may be rounded."""


ENOUGH = 5.0
"""Where this leaves a rating told, figures are held back rather than rounded further."""


def least_step(most: float, unit: float) -> float:
    """Return the least step, in points, that is more than `most`; infinite where none is."""
    return next((each * unit for each in STEPS if most < each * unit), float("inf"))


def wider(step: float, unit: float) -> float:
    """Return the next step; the same where a score would say too little."""
    found = least_step(step, unit)
    return found if found <= ENOUGH * unit else step


def score_steps(estimates: Sequence[Estimate], weights: Floats, wide: float, unit: float) -> Floats:
    """Return (k + 1, n): to what each score is rounded, in the dimensions and, last, overall.

    `weights` (k,) are the shares of the dimensions in the overall score, `wide` is the range of a
    rating, `unit` the last digit of a score, both in points.
    """
    parts = [*np.ones(len(weights)), weights.max()]
    return np.array(
        [
            _steps((each.rows[:, :, at] for at in range(len(each.x))), part * wide, unit)
            for each, part in zip(estimates, parts, strict=True)
        ]
    )


def part_steps(estimates: Sequence[Estimate], members: Bools, wide: float, unit: float) -> Floats:
    """Return (k, n): to what the scores by kind of rater, `members` (c, n), are rounded."""
    return np.array(
        [
            np.max(
                [
                    _steps((kind_rows(each, kind, at) for at in range(len(each.x))), wide, unit)
                    for kind in members
                ],
                axis=0,
                initial=unit,
            )
            for each in estimates
        ]
    )


def _steps(rows: Iterable[Floats], wide: float, unit: float) -> Floats:
    """Return (n,): the step of each score by its coefficients of the ratings of each column."""
    moved = np.array([np.abs(each).max(axis=1) for each in rows])  # (column, score)
    np.fill_diagonal(moved, 0)
    most = moved.max(axis=0) * wide
    return np.array([min(least_step(each, unit), STEPS[-1] * unit) for each in most])
