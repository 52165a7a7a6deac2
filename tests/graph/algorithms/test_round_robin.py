"""The classic formulas of a complete panel, against TripleR, least squares and moments."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.rating_effects import effects
from graph.algorithms.round_robin import reliabilities, round_robin
from graph.algorithms.social_relations import Variances, variances
from tests.graph.algorithms.panels import Floats, close, drawn, liking, panels, peer


def test_liking_is_as_triple_r_prints_it(shared: Path) -> None:
    reliability = pd.read_csv(peer(shared, "RR1_liking_a_reliability.csv"))["reliability"]
    printed = pd.read_csv(peer(shared, "RR1_liking_a_varcomp.csv"), index_col="type")
    found = round_robin(liking(shared))
    close([found.rater_reliability, found.ratee_reliability], reliability, 1e-12)
    close(found.variances.shares, printed["standardized"].iloc[:3], 1e-12)
    assert found.variances.values.round(4).tolist() == [0.1717, 0.1053, 0.6088, 0.0141, 0.0795]
    assert (round(found.rater[0], 4), round(found.ratee[0], 4)) == (-0.4769, 0.2639)
    kinds = (found.rater_reliability, found.ratee_reliability)
    assert [round(kind, 4) for kind in kinds] == [0.9371, 0.9014]


@given(panels(least=4, missing=0.0))
def test_effects_are_least_squares(x: Floats) -> None:
    found, least = round_robin(x), effects(x)
    assert found.mean == pytest.approx(least.mean)
    close(found.rater, least.rater)
    close(found.ratee, least.ratee)
    close(found.pair, least.residual)


@given(panels(least=4, missing=0.0))
def test_variances_are_the_moments(x: Floats) -> None:
    close(round_robin(x).variances.values, variances(x).values)


@given(panels(missing=0.0), st.floats(-5, 5), st.floats(0.1, 9))
def test_a_shift_and_a_scale_of_all_ratings(x: Floats, shift: float, scale: float) -> None:
    before, after = round_robin(x), round_robin(scale * x + shift)
    close(after.rater, scale * before.rater, 1e-8)
    close(after.variances.values, scale**2 * before.variances.values, 1e-7)
    close(after.rater_reliability, before.rater_reliability, 1e-6)


def test_the_reliability_is_the_share_of_the_truth_in_estimated_effects() -> None:
    found = [round_robin(x) for x in drawn(400, 8, 9)]
    spread = np.mean([f.rater.var(ddof=1) for f in found])  # expected: truth + noise
    expected, _ = reliabilities(Variances(0.5, 0.3, 0.6, 0.1, 0.2), 8)
    assert 0.5 / spread == pytest.approx(expected, rel=0.05)


def test_too_few_departments_and_missing_cells_are_refused() -> None:
    with pytest.raises(ValueError, match="four departments"):
        round_robin(np.ones((3, 3)))
    x = np.ones((5, 5))
    x[1, 2] = np.nan
    with pytest.raises(ValueError, match="every rating"):
        round_robin(x)
