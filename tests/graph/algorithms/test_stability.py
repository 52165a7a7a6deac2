"""Stable and unstable parts, against TripleR's latent analysis, sums of indicators, truth."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.algorithms.round_robin import reliabilities
from graph.algorithms.social_relations import covariances, variances
from graph.algorithms.stability import correlations, stability
from tests.graph.algorithms.panels import Floats, close, drawn, liking, panels, peer, star


def test_two_indicators_are_the_latent_analysis_of_triple_r(shared: Path) -> None:
    printed = pd.read_csv(peer(shared, "RR3_latent_varcomp.csv"), index_col="type")["estimate"]
    relation = pd.read_csv(peer(shared, "RR3_latent_relrel.csv")).iloc[0, 0]
    found = stability([liking(shared), liking(shared, "liking_b")])
    values = np.insert(found.stable.values, 3, found.error)
    close(values, printed, 1e-12)
    assert found.pair_reliability == pytest.approx(relation, abs=1e-12)
    assert values.round(4).tolist() == [0.1610, 0.1053, 0.5071, 0.2063, 0.0122, 0.0792]
    assert round(found.pair_reliability, 4) == 0.8523


def test_latent_reliabilities_do_not_copy_the_mistake_of_triple_r(shared: Path) -> None:
    printed = pd.read_csv(peer(shared, "RR3_latent_reliability.csv"))["reliability"]
    found = stability([liking(shared), liking(shared, "liking_b")])
    of = [found.rater_reliability, found.ratee_reliability]
    assert np.round(of, 5).tolist() == [0.86499, 0.89256]
    assert np.round(printed, 5).tolist() == [0.86506, 0.89266]
    # It takes the rater-ratee covariances of the two for their dyadic ones.
    n, stable, unstable = 54, found.stable, found.unstable
    each = [variances(liking(shared, scale)).rater_ratee for scale in ("liking_a", "liking_b")]
    mistaken = sum(each) / 2 - stable.dyadic
    pair = (stable.pair + unstable.pair / 2) * (n - 1)
    noise = (pair + stable.dyadic + mistaken / 2) / (n * (n - 2))
    wrong = stable.ratee / (stable.ratee + unstable.ratee / 2 + noise)
    assert wrong == pytest.approx(printed[1], abs=1e-12)


def test_correlations_of_two_variables_are_those_of_triple_r(shared: Path) -> None:
    printed = pd.read_csv(peer(shared, "RR2_bivariate.csv"))["standardized"]
    x, y = liking(shared), liking(shared, "metaliking_a")
    found = correlations(covariances(x, y), variances(x), variances(y))
    values = [found.aa, found.bb, found.ab, found.ba, found.gg, found.ggt]
    close(values, printed, 1e-12)


def closed_form(x: Floats, y: Floats) -> list[float]:
    """Return the six covariances by TripleR's formulas for complete panels."""
    n = len(x)
    off = ~np.eye(n, dtype=bool)
    a, b, g = [], [], []
    for each in (x, y):
        row, column, mean = np.nanmean(each, 1), np.nanmean(each, 0), each[off].mean()
        one, two, all_ = (n - 1) ** 2, n - 1, (n - 1) / (n - 2) * mean
        a.append((one * row + two * column) / (n * (n - 2)) - all_)
        b.append((one * column + two * row) / (n * (n - 2)) - all_)
        g.append(np.where(off, each - a[-1][:, None] - b[-1] - mean, 0))
    e, d = [(m + m.T) / 2 for m in g], [m - m.T for m in g]
    between = (e[0] * e[1]).sum() / ((n - 1) * (n - 2) / 2 - 1)
    within = (d[0] * d[1]).sum() / 2 / ((n - 1) * (n - 2))
    same, back = (between + within) / 2, (between - within) / 2
    own, other = (((n - 1) * p + q) / (n * (n - 2)) for p, q in ((same, back), (back, same)))
    pairs = ((a, a, own), (b, b, own), (a, b, other), (b, a, other))
    return [*(float(p[0] @ q[1]) / (n - 1) - less for p, q, less in pairs), same, back]


@given(panels(missing=0.0), st.integers(0, 99))
def test_covariances_of_complete_panels_are_the_closed_form(x: Floats, seed: int) -> None:
    y = drawn(1, len(x), seed)[0] + x / 2
    found = covariances(x, y)
    values = [found.aa, found.bb, found.ab, found.ba, found.gg, found.ggt]
    close(values, closed_form(x, y))


@settings(max_examples=30)
@given(panels(), st.integers(2, 5))
def test_the_same_indicator_again_has_no_unstable_part(x: Floats, count: int) -> None:
    found = stability(np.stack([x] * count))
    if found.stable.determined:
        close(found.unstable.values, np.zeros(5))
        close(found.stable.values, variances(x).values)
    assert found.stable.determined == variances(x).determined


@settings(max_examples=30)
@given(panels(missing=0.0), st.integers(0, 99), st.integers(2, 4))
def test_the_mean_of_indicators_varies_as_stable_and_unstable_parts_say(
    x: Floats, seed: int, count: int
) -> None:
    cells = x / 2 + drawn(count, len(x), seed)
    found, mean = stability(cells), variances(cells.mean(axis=0))
    close(found.stable.values + found.unstable.values / count, mean.values)
    if found.stable.ratee > 0 and mean.ratee > 0:
        whole = reliabilities(mean, len(x))[1] / mean.ratee * found.stable.ratee
        assert found.ratee_reliability == pytest.approx(whole)


def test_means_over_drawn_panels_with_missing_cells_are_the_truth() -> None:
    stable, own = drawn(200, 8, 31), drawn(600, 8, 37, missing=0.15)
    each = [
        np.concatenate([(s := stability(x + y)).stable.values, s.unstable.values])
        for x, y in zip(stable, own.reshape(200, 3, 8, 8), strict=True)
    ]
    truth = np.array([0.5, 0.3, 0.6, 0.1, 0.2] * 2)
    error = np.std(each, axis=0, ddof=1) / 200**0.5
    assert (np.abs(np.mean(each, axis=0) - truth) < 3 * error).all()


def test_a_design_that_tells_nothing_has_no_stable_part() -> None:
    found = stability([star(6), star(6, 1)])
    assert not found.stable.determined
    assert np.isnan([found.error, found.rater_reliability, found.pair_reliability]).all()


def test_one_indicator_is_refused() -> None:
    with pytest.raises(ValueError, match="two indicators"):
        stability([drawn(1, 5, 1)[0]])
