"""How places on the axis and tracks of the lanes become pixels."""

from typing import NamedTuple

from web.working_axis import Place

LEAST_DAY = 14.0
HEAD, TRACK = 64, 68
MIDDLE = 34
REST, NARROW_REST = 12.0, 4.0


class Scale(NamedTuple):
    """How many pixels a working day and a rest day have."""

    day: float
    rest: float

    def x(self, place: Place) -> float:
        """Return the pixel at which `place` stands."""
        return place.work * self.day + place.rest * self.rest


def scale(work: float, rest: float, width: float) -> Scale:
    """Return the scale on which the days fill `width`, a working day at least 14 pixels wide.

    >>> scale(10, 4, 448), scale(100, 40, 860)
    (Scale(day=40.0, rest=12.0), Scale(day=14.0, rest=4.0))
    """
    day = (width - rest * REST) / max(work, 1)
    if day >= 2 * REST:
        return Scale(day, REST)
    return Scale(max((width - rest * NARROW_REST) / max(work, 1), LEAST_DAY), NARROW_REST)


def middle(track: int) -> float:
    """Return the middle of a track."""
    return HEAD + track * TRACK + MIDDLE
