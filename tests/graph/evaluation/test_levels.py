"""What one department and a colluder can work out of small rounds in words or digits."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from graph.evaluation.gate import Gate
from graph.evaluation.ratings import Ratings
from graph.evaluation.rules import Rules
from tests.graph.evaluation.attacker import Attack, Floats
from tests.graph.evaluation.panel import drawn, gated, ratings_of, with_points

WORDS: Floats = np.array([0, 40, 70, 85, 100], float)
TWENTIES: Floats = np.arange(0, 101, 20.0)
DIGITS: Floats = np.arange(1, 6.0)


def said(n: int, k: int, seed: int, missing: float, levels: Floats) -> Ratings:
    """Return a round of departments of two kinds that rate in levels and say so."""
    rng = np.random.default_rng(seed)
    x = levels[0] + drawn(n, k, seed, step=1) / 100 * (levels[-1] - levels[0])
    given = levels[np.abs(np.nan_to_num(x)[..., None] - levels).argmin(axis=-1)]
    given[np.isnan(x) | (rng.random(x.shape) < missing)] = np.nan
    ratings = ratings_of(given, ends=(float(levels[0]), float(levels[-1])))
    kinds = {one: "AB"[at % 2] for at, one in enumerate(ratings.departments)}
    return replace(ratings, kinds=kinds, levels=tuple(levels.tolist()))


def told(through: Gate, levels: Floats) -> Iterator[tuple[int, int, int, int]]:
    """Yield what reports tell, with a colluder: the dimension, rater and ratee, and the reader."""
    n = len(through.of.ratings.departments)
    for dimension in range(len(through.of.ratings.dimensions)):
        for ratee, reader in np.ndindex(n, n):
            attack = Attack(ratee, dimension, levels)
            attack.read(through, reader)
            for target, colluder in permutations(attack.cells, 2) if attack.figures else ():
                known = [reader, colluder[0]]
                if target[0] != reader and len(attack.possible(target, known)) < 2:
                    yield dimension, target[0], ratee, reader


@pytest.mark.parametrize("least", [3, 5])
@pytest.mark.parametrize("levels", [WORDS, TWENTIES, DIGITS], ids=["words", "twenties", "digits"])
@pytest.mark.parametrize(("n", "missing"), [(6, 0.0), (6, 0.15)])
def test_reports_of_a_small_round_leave_two_levels_of_every_rating(
    n: int, missing: float, levels: Floats, least: int
) -> None:
    shown = 0
    for seed in range(2):
        ratings = said(n, 2, seed, missing, levels)
        through = gated(ratings, rules=Rules(min_raters=least, min_subgroup=3))
        shown += int(through.shown.sum())
        assert list(told(through, levels)) == []
    assert shown or least == 5


def test_ratings_in_words_are_told_if_any_points_between_them_count_as_possible() -> None:
    ratings = said(6, 2, 0, 0.15, TWENTIES)
    rules = Rules(min_raters=3, min_subgroup=3)
    assert any(told(gated(replace(ratings, levels=None), rules=rules), TWENTIES))


def test_points_beside_words_make_points_of_all() -> None:
    words = said(7, 1, 1, 0.0, WORDS)
    assert gated(words).scale.levels == tuple(WORDS.tolist())
    assert gated(with_points(words, (0, 1, 72.0))).scale.levels == ()
