"""What a round can show: told before any score."""

import numpy as np

from graph.algorithms.social_relations import FULL, variances
from graph.evaluation.assessment import Assessment
from graph.evaluation.estimates import Bools
from graph.evaluation.figures import Design, Shape, Unasked
from graph.evaluation.ratings import Ratings

MOST = 0.8
"""Share of all ordered pairs that were asked, from which on a round counts as a mesh."""


def design(of: Assessment) -> Design:
    """Return the design of a round."""
    ratings = of.ratings
    asked = _asked(ratings)
    scored = ~np.isnan(ratings.x)
    answers = scored.sum() + ratings.unknown.sum()
    work = of.process.pair_handoffs
    first, second = np.nonzero(np.triu((work + work.T > 0) & ~asked & ~asked.T, 1))
    unasked = [
        Unasked(ratings.departments[i], ratings.departments[j], int(work[i, j] + work[j, i]))
        for i, j in zip(first, second, strict=True)
    ]
    return Design(
        shape=_shape(asked),
        rank=min((variances(x).rank for x in of.used), default=0),
        of=FULL,
        corrected=of.corrected,
        connected=all(each.connected for each in of.estimates),
        departments=len(ratings.departments),
        raters=int(scored.any(axis=(0, 2)).sum()),
        unknown=round(float(ratings.unknown.sum() / answers), 2) if answers else 0.0,
        silent=int(((work > 0) & ~scored.any(axis=0)).sum()),
        unasked=tuple(sorted(unasked, key=lambda each: (-each.handoffs, each.first, each.second))),
        excluded=int(of.excluded.sum()),
    )


def _asked(ratings: Ratings) -> Bools:
    """Return which rater answered about which ratee, if only that it does not know."""
    answered: Bools = np.any(~np.isnan(ratings.x) | ratings.unknown, axis=0)
    return answered


def _shape(asked: Bools) -> Shape:
    n = len(asked)
    either = asked | asked.T
    for hub in range(n):
        rest = np.delete(np.delete(either, hub, 0), hub, 1)
        if either[hub].any() and not rest.any():
            return "star"
    return "mesh" if asked.sum() >= MOST * n * (n - 1) else "other"


def hub(of: Assessment) -> str:
    """Return the department that most were asked about or asked: the middle of a star."""
    asked = _asked(of.ratings)
    return of.ratings.departments[int((asked | asked.T).sum(axis=0).argmax())]
