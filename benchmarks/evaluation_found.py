"""What is found of the planted raters, pairs and ring of one panel, and what is found wrongly."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.evaluation_panels import DIMENSIONS, HIGH, LOW, Panel, draw
from graph.algorithms.dense_groups import strongest_ring
from graph.algorithms.mrqap import mrqap
from graph.algorithms.pair_effects import pair_means, residuals, stable_pair_variances
from graph.algorithms.problem_pairs import pair_posterior, problem_pairs
from graph.algorithms.rater_behaviour import rater_behaviour
from graph.algorithms.rater_flags import flags_of, rater_flags
from graph.algorithms.rating_change import rating_change
from graph.algorithms.rating_rings import (
    filled,
    pair_strength,
    ring_scores_by_chance,
    ring_threshold,
)

Row = dict[str, Any]
Floats = NDArray[np.float64]

FLAGS = {
    "severe": "severe",
    "lenient": "lenient",
    "straight": "straight_lining",
    "halo": "halo",
    "central": "narrow",
    "random": "erratic",
}
THRESHOLD = 0.5  # of pair effects, in points
CHANGES = 4  # planted in each pair of rounds
ANOTHER = 7  # stream of random numbers, apart from that of the panel


def found(panel: Panel, seed: int, simulations: int) -> Row:
    """Return counts of what is flagged or listed, right and wrong."""
    flags = rater_flags(rater_behaviour(panel.x), LOW, HIGH)
    x = panel.x.copy()
    x[..., flags.excluded, :] = np.nan
    return {
        **_raters(panel, flags_of(flags)),
        **_pairs(panel, x),
        **_ring(panel, x, seed, simulations),
    }


def _raters(panel: Panel, flagged: dict[str, list[int]]) -> Row:
    row: Row = {}
    habits = {*panel.raters.values()}
    for kind, flag in FLAGS.items():
        listed = flagged[flag]
        row[f"{kind} found"] = panel.raters.get(kind) in listed
        row[f"{kind} false"] = len({*listed} - habits)
    row["excluded false"] = len({*flagged["excluded"]} - habits)
    row["honest"] = panel.x.shape[-1] - len(habits)
    return row


def _pairs(panel: Panel, x: Floats) -> Row:
    posterior = pair_posterior(pair_means(residuals(x)), stable_pair_variances(x), LOW, HIGH)
    pairs = problem_pairs(posterior, cap=None)
    directed = {(int(i), int(j)) for i, j in np.argwhere(posterior.low >= 0.9)}
    both = {
        kind: {frozenset((p.rater, p.ratee)) for p in pairs if p.kind == kind}
        for kind in ("mutual", "inflation")
    }
    inside = [pair for pair in directed if panel.pair[pair] < -THRESHOLD]
    row = {"listed": len(directed), "listed right": len(inside)}
    row["listed mutual"], row["listed inflation"] = (len(each) for each in both.values())
    for kind, sign in (("mutual", -1), ("inflation", 1)):
        beyond = (sign * panel.pair > THRESHOLD) & (sign * panel.pair.T > THRESHOLD)
        row[f"{kind} right"] = sum(bool(beyond[tuple(pair)]) for pair in both[kind])
    row["one way planted"] = len(panel.one_way)
    row["one way found"] = len({*panel.one_way} & directed)
    row["feuds planted"], row["favours planted"] = len(panel.feuds), len(panel.favours)
    row["feuds found"] = len({*map(frozenset, panel.feuds)} & both["mutual"])
    row["favours found"] = len({*map(frozenset, panel.favours)} & both["inflation"])
    return row


def _ring(panel: Panel, x: Floats, seed: int, simulations: int) -> Row:
    variances = stable_pair_variances(x)
    ring = strongest_ring(pair_strength(filled(pair_means(residuals(x)), variances)))
    chance = ring_scores_by_chance(x, variances, LOW, HIGH, simulations=simulations, seed=seed)
    members, planted = {*ring.members}, {*panel.ring}
    return {
        "ring alarm": ring.score > ring_threshold(chance),
        "ring overlap": len(members & planted) / len(members | planted),
        "ring threshold": ring_threshold(chance),
    }


def changed(seed: int, step: float, n: int = 30) -> Row:
    """Return what is found of four ratings that rose or fell by `step` points between two rounds."""
    panel = draw(seed, n, 2, plants=False)
    before, after = panel.x
    rng = np.random.default_rng([seed, ANOTHER])
    ratees = rng.permutation(n)[:CHANGES]
    steps = np.zeros((len(DIMENSIONS), n))
    steps[np.arange(CHANGES), ratees] = np.array([1, -1, 1, -1]) * step
    # So many raters see a whole level that the mean moves by the step.
    moved = rng.random(before.shape) < abs(steps[:, None])
    after = np.clip(after + moved * np.sign(steps)[:, None], LOW, HIGH)
    direction = rating_change(before, after, LOW, HIGH).direction
    right = (direction == np.sign(steps)) & (steps != 0)
    return {"found": int(right.sum()), "false": int(((direction != 0) & (steps == 0)).sum())}


def related(seed: int, effect: float, n: int = 30) -> float:
    """Return p of MRQAP for ratings that fall by `effect` points a standard deviation of delay."""
    panel = draw(seed, n, plants=False)
    rng = np.random.default_rng([seed, ANOTHER])
    sides = rng.normal(0, 1, (2, n))
    delay = (sides[0][:, None] + sides[1] + rng.normal(0, 1, (n, n))) / np.sqrt(3)
    y = panel.x[0].mean(axis=0) - effect * delay
    return float(mrqap(y, [delay, delay.T], permutations=199, seed=seed).p[0])
