"""How many departments stand behind a figure, as the rules count them (n_eff of P1)."""

import numpy as np
from numpy.typing import NDArray

from graph.evaluation.ratings import Ratings

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def secret_raters(ratings: Ratings) -> Bools:
    """Return which departments do not rate openly."""
    return np.array([each not in ratings.open_raters for each in ratings.departments], np.bool_)


def leader_labels(ratings: Ratings) -> Ints:
    """Return a number for each department, the same for those of one leader."""
    names = [ratings.leader_groups.get(each) or f"\0{each}" for each in ratings.departments]
    return np.unique(names, return_inverse=True)[1].astype(np.int64)


def counted(given: Bools, secret: Bools, labels: Ints) -> Ints:
    """Return how many departments are `given` in each column (n, m): one leader's count once.

    Those that are not `secret` (n,) do not count: nothing of theirs is to be kept.
    """
    there = given & secret[:, None]
    found: Ints = np.sum([there[labels == each].any(axis=0) for each in np.unique(labels)], axis=0)
    return found
