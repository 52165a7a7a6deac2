"""Published figures as linear functions of the ratings of one column, rounded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
TOP, BOTTOM = 0.95, 0.05
"""Shares of the scale beyond which scores are written as at least, at most (P10)."""
NINE = 9
"""Places to which figures are compared."""


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """The ends of a scale, the places after the point of published scores (P6), its levels.

    ``levels`` are the points of words or digits, where a round has them; empty: any points.
    """

    low: float
    high: float
    decimals: int
    levels: tuple[float, ...] = ()

    @property
    def top(self) -> float:
        """The score from which one is written as at least."""
        return self.low + TOP * (self.high - self.low)

    @property
    def bottom(self) -> float:
        """The score up to which one is written as at most."""
        return self.low + BOTTOM * (self.high - self.low)

    @property
    def unit(self) -> float:
        """The last digit of a published score, in points."""
        return float(10.0**-self.decimals)

    def written(self, values: Floats, steps: Floats | float) -> Floats:
        """Return values as they are published: coded at both ends, rounded to steps (P6, P10)."""
        rounded = np.round(np.round(values / steps) * steps, self.decimals)
        found: Floats = np.clip(rounded, self.bottom, self.top) + 0.0
        return found

    def between(self, values: Floats, steps: Floats) -> Floats:
        """Return (m, 2): between what and what each value lies, knowing how it is written."""
        rounded = np.round(values / steps) * steps
        found = np.stack([rounded - steps / 2, rounded + steps / 2], axis=-1)
        found = np.clip(found, self.bottom, self.top)  # what lies beyond is told as a bound
        found[values >= self.top] = (self.top, np.inf)
        found[values <= self.bottom] = (-np.inf, self.bottom)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Coefficients (r, m) of some figures in the unknown ratings, (r, 2) where they lie, steps."""

    rows: Floats
    bounds: Floats
    steps: Floats  # (r,) to what each is rounded

    def only(self, kept: Sequence[int] | NDArray[np.int64]) -> "Part":
        """Return some of the figures."""
        return Part(self.rows[kept], self.bounds[kept], self.steps[kept])

    def telling(self, scale: Scale) -> "Part":
        """Return the figures that a single rating can move by a step."""
        return self.only(np.flatnonzero(self.largest(scale) >= self.steps))

    def largest(self, scale: Scale) -> Floats:
        """Return by how much a single rating can move each figure, in points."""
        most: Floats = np.abs(self.rows).max(axis=1, initial=0) * (scale.high - scale.low)
        return most

    def digits(self, scale: Scale) -> Floats:
        """Return by how many steps each rating moves the figures that one can move by a step."""
        part = self.telling(scale)
        moved: Floats = part.rows * (scale.high - scale.low) / part.steps[:, None]
        return moved

    def far(self, truth: Floats, scale: Scale, share: float) -> bool:
        """Whether every rating can be that share of the scale away, all others staying."""
        at = self.rows @ truth
        slack = np.maximum(np.stack([at - self.bounds[:, 0], self.bounds[:, 1] - at]), 0)
        size = np.maximum(np.abs(self.rows), 1e-12)
        falls = np.where(self.rows > 0, slack[0][:, None], slack[1][:, None]) / size
        rises = np.where(self.rows > 0, slack[1][:, None], slack[0][:, None]) / size
        down = np.minimum(falls.min(axis=0, initial=np.inf), truth - scale.low)
        up = np.minimum(rises.min(axis=0, initial=np.inf), scale.high - truth)
        return bool((up + down >= share * (scale.high - scale.low)).all())

    def distinct(self) -> "Part":
        """Return the same figures, each once: one that is published again tells nothing new."""
        told = np.column_stack([self.rows, self.bounds, self.steps]).round(NINE)
        return self.only(np.sort(np.unique(told, axis=0, return_index=True)[1]))

    def without(self, known: Bools, truth: Floats) -> "Part":
        """Return the same figures where some of the ratings are known."""
        rest = self.rows[:, known] @ truth[known]
        return Part(self.rows[:, ~known], self.bounds - rest[:, None], self.steps)


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One kind of figure that depends on one column: of each department, and the mean of all."""

    shown: Bools  # (n,) of which departments it is published
    with_mean: bool
    part: Part  # n figures and, last, the mean where there is one

    def of(self, departments: Iterable[int]) -> Part:
        """Return what is published of some departments, and the mean."""
        kept = [int(at) for at in departments if self.shown[at]]
        return self.part.only([*kept, len(self.shown)] if self.with_mean else kept)


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """What is published that depends on one column, in one release or several."""

    truth: Floats
    layers: list[Layer]

    def of(self, reader: int) -> Part:
        """Return what the reports of one department hold."""
        return joined([each.of([reader]) for each in self.layers])

    def side_by_side(self) -> Part:
        """Return what is published to whoever sees the reports of all departments."""
        return joined([each.of(range(len(each.shown))) for each in self.layers])


def joined(parts: Sequence[Part]) -> Part:
    """Return the figures of several parts as one."""
    return Part(
        np.concatenate([each.rows for each in parts]),
        np.concatenate([each.bounds for each in parts]),
        np.concatenate([each.steps for each in parts]),
    )
