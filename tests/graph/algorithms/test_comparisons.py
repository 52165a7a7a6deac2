"""Differences of two sides, against textbook formulas and known truths."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.comparisons import adjusted, differences

CHANCES = st.lists(st.integers(0, 997).map(lambda n: n / 997), min_size=1, max_size=12)


@given(CHANCES)
def test_adjusted_chances_reject_what_the_step_up_procedure_rejects(p: list[float]) -> None:
    found = adjusted(p)
    ordered = sorted(p)
    for q in (0.01, 0.05, 0.2):
        passing = [i for i, each in enumerate(ordered, 1) if each * len(p) / i <= q]
        limit = ordered[passing[-1] - 1] if passing else -1
        assert [each <= q for each in found] == [each <= limit for each in p]
    assert (found >= np.array(p) * (1 - 1e-12)).all()


def test_the_example_of_benjamini_and_hochberg_rejects_four() -> None:
    """Fifteen p-values, page 293: at q = 0.05 the procedure rejects the first four."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
    p += [0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    assert (adjusted(p) <= 0.05).sum() == 4


def test_means_of_independent_cases_differ_as_by_the_formula_of_welch() -> None:
    rng = np.random.default_rng(1)
    one, two = np.rint(rng.gamma(1.3, 1000, 300)), np.rint(rng.gamma(1.3, 1400, 200))
    value = np.concatenate([one, two])
    found = differences(
        np.arange(500), np.zeros(500, int), np.arange(500) >= 300, value, 1, replicates=4000
    )
    spread = np.sqrt(one.var() / 300 + two.var() / 200)
    assert found.difference[0] == pytest.approx(two.mean() - one.mean())
    assert found.high[0] - found.low[0] == pytest.approx(2 * 1.96 * spread, rel=0.06)


def test_of_groups_that_did_not_change_few_are_called_changed() -> None:
    rng = np.random.default_rng(2)
    case = rng.integers(4000, size=12_000)
    group, value = rng.integers(60, size=12_000), rng.gamma(1.3, 1000, 12_000)
    found = differences(case, group, case % 2, value, 60)
    assert (found.p < 0.05).mean() < 0.12
    assert (found.adjusted < 0.05).sum() == 0


def test_a_group_that_doubled_is_found_among_sixty() -> None:
    rng = np.random.default_rng(3)
    case = rng.integers(4000, size=12_000)
    group, value = rng.integers(60, size=12_000), rng.gamma(1.3, 1000, 12_000)
    value[(group == 7) & (case % 2 == 1)] *= 2
    for of_shares in (False, True):
        found = differences(case, group, case % 2, value, 60, of_shares=of_shares)
        assert np.flatnonzero(found.adjusted < 0.05).tolist() == [7]
        assert found.low[7] > 0


def test_a_group_that_is_on_one_side_only_is_not_compared() -> None:
    found = differences([1, 2, 3], [0, 0, 1], [0, 1, 1], [5, 9, 4], 2)
    assert found.difference[0] == 4
    assert np.isnan([found.difference[1], found.p[1], found.adjusted[1]]).all()
