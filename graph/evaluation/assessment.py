"""Everything that is estimated of a round; raw numbers, of which only `gate` may make figures."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from graph.algorithms.rater_behaviour import RaterBehaviour, rater_behaviour
from graph.algorithms.rater_flags import Limits, rater_flags
from graph.algorithms.rating_change import RatingChange, rating_change
from graph.algorithms.rating_effects import effects
from graph.evaluation.estimates import Bools, Estimate, Floats, estimate, overall
from graph.evaluation.figures import Flag
from graph.evaluation.habits import Habit, unrated
from graph.evaluation.process import Process
from graph.evaluation.ratings import Ratings
from graph.evaluation.rules import Rules

FLAGS: Mapping[str, Flag] = {
    "severe": "severe",
    "lenient": "lenient",
    "straight_lining": "straight",
    "same_on_all": "same",
    "halo": "halo",
    "narrow": "spread",
    "erratic": "outfit",
    "contrary": "disagrees",
}
LEAST_RATEES = 5
"""Of a rater, for anything to be said of how it rates."""


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """A round with all that follows from it; k dimensions and, last, the overall score."""

    ratings: Ratings
    rules: Rules
    process: Process
    used: Floats  # (k, n, n) without the rows of excluded raters
    estimates: tuple[Estimate, ...]  # k + 1
    flags: tuple[tuple[Flag, ...], ...]  # of each rater
    excluded: Bools  # (n,)
    earlier: Floats | None  # (k, n, n) of the round before, departments as here
    change: RatingChange | None  # k + 1 layers

    @property
    def corrected(self) -> bool:
        """Whether severity of raters is taken out in every dimension and overall."""
        return all(each.corrected for each in self.estimates)

    @property
    def distinguishable(self) -> Bools:
        """In which layers departments can be told apart."""
        return np.array(
            [
                each.corrected
                and each.reliability >= self.rules.reliability
                and each.variances.shares[1] >= self.rules.ratee_share
                for each in self.estimates
            ]
        )


def assess(
    ratings: Ratings,
    process: Process,
    rules: Rules,
    earlier: Ratings | None = None,
    left_out: Collection[str] | None = None,
) -> Assessment:
    """Return all estimates of a round; `earlier` is the round before it, where there is one.

    `left_out` are the raters that an earlier release of the round left out: they stay so, and no
    other does, as the scores with and without a rater tell what it gave.
    """
    determined = all(estimate(x).corrected for x in ratings.x)
    n = len(ratings.departments)
    flags, excluded = (
        _flagged(ratings.x, ratings, rules) if determined else ([()] * n, np.zeros(n, np.bool_))
    )
    if left_out is not None:
        excluded = np.isin(ratings.departments, list(left_out))
    used = without(ratings, excluded)
    if left_out is None and not all(estimate(x).corrected for x in used):
        used, excluded = ratings.x, np.zeros(n, np.bool_)  # too few would be left
    estimates = layered(used, np.array(rules.weights(ratings.dimensions)))
    corrected = all(each.corrected for each in estimates)
    before = None if earlier is None or not corrected else _aligned(earlier, ratings)
    return Assessment(
        ratings=ratings,
        rules=rules,
        process=process,
        used=used,
        estimates=estimates,
        flags=tuple(flags),
        excluded=excluded,
        earlier=before,
        change=_change(ratings, before, rules),
    )


def without(ratings: Ratings, excluded: Bools) -> Floats:
    """Return the ratings (k, n, n) without the rows of raters that are left out."""
    return np.where(excluded[:, None], np.nan, ratings.x)


def layered(used: Floats, weights: Floats) -> tuple[Estimate, ...]:
    """Return the estimates of each dimension and, last, of the overall score."""
    return tuple(estimate(x) for x in (*used, overall(used, weights)))


def seed_of(round_id: str) -> int:
    """Return the seed of all draws for a round: the same figures whenever they are made.

    >>> seed_of("2022H1") == seed_of("2022H1"), seed_of("2022H1") == seed_of("2022H2")
    (True, False)
    """
    return int.from_bytes(sha256(round_id.encode()).digest()[:4], "big")


def _flagged(x: Floats, ratings: Ratings, rules: Rules) -> tuple[list[tuple[Flag, ...]], Bools]:
    """Return the flags of each rater, and who is left out."""
    limits = Limits(severity=rules.severe)
    found = rater_behaviour(x)
    named, out, straight = _named(found, ratings, limits)
    for rater in np.flatnonzero(out & ~straight):
        out[rater] = _erratic_still(x, int(rater), limits.outfit)
    return named, out


def _named(
    found: RaterBehaviour, ratings: Ratings, limits: Limits
) -> tuple[list[tuple[Flag, ...]], Bools, Bools]:
    """Return the flags of each rater, who may be left out, and who rates in straight lines."""
    enough = found.ratees >= LEAST_RATEES
    flags = rater_flags(found, ratings.low, ratings.high, limits)
    named = [
        tuple(word for name, word in FLAGS.items() if enough[at] and getattr(flags, name)[at])
        for at in range(len(enough))
    ]
    return named, flags.excluded & enough, flags.straight_lining


def _erratic_still(x: Floats, rater: int, limit: float) -> bool:
    """Whether a rater is erratic but for the one department it rates farthest from the others.

    A feud is no noise: it is told as a pair, and the rater stays.
    """
    given = (~np.isnan(x)).sum(axis=0)
    means = np.divide(
        np.nansum(x, axis=0), given, out=np.full(given.shape, np.nan), where=given > 0
    )
    residual = np.abs(effects(means).residual[rater])
    rest = x.copy()
    rest[:, rater, int(np.nanargmax(residual))] = np.nan
    return bool(rater_behaviour(rest).outfit[rater] > limit)


def habit(of: Assessment, rater: int) -> Habit:
    """Return how a rater rates, from a panel in which nobody rated it."""
    ratings, rules = of.ratings, of.rules
    if not of.corrected:
        return Habit((), judged=False)
    x = unrated(ratings.x, rater)
    found = rater_behaviour(x)
    if not found.ratees[rater] >= LEAST_RATEES:
        return Habit((), judged=False)
    named, _, _ = _named(found, ratings, Limits(severity=rules.severe))
    return Habit(named[rater], judged=True)


def _aligned(earlier: Ratings, ratings: Ratings) -> Floats | None:
    """Return the earlier ratings with rows, columns and layers of the later; None: other words."""
    if earlier.dimensions != ratings.dimensions or (earlier.low, earlier.high) != (
        ratings.low,
        ratings.high,
    ):
        return None
    place = {one: at for at, one in enumerate(earlier.departments)}
    there = [at for at, one in enumerate(ratings.departments) if one in place]
    source = [place[ratings.departments[at]] for at in there]
    found = np.full(ratings.x.shape, np.nan)
    found[np.ix_(range(len(found)), there, there)] = earlier.x[
        np.ix_(range(len(found)), source, source)
    ]
    return found


def _change(ratings: Ratings, before: Floats | None, rules: Rules) -> RatingChange | None:
    """Return the change of each layer; who is left out elsewhere counts here, in both rounds."""
    if before is None or np.isnan(before).all():
        return None
    weights = np.array(rules.weights(ratings.dimensions))
    first, second = (np.stack([*x, overall(x, weights)]) for x in (before, ratings.x))
    return rating_change(
        first,
        second,
        ratings.low,
        ratings.high,
        false_share=rules.false_discovery,
        smallest=rules.change,
    )
