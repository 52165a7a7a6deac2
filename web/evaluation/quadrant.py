"""One department between the process and the ratings: a picture with four corners.

Across is what the process log says (0 at the left), up is the score; both have the city's figure
as a dashed line. Places across are percent of the width, upwards pixels.
"""

from typing import NamedTuple

from graph.evaluation.figures import Score
from web.evaluation.score_line import Axis, axis

TOP, HEIGHT = 8, 168
ROOM = 1.15
"""How far the axis goes beyond the largest figure that is drawn."""


class Measure(NamedTuple):
    """A figure of the process log with its interval, and that of the city."""

    value: float
    low: float | None
    high: float | None
    city: float


class Quadrant(NamedTuple):
    """Where dot, interval and dashed lines are."""

    x: float
    y: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float
    x_city: float
    y_mean: float | None
    left: bool  # the name stands to the left of the dot
    at_edge: bool  # the city's figure leaves no room at its left


def quadrant(score: Score, measure: Measure, low: float, high: float) -> Quadrant | None:
    """Return the picture, None where the score is not shown.

    >>> score = Score("A", "工作效率", "many", "", 70, low=60, high=80, mean=75)
    >>> made = quadrant(score, Measure(2.0, 1.5, 2.5, 1.0), 0, 100)
    >>> made.y > made.y_mean, made.x > made.x_city, made.left
    (True, True, True)
    """
    if score.score is None:
        return None
    up = axis([score], low, high)
    across = Axis(0, ROOM * max(measure.value, measure.high or 0, 2 * measure.city, 1e-9), ())
    x = across.place(measure.value)
    return Quadrant(
        x,
        _y(score.score, up),
        across.place(measure.value if measure.low is None else measure.low),
        across.place(measure.value if measure.high is None else measure.high),
        _y(score.score if score.low is None else score.low, up),
        _y(score.score if score.high is None else score.high, up),
        across.place(measure.city),
        None if score.mean is None else _y(score.mean, up),
        x > 60,
        across.place(measure.city) < 24,
    )


def _y(value: float, up: Axis) -> float:
    part = (value - up.start) / (up.end - up.start)
    return round(TOP + HEIGHT * (0.95 - 0.9 * part), 1)
