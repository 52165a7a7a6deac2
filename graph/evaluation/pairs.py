"""Problem pairs, mutual inflation and rings of a round, and how ratings go with waits."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.equal_sums import equal_sums
from graph.algorithms.mrqap import mrqap
from graph.algorithms.pair_effects import (
    PairMeans,
    PairVariances,
    pair_means,
    residuals,
    stable_pair_variances,
)
from graph.algorithms.problem_pairs import pair_posterior, problem_pairs
from graph.algorithms.rating_rings import (
    filled,
    pair_strength,
    ring_scores_by_chance,
    ring_threshold,
    rings,
)
from graph.evaluation.assessment import Assessment, seed_of
from graph.evaluation.process import Process
from graph.evaluation.ratings import Ratings

Floats = NDArray[np.float64]
SIMULATIONS = 200
CHANCE = 0.01
ALIKE = 0.25
"""Chance of equal sets of scores, and their variance over that by chance, for them to be told."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Pairs by place of rater and ratee; of mutual kinds the order means nothing."""

    pairs: tuple[tuple[Literal["one_way", "mutual", "inflation"], int, int], ...] = ()
    rings: tuple[tuple[int, ...], ...] = ()
    equal_sums: bool = False
    coefficient: float = np.nan  # points for each doubling of the wait of a pair
    p: float = np.nan


def judge(of: Assessment) -> Judged:
    """Return what stands out between departments; the round before adds to what is known."""
    if not of.corrected:
        return Judged()
    x, earlier, ratings, rules = of.used, of.earlier, of.ratings, of.rules
    seed = seed_of(ratings.round_id)
    known = x if earlier is None or np.isnan(earlier).all() else np.concatenate([x, earlier])
    means = pair_means(residuals(known))
    if len(known) < 2:
        return Judged()
    variances = stable_pair_variances(known)
    if not variances.pair > 0:
        return Judged()
    posterior = pair_posterior(means, variances, ratings.low, ratings.high, rules.problem)
    found = problem_pairs(posterior, rules.probability, rules.pairs_a_department)
    coefficient, p = _by_wait(x, of.process, seed)
    equal = equal_sums(x.mean(axis=0), seed=seed)
    return Judged(
        tuple((each.kind, each.rater, each.ratee) for each in found),
        _rings(known, means, variances, ratings, seed),
        bool(equal.p < CHANCE and equal.ratio < ALIKE),
        coefficient,
        p,
    )


def _rings(
    x: Floats, means: PairMeans, variances: PairVariances, ratings: Ratings, seed: int
) -> tuple[tuple[int, ...], ...]:
    by_chance = ring_scores_by_chance(
        x, variances, ratings.low, ratings.high, simulations=SIMULATIONS, seed=seed
    )
    found = rings(pair_strength(filled(means, variances)), ring_threshold(by_chance))
    return tuple(tuple(sorted(each.members)) for each in found)


def _by_wait(x: Floats, process: Process, seed: int) -> tuple[float, float]:
    """Return how ratings of a pair go with the wait of its handoffs, and the chance of that."""
    wait = np.where(process.pair_wait > 0, process.pair_wait, np.nan)
    seen = ~np.isnan(x).any(axis=0)
    score = np.where(seen, x.mean(axis=0), np.nan)
    try:
        found = mrqap(score, np.log2(wait)[None], seed=seed)
    except ValueError:  # too few pairs that both rate and hand over
        return np.nan, np.nan
    return float(found.coefficient[0]), float(found.p[0])
