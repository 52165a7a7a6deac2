"""Changes between rounds, against plain loops, known truths and panels without change."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.evaluation_panels import draw
from graph.algorithms.rating_change import rating_change
from graph.algorithms.rating_effects import effects
from tests.graph.algorithms.panels import Floats, close, drawn

SEEDS = st.integers(0, 2**32 - 1)


def rounds(seed: int, n: int = 20, missing: float = 0.05) -> tuple[Floats, Floats]:
    before, after = draw(seed, n, 2, plants=False, missing=missing).x
    return before, after


@given(SEEDS)
@settings(max_examples=10, deadline=None)
def test_the_change_is_that_of_a_plain_loop(seed: int) -> None:
    before, after = rounds(seed, 10, 0.2)
    found = rating_change(before, after, 1, 5)
    for k in range(len(before)):
        was, now = (effects(x[k]) for x in (before, after))
        for j in range(10):
            rows = [
                (after[k, i, j] - now.rater[i]) - (before[k, i, j] - was.rater[i])
                for i in range(10)
                if not np.isnan(before[k, i, j] + after[k, i, j])
            ]
            assert found.raters[k, j] == len(rows)
            if len(rows) >= 5:
                error = np.std(rows, ddof=1) / np.sqrt(len(rows))
                close([found.change[k, j], found.error[k, j]], [np.mean(rows), error])
            else:
                assert np.isnan([found.change[k, j], found.direction[k, j]]).all()


def test_unchanged_departments_are_seldom_called_changed() -> None:
    called = [(rating_change(*rounds(seed), 1, 5).direction != 0).sum() for seed in range(30)]
    assert np.mean(np.array(called) > 0) <= 0.10


def test_a_department_that_changed_is_found_with_its_direction() -> None:
    before, after = rounds(4)
    after[1, :, 3] += 0.8
    after[2, :, 7] -= 0.8
    found = rating_change(before, after, 1, 5)
    assert found.direction[1, 3] == 1
    assert found.direction[2, 7] == -1
    assert (found.direction != 0).sum() <= 3


@given(SEEDS)
@settings(max_examples=10, deadline=None)
def test_other_severity_is_no_change_and_units_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    before, after = rounds(seed, 9)
    plain = rating_change(before, after, 1, 5)
    severity = rng.normal(0, 1, (9, 1))
    stricter = rating_change(before, after + severity - severity.mean(), 1, 5)
    close(stricter.change, plain.change, 1e-9)
    points = rating_change(25 * before - 25, 25 * after - 25, 0, 100)
    close(points.change, 25 * plain.change, 1e-8)
    close(points.direction, plain.direction)
    back = rating_change(after, before, 1, 5)
    close(back.change, -plain.change, 1e-9)


def test_raters_of_one_round_only_do_not_matter() -> None:
    before, after = rounds(5)
    one, other = after[:, 4].copy(), before[:, 6].copy()
    before[:, 4], after[:, 6] = np.nan, np.nan
    found = rating_change(before, after, 1, 5)
    after[:, 4], before[:, 6] = np.where(one > 3, 1, one), np.where(other > 3, 2, other)
    close(rating_change(before, after, 1, 5).change, found.change)
    after[:, 4], before[:, 6] = np.nan, np.nan
    close(rating_change(before, after, 1, 5).change, found.change)
    assert found.raters.max() <= 18


def test_a_sure_but_small_change_is_none() -> None:
    x = drawn(1, 12, 1)
    quiet = x + np.random.default_rng(0).normal(0, 0.001, (1, 12, 12))
    quiet[0, :, 2] += 0.2
    found = rating_change(x, quiet, 1, 5)
    assert found.adjusted[0, 2] < 0.01
    assert found.direction[0, 2] == 0
    assert rating_change(x, quiet, 1, 5, smallest=0.02).direction[0, 2] == 1


def test_with_four_raters_nothing_is_said() -> None:
    before, after = drawn(1, 5, 1), drawn(1, 5, 2)
    assert np.isnan(rating_change(before, after, 1, 5).direction).all()
    assert not np.isnan(rating_change(before, after, 1, 5, fewest=4).direction).any()


def test_equal_rounds_have_no_change_and_equal_steps_are_certain() -> None:
    x = drawn(1, 8, 1)
    same = rating_change(x, x, 1, 5)
    assert (same.p == 1).all()
    found = rating_change(x, x + 1.0 * (np.arange(8) == 2), 1, 5)
    assert found.change[0, 2] > 0.8
    assert found.direction[0, 2] == 1
    with pytest.raises(ValueError, match="shape"):
        rating_change(x, x[0], 1, 5)
