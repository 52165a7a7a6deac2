"""Bias of variances with missing cells, and coverage of the intervals of scores."""

import time
from collections.abc import Callable
from statistics import median

import numpy as np
from numpy.typing import NDArray

from benchmarks.evaluation_panels import HIGH, LOW, draw
from graph.algorithms.eblup import predict
from graph.algorithms.jackknife import jackknife
from graph.algorithms.mrqap import mrqap
from graph.algorithms.pair_effects import pair_means, residuals, stable_pair_variances
from graph.algorithms.problem_pairs import pair_posterior
from graph.algorithms.rank_intervals import rank_intervals
from graph.algorithms.rater_behaviour import rater_behaviour
from graph.algorithms.rating_effects import effects
from graph.algorithms.rating_rings import ring_scores_by_chance
from graph.algorithms.social_relations import variances
from graph.evaluation.assessment import assess
from graph.evaluation.gate import gate
from graph.evaluation.process import Process
from graph.evaluation.ratings import Ratings
from graph.evaluation.rules import Rules

Floats = NDArray[np.float64]

MEAN = 3.0
TRUTH = {"rater": 0.5, "ratee": 0.3, "pair": 0.6, "rater_ratee": 0.1, "dyadic": 0.2}
NORMAL = 1.959964


def table(seed: int, n: int, missing: float) -> tuple[Floats, Floats]:
    """Draw ratings without scale ends and with the variances of `TRUTH`, and the ratee effects."""
    rng = np.random.default_rng(seed)
    cross = TRUTH["rater_ratee"]
    sides = np.array([[TRUTH["rater"], cross], [cross, TRUTH["ratee"]]])
    rater, ratee = np.linalg.cholesky(sides) @ rng.standard_normal((2, n))
    own = rng.standard_normal((n, n))
    share = TRUTH["dyadic"] / TRUTH["pair"]
    same, apart = (own + own.T) / 2, (own - own.T) / 2
    pair = np.sqrt(TRUTH["pair"]) * (np.sqrt(1 + share) * same + np.sqrt(1 - share) * apart)
    x = MEAN + rater[:, None] + ratee + pair
    x[rng.random((n, n)) < missing] = np.nan
    np.fill_diagonal(x, np.nan)
    return x, ratee


def fixed_divisor(x: Floats) -> float:
    """Return the pair variance as the classic formulas give it when cells are only left out.

    A missing cell takes its reverse with it, the sums run over what is left, and the divisors stay
    those of a complete table, as in TripleR 1.5.4 with `corr.fac="1"`.
    """
    n = len(x)
    both = np.where(np.isnan(x.T), np.nan, x)
    row, column, mean = np.nanmean(both, axis=1), np.nanmean(both, axis=0), np.nanmean(both)
    own, other = (n - 1) ** 2 / (n * (n - 2)), (n - 1) / (n * (n - 2))
    whole = (n - 1) / (n - 2) * mean
    rater, ratee = own * row + other * column - whole, own * column + other * row - whole
    g = np.nan_to_num(both - rater[:, None] - ratee - mean)
    between = (((g + g.T) / 2) ** 2).sum() / ((n - 1) * (n - 2) / 2 - 1)
    within = ((g - g.T) ** 2).sum() / 2 / ((n - 1) * (n - 2))
    return float((between + within) / 2)


def pair_variance(seed: int, n: int, missing: float) -> tuple[float, float]:
    """Return the pair variance of one table by moments, and with the divisor left as it was."""
    x, _ = table(seed, n, missing)
    return variances(x).pair, fixed_divisor(x)


def covered(seed: int, n: int, missing: float) -> float:
    """Return the share of departments whose true score is in its 95 % interval."""
    x, ratee = table(seed, n, missing)
    scores = predict(x, variances(x))
    off = abs(scores.published - MEAN - ratee)
    return float((off <= NORMAL * scores.published_error).mean())


def seconds(n: int, repeats: int = 3) -> dict[str, float]:
    """Return how long each analysis takes for n departments and four dimensions."""
    x = draw(1, n, plants=False).x
    mean = x[0].mean(axis=0)
    delay = np.random.default_rng(0).normal(0, 1, (n, n))
    fitted, pairs = variances(mean), stable_pair_variances(x)
    analyses: dict[str, Callable[[], object]] = {
        "least squares": lambda: effects(mean),
        "variances": lambda: variances(mean),
        "jackknife": lambda: jackknife(mean),
        "scores with errors": lambda: predict(mean, fitted),
        "rater behaviour": lambda: rater_behaviour(x),
        "problem pairs": lambda: pair_posterior(pair_means(residuals(x)), pairs, LOW, HIGH),
        "ring threshold, 100 tables": lambda: ring_scores_by_chance(
            x, pairs, LOW, HIGH, simulations=100
        ),
        "MRQAP, 1,000 permutations": lambda: mrqap(mean, [delay, delay.T]),
        "4 dimensions, 4 rounds, whole": lambda: _whole(n),
        "audit and gate, 4 dimensions": lambda: gate(assess(_round(x), _nothing(n), Rules())),
    }
    return {name: median(_timed(call) for _ in range(repeats)) for name, call in analyses.items()}


def _whole(n: int) -> None:
    """Fit four rounds of four dimensions: scores, jackknife, places, and one MRQAP."""
    x = draw(1, n, 4, plants=False).x
    delay = np.random.default_rng(0).normal(0, 1, (n, n))
    for table in x.reshape(-1, n, n):
        effects(table)
        scores = predict(table, variances(table))
        jackknife(table)
        rank_intervals(scores.published, scores.covariance, seed=1)
    mrqap(x[-1].mean(axis=0), [delay, delay.T])


def _round(x: Floats) -> Ratings:
    """Return a panel as a round on the scale of 100."""
    n = x.shape[-1]
    ids = tuple(f"D{at:03}" for at in range(n))
    points = (x[0] - LOW) / (HIGH - LOW) * 100
    return Ratings(
        round_id="2022H1",
        departments=ids,
        dimensions=("工作效率", "工作质量", "沟通频率", "信息共享"),
        x=points,
        unknown=np.zeros(points.shape, np.bool_),
        low=0,
        high=100,
        levels=None,
        open_raters=frozenset(),
        leader_groups={},
        names=dict(zip(ids, ids, strict=True)),
        starts=None,
        ends=None,
    )


def _nothing(n: int) -> Process:
    """Return a log without handoffs."""
    none, pairs = np.zeros(n, np.int64), np.zeros((n, n))
    return Process(
        handoffs=none,
        wait=np.full((n, 3), np.nan),
        wait_city=np.nan,
        returns=none,
        returned=np.full((n, 3), np.nan),
        returned_city=np.nan,
        pair_handoffs=pairs.astype(np.int64),
        pair_wait=pairs * np.nan,
        slow=pairs.astype(np.bool_),
    )


def _timed(call: Callable[[], object]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began
