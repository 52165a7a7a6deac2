"""Intraclass correlations and alpha, against printed figures and counting pairs."""

from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.agreement import Metric, intraclass_correlations, krippendorff_alpha
from tests.graph.algorithms.panels import close, liking, peer

TABLES = st.lists(
    st.lists(st.sampled_from([1.0, 2.0, 3.0, 5.0, np.nan]), min_size=4, max_size=4),
    min_size=2,
    max_size=5,
)


def test_intraclass_correlations_are_those_of_shrout_and_fleiss(shared: Path) -> None:
    table = pd.read_csv(peer(shared, "shrout_fleiss1979.csv"))
    printed = pd.read_csv(peer(shared, "shrout_fleiss1979_icc_psych.csv"))["ICC"]
    found = intraclass_correlations(table)
    values = [found.one_way, found.agreement, found.consistency]
    values += [found.one_way_mean, found.agreement_mean, found.consistency_mean]
    close(values, printed, 2e-6)  # psych fits them by lmer
    assert np.round(values, 4).tolist() == [0.1657, 0.2898, 0.7148, 0.4428, 0.6201, 0.9093]


@pytest.mark.parametrize(
    ("metric", "printed"),
    [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491), ("ratio", 0.7974)],
)
def test_alpha_is_as_printed(shared: Path, metric: Metric, printed: float) -> None:
    table = pd.read_csv(peer(shared, "krippendorff_4x12.csv"))
    reference = pd.read_csv(peer(shared, "krippendorff_4x12_alpha_irr.csv"), index_col="metric")
    found = krippendorff_alpha(table, metric)
    assert found == pytest.approx(reference["alpha"][metric], abs=1e-12)
    assert round(found, 4) == printed


def test_alpha_of_liking_says_what_the_share_of_ratees_says(shared: Path) -> None:
    assert krippendorff_alpha(liking(shared), "interval") == pytest.approx(0.113, abs=5e-4)


@given(TABLES)
def test_alpha_is_that_of_counting_all_pairs(rows: list[list[float]]) -> None:
    table = np.array(rows)
    units = [u[~np.isnan(u)] for u in table.T if (~np.isnan(u)).sum() > 1]
    everything = np.concatenate([*units, []])
    observed = sum(
        sum((a - b) ** 2 for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in units
    )
    expected = sum((a - b) ** 2 for a, b in permutations(everything, 2))
    found = krippendorff_alpha(table, "interval")
    if expected:
        n = len(everything)
        assert found == pytest.approx(1 - (n - 1) * observed / expected)
    else:
        assert np.isnan(found)


def test_incomplete_tables_have_no_intraclass_correlation() -> None:
    with pytest.raises(ValueError, match="complete"):
        intraclass_correlations([[1.0, np.nan], [2.0, 3.0]])
    with pytest.raises(ValueError, match="two or more"):
        intraclass_correlations([[1, 2]])
