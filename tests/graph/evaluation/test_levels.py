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
from tests.graph.evaluation.panel import document_of, drawn, gated, mesh, ratings_of, with_points

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
                is_hidden = target[0] != reader and target[1] in levels
                if is_hidden and len(attack.possible(target, known)) < 2:
                    yield dimension, target[0], ratee, reader


def told_to_oversight(through: Gate, levels: Floats) -> Iterator[tuple[int, int, int]]:
    """Yield what all reports together tell to a rater with a colluder: dimension, rater, ratee."""
    n = len(through.of.ratings.departments)
    for dimension, ratee in np.ndindex(len(through.of.ratings.dimensions), n):
        attack = Attack(ratee, dimension, levels)
        for reader in range(n):
            attack.read(through, reader)
        every, given = attack.agreeing(), np.array([each[1] for each in attack.cells])
        for target, office, colluder in permutations(range(len(attack.cells)), 3):
            told = [office, colluder]
            left = every[(every[:, told] == given[told]).all(axis=1)]
            if office < colluder and len(np.unique(left[:, target])) < 2:
                yield dimension, attack.cells[target][0], ratee


@pytest.mark.parametrize("levels", [WORDS, DIGITS], ids=["words", "digits"])
@pytest.mark.parametrize(("n", "missing"), [(6, 0.0), (7, 0.15)])
def test_all_reports_of_a_small_round_together_leave_two_levels_of_every_rating(
    n: int, missing: float, levels: Floats
) -> None:
    """Oversight sees them side by side; without wider steps they tell most ratings."""
    rules, shown, steps = Rules(min_raters=3, min_subgroup=3), 0, set[float]()
    for seed in range(2):
        through = gated(said(n, 2, seed, missing, levels), rules=rules)
        shown += int(through.shown.sum())
        steps |= set(through.steps.ravel().tolist())
        assert list(told_to_oversight(through, levels)) == []
    assert shown > n and len(steps) > 1


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
    ratings = said(6, 2, 5, 0.15, WORDS)
    rules = Rules(min_raters=3, min_subgroup=3)
    assert any(told(gated(replace(ratings, levels=None), rules=rules), WORDS))
    assert list(told(gated(ratings, rules=rules), WORDS)) == []


def test_points_from_one_department_tell_no_words_of_the_others() -> None:
    """A colluder could give one rating in points, if that made points of all."""
    words = said(6, 2, 0, 0.15, WORDS)
    mixed = with_points(words, (0, 1, 72.0), layer=0)
    rules = Rules(min_raters=3, min_subgroup=3)
    through = gated(mixed, rules=rules)
    assert through.shown.any()
    assert list(told(through, WORDS)) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_the_means_of_the_whole_tell_nothing_where_dimensions_weigh_unequally(seed: int) -> None:
    rules = Rules(min_raters=3, min_subgroup=3, weight_efficiency=0.8, weight_quality=0.2)
    assert list(told(gated(said(6, 2, seed, 0.0, WORDS), rules=rules), WORDS)) == []


def test_departments_of_a_small_round_get_no_ranks_and_oversight_does() -> None:
    for n, has_ranks in ((9, False), (10, True)):
        through = gated(mesh(n))
        assert (document_of(through, 0).scores[0].rank_low is not None) == has_ranks
        assert any(each.rank_low is not None for each in through.scores())
