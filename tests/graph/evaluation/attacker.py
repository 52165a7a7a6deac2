"""A department that tries to work out what another gave, by exact integer feasibility.

It knows the estimator with its variances, every rating but those that one ratee received in one
dimension, of these its own and a colluder's, and what was published to it; the oversight office
knows what was published of all departments.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from graph.algorithms.eblup import predict
from graph.evaluation.estimates import Estimate
from graph.evaluation.figures import Score, Subgroup
from graph.evaluation.gate import Gate
from tests.graph.evaluation.panel import document_of, score_of

Floats = NDArray[np.float64]
Cell = tuple[int, float]
"""A rater of the column, and what it gave: the same in two releases where it did not change."""
Ends = tuple[float, float]
EXACT = 1e-7


@dataclass
class Attack:
    """What is known of one column of ratings: figures between bounds, linear in the ratings."""

    ratee: int
    dimension: int
    levels: Floats  # that a rating can have; for `width` equally far apart
    cells: list[Cell] = field(default_factory=list)  # unknown, of all releases
    figures: list[tuple[dict[Cell, float], float, float]] = field(default_factory=list)

    def learn(
        self, of: Sequence[Estimate], layer: int, readers: Sequence[int], bounds: Ends
    ) -> None:
        """Add that the mean score of some departments lies between two numbers.

        `of` are the estimates of a release, the overall one last.
        """
        estimate, share = of[layer], 1.0 if layer >= 0 else 1 / (len(of) - 1)
        column = of[self.dimension].x[:, self.ratee]
        unknown = np.flatnonzero(~np.isnan(estimate.x[:, self.ratee]))
        rows = estimate.rows[list(readers)].mean(axis=0)
        known = np.where(estimate.seen, estimate.x, 0)
        known[unknown, self.ratee] -= share * column[unknown]  # of the other dimensions only
        rest = float((rows * known).sum())
        cells = [(int(at), float(column[at])) for at in unknown]
        self.cells += [each for each in cells if each not in self.cells]
        weights = dict(zip(cells, share * rows[unknown, self.ratee], strict=True))
        self.figures.append((weights, bounds[0] - rest, bounds[1] - rest))

    def read(self, through: Gate, reader: int) -> None:
        """Learn all that the report of a department says."""
        ends = through.scale.top, through.scale.bottom
        of = through.of.estimates
        for layer in (self.dimension, -1):
            score = score_of(through, reader, layer)
            if score.score is not None:
                half = (score.step or through.scale.unit) / 2
                self.learn(of, layer, [reader], between(score, ends, half))
            if score.mean is not None:
                shown = np.flatnonzero(through.shown[layer]).tolist()
                half = through.mean_steps[layer] / 2
                mean = replace(score, score=score.mean, coded=coded(score.mean, ends))
                wider = ends[0] - half, ends[1] + half  # a mean may be rounded to an end
                self.learn(of, layer, shown, between(mean, wider, half))
        name = through.of.ratings.dimensions[self.dimension]
        for each in document_of(through, reader).subgroups:
            if each.dimension == name and each.score is not None:
                self._learn_kind(through, reader, each)

    def _learn_kind(self, through: Gate, reader: int, told: Subgroup) -> None:
        """Learn what the departments of one kind say of another, on the mean."""
        assert told.score is not None
        of, ratings = through.of.estimates[self.dimension], through.of.ratings
        members = [ratings.kinds[each] == told.kind for each in ratings.departments]

        def score(x: Floats) -> float:
            there = members & ~np.isnan(x[:, reader])
            return float((x[:, reader] - predict(x, of.variances).rater)[there].mean())

        now, weights = score(of.x), dict[Cell, float]()
        for at in np.flatnonzero(~np.isnan(of.x[:, self.ratee])):
            moved = of.x.copy()
            moved[at, self.ratee] += 1
            weights[int(at), float(of.x[at, self.ratee])] = score(moved) - now
        self.cells += [each for each in weights if each not in self.cells]
        half, ends = (
            (told.step or through.scale.unit) / 2,
            (through.scale.top, through.scale.bottom),
        )
        rest = now - sum(each[1] * weight for each, weight in weights.items())
        low = told.score - half if told.score > ends[1] else -np.inf
        high = told.score + half if told.score < ends[0] else np.inf
        self.figures.append((weights, low - rest, high - rest))

    def width(self, target: Cell, known: Sequence[int], enough: float) -> float:
        """Return how far apart the feasible levels of a rating are; `enough` or more is enough."""
        most = self._end(target, known, -1)
        if most - target[1] >= enough:
            return most - target[1]
        return most - self._end(target, known, 1)

    def possible(self, target: Cell, known: Sequence[int]) -> set[float]:
        """Return the levels that a rating can have where some others are known."""
        return set(self.agreeing(known)[:, self.cells.index(target)].tolist())

    def agreeing(self, known: Sequence[int] = ()) -> Floats:
        """Return what all ratings can be together, trying all levels; points count as told."""
        choices = [
            [each[1]] if each[0] in known or each[1] not in self.levels else self.levels
            for each in self.cells
        ]
        every = np.array(list(product(*choices)))
        place = {each: at for at, each in enumerate(self.cells)}
        for weights, low, high in self.figures:
            sums = every[:, [place[each] for each in weights]] @ list(weights.values())
            every = every[(sums >= low - EXACT) & (sums <= high + EXACT)]
        return every

    def _end(self, target: Cell, known: Sequence[int], sign: int) -> float:
        """Return the least (1) or greatest (-1) feasible level of a rating."""
        step = float(self.levels[1] - self.levels[0])
        place = {each: at for at, each in enumerate(self.cells)}
        rows = np.zeros((len(self.figures), len(place)))
        for row, (weights, _, _) in zip(rows, self.figures, strict=True):
            for cell, weight in weights.items():
                row[place[cell]] = weight
        low = np.array([each[1] for each in self.figures]) - rows.sum(axis=1) * self.levels[0]
        high = np.array([each[2] for each in self.figures]) - rows.sum(axis=1) * self.levels[0]
        truth = np.array([(each[1] - self.levels[0]) / step for each in self.cells])
        told = np.array([each[0] in known for each in self.cells])
        found = milp(
            sign * np.eye(len(place))[place[target]],
            integrality=np.ones(len(place)),
            bounds=Bounds(np.where(told, truth, 0), np.where(told, truth, len(self.levels) - 1)),
            constraints=LinearConstraint(rows * step, low - EXACT, high + EXACT),
        )
        assert found.success, found.message  # the true ratings are feasible
        return float(self.levels[0] + step * np.round(found.x[place[target]]))


def coded(value: float, ends: Ends) -> Literal["", "top", "bottom"]:
    """Return at which end a mean is told as a bound only, as far as one can see."""
    return "top" if value >= ends[0] else "bottom" if value <= ends[1] else ""


def between(score: Score, ends: Ends, half: float) -> Ends:
    """Return between what an unrounded score lies that is written to twice `half`."""
    assert score.score is not None
    if score.coded == "top":
        return ends[0], np.inf
    if score.coded == "bottom":
        return -np.inf, ends[1]
    return max(score.score - half, ends[1]), min(score.score + half, ends[0])
