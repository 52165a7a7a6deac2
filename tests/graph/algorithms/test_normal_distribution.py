"""Chances of two normal values, against integration and what must hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.normal_distribution import both_below, normal_below

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
