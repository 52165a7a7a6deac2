"""Scores of a department by kind of rater (部门类别): what each kind says, severity taken out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph.evaluation.counts import counted
from graph.evaluation.estimates import Bools, Estimate, Floats
from graph.evaluation.ratings import Ratings

Ints = NDArray[np.int64]


def kinds_of(ratings: Ratings) -> tuple[str, ...]:
    """Return the kinds of the departments of a round, in order."""
    return tuple(sorted(set(ratings.kinds.values())))


def members_of(ratings: Ratings, kinds: Sequence[str]) -> Bools:
    """Return (c, n): which departments are of each kind."""
    own = np.array([ratings.kinds.get(each, "") for each in ratings.departments])
    found: Bools = own == np.array(kinds, own.dtype).reshape(-1, 1)
    return found


def kind_scores(of: Estimate, members: Bools) -> Floats:
    """Return (n,): the mean of x - a over the raters among `members` (n,); not a number: none."""
    there = members[:, None] & of.seen
    sums = np.where(there, of.x - of.rater[:, None], 0).sum(axis=0)
    with np.errstate(invalid="ignore"):
        found: Floats = sums / there.sum(axis=0)
    return found


def kind_rows(of: Estimate, members: Bools, column: int) -> Floats:
    """Return (n, n): how `kind_scores` depend on the ratings that one ratee received."""
    there = members[:, None] & of.seen
    share = (there / np.maximum(there.sum(axis=0), 1)).T  # (ratee, rater)
    rows: Floats = -share @ of.rater_rows[:, :, column]
    rows[column] += share[column]
    return rows


def allowed(of: Estimate, members: Bools, secret: Bools, groups: Ints, least: int) -> Bools:
    """Return the ratees whose score by a kind may be shown (P4).

    The kind and the rest must have `least` raters each, or the rest none; departments of one
    leader count once, open raters do not count.
    """
    inside = counted(of.seen & members[:, None], secret, groups)
    rest = counted(of.seen & ~members[:, None], secret, groups)
    found: Bools = (inside >= least) & ((rest >= least) | (rest == 0))
    return found
