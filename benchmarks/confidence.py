"""How long confidence takes: ``python -m benchmarks.confidence``."""

import time
from statistics import median

import numpy as np

from graph.algorithms.bootstrap import ranks, resampled_totals, shares

SIZES = ((10_000, 4_000, 60), (1_000_000, 300_000, 500))
"""Handoffs, cases and pairs."""


def seconds(handoffs: int, cases: int, pairs: int) -> float:
    rng = np.random.default_rng(1)
    case = rng.integers(cases, size=handoffs)
    pair = np.minimum(rng.zipf(1.3, handoffs) - 1, pairs - 1)
    wait = rng.gamma(1.3, 30_000, handoffs)
    start = time.perf_counter()
    drawn = resampled_totals(case, pair, wait, pairs)
    shares(drawn, drawn.sum(axis=1))
    ranks(drawn[0], drawn, 5)
    return time.perf_counter() - start


def measure(repeats: int = 3) -> list[tuple[str, str]]:
    return [
        (
            f"500 bootstraps over {size[0]:,} handoffs of {size[2]} pairs: shares, ranks, chances",
            f"{median(seconds(*size) for _ in range(repeats)):.2f} s",
        )
        for size in SIZES
    ]


if __name__ == "__main__":
    for row in measure():
        print(*row, sep=": ")
