"""Tails of Student's t, against printed tables and numeric integration."""

from math import gamma, isnan, nan, pi

import numpy as np
import pytest

from graph.algorithms.student_t import two_sided, upper_tail

# Fisher and Yates: the t that 5 % (two-sided) exceed
TABLE = {1: 12.706, 2: 4.303, 4: 2.776, 10: 2.228, 30: 2.042, 60: 2.000}


@pytest.mark.parametrize("df", TABLE)
def test_p_values_are_those_of_the_table(df: int) -> None:
    assert two_sided(TABLE[df], df) == pytest.approx(0.05, abs=5e-5)
    assert upper_tail(-TABLE[df], df) == pytest.approx(0.975, abs=5e-5)


@pytest.mark.parametrize("df", [1, 2, 3, 7.5, 20, 53])
@pytest.mark.parametrize("t", [0.01, 0.3, 1.0, 2.5, 6.0])
def test_p_values_are_the_integral_of_the_density(t: float, df: float) -> None:
    step = t / 2_000
    values = (1 + np.arange(2_001) ** 2 * step**2 / df) ** (-(df + 1) / 2)
    inside = step / 3 * (values[0] + 4 * values[1::2].sum() + 2 * values[2:-1:2].sum() + values[-1])
    inside *= gamma((df + 1) / 2) / ((df * pi) ** 0.5 * gamma(df / 2))
    assert upper_tail(t, df) == pytest.approx(0.5 - inside, abs=1e-10)
    assert two_sided(-t, df) == pytest.approx(1 - 2 * inside, abs=1e-10)


def test_far_tails_keep_their_digits() -> None:
    assert upper_tail(1e3, 1) == pytest.approx(1e-3 / pi, rel=1e-5)  # of Cauchy
    assert upper_tail(1e200, 5) == 0
    assert 0 < upper_tail(36.8, 53) < 1e-38


def test_what_is_no_number_has_no_p() -> None:
    assert isnan(upper_tail(nan, 3))
    assert isnan(two_sided(nan, 3))
