"""The one gate: from what is estimated of a round to what may be shown of it (rules P1-P15)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.proportions import NORMAL
from graph.algorithms.rank_intervals import rank_intervals
from graph.evaluation.assessment import Assessment, habit, seed_of
from graph.evaluation.audit import Ledger
from graph.evaluation.counts import counted, leader_labels, secret_raters
from graph.evaluation.estimates import Bools, Floats, shares
from graph.evaluation.facts import scale_of
from graph.evaluation.figures import Change, Raters, Reason, Score, Subgroup, Verdict
from graph.evaluation.habits import Habit
from graph.evaluation.kinds import allowed, kind_scores, kinds_of, members_of
from graph.evaluation.publication import Publication
from graph.evaluation.published import Scale
from graph.evaluation.steps import part_steps, score_steps
from graph.evaluation.verdicts import verdicts

Ints = NDArray[np.int64]
DIRECTIONS: dict[float, Change] = {1.0: "up", -1.0: "down", 0.0: "level"}
WITHHELD = (1, 2)
"""So many raters that came or went would show in the change what they think (P13)."""


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """What is shown of an assessment; layers are the dimensions and, last, the overall score."""

    of: Assessment
    scale: Scale
    counts: Ints  # (k + 1, n) departments that rated, those of one leader once, open ones not
    labels: Ints  # (n,) the same for departments of one leader; -1: rates openly
    reasons: NDArray[np.str_]  # (k + 1, n) why a score is not shown; empty: it is
    kinds: tuple[str, ...]  # of raters
    parts: Bools  # (k, n, c) whether the score by a kind is shown
    habits: tuple[Habit, ...]  # of each department
    steps: Floats  # (k + 1, n) to what each score is rounded
    part_steps: Floats  # (k, n) to what the scores by kind are
    mean_steps: tuple[float, ...]  # to what the mean is; infinite: it is not shown

    @property
    def enough(self) -> Bools:
        """Whether a ratee has enough raters in every dimension, (n,); of few departments none."""
        least = self.counts.min(axis=0)
        large = len(least) >= self.of.rules.min_departments
        found: Bools = np.asarray(large & (least >= self.of.rules.min_raters))
        return found

    @property
    def shown(self) -> Bools:
        """Whether each score is shown, (k + 1, n)."""
        shown: Bools = self.reasons == ""
        return shown

    def means(self) -> Floats:
        """Return the organisation's mean of each layer, over what is shown; of two at least."""
        found = [
            each.score[shown].mean() if shown.sum() > 1 and np.isfinite(step) else np.nan
            for each, shown, step in zip(
                self.of.estimates, self.shown, self.mean_steps, strict=True
            )
        ]
        return np.array(found)

    def written(self) -> Floats:
        """Return the shown scores as they are published, (k + 1, n).

        Intervals, ranks and verdicts are made of these: they tell nothing that they do not.
        """
        found = np.stack([each.score for each in self.of.estimates])
        return np.where(self.shown, self.scale.written(found, self.steps), np.nan)

    def scores(self) -> tuple[Score, ...]:
        """Return all scores: overall first; those shown by id, then those that are not by id."""
        found = self._layer_scores()
        names = ["", *self.of.ratings.dimensions]
        place = {name: at for at, name in enumerate(names)}
        return tuple(
            sorted(
                found, key=lambda each: (place[each.dimension], each.reason != "", each.department)
            )
        )

    def _layer_scores(self) -> list[Score]:
        told = _told(self)
        names = [*self.of.ratings.dimensions, ""]
        return [
            self._score(told, layer, name, ratee)
            for layer, name in enumerate(names)
            for ratee in range(len(self.of.ratings.departments))
        ]

    def _score(self, told: "Told", layer: int, name: str, ratee: int) -> Score:
        hidden = Score(
            department=self.of.ratings.departments[ratee],
            dimension=name,
            raters=self.raters(layer, ratee),
            reason=reason_of(self.reasons[layer, ratee]),
            mean=self.rounded(told.means[layer], self.mean_steps[layer]),
            mean_step=self._step(self.mean_steps[layer]),
        )
        if hidden.reason:
            return hidden
        value = float(self.of.estimates[layer].score[ratee])
        at, reach, ranks = (each[layer, ratee] for each in (told.scores, told.reach, told.ranks))
        return replace(
            hidden,
            score=self.rounded(at),
            step=self._step(self.steps[layer, ratee]),
            coded="top"
            if value >= self.scale.top
            else "bottom"
            if value <= self.scale.bottom
            else "",
            low=self.rounded(at - reach),
            high=self.rounded(at + reach),
            rank_low=None if np.isnan(ranks[0]) else int(ranks[0]),
            rank_high=None if np.isnan(ranks[1]) else int(ranks[1]),
            ranked=None if np.isnan(ranks[0]) else int(self.shown[layer].sum()),
            verdict=told.verdicts[layer][ratee],
            change=self._change(layer, ratee),
        )

    def subgroups(self, ratee: int) -> tuple[Subgroup, ...]:
        """Return the scores of a department by kind of rater; none where none is shown (P4)."""
        if not self.parts[:, ratee].any():
            return ()
        names = self.of.ratings.dimensions
        return tuple(
            self._subgroup(number, kind, layer, name, ratee)
            for number, kind in enumerate(self.kinds)
            for layer, name in enumerate(names)
        )

    def _subgroup(self, number: int, kind: str, layer: int, name: str, ratee: int) -> Subgroup:
        if not self.parts[layer, ratee, number]:
            return Subgroup(kind, name, None, "few")
        members = members_of(self.of.ratings, [kind])
        score = kind_scores(self.of.estimates[layer], members[0])[ratee]
        step = self.part_steps[layer, ratee]
        return Subgroup(kind, name, self.rounded(score, step), "", self._step(step))

    def _step(self, step: float) -> float | None:
        """Return to what a score is rounded, as it is told; None: to its last digit."""
        return float(step) if self.scale.unit < step < np.inf else None

    def raters(self, layer: int, ratee: int) -> Raters:
        """Return how many answered, as it may be told (P10)."""
        count, rules = int(self.counts[layer, ratee]), self.of.rules
        if not count:
            return "none"
        if count < rules.min_raters:
            return "few"
        return "enough" if count < rules.min_spread else "many"

    def rounded(self, value: float, step: float | None = None) -> float | None:
        """Return a score as it is published (P6, P10); None for not a number."""
        if np.isnan(value):
            return None
        return float(self.scale.written(np.array(value), step or self.scale.unit))

    def _change(self, layer: int, ratee: int) -> Change:
        change, before = self.of.change, self.of.earlier
        if change is None or before is None:
            return ""
        now = _answered(self.of.ratings.x, layer, ratee)
        then = _answered(before, layer, ratee)
        moved, both = self._departments(now != then), self._departments(now & then)
        if not then.any():
            return ""
        if moved in WITHHELD or both < self.of.rules.min_overlap:
            return "withheld"
        return DIRECTIONS.get(float(change.direction[layer, ratee]), "withheld")

    def _departments(self, raters: Bools) -> int:
        """Return how many of these count: those of one leader once, open ones not."""
        return len(set(self.labels[raters & (self.labels >= 0)].tolist()))


def _answered(x: Floats, layer: int, ratee: int) -> Bools:
    """Return who rated a ratee in a dimension, or, in the last layer, in all of them."""
    given: Bools = ~np.isnan(x[:, :, ratee])
    found: Bools = np.all(given[[layer]] if layer < len(x) else given, axis=0)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What is told beside each score, (k + 1, n)."""

    scores: Floats  # as they are written
    means: Floats
    reach: Floats  # half width of the interval in points; not a number: none
    ranks: Floats  # (k + 1, n, 2)
    verdicts: list[list[Verdict]]


def gate(of: Assessment, earlier: Sequence[Publication] = ()) -> Gate:
    """Return what may be shown of a round beside its `earlier` releases."""
    ratings, rules = of.ratings, of.rules
    scale = scale_of(ratings)
    secret, groups = secret_raters(ratings), leader_labels(ratings)
    counts = np.stack([counted(each.seen, secret, groups) for each in of.estimates])
    small = len(ratings.departments) < rules.min_departments
    few = counts < rules.min_raters
    reasons = np.where(few, "few", "small" if small else "").astype("<U9")
    kinds = kinds_of(ratings)
    members = members_of(ratings, kinds)
    parts = [
        [allowed(each, of_kind, secret, groups, rules.min_subgroup) for of_kind in members]
        for each in of.estimates[:-1]
    ]
    shape = (len(of.estimates) - 1, len(kinds), len(ratings.departments))
    habits = tuple(habit(of, at) for at in range(len(ratings.departments)))
    weights, wide = np.array(rules.weights(ratings.dimensions)), scale.high - scale.low
    new = Publication(
        estimates=of.estimates,
        weights=weights,
        scale=scale,
        steps=score_steps(of.estimates, shares(weights), wide, scale.unit),
        part_steps=part_steps(of.estimates[:-1], members, wide, scale.unit),
        shown=reasons == "",
        means=np.ones(len(of.estimates), np.bool_),
        parts=np.array(parts, np.bool_).reshape(shape).transpose(0, 2, 1).copy(),
        members=members,
        given=ratings.x,
        secret=secret,
        scores=np.stack([each.score for each in of.estimates]),
    )
    ledger = Ledger(new, tuple(earlier), groups, rules.min_raters)
    ledger.settle()
    reasons = np.where((reasons == "") & ~new.shown, "protected", reasons)
    return Gate(
        of=of,
        scale=scale,
        counts=counts,
        labels=np.where(secret, groups, -1),
        reasons=reasons,
        kinds=kinds,
        parts=new.parts,
        habits=habits,
        steps=new.steps,
        part_steps=new.part_steps,
        mean_steps=tuple(new.mean_step(layer) for layer in range(len(of.estimates))),
    )


def reason_of(word: str) -> Reason:
    """Return a reason by its word."""
    known: dict[str, Reason] = {"": "", "few": "few", "protected": "protected", "small": "small"}
    return known[str(word)]


def _told(of: Gate) -> Told:
    shape = of.shown.shape
    reach, ranks, z = np.full(shape, np.nan), np.full((*shape, 2), np.nan), np.full(shape, np.nan)
    scores, apart = of.written(), of.of.distinguishable
    for layer, found in enumerate(of.of.estimates):
        shown = np.flatnonzero(of.shown[layer])
        if not found.corrected or not len(shown):
            continue
        rounding = np.diag(of.steps[layer, shown] ** 2 / 12)
        inside = found.covariance[np.ix_(shown, shown)] + rounding
        error = np.sqrt(inside.diagonal())
        reach[layer, shown] = _reach(error, of.counts[layer, shown], of)
        if not apart[layer]:
            continue
        seed = seed_of(of.of.ratings.round_id) + layer
        ranks[layer, shown] = rank_intervals(scores[layer, shown], inside, seed)
        centred = np.eye(len(shown)) - 1 / len(shown)
        error = np.sqrt(np.maximum((centred @ inside @ centred).diagonal(), 1e-12))
        z[layer, shown] = (scores[layer, shown] - scores[layer, shown].mean()) / error
    return Told(scores, of.means(), reach, ranks, verdicts(z, of.of.rules.false_discovery))


def _reach(error: Floats, counts: Ints, of: Gate) -> Floats:
    """Return half the width of each interval; the widest for who has too few raters (P2)."""
    exact = counts >= of.of.rules.min_spread
    return NORMAL * np.where(exact, error, error.max())
