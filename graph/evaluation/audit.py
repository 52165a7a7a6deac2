"""What is held back so that no single rating can be worked out (rules P1, P4, P8).

The ratings that one ratee received in one dimension are the unknowns; every other rating counts as
known to the attacker. Published are the scores of that ratee, in the dimension and overall, and
the organisation's means, rounded so that no single rating moves one by a step. Figures that a
single rating can move by the last digit shown must rest on at least P1's number of ratings in
every combination; all together must leave a fifth of the scale open for every rating though a
colluder tells its own. The same is asked of the figures in the report of every *other* department
that a single one of these ratings can move by that much, as the severity of its rater is taken
out of all scores.

Who sees the scores of *all* departments side by side (the oversight office) would learn more if it
also knew all ratings but those of one column: each score then tells about one rater, as far as
rounding lets it. No estimate that corrects for severity can avoid that, so this is not asked.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.disclosure import open_ratings, smallest_support
from graph.evaluation.estimates import Estimate

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
SPAN = 0.20
"""Share of the scale that must remain possible for every rating."""
STEPS = (1.0, 2.0, 5.0, 10.0, 20.0)
"""To so many of its last digits the organisation's mean may be rounded."""
VISIBLE = 0.5
"""Units of the last digit by which a rating must move a combination of figures to be seen in it;
each figure is off by half a unit, so that less tells nothing even of ratings at the two ends."""
TOP, BOTTOM = 0.95, 0.05
"""Shares of the scale beyond which scores are written as at least, at most (P10)."""


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """The ends of a scale and the places after the point of published scores (P6)."""

    low: float
    high: float
    decimals: int

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
        coded = np.clip(values, self.bottom, self.top)
        found: Floats = np.round(np.round(coded / steps) * steps, self.decimals) + 0.0
        return found

    def between(self, values: Floats, steps: Floats) -> Floats:
        """Return (m, 2): between what and what each value lies, knowing how it is written."""
        written = self.written(values, steps)
        found = np.stack([written - steps / 2, written + steps / 2], axis=-1)
        found[values >= self.top] = (self.top, np.inf)
        found[values <= self.bottom] = (-np.inf, self.bottom)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """All figures of a round, to be audited: estimates by dimension, the overall one last.

    ``shown`` (k + 1, n) says which scores are to be published, ``parts`` (k, n, c) which scores by
    kind of rater; the audit takes some of them out. ``secret`` (n,) tells which raters do not rate
    openly; ``groups`` (n,) the departments of one leader.
    """

    estimates: tuple[Estimate, ...]
    weights: Floats  # (k,) of the dimensions in the overall score
    scale: Scale
    shown: Bools
    parts: Bools
    part_rows: Callable[[int, int, int], tuple[Floats, float]]
    """Row (n,) and value of a score by kind: dimension, ratee, kind."""
    secret: Bools
    groups: NDArray[np.int64]
    least: int
    means: dict[tuple[int, bytes], Floats] = field(default_factory=dict)
    """What was found before of the means, by layer and shown scores."""

    def settle(self) -> None:
        """Take out of ``shown`` and ``parts`` what cannot be published beside the rest."""
        left = -1
        while left != self.shown.sum():  # what is held back changes the means of the others
            left = int(self.shown.sum())
            for dimension in range(len(self.weights)):
                for ratee in range(self.shown.shape[1]):
                    self._settle(dimension, ratee)
        self.parts[~self.shown[:-1]] = False

    def _settle(self, dimension: int, ratee: int) -> None:
        """Take figures out until the ratings of one column are safe; what matters least first."""
        while (self.shown[[dimension, -1], ratee]).any():
            if not self._in_danger(dimension, ratee):
                return
            if self.parts[dimension, ratee].any():
                self.parts[dimension, ratee] = False
            else:
                last = -1 if self.shown[-1, ratee] else dimension
                self.shown[last, ratee] = False

    def _in_danger(self, dimension: int, ratee: int) -> bool:
        unknown = np.flatnonzero(self.estimates[dimension].seen[:, ratee] & self.secret)
        figures = self._figures(dimension, ratee, unknown)
        own = figures.of(ratee).beside(self._kinds(dimension, ratee, unknown, figures.truth))
        if smallest_support(own.digits(self.scale), self.least, self.groups[unknown], VISIBLE):
            return True
        if len(self._open(own, figures.truth)):
            return True
        readers = figures.readers(self.scale)
        return any(self._tells(figures, at, unknown) for at in readers if at != ratee)

    def _tells(self, figures: "Figures", reader: int, unknown: NDArray[np.int64]) -> bool:
        """Whether the report of another department tells it a rating, knowing its own one."""
        part = figures.of(reader).telling(self.scale)
        if part.far(figures.truth, self.scale, SPAN):
            return False
        kept = unknown != reader
        return len(self._open(part.without(~kept, figures.truth), figures.truth[kept])) > 0

    def _open(self, part: "Part", truth: Floats) -> NDArray[np.int64]:
        ends = (self.scale.low, self.scale.high)
        return open_ratings(part.rows, part.bounds, truth, ends, SPAN * (ends[1] - ends[0]))

    def _kinds(
        self, dimension: int, ratee: int, unknown: NDArray[np.int64], truth: Floats
    ) -> "Part":
        """Return the scores by kind of one ratee that are to be published."""
        kinds = np.flatnonzero(self.parts[dimension, ratee])
        found = [self.part_rows(dimension, ratee, int(kind)) for kind in kinds]
        rows = np.array([row[unknown] for row, _ in found]).reshape(-1, len(unknown))
        values = np.array([value for _, value in found], np.float64)
        return self._part(rows, values, np.full(len(values), self.scale.unit), truth)

    def _part(self, rows: Floats, values: Floats, steps: Floats, truth: Floats) -> "Part":
        bounds = self.scale.between(values, steps) + (rows @ truth - values)[:, None]
        return Part(rows, bounds, steps)

    def step(self, layer: int) -> float:
        """Return to what the mean of a layer is rounded: no single rating moves it by as much."""
        wide = self.scale.high - self.scale.low
        if self.shown[layer].sum() < 2:
            return self.scale.unit
        most = np.abs(self._mean(layer)).max() * wide
        steps = [each * self.scale.unit for each in STEPS]
        return next((each for each in steps if most < each), wide)

    def _mean(self, layer: int) -> Floats:
        """Return (n, n): how the mean of the shown scores of a layer depends on each rating."""
        key = layer % len(self.estimates), self.shown[layer].tobytes()
        if key not in self.means:
            rows = self.estimates[layer].rows
            self.means[key] = np.tensordot(self.shown[layer] / self.shown[layer].sum(), rows, 1)
        return self.means[key]

    def _figures(self, dimension: int, ratee: int, unknown: NDArray[np.int64]) -> "Figures":
        share = self.weights / self.weights.sum()
        truth = self.estimates[dimension].x[unknown, ratee]
        layers = []
        for layer, weight in ((dimension, 1.0), (-1, share[dimension])):
            found, shown = self.estimates[layer], self.shown[layer]
            rows = weight * found.rows[:, unknown, ratee]
            values = found.score
            steps = np.full(len(values), self.scale.unit)
            if shown.sum() > 1:
                rows = np.vstack([rows, weight * self._mean(layer)[unknown, ratee]])
                values = np.append(values, values[shown].mean())
                steps = np.append(steps, self.step(layer))
            layers.append((shown, self._part(rows, values, steps, truth)))
        return Figures(truth, layers)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Coefficients (r, m) of some figures in the unknown ratings, (r, 2) where they lie, steps."""

    rows: Floats
    bounds: Floats
    steps: Floats  # (r,) to what each is rounded

    def only(self, kept: NDArray[np.int64] | list[int]) -> "Part":
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

    def beside(self, other: "Part") -> "Part":
        """Return these figures and others."""
        return joined([self, other])

    def without(self, known: Bools, truth: Floats) -> "Part":
        """Return the same figures where some of the ratings are known."""
        rest = self.rows[:, known] @ truth[known]
        return Part(self.rows[:, ~known], self.bounds - rest[:, None], self.steps)


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """What is published that depends on one column: by layer, of each ratee and the mean."""

    truth: Floats
    layers: list[tuple[Bools, Part]]

    def readers(self, scale: Scale) -> list[int]:
        """Return whose shown scores a single one of these ratings can move by a step."""
        moved = [
            shown & (part.largest(scale) >= part.steps)[: len(shown)] for shown, part in self.layers
        ]
        return [int(at) for at in np.flatnonzero(np.any(moved, axis=0))]

    def of(self, reader: int) -> Part:
        """Return what the report of one department holds: its shown scores and the means."""
        parts = []
        for shown, part in self.layers:
            kept = [reader] if shown[reader] else []
            kept += [len(shown)] if shown.sum() > 1 else []
            parts.append(part.only(kept))
        return joined(parts)


def joined(parts: list[Part]) -> Part:
    """Return the figures of several parts as one."""
    return Part(
        np.concatenate([each.rows for each in parts]),
        np.concatenate([each.bounds for each in parts]),
        np.concatenate([each.steps for each in parts]),
    )
