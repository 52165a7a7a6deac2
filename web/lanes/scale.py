"""How places on the axis and tracks of the lanes become units of the drawing.

A unit is a pixel at the usual size of text and grows with it.
"""

from typing import NamedTuple

from web.lanes.working_axis import Place

ROOMY_DAY = 14.0
"""A working day from this width on shows its own line; narrower ones show weeks or months."""
HEAD, TRACK = 64, 68
MIDDLE = 34
REST, NARROW_REST, PART_OF_DAY = 12.0, 4.0, 0.3


class Scale(NamedTuple):
    """How many units a working day and a rest day have."""

    day: float
    rest: float

    def x(self, place: Place) -> float:
        """Return the unit at which `place` stands."""
        return place.work * self.day + place.rest * self.rest


def scale(work: float, rest: float, width: float) -> Scale:
    """Return the scale on which the days fill `width`; the whole case is always seen.

    >>> scale(10, 4, 448), scale(50, 20, 800)
    (Scale(day=40.0, rest=12.0), Scale(day=14.4, rest=4.0))
    >>> narrow = scale(200, 80, 448)
    >>> round(narrow.day, 6), round(narrow.rest, 6)
    (2.0, 0.6)
    """
    day = (width - rest * REST) / max(work, 1)
    if day >= 2 * REST:
        return Scale(day, REST)
    day = (width - rest * NARROW_REST) / max(work, 1)
    if day >= ROOMY_DAY:
        return Scale(day, NARROW_REST)
    day = width / max(work + rest * PART_OF_DAY, 1)
    return Scale(day, day * PART_OF_DAY)


def middle(track: int) -> float:
    """Return the middle of a track."""
    return HEAD + track * TRACK + MIDDLE
