"""How one department rates, as it may be told itself: free of what it was given."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.rating_effects import rater_map
from graph.evaluation.figures import Flag

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Habit:
    """How one department rates."""

    severity: float  # points; not a number: too little to go by
    flags: tuple[Flag, ...]


def unrated(x: Floats, rater: int) -> Floats:
    """Return ratings (k, n, n) of a panel in which nobody rated `rater`."""
    found = x.copy()
    found[:, :, rater] = np.nan
    return found


def habit_map(x: Floats, rater: int) -> Floats:
    """Return how the severity of a rater depends on each rating of a round, (k, n, n).

    It is the mean of its effects in the dimensions in which it rates (`rater_behaviour`).
    """
    seen = ~np.isnan(unrated(x, rater))
    rates = seen[:, rater].any(axis=1)
    maps = np.stack([rater_map(each, rater) for each in seen])
    return maps / max(int(rates.sum()), 1)
