"""The facts of a round, which tell nothing of its ratings."""

from graph.evaluation.figures import Department, Round
from graph.evaluation.published import Scale
from graph.evaluation.ratings import Ratings
from graph.load import Load

WIDE = 10
"""Points of a scale from which on scores are published without places after the point (P6)."""


def decimals(low: float, high: float) -> int:
    """Return the places after the point of published scores."""
    return 0 if high - low >= WIDE else 1


def scale_of(ratings: Ratings) -> Scale:
    """Return the scale of a round."""
    places = decimals(ratings.low, ratings.high)
    return Scale(ratings.low, ratings.high, places, ratings.levels or ())


def round_of(ratings: Ratings, load: Load) -> Round:
    """Return what everybody may know of a round that came with a load."""
    return Round(
        id=ratings.round_id,
        city=load.source.city,
        starts=ratings.starts.isoformat() if ratings.starts else "",
        ends=ratings.ends.isoformat() if ratings.ends else "",
        load_id=load.load_id,
        as_of=load.source.as_of.date().isoformat(),
        synthetic=load.source.synthetic,
        low=ratings.low,
        high=ratings.high,
        decimals=decimals(ratings.low, ratings.high),
        dimensions=ratings.dimensions,
        departments=tuple(Department(each, ratings.names[each]) for each in ratings.departments),
        open_raters=tuple(sorted(ratings.open_raters)),
    )
