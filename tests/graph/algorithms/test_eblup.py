"""Predicted scores, against lme4, the inverse of the whole covariance matrix, and invariants."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.eblup import Predicted, clipped, predict, published_map
from graph.algorithms.rating_effects import effects
from graph.algorithms.social_relations import Variances, variances
from tests.graph.algorithms.panels import Floats, close, drawn, liking, panels, peer, star

TRUE = Variances(0.5, 0.3, 0.6, 0.1, 0.2)


def of_lme4(shared: Path) -> Variances:
    """Return lme4's variances (by REML); its dyad effect is what two pair effects share."""
    rows = pd.read_csv(peer(shared, "liking_a_crossed_lmer_varcomp.csv"), index_col="grp")["vcov"]
    return Variances(rows["r"], rows["t"], rows["dy"] + rows["Residual"], 0.0, rows["dy"])


def test_predicted_effects_are_those_of_lme4(shared: Path) -> None:
    printed = pd.read_csv(peer(shared, "liking_a_crossed_lmer_blup.csv"), index_col="id")
    found = predict(liking(shared), of_lme4(shared))
    close(found.ratee, printed["target_blup"].sort_index(), 1e-9)
    close(found.rater, printed["rater_blup"].sort_index(), 1e-9)
    assert found.ratee[:2].round(6).tolist() == [0.241891, -0.772046]


def test_the_error_given_the_mean_is_that_of_lme4(shared: Path) -> None:
    printed = pd.read_csv(peer(shared, "liking_a_crossed_lmer_blup.csv"), index_col="id")["se"]
    found = predict(liking(shared), of_lme4(shared))
    close(found.ratee_error_given_mean, printed.sort_index(), 1e-9)
    assert found.ratee_error_given_mean[0].round(4) == 0.1068


def test_the_error_with_the_mean_estimated_is_that_of_the_joint_inverse(shared: Path) -> None:
    found = predict(liking(shared), of_lme4(shared))
    assert found.ratee_error[0].round(4) == 0.1101
    # The sum is less sure than either says: the severity of these raters is in its mean.
    assert found.published_error[0].round(4) == 0.1166


def by_whole_matrix(x: Floats, of: Variances) -> tuple[float, Floats, Floats, Floats]:
    """Return mean, effects of ratees, their error variances and those of the sum, from V (N, N)."""
    n = len(x)
    i, j = np.nonzero(~np.isnan(x))
    y = x[i, j]
    a, b = np.eye(n)[i], np.eye(n)[j]
    reverse = (i[:, None] == j) & (j[:, None] == i)
    v = of.rater * a @ a.T + of.ratee * b @ b.T + of.rater_ratee * (a @ b.T + b @ a.T)
    v += of.pair * np.eye(len(y)) + of.dyadic * reverse
    inverse = np.linalg.inv(v)
    weights = inverse.sum(axis=0) / inverse.sum()  # generalised least squares
    gain = (of.ratee * b + of.rater_ratee * a).T @ inverse
    ratee = gain - np.outer(gain.sum(axis=1), weights)
    cross = (of.ratee * b + of.rater_ratee * a).T  # cov(b, y)
    error = ratee @ v @ ratee.T - ratee @ cross.T - cross @ ratee.T + of.ratee * np.eye(n)
    both = ratee + weights
    total = both @ v @ both.T - both @ cross.T - cross @ both.T + of.ratee * np.eye(n)
    return float(weights @ y), ratee @ y, error, total


@given(panels(missing=0.5), st.floats(-0.5, 0.5), st.floats(-0.3, 0.3))
def test_predictions_are_those_of_the_whole_covariance_matrix(
    x: Floats, dyadic: float, cross: float
) -> None:
    of = Variances(0.5, 0.3, 0.6, cross, dyadic)
    found, (mean, ratee, error, total) = predict(x, of), by_whole_matrix(x, of)
    rated = ~np.isnan(x).all(axis=0)
    assert found.mean == pytest.approx(mean)
    close(found.ratee[rated], ratee[rated])
    close(found.ratee_error[rated] ** 2, error.diagonal()[rated])
    close(found.covariance[np.ix_(rated, rated)], total[np.ix_(rated, rated)])
    close(found.published_error[rated] ** 2, total.diagonal()[rated])
    close(found.reliability[rated], 1 - error.diagonal()[rated] / of.ratee)


@given(panels(missing=0.5))
def test_the_map_gives_the_published_scores(x: Floats) -> None:
    seen = ~np.isnan(x)
    found, rated = published_map(seen, TRUE), seen.any(axis=0)
    close((found @ x[seen])[rated], predict(x, TRUE).published[rated])
    close(found.sum(axis=1), rated)


@given(panels())
def test_without_pair_effects_predictions_are_least_squares(x: Floats) -> None:
    least = effects(x)
    if least.connected:
        sure = predict(x, Variances(1e3, 1e3, 1e-2, 0.0, 0.0)).ratee
        close(sure - np.nanmean(sure), least.ratee, 1e-3)


@given(panels(), st.floats(-5, 5), st.floats(0.1, 9))
def test_scores_follow_a_shift_and_a_scale_of_all_ratings(
    x: Floats, shift: float, scale: float
) -> None:
    rater, ratee, pair, cross, dyadic = map(float, scale**2 * TRUE.values)
    scaled = Variances(rater, ratee, pair, cross, dyadic)
    before, after = predict(x, TRUE), predict(scale * x + shift, scaled)
    close(after.published, scale * before.published + shift, 1e-7)
    close(after.published_error, scale * before.published_error, 1e-7)
    close(after.reliability, before.reliability, 1e-7)


@given(panels(), st.integers(0, 99))
def test_other_numbers_of_departments_change_nothing(x: Floats, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(x))
    before, after = predict(x, TRUE), predict(x[np.ix_(order, order)], TRUE)
    close(after.published, before.published[order])
    close(after.covariance, before.covariance[np.ix_(order, order)])


@given(panels())
def test_the_transposed_panel_swaps_raters_and_ratees(x: Floats) -> None:
    swapped = Variances(TRUE.ratee, TRUE.rater, TRUE.pair, TRUE.rater_ratee, TRUE.dyadic)
    before, after = predict(x, TRUE), predict(x.T, swapped)
    close(after.ratee, before.rater)
    close(after.ratee_error, before.rater_error)


def test_errors_are_as_large_as_the_truth_is_far() -> None:
    # The drawn truth is not kept by `drawn`, so the truth here is a rating that was held back.
    missed: list[float] = []
    for x in drawn(200, 8, 11):
        held = float(x[0, 1])
        x[0, 1] = np.nan
        found: Predicted = predict(x, TRUE)
        missed.append(held - found.mean - float(found.rater[0]) - float(found.ratee[1]))
    assert 0.6 < np.var(missed) < 1.4  # pair variance .6 and the errors of three effects


def test_who_gave_or_received_nothing_is_not_predicted() -> None:
    x = drawn(1, 6, 3)[0]
    x[2], x[:, 4] = np.nan, np.nan
    found = predict(x, TRUE)
    assert np.flatnonzero(np.isnan(found.rater)).tolist() == [2]
    for values in (found.ratee, found.published, found.published_error, found.reliability):
        assert np.flatnonzero(np.isnan(values)).tolist() == [4]


def test_variances_below_zero_and_impossible_correlations_are_clipped() -> None:
    found = clipped(Variances(1.0, -0.5, 3.0, 0.9, 4.0))
    assert found.ratee == pytest.approx(4e-6)
    assert found.rater_ratee == pytest.approx(0.95 * (1.0 * 4e-6) ** 0.5)
    assert found.dyadic == pytest.approx(0.95 * 3.0)
    assert clipped(TRUE) == TRUE


def test_without_variances_or_ratings_nothing_is_predicted() -> None:
    with pytest.raises(ValueError, match="variance"):
        predict(star(6), variances(star(6)))
    with pytest.raises(ValueError, match="variance"):
        clipped(Variances(0.0, -1.0, 0.0, 0.0, 0.0))
    with pytest.raises(ValueError, match="no rating"):
        predict(np.full((4, 4), np.nan), TRUE)
    with pytest.raises(ValueError, match="no rating"):
        published_map(np.zeros((4, 4)), TRUE)
