"""MRQAP, against a loop of ordinary regressions, and on tables without any relation."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.algorithms.mrqap import Mrqap, mrqap, orders
from graph.algorithms.pair_effects import pair_means
from graph.algorithms.ratee_correlation import ratee_correlation
from graph.algorithms.rating_effects import effects
from tests.graph.algorithms.panels import Floats, close, peer
from tests.graph.algorithms.planted_panel import planted_panel

SEEDS = st.integers(0, 2**32 - 1)


def tables(seed: int, n: int, count: int, missing: float = 0.0) -> Floats:
    """Draw tables whose cells share their departments."""
    rng = np.random.default_rng(seed)
    sides = rng.normal(0, 1, (2, count, n))
    x = sides[0][:, :, None] + sides[1][:, None, :] + rng.normal(0, 1, (count, n, n))
    x[rng.random(x.shape) < missing] = np.nan
    return np.asarray(x)


def design(x: Floats, seen: NDArray[np.bool_], effects: bool) -> Floats:
    """Return dummies and predictors of the cells as columns."""
    i, j = np.nonzero(seen)
    n = len(seen)
    sides = [np.eye(n)[i], np.eye(n)[j]] if effects else []
    return np.column_stack([np.ones(len(i)), *sides, *(table[seen] for table in x)])


def t_of_last(y: Floats, columns: Floats) -> tuple[float, float]:
    """Return coefficient and t of the last column by least squares."""
    found = np.linalg.lstsq(columns, y, rcond=1e-10)
    error = ((y - columns @ found[0]) ** 2).sum() / (len(y) - found[2])
    inverse = np.linalg.pinv(columns.T @ columns, rcond=1e-10)
    return found[0][-1], found[0][-1] / np.sqrt(error * inverse[-1, -1])


def by_loop(y: Floats, x: Floats, effects: bool, permutations: int) -> list[tuple[float, ...]]:
    n = len(y)
    seen = ~np.isnan(y) & ~np.isnan(x).any(axis=0) & ~np.eye(n, dtype=bool)
    found: list[tuple[float, ...]] = []
    for k in range(len(x)):
        rest = np.delete(x, k, axis=0)
        fixed = design(rest, seen, effects)
        residual = np.zeros((n, n))
        fit = fixed @ np.linalg.lstsq(fixed, x[k][seen], rcond=1e-10)[0]
        residual[seen] = x[k][seen] - fit
        coefficient, t = t_of_last(y[seen], np.column_stack([fixed, residual[seen]]))
        drawn = []
        for order in orders(n, permutations, 0):
            moved = residual[np.ix_(order, order)]
            drawn.append(t_of_last(y[seen], np.column_stack([fixed, moved[seen]]))[1])
        above = sum(each >= t - 1e-9 for each in drawn)
        two = sum(abs(each) >= abs(t) - 1e-9 for each in drawn)
        found.append(
            (coefficient, t, (1 + two) / (1 + permutations), (1 + above) / (1 + permutations))
        )
    return found


@pytest.mark.parametrize("effects", [True, False])
@pytest.mark.parametrize("missing", [0.0, 0.15])
@pytest.mark.parametrize("count", [1, 3])
def test_it_equals_a_loop_of_ordinary_regressions(
    effects: bool, missing: float, count: int
) -> None:
    y, *x = tables(7, 9, count + 1, missing)
    found = mrqap(y, x, effects=effects, permutations=60)
    expected = np.array(by_loop(y, np.array(x), effects, 60)).T
    close([found.coefficient, found.t, found.p, found.p_above], expected, 1e-8)


def test_a_true_relation_is_found_and_its_reverse_is_not() -> None:
    delay = tables(1, 25, 1)[0]
    y = tables(2, 25, 1)[0] - 0.4 * delay
    found = mrqap(y, [delay, delay.T], seed=3)
    assert found.coefficient[0] == pytest.approx(-0.4, abs=0.1)
    assert found.p[0] < 0.01 < 0.05 < found.p[1]
    assert found.p_below[0] < 0.01
    assert found.cells == 25 * 24


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_tables_without_relation_are_seldom_called_related(missing: float) -> None:
    """Their cells share departments: ordinary regression would call about a third related."""
    p: list[float] = []
    for seed in range(80):
        y, *x = tables(seed, 12, 3, missing)
        p.extend(mrqap(y, x, permutations=99, seed=seed).p)
    assert 0.01 < np.mean(np.array(p) <= 0.05) < 0.10


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_severity_and_units_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    y, *x = tables(seed, 10, 3, 0.05)
    plain = mrqap(y, x, permutations=50)
    moved = mrqap(3 * y + rng.normal(0, 9, (10, 1)) + rng.normal(0, 9, 10), x, permutations=50)
    close(moved.coefficient, 3 * plain.coefficient, 1e-8)
    close(moved.t, plain.t, 1e-7)
    close(moved.p, plain.p, 1e-12)


def test_a_predictor_that_effects_explain_in_full_has_no_coefficient() -> None:
    y, x = tables(5, 10, 2)
    sides = np.arange(10)[:, None] + 2.0 * np.arange(10)
    found: Mrqap = mrqap(y, [x, sides, x * 2], permutations=20)
    assert np.isnan(found.coefficient).all()
    assert np.isnan(mrqap(y, [x, sides], permutations=20).p).tolist() == [False, True]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("seed", [5, 6, 14])
@pytest.mark.parametrize("unit", [1, 1e9])
def test_a_permutation_that_leaves_nothing_of_a_predictor_has_no_slope(
    seed: int, unit: float
) -> None:
    """Of few cells some permutations move nearly all of the predictor onto gaps."""
    rng = np.random.default_rng(seed)
    y, x = rng.normal(0, 1, (2, 8, 8))
    y[rng.random((8, 8)) < 0.66] = np.nan
    found = mrqap(y, [unit * x, unit * x.T], permutations=300)
    assert np.isfinite([found.coefficient, found.t]).all()
    assert ((found.p > 0) & (found.p <= 1)).all()
    known = ~np.isnan(y)
    exact = mrqap(np.where(known, 2 * x, np.nan), [x], permutations=300)
    assert exact.coefficient == pytest.approx([2])
    assert np.isfinite(exact.t).all()


def test_what_cannot_be_fitted_is_refused() -> None:
    y, x = tables(5, 4, 2)
    with pytest.raises(ValueError, match="too few"):
        mrqap(y, np.tile(x, (6, 1, 1)))
    with pytest.raises(ValueError, match="shape"):
        mrqap(y, x)


def test_the_correlation_of_ratees_is_that_of_numpy_and_its_p_that_of_a_loop() -> None:
    rng = np.random.default_rng(0)
    score, figure = rng.normal(0, 1, (2, 14))
    score[3] = np.nan
    known = ~np.isnan(score)
    found = ratee_correlation(score, figure, permutations=200)
    assert found.r == pytest.approx(np.corrcoef(score[known], figure[known])[0, 1])
    drawn = [np.corrcoef(score[known][order], figure[known])[0, 1] for order in orders(13, 200, 0)]
    assert found.p == (1 + sum(abs(r) >= abs(found.r) for r in drawn)) / 201
    assert found.departments == 13


def test_reliabilities_raise_a_correlation_up_to_one() -> None:
    score, figure = np.arange(8.0), np.array([1.0, 0, 2, 3, 5, 4, 7, 6])
    plain = ratee_correlation(score, figure)
    assert ratee_correlation(score, figure, reliabilities=(0.81, 1)).disattenuated == pytest.approx(
        min(plain.r / 0.9, 1)
    )
    assert np.isnan(ratee_correlation([1, 2, 3], [1, 2, 3]).r)
    assert np.isnan(ratee_correlation([1, 2, 3, 4], [1, 1, 1, 1]).r)


def test_the_planted_ratings_fall_with_the_delay_they_answer(shared: Path) -> None:
    """A rater waits for whom it rates: the delay of its own handoffs counts most."""
    planted = planted_panel(shared)
    rows = pd.read_csv(peer(shared, "planted/handoff_delay.csv"))
    place = {name: i for i, name in enumerate(planted.names)}
    delay = np.full((30, 30), np.nan)
    delay[rows["from_dept"].map(place), rows["to_dept"].map(place)] = rows["median_delay_days"]
    x = planted.x.copy()
    x[..., planted.excluded, :] = np.nan
    y = pair_means(x.reshape(-1, 30, 30)).mean
    found = mrqap(y, [delay, delay.T])
    assert found.cells == 28 * 29
    assert found.coefficient[0] < found.coefficient[1] < 0
    assert found.p_below[0] == 1 / 1001
    own = ratee_correlation(effects(y).ratee, np.nanmean(delay, axis=0))
    assert own.r < -0.8
    assert own.p == 1 / 1001
