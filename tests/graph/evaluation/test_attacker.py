"""What one department and a colluder can work out of a release: nothing, but without the gate all."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import permutations

import numpy as np
import pytest

from graph.evaluation.assessment import assess
from graph.evaluation.gate import Gate, gate
from graph.evaluation.ratings import Ratings
from graph.evaluation.republication import merged
from graph.evaluation.rules import Rules
from tests.graph.evaluation.attacker import Attack, Floats
from tests.graph.evaluation.panel import (
    assessed,
    document_of,
    drawn,
    gated,
    mesh,
    no_process,
    ratings_of,
    score_of,
    star,
    with_points,
)

N, STEP = 16, 5
POINTS: Floats = np.arange(0, 101, STEP, dtype=float)
WORDS: Floats = np.array([20, 40, 60, 80, 100], float)
ENOUGH = 20.0


def later(ratings: Ratings) -> Ratings:
    """Return late corrections: six of each even column, one of each odd one."""
    rng = np.random.default_rng(3)
    x = ratings.x.copy()
    for ratee in range(N):
        others = np.array([at for at in range(N) if at != ratee])
        chosen = rng.choice(others, 1 if ratee % 2 else 6, replace=False)
        x[:, chosen, ratee] = (x[:, chosen, ratee] + rng.integers(1, 20) * STEP) % 105
    return replace(ratings, x=x)


@cache
def releases() -> tuple[Gate, Gate]:
    """Return what was let through at first, and after late corrections (P5)."""
    first = mesh(N, step=STEP)
    return gated(first), gated(merged(first, later(first), Rules().min_raters))


@pytest.mark.parametrize("attacker", range(N))
def test_no_rating_is_told_to_a_department_by_two_releases_and_a_colluder(attacker: int) -> None:
    attack = Attack(attacker, attacker % 2, POINTS)
    for through in releases():
        attack.read(through, attacker)
    told = [score_of(each, attacker, layer) for each in releases() for layer in (attacker % 2, -1)]
    assert len(attack.figures) == 8 - sum(each.reason == "protected" for each in told) >= 7
    assert len(attack.cells) == (N - 1 if attacker % 2 else N - 1 + 6)
    rng = np.random.default_rng(attacker)
    for target in attack.cells:
        third = [at for at in range(N) if at not in (attacker, target[0])]
        for colluder in rng.choice(third, 2, replace=False):
            assert attack.width(target, [int(colluder)], ENOUGH) >= ENOUGH


@pytest.mark.parametrize("attacker", [1, 5, 9, 13])
def test_a_whole_report_is_the_same_bytes_for_ratings_twenty_points_apart(attacker: int) -> None:
    """Besides figures: ranks, verdicts, bands, and the variances, which the attacker may not know."""
    through = releases()[0]
    seen = document_of(through, attacker).to_json()
    colluder, target = (attacker + 1) % N, (attacker + 4) % N
    others = [at for at in range(N) if at not in (attacker, colluder, target)]
    rng = np.random.default_rng(attacker)

    def agrees(aim: float, makers: Sequence[int]) -> bool:
        """Tell whether it does not show that the target gave so much more, and others less."""
        cells = through.of.ratings.x.copy()
        cells[:, target, attacker] += aim
        for maker in makers:
            cells[:, maker, attacker] -= aim / len(makers)
        if np.nanmax(cells) > 100 or np.nanmin(cells) < 0:
            return False
        other = gated(replace(through.of.ratings, x=cells))
        return document_of(other, attacker).to_json() == seen

    draws = [rng.choice(others, 4, replace=False).tolist() for _ in range(12)]
    assert any(agrees(aim, makers) for makers in draws for aim in (-ENOUGH, ENOUGH))


def without_gate(attack: Attack, ratings: Ratings, *, rounded: bool) -> None:
    """Publish the score of a ratee in one dimension as soon as there is a rating."""
    of = assessed(ratings).estimates
    score = float(of[attack.dimension].score[attack.ratee])
    off = 0.5 if rounded else 0.0
    written = np.round(score) if rounded else score
    attack.learn(of, attack.dimension, [attack.ratee], (written - off, written + off))


def late(ratings: Ratings, rater: int, ratee: int) -> Ratings:
    """Return the round as it was before a rater answered about a ratee."""
    return with_points(ratings, (rater, ratee, np.nan))


@pytest.mark.parametrize("attacker", [0, 7])
def test_without_the_gate_unrounded_scores_tell_a_late_rating(attacker: int) -> None:
    ratings, target = mesh(N, step=STEP), (attacker + 2) % N
    before = late(ratings, target, attacker)
    attack = Attack(attacker, 0, POINTS)
    for each in (before, ratings):
        without_gate(attack, each, rounded=False)
    given = (target, float(ratings.x[0, target, attacker]))
    assert attack.width(given, [], ENOUGH) == 0
    kept = merged(before, ratings, Rules().min_raters)
    assert np.array_equal(kept.x, before.x, equal_nan=True)  # with it, the rating waits


def test_without_the_gate_rounded_scores_tell_a_late_rating_in_words() -> None:
    x = np.clip(np.round(star(6).x / 20) * 20, 20, 100)
    ratings = replace(star(6), x=x)
    attack = Attack(0, 0, WORDS)
    for each in (late(ratings, 5, 0), ratings):
        without_gate(attack, each, rounded=True)
    assert attack.width((5, float(x[0, 5, 0])), [], ENOUGH) == 0
    assert document_of(gated(late(ratings, 5, 0)), 0).scores[1].score is None


def test_without_the_gate_a_rounded_score_of_three_tells_two_of_them_the_third() -> None:
    x = drawn(N)
    x[:, 3:, 8] = np.nan
    attack = Attack(8, 0, POINTS)
    without_gate(attack, ratings_of(x), rounded=True)
    third = (2, float(x[0, 2, 8]))
    assert attack.width(third, [0, 1], ENOUGH) == 0
    assert document_of(gated(ratings_of(x)), 8).scores[1].score is None


def test_without_top_codes_a_unanimous_column_is_told_and_with_them_it_is_not() -> None:
    x = drawn(N)
    x[:, :, 8] = 100
    x[:, 8, 8] = np.nan
    through = gated(ratings_of(x))
    bare, coded = Attack(8, 0, POINTS), Attack(8, 0, POINTS)
    without_gate(bare, ratings_of(x), rounded=True)
    coded.read(through, 8)
    assert bare.width((2, 100.0), [], ENOUGH) < ENOUGH
    assert coded.width((2, 100.0), [1], ENOUGH) >= ENOUGH


@pytest.mark.parametrize("n", [7, N])
def test_no_rating_of_another_department_is_told_by_ones_own_report(n: int) -> None:
    """By its own score, that is, as severity is taken out."""
    through = gated(mesh(n, seed=2))
    rng = np.random.default_rng(n)
    for reader in range(0, n, 3):
        ratee = (reader + 1) % n
        attack = Attack(ratee, 0, POINTS)
        attack.read(through, reader)
        for target in attack.cells:
            third = [at for at in range(n) if at not in (reader, ratee, target[0])]
            if target[0] != reader:
                known = [reader, int(rng.choice(third))]
                assert attack.width(target, known, ENOUGH) >= ENOUGH


@pytest.mark.parametrize(
    ("n", "k", "levels", "missing", "seed"),
    [(6, 1, WORDS, 0.0, 0), (7, 1, POINTS, 0.0, 1), (7, 2, WORDS, 0.0, 2), (9, 2, POINTS, 0.15, 3)],
)
def test_whatever_is_shown_of_a_small_round_tells_no_rating(
    n: int, k: int, levels: Floats, missing: float, seed: int
) -> None:
    """In steps of five points, and in the five words of a scale, which are twenty apart."""
    step, rng = levels[1] - levels[0], np.random.default_rng(seed)
    x = np.clip(np.round(drawn(n, k, seed, step=1) / step) * step, levels[0], levels[-1])
    x[rng.random(x.shape) < missing] = np.nan
    through = gated(ratings_of(x))
    tried = 0
    for dimension, ratee in np.argwhere(through.shown[:-1]).tolist():
        attack = Attack(ratee, dimension, levels)
        attack.read(through, ratee)
        for target in attack.cells:
            third = [each[0] for each in attack.cells if each != target]
            assert attack.width(target, [int(rng.choice(third))], ENOUGH) >= ENOUGH
            tried += 1
    assert tried >= 5


def read_by_another(through: Gate, ratee: int, reader: int, levels: Floats) -> list[float]:
    """Return how far apart the values are that ratings of a column can have for a department."""
    attack = Attack(ratee, 0, levels)
    attack.read(through, reader)
    return [
        attack.width(target, [reader, third[0]], ENOUGH)
        for target in attack.cells
        for third in attack.cells
        if len({target[0], reader, third[0]}) == 3
    ]


def test_the_report_of_another_department_tells_no_rating_of_a_small_round() -> None:
    x = drawn(7, 2, 0, step=20)
    x[np.random.default_rng(0).random(x.shape) < 0.2] = np.nan
    kinds = {f"D{at + 1:02}": "AB"[at % 2] for at in range(7)}
    rules = Rules(min_raters=3, min_subgroup=3)
    levels = tuple(float(each) for each in range(0, 101, 20))
    through = gated(replace(ratings_of(x), kinds=kinds, levels=levels), rules=rules)
    assert through.shown.any()
    for ratee, reader in permutations(range(7), 2):
        assert min(read_by_another(through, ratee, reader, np.arange(0, 101, 20.0))) >= ENOUGH


def test_ratings_of_a_score_that_few_made_are_told_by_no_other_report() -> None:
    x = np.where(np.arange(7) == 0, drawn(7, 1, 2), drawn(7, 1, 200))
    x[:, np.random.default_rng(2).random((7, 7)) < 0.2] = np.nan
    through = gated(ratings_of(x))
    assert through.shown.any() and not through.shown[0, 0]
    for reader in range(1, 7):
        assert min(read_by_another(through, 0, reader, POINTS)) >= ENOUGH


@pytest.mark.parametrize(("n", "seed"), [(10, 1), (12, 7)])
def test_who_was_left_out_of_a_release_stays_so(n: int, seed: int) -> None:
    """Else a rater that joins the scores of the next release is told like a late one."""
    first = ratings_of(drawn(n, 1, seed))
    first.x[0, 1] = 80
    first.x[0, 1, 1] = np.nan
    x = drawn(n, 1, seed + 100)
    x[:, :, 0] = first.x[:, :, 0]
    before, second = gated(first), merged(first, ratings_of(x), Rules().min_raters)
    assert before.of.excluded.tolist() == [False, True, *[False] * (n - 2)]
    left_out = [first.departments[1]]
    kept = gate(assess(second, no_process(n), Rules(), None, left_out))
    for after, safe in ((kept, True), (gated(second), False)):
        attack = Attack(0, 0, POINTS)
        attack.read(before, 0)
        attack.read(after, 0)
        widths = [
            attack.width(target, [colluder[0]], ENOUGH)
            for target in attack.cells
            for colluder in attack.cells
            if target != colluder
        ]
        assert (min(widths) >= ENOUGH) == safe
