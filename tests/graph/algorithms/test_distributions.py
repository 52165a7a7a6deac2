"""Chances of the normal and of Student's t distribution, against tables and integration."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.distributions import both_below, normal_below, student_two_sided

Z = st.floats(-4, 4)
RHO = st.floats(-0.94, 0.94)


def by_integration(h: float, k: float, rho: float) -> float:
    """Integrate the density of one value times the chance of the other given it."""
    at = np.linspace(-9, h, 20_001)
    inner = normal_below((k - rho * at) / np.sqrt(1 - rho**2))
    return float(np.trapezoid(np.exp(-(at**2) / 2) / np.sqrt(2 * np.pi) * inner, at))


@pytest.mark.parametrize(
    ("h", "k", "rho"),
    [(0, 0, 0.5), (-1, 0.3, -0.7), (2, -2, 0.9), (-1.5, -1.2, 0.3), (1.1, 0.4, 0)],
)
def test_the_chance_of_both_is_that_of_integration(h: float, k: float, rho: float) -> None:
    assert both_below(h, k, rho) == pytest.approx(by_integration(h, k, rho), abs=1e-7)


@given(Z, Z, RHO)
def test_both_are_below_in_either_order_and_never_more_often_than_one(
    h: float, k: float, rho: float
) -> None:
    found = both_below(h, k, rho)
    assert found == pytest.approx(both_below(k, h, rho), abs=1e-12)
    assert found <= min(normal_below(h), normal_below(k)) + 1e-12
    at_least = normal_below(h) + normal_below(k) - 1
    assert found >= at_least - 1e-12
    one_of_two = both_below(h, -k, -rho)
    assert found + one_of_two == pytest.approx(normal_below(h), abs=1e-9)


def test_infinite_limits_leave_one_value_or_none() -> None:
    assert both_below(np.inf, 0.3, 0.5) == pytest.approx(normal_below(0.3))
    assert both_below(-np.inf, 0.3, 0.5) == 0
    assert np.isnan(both_below(np.nan, 0.3, 0.5))


@pytest.mark.parametrize("freedom", range(1, 13))
def test_the_tail_of_student_is_that_of_integration(freedom: int) -> None:
    t = np.tan(np.linspace(0, np.pi / 2, 200_001)[:-1])  # the density over all positive values
    angle = np.arctan(t)
    weight = (1 + t**2 / freedom) ** (-(freedom + 1) / 2) * (1 + t**2)
    whole = np.trapezoid(weight, angle)
    for limit in (0.5, 1.7, 4.0):
        tail = np.trapezoid(np.where(t >= limit, weight, 0), angle) / whole
        assert student_two_sided(limit, freedom) == pytest.approx(tail, abs=2e-4)


def test_the_table_of_critical_values_is_met() -> None:
    t = [12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.22814, 2.20099, 2.04523]
    freedom = [1, 2, 3, 4, 5, 10, 11, 29]
    assert student_two_sided(t, freedom) == pytest.approx(0.05, abs=1e-6)


def test_there_is_no_p_without_a_degree_of_freedom() -> None:
    assert np.isnan(student_two_sided([2.0, np.nan], [0, 5])).all()
