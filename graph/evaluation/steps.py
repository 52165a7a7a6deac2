"""To how many points figures are rounded, so that no rating of another column shows (P6, P8).

A score depends a little on what other departments were given, as the severity of raters is taken
out. Whoever sees all scores side by side and knows all ratings but those of one column would read
these in the scores of others. So all scores of a dimension are rounded to a step that no rating of
another column can move one by. It depends on who rated whom and on the variances only: the step
itself tells nothing of a rating.
"""

from collections.abc import Sequence

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
    """Return (k + 1,): to what the scores of each dimension and the overall ones are rounded.

    `wide` is the range of a rating, `unit` the last digit of a score, both in points.
    """
    share = [*np.ones(len(weights)), weights.max() / weights.sum()]
    most = [
        part * max(_others(each.rows[:, :, at], at) for at in range(len(each.x)))
        for each, part in zip(estimates, share, strict=True)
    ]
    return _steps(most, wide, unit)


def part_steps(estimates: Sequence[Estimate], members: Bools, wide: float, unit: float) -> Floats:
    """Return (k,): to what the scores by kind of rater (c, n) of each dimension are rounded."""
    most = [
        max(
            (
                _others(kind_rows(each, kind, at), at)
                for kind in members
                for at in range(len(each.x))
            ),
            default=0.0,
        )
        for each in estimates
    ]
    return _steps(most, wide, unit)


def _others(rows: Floats, column: int) -> float:
    """Return the greatest coefficient of a rating of one column (n, n) in the score of another."""
    found = np.abs(rows).max(axis=1)
    found[column] = 0
    return float(found.max())


def _steps(most: Sequence[float], wide: float, unit: float) -> Floats:
    return np.array([min(least_step(each * wide, unit), STEPS[-1] * unit) for each in most])
