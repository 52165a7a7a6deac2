"""The jackknife over departments, against leaving out one by one and the spread of panels."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.algorithms.jackknife import jackknife, pseudo_values
from graph.algorithms.social_relations import variances
from graph.algorithms.student_t import two_sided, upper_tail
from tests.graph.algorithms.panels import Floats, close, drawn, liking, panels, star, without_262


def one_by_one(x: Floats) -> Floats:
    """Return the pseudo-values of panels without a row and a column."""
    n = len(x)
    without = [variances(np.delete(np.delete(x, d, 0), d, 1)).values for d in range(n)]
    return n * variances(x).values - (n - 1) * np.array(without)


def test_pseudo_values_of_liking_are_those_of_leaving_out_one_by_one(shared: Path) -> None:
    for x in (liking(shared), without_262(liking(shared))):
        close(pseudo_values(x), one_by_one(x), 1e-8)


@settings(max_examples=30)
@given(panels(least=6))
def test_pseudo_values_are_those_of_leaving_out_one_by_one(x: Floats) -> None:
    if not (np.isnan(x).all(axis=0) & np.isnan(x).all(axis=1)).any():
        close(pseudo_values(x), one_by_one(x), 1e-5)


def test_the_error_is_that_of_the_mean_of_pseudo_values() -> None:
    x = drawn(1, 9, 17)[0]
    pseudo, found = one_by_one(x), jackknife(x)
    close(found.error, pseudo.std(axis=0, ddof=1) / 3)
    close(found.t, found.estimate / found.error)
    expected = [upper_tail(float(t), 8) for t in found.t[:3]]
    close(found.p, expected + [two_sided(float(t), 8) for t in found.t[3:]])


def test_intervals_over_drawn_panels_cover_the_truth() -> None:
    covered = []
    for x in drawn(300, 15, 19, missing=0.1):
        found = jackknife(x)
        covered.append(np.abs(found.estimate - [0.5, 0.3, 0.6, 0.1, 0.2]) < 2.145 * found.error)
    share = np.mean(covered, axis=0)
    assert (share > 0.88).all()  # 95 % wanted; the design measured .92 to 1 at 15 departments


@settings(max_examples=30)
@given(panels(least=6), st.floats(-5, 5), st.floats(0.5, 3))
def test_a_shift_changes_no_error_and_a_scale_changes_all(
    x: Floats, shift: float, scale: float
) -> None:
    before, after = jackknife(x).error, jackknife(scale * x + shift).error
    np.testing.assert_allclose(after, scale**2 * before, rtol=1e-6, atol=1e-6)


def test_who_takes_no_part_does_not_count() -> None:
    x = np.full((9, 9), np.nan)
    x[:8, :8] = drawn(1, 8, 23)[0]
    whole, part = jackknife(x), jackknife(x[:8, :8])
    assert whole.df == part.df == 7
    close(whole.error, part.error)


def test_a_panel_that_hangs_on_one_department_has_no_errors() -> None:
    four = drawn(1, 4, 29)[0]  # without one of them three are left, which tell nothing
    found = jackknife(four)
    assert not np.isnan(found.estimate).any()
    assert np.isnan(found.error).all()
    assert np.isnan(found.p).all()
    assert np.isnan(jackknife(star(9)).estimate).all()


def test_an_empty_panel_has_no_errors() -> None:
    found = jackknife(np.full((4, 4), np.nan))
    assert np.isnan(found.error).all()
    assert found.df == pytest.approx(1)
