"""Panels of mutual evaluation with planted raters, pairs and a ring, for measuring what is found.

The variances are those with which the thresholds of the design were set: rater and ratee effects
0.12, pair effects 0.25 with reciprocity 0.05, noise 0.20, scale 1-5, rounded to whole points.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LOW, HIGH = 1.0, 5.0
MEAN = 3.8
DIMENSIONS = (0.0, 0.1, -0.1, 0.05)  # how much higher each is rated
RATER, RATEE, PAIR, RECIPROCITY, NOISE = 0.12, 0.12, 0.25, 0.05, 0.20
SEVERE, LENIENT, RING, FEUD, FAVOUR = -1.0, 0.9, 1.0, -1.25, 1.25
MISSING = 0.05


@dataclass(frozen=True, slots=True)
class Panel:
    """Ratings, and what was planted in them."""

    x: Floats  # (periods, dimensions, n, n)
    pair: Floats  # (n, n) true pair effects, plants included
    ratee: Floats  # (n,) true effects
    raters: dict[str, int] = field(default_factory=dict)  # kind -> department
    one_way: tuple[tuple[int, int], ...] = ()
    feuds: tuple[tuple[int, int], ...] = ()
    favours: tuple[tuple[int, int], ...] = ()
    ring: tuple[int, ...] = ()


def draw(
    seed: int, n: int = 30, periods: int = 1, *, plants: bool = True, missing: float = MISSING
) -> Panel:
    """Draw a panel: six raters with habits, a ring of five, and 3 + 2 + 2 pairs, or none of them."""
    rng = np.random.default_rng(seed)
    rater, ratee = rng.normal(0, np.sqrt([[RATER], [RATEE]]), (2, n))
    pair = _pairs(rng, n)
    places = rng.permutation(n).tolist()
    kinds = ("severe", "lenient", "straight", "halo", "central", "random")
    raters = dict(zip(kinds, places, strict=False)) if plants else {}
    rest = places[6:]
    ring = tuple(sorted(rest[:5])) if plants else ()
    pairs = list(zip(rest[5::2], rest[6::2], strict=False)) if plants else []
    one_way, feuds, favours = (tuple(pairs[a:b]) for a, b in ((0, 3), (3, 5), (5, 7)))
    if plants:
        rater[raters["severe"]] = SEVERE
        rater[raters["lenient"]] = LENIENT
        pair[np.ix_(ring, ring)] += RING
        for pairs_of, both, size in ((one_way, 0, FEUD), (feuds, 1, FEUD), (favours, 1, FAVOUR)):
            for i, j in pairs_of:
                pair[i, j] += size
                pair[j, i] += both * size
    level = MEAN + rater[:, None] + ratee + pair
    x = (
        level
        + np.array(DIMENSIONS)[:, None, None]
        + rng.normal(0, np.sqrt(NOISE), (periods, len(DIMENSIONS), n, n))
    )
    _habits(x, raters, rng)
    x = np.clip(np.rint(x), LOW, HIGH)
    x[np.broadcast_to((rng.random((periods, 1, n, n)) < missing), x.shape)] = np.nan
    x[..., np.arange(n), np.arange(n)] = np.nan
    return Panel(x, pair, ratee, raters, one_way, feuds, favours, ring)


def _pairs(rng: np.random.Generator, n: int) -> Floats:
    drawn = rng.normal(0, 1, (n, n))
    cross = RECIPROCITY / PAIR
    same, apart = (drawn + drawn.T) / 2, (drawn - drawn.T) / 2
    found: Floats = np.sqrt(PAIR) * (np.sqrt(1 + cross) * same + np.sqrt(1 - cross) * apart)
    return found


def _habits(x: Floats, raters: dict[str, int], rng: np.random.Generator) -> None:
    """Let the planted raters score by their habit."""
    for kind, i in raters.items():
        row = x[:, :, i]
        if kind == "straight":
            row[:] = 4
        elif kind == "halo":
            row[:] = np.rint(row.mean(axis=1, keepdims=True))
        elif kind == "central":
            row[:] = 3.5 + 0.35 * (row - row.mean())
        elif kind == "random":
            row[:] = rng.integers(1, 6, row.shape)
