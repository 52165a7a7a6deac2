"""A score with its interval and the mean as a small picture whose width is that of its cell.

Places are percent of the width, so the picture follows its cell and its strokes keep their size.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from graph.evaluation.figures import Score

EDGE = 6.0
"""Percent of the width that stays free at either side, for half a dot and half a label."""
STEPS_OF_RANGE = 10
FEWEST_STEPS = 3


@dataclass(frozen=True, slots=True)
class Axis:
    """The part of a scale that a column of pictures covers, and where it carries marks."""

    start: float
    end: float
    marks: tuple[float, ...]

    def place(self, value: float) -> float:
        """Return where `value` is, in percent of the width; beyond the ends it is at the end."""
        part = (min(max(value, self.start), self.end) - self.start) / (self.end - self.start)
        return round(EDGE + part * (100 - 2 * EDGE), 2)

    def labels(self) -> list[tuple[float, str]]:
        """Return place and text of each mark."""
        return [(self.place(mark), f"{mark:g}") for mark in self.marks]


class ScoreLine(NamedTuple):
    """Places in percent; `low` and `high` are None without interval, `mean` where not known."""

    dot: float
    low: float | None
    high: float | None
    mean: float | None
    marks: tuple[float, ...]
    beyond: str = ""  # "top" or "bottom": the score lies beyond the dot


def axis(scores: Iterable[Score], low: float, high: float) -> Axis:
    """Return the axis that holds all that is shown of `scores`, on a scale from `low` to `high`.

    >>> axis([Score("A", "", "many", "", 71, low=66, high=76, mean=80)], 0, 100)
    Axis(start=60.0, end=90.0, marks=(60.0, 70.0, 80.0, 90.0))
    """
    shown = [
        value
        for each in scores
        if each.score is not None
        for value in (each.score, each.low, each.high, each.mean)
        if value is not None
    ]
    step = (high - low) / STEPS_OF_RANGE
    first = math.floor((min(shown, default=low) - low) / step)
    last = max(math.ceil((max(shown, default=high) - low) / step), first + FEWEST_STEPS)
    last = min(last, STEPS_OF_RANGE)
    first = max(min(first, last - FEWEST_STEPS), 0)
    marks = tuple(round(low + step * at, 6) for at in range(first, last + 1))
    return Axis(marks[0], marks[-1], marks[:: 1 if len(marks) <= 6 else 2])


def score_line(score: Score, on: Axis) -> ScoreLine | None:
    """Return the picture of `score`, None where it is not shown.

    >>> on = Axis(60.0, 90.0, (60.0, 90.0))
    >>> score_line(Score("A", "", "many", "", 75, low=60, high=90), on)
    ScoreLine(dot=50.0, low=6.0, high=94.0, mean=None, marks=(6.0, 94.0), beyond='')
    >>> score_line(Score("A", "", "few", "few"), on) is None
    True
    """
    if score.score is None:
        return None
    low, high, mean = (
        None if value is None else on.place(value) for value in (score.low, score.high, score.mean)
    )
    marks = tuple(on.place(mark) for mark in on.marks)
    return ScoreLine(on.place(score.score), low, high, mean, marks, score.coded)
