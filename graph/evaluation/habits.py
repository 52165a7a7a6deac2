"""How one department rates, as it may be told itself: free of what it was given."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.evaluation.figures import Flag

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Habit:
    """How one department rates."""

    flags: tuple[Flag, ...]
    judged: bool  # it rated enough for anything to be said


def unrated(x: Floats, rater: int) -> Floats:
    """Return ratings (k, n, n) of a panel in which nobody rated `rater`."""
    found = x.copy()
    found[:, :, rater] = np.nan
    return found
