"""Levels that ratings can have beside published figures, against a search of all of them."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.algorithms.feasible_levels import pinned_ratings

Floats = NDArray[np.float64]
WORDS = (0.0, 40.0, 70.0, 85.0, 100.0)
DIGITS = (1.0, 2.0, 3.0, 4.0, 5.0)


def told(
    rows: Floats, bounds: Floats, truth: Floats, levels: Floats, labels: list[int], colluders: int
) -> set[int]:
    """Return the ratings with one level only for some colluders, by trying all levels of all."""
    every = np.array(list(product(levels, repeat=len(truth))))
    sums = every @ rows.T
    agree = every[((sums >= bounds[:, 0] - 1e-6) & (sums <= bounds[:, 1] + 1e-6)).all(axis=1)]
    found = set()
    for one, label in enumerate(labels):
        others = set(labels) - {label}
        for who in combinations(others, min(colluders, len(others))):
            known = np.isin(labels, who)
            left = agree[(agree[:, known] == truth[known]).all(axis=1)]
            if len(np.unique(left[:, one])) == 1:
                found.add(one)
    return found


@settings(max_examples=80)
@given(st.data())
def test_the_ratings_in_danger_are_those_of_which_a_search_of_all_levels_finds_one(
    data: st.DataObject,
) -> None:
    levels = np.array(data.draw(st.sampled_from([WORDS, DIGITS])))
    count, figures = data.draw(st.integers(1, 5)), data.draw(st.integers(0, 3))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    truth = rng.choice(levels, count)
    rows = rng.integers(-1, 4, (figures, count)) / max(count, 3)
    step = data.draw(st.sampled_from([0.1, 1.0, 4.0, 20.0])) * (levels[-1] - levels[0]) / 100
    written = np.round(rows @ truth / step) * step
    bounds = np.stack([written - step / 2, written + step / 2], axis=1)
    bounds[rng.random(figures) < 0.2, 1] = np.inf
    labels = data.draw(st.lists(st.integers(0, 4), min_size=count, max_size=count))
    colluders = data.draw(st.integers(0, 2))
    found = pinned_ratings(rows, bounds, truth, levels, labels, colluders)
    assert set(found) == told(rows, bounds, truth, levels, labels, colluders)


def test_a_range_that_is_wide_may_hold_one_level() -> None:
    mean = [[0.5, 0.5]]
    assert list(pinned_ratings(mean, [[54.5, 55.5]], [40, 70], WORDS)) == [0, 1]
    assert list(pinned_ratings([[0.2] * 5], [[54.5, 55.5]], [40, 40, 70, 85, 40], WORDS)) == []


def test_the_same_rating_of_two_releases_is_told_by_one_colluder() -> None:
    """Two can make up for each other; to a colluder that knows both, the third is alone."""
    rows, figure = [[1.0, 1.0, 1.0]], [[7.5, 8.5]]
    assert list(pinned_ratings(rows, figure, [2, 2, 4], DIGITS)) == []
    assert list(pinned_ratings(rows, figure, [2, 2, 4], DIGITS, [0, 0, 1])) == [2]


def test_many_ratings_are_judged_at_once_whatever_hangs_together() -> None:
    rng = np.random.default_rng(1)
    truth, rows = rng.choice(WORDS, 59), rng.uniform(0.012, 0.02, (8, 59))
    written = np.round(rows @ truth)
    bounds = np.stack([written - 0.5, written + 0.5], axis=1)
    assert list(pinned_ratings(rows, bounds, truth, WORDS)) == []


@pytest.mark.parametrize(
    ("values", "why"), [([55, 70], "not one of the levels"), ([100, 100], "do not agree")]
)
def test_ratings_that_cannot_be_are_an_error(values: list[float], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        pinned_ratings([[0.5, 0.5]], [[54.5, 55.5]], values, WORDS)
