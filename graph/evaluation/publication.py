"""One release of a round as the audit sees it: which figures, and how they come from ratings."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from graph.evaluation.estimates import Estimate, shares
from graph.evaluation.kinds import kind_rows, kind_scores
from graph.evaluation.published import Layer, Part, Scale
from graph.evaluation.steps import least_step

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Publication:
    """The figures of one release: estimates by dimension, the overall one last.

    ``steps`` (k + 1, n) tells to what scores are rounded, ``part_steps`` (k, n) scores by kind.
    ``shown`` (k + 1, n) says which scores are published, ``means`` (k + 1,) which of the
    organisation's means, ``parts`` (k, n, c) which scores by kind of rater. ``secret`` (n,) tells
    which raters do not rate openly, ``members`` (c, n) of which kind each is.
    """

    estimates: tuple[Estimate, ...]
    weights: Floats  # (k,) of the dimensions in the overall score
    scale: Scale
    steps: Floats
    part_steps: Floats
    shown: Bools
    means: Bools
    parts: Bools
    members: Bools
    given: Floats  # (k, n, n) ratings with those of raters that scores leave out
    secret: Bools
    scores: Floats  # (k + 1, n) before they are rounded
    _means: dict[tuple[int, bytes], Floats] = field(default_factory=dict)
    """What was found before of the means, by layer and shown scores."""

    def received(self, dimension: int, ratee: int) -> tuple[Ints, Floats]:
        """Return the raters of a column that do not rate openly, and what they gave."""
        column = self.given[dimension, :, ratee]
        raters = np.flatnonzero(~np.isnan(column) & self.secret)
        return raters, column[raters]

    def layers(self, dimension: int, ratee: int, raters: Ints, truth: Floats) -> Iterator[Layer]:
        """Yield what depends on some ratings of a column.

        That are the scores in its dimension and overall, and those by kind of rater.
        """
        given = self.estimates[dimension].x[raters, ratee] == truth
        share = shares(self.weights)
        for layer, weight in ((dimension, 1.0), (-1, share[dimension])):
            shown, told = self.shown[layer], self.tells_mean(layer)
            rows = weight * self.estimates[layer].rows[:, raters, ratee] * given
            values = self.scores[layer]
            steps = self.steps[layer]
            if told:
                rows = np.vstack([rows, weight * self._mean(layer)[raters, ratee] * given])
                values = np.append(values, values[shown].mean())
                steps = np.append(steps, self.mean_step(layer))
            yield Layer(shown, told, self._part(rows, values, steps, truth))
        for kind in range(len(self.members)):
            if (told_of := self.parts[dimension, :, kind]).any():
                of, members = self.estimates[dimension], self.members[kind]
                rows, values = (
                    kind_rows(of, members, ratee)[:, raters] * given,
                    kind_scores(of, members),
                )
                part = self._part(rows, values, self.part_steps[dimension], truth)
                yield Layer(told_of, False, part)

    def mean_step(self, layer: int) -> float:
        """Return to what the mean of a layer is rounded: no single rating moves it by as much.

        Infinite: it is not published.
        """
        wide = self.scale.high - self.scale.low
        if not self.means[layer]:
            return np.inf
        if self.shown[layer].sum() < 2:
            return self.scale.unit
        most = np.abs(self._mean(layer)).max() * wide
        return least_step(most, self.scale.unit)

    def tells_mean(self, layer: int) -> bool:
        """Whether the mean of a layer is published; it is not, of fewer than two scores."""
        return bool(self.shown[layer].sum() > 1 and np.isfinite(self.mean_step(layer)))

    def _mean(self, layer: int) -> Floats:
        """Return (n, n): how the mean of the shown scores of a layer depends on each rating."""
        key = layer % len(self.estimates), self.shown[layer].tobytes()
        if key not in self._means:
            rows = self.estimates[layer].rows
            self._means[key] = np.tensordot(self.shown[layer] / self.shown[layer].sum(), rows, 1)
        return self._means[key]

    def _part(self, rows: Floats, values: Floats, steps: Floats, truth: Floats) -> Part:
        bounds = self.scale.between(values, steps) + (rows @ truth - values)[:, None]
        return Part(rows, bounds, steps)
