"""How well a ranking finds what was planted, and how sure that is over the seeds."""

import math
from collections.abc import Collection, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

REPLICATES = 2_000

Name = TypeVar("Name")


def precision(ranked: Sequence[Name], planted: Collection[Name], most: int) -> float:
    """Return the share of the first `most` places that hold something planted.

    >>> precision(["a", "b", "c"], {"a", "c"}, 1), precision(["a", "b"], {"a", "c"}, 2)
    (1.0, 0.5)
    """
    return sum(name in planted for name in ranked[:most]) / most


def recall(ranked: Sequence[Name], planted: Collection[Name], most: int) -> float:
    """Return the share of what was planted that is among the first `most` places.

    >>> recall(["a", "b", "c"], {"a", "c"}, 2)
    0.5
    """
    return sum(name in planted for name in ranked[:most]) / len(planted)


def gain(ranked: Sequence[Name], planted: Collection[Name]) -> float:
    """Return the normalised discounted cumulative gain (NDCG) of the whole ranking, 0 to 1.

    Everything planted has gain 1; what is not ranked adds nothing (Järvelin and Kekäläinen 2002,
    doi:10.1145/582415.582418).

    >>> gain(["a", "b"], {"a"}), round(gain(["b", "a"], {"a"}), 3)
    (1.0, 0.631)
    """
    found = sum(1 / math.log2(n + 2) for n, name in enumerate(ranked) if name in planted)
    return found / sum(1 / math.log2(n + 2) for n in range(len(planted)))


def interval(values: ArrayLike, level: float = 0.95) -> tuple[float, float, float]:
    """Return mean, lower and upper bound of the mean by the bootstrap over the seeds.

    `values` has one entry a seed; for a paired interval hand over the differences.

    >>> interval([1.0, 1.0, 1.0])
    (1.0, 1.0, 1.0)
    """
    seeds = np.asarray(values, np.float64)
    rng = np.random.Generator(np.random.PCG64(0))
    drawn = rng.integers(0, len(seeds), (REPLICATES, len(seeds)))
    low, high = np.quantile(seeds[drawn].mean(axis=1), [(1 - level) / 2, (1 + level) / 2])
    return float(seeds.mean()), float(low), float(high)


def at_most(events: int, trials: int) -> float:
    """Return the upper bound of a rate by Wilson's interval at 95 % (also where nothing happened).

    >>> round(at_most(0, 50), 3)
    0.071
    """
    z, rate = 1.959964, events / trials
    middle = rate + z * z / (2 * trials)
    spread = z * math.sqrt(rate * (1 - rate) / trials + z * z / (4 * trials * trials))
    return (middle + spread) / (1 + z * z / trials)
