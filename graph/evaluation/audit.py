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

from graph.algorithms.disclosure import smallest_support
from graph.algorithms.feasible_ratings import open_ratings
from graph.evaluation.estimates import Estimate
from graph.evaluation.published import Figures, Part, Scale

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
SPAN = 0.20
"""Share of the scale that must remain possible for every rating."""
STEPS = (1.0, 2.0, 5.0, 10.0, 20.0)
"""To so many of its last digits the organisation's mean may be rounded."""
VISIBLE = 0.5
"""Units of the last digit by which a rating must move a combination of figures to be seen in it;
each figure is off by half a unit, so that less tells nothing even of ratings at the two ends."""


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

    def _tells(self, figures: Figures, reader: int, unknown: NDArray[np.int64]) -> bool:
        """Whether the report of another department tells it a rating, knowing its own one."""
        part = figures.of(reader).telling(self.scale)
        if part.far(figures.truth, self.scale, SPAN):
            return False
        kept = unknown != reader
        return len(self._open(part.without(~kept, figures.truth), figures.truth[kept])) > 0

    def _open(self, part: Part, truth: Floats) -> NDArray[np.int64]:
        ends = (self.scale.low, self.scale.high)
        return open_ratings(part.rows, part.bounds, truth, ends, SPAN * (ends[1] - ends[0]))

    def _kinds(self, dimension: int, ratee: int, unknown: NDArray[np.int64], truth: Floats) -> Part:
        """Return the scores by kind of one ratee that are to be published."""
        kinds = np.flatnonzero(self.parts[dimension, ratee])
        found = [self.part_rows(dimension, ratee, int(kind)) for kind in kinds]
        rows = np.array([row[unknown] for row, _ in found]).reshape(-1, len(unknown))
        values = np.array([value for _, value in found], np.float64)
        return self._part(rows, values, np.full(len(values), self.scale.unit), truth)

    def _part(self, rows: Floats, values: Floats, steps: Floats, truth: Floats) -> Part:
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

    def _figures(self, dimension: int, ratee: int, unknown: NDArray[np.int64]) -> Figures:
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
