"""The many-facet Rasch model, against direct maximum likelihood on Guilford's ratings."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from graph.algorithms.many_facet_rasch import ManyFacetRasch, many_facet_rasch
from graph.algorithms.rasch_fit import Facet, Moments, facet, separation
from tests.graph.algorithms.panels import Floats, close, peer


def guilford(shared: Path) -> Floats:
    """Return five traits of seven persons (columns 3 to 9) by three judges (rows 0 to 2)."""
    rows = pd.read_csv(peer(shared, "guilford.csv"))
    trait, judge, ratee = (
        pd.Categorical(rows[name]).codes.astype(int) for name in ("trait", "judge", "ratee")
    )
    x = np.full((5, 10, 10), np.nan)
    x[trait, judge, 3 + ratee] = rows["score"]
    return x


def design(x: Floats) -> tuple[Floats, Floats, list[int]]:
    """Return the statistics of each rating in each category (N, K + 1, P), and who takes part.

    Columns: ratees, raters, dimensions, steps; the first ratee and dimension and the last step
    are minus the sum of the others, so that all but raters are centred.
    """
    i = np.argwhere(~np.isnan(x))
    y = x[tuple(i.T)] - np.nanmin(x)
    k, parts = np.arange(int(y.max()) + 1), []
    for column, sign in ((2, 1), (1, -1), (0, -1)):
        codes, place = np.unique(i[:, column], return_inverse=True)
        parts.append(sign * np.eye(len(codes))[place][:, None, :] * k[:, None])
    steps = -np.tril(np.ones((len(k), len(k) - 1)), -1)
    parts.append(np.broadcast_to(steps, (len(y), *steps.shape)))
    for which in (0, 2, 3):
        parts[which] = parts[which][..., 1:] - parts[which][..., :1]
    return np.concatenate(parts, axis=2), y, [p.shape[2] for p in parts]


def by_newton(x: Floats) -> tuple[list[Floats], Floats]:
    """Maximise the likelihood over all parameters at once; return them and the gradient's size."""
    statistics, y, sizes = design(x)
    own = statistics[np.arange(len(y)), y.astype(int)].sum(axis=0)
    theta = np.zeros(len(own))
    for _ in range(50):
        power = statistics @ theta
        chance = np.exp(power - power.max(axis=1, keepdims=True))
        chance /= chance.sum(axis=1, keepdims=True)
        mean = np.einsum("nk,nkp->np", chance, statistics)
        second = np.einsum("nk,nkp,nkq->pq", chance, statistics, statistics) - mean.T @ mean
        move = np.linalg.solve(second, own - mean.sum(axis=0))
        theta += move / max(1.0, float(np.abs(move).max()))
    found = np.split(theta, np.cumsum(sizes)[:-1])
    for which in (0, 2, 3):
        found[which] = np.concatenate([[-found[which].sum()], found[which]])
    return found, np.abs(own - mean.sum(axis=0))


def known(values: Floats) -> Floats:
    return values[~np.isnan(values)]


@pytest.fixture(scope="module")
def of_guilford(shared: Path) -> ManyFacetRasch:
    return many_facet_rasch(guilford(shared))


def test_measures_of_guilford_are_those_of_direct_maximum_likelihood(
    shared: Path, of_guilford: ManyFacetRasch
) -> None:
    (ratee, rater, dimension, step), gradient = by_newton(guilford(shared))
    assert gradient.max() < 1e-9
    close(known(of_guilford.ratee.measure), ratee, 1e-6)
    close(known(of_guilford.rater.measure), rater, 1e-6)
    close(of_guilford.dimension.measure, dimension, 1e-6)
    close(of_guilford.step, step, 1e-6)


def test_errors_and_fit_of_guilford_are_those_computed_one_by_one(
    shared: Path, of_guilford: ManyFacetRasch
) -> None:
    x, found = guilford(shared), of_guilford
    cumulated = np.concatenate([[0], np.cumsum(found.step)])
    k = np.arange(9)
    for j in range(3, 10):
        residual, variance, fourth = [], [], []
        for d, i in np.argwhere(~np.isnan(x[:, :, j])):
            level = found.ratee.measure[j] - found.rater.measure[i] - found.dimension.measure[d]
            chance = np.exp(k * level - cumulated)
            chance /= chance.sum()
            mean = float(chance @ k)
            residual.append(x[d, i, j] - 1 - mean)
            variance.append(float(chance @ (k - mean) ** 2))
            fourth.append(float(chance @ (k - mean) ** 4))
        r, v, c = np.array(residual), np.array(variance), np.array(fourth)
        infit, outfit = (r**2).sum() / v.sum(), (r**2 / v).mean()
        q = np.sqrt((c - v**2).sum()) / v.sum()
        far = np.sqrt((c / v**2).sum() / len(v) ** 2 - 1 / len(v))
        assert found.ratee.error[j] == pytest.approx(1 / np.sqrt(v.sum()))
        assert (found.ratee.infit[j], found.ratee.outfit[j]) == pytest.approx((infit, outfit))
        assert found.ratee.infit_z[j] == pytest.approx((infit ** (1 / 3) - 1) * 3 / q + q / 3)
        assert found.ratee.outfit_z[j] == pytest.approx((outfit ** (1 / 3) - 1) * 3 / far + far / 3)


def test_fair_averages_of_a_balanced_panel_order_as_the_means(
    shared: Path, of_guilford: ManyFacetRasch
) -> None:
    mean = np.nanmean(guilford(shared)[:, :3, 3:], axis=(0, 1))
    fair = known(of_guilford.fair_average)
    assert np.argsort(fair).tolist() == np.argsort(mean).tolist()
    assert np.abs(fair - mean).max() < 0.4


def test_a_constant_on_all_moves_only_the_fair_averages(
    shared: Path, of_guilford: ManyFacetRasch
) -> None:
    moved = many_facet_rasch(guilford(shared) + 10)
    close(moved.ratee.measure, of_guilford.ratee.measure)
    close(moved.fair_average, of_guilford.fair_average + 10)


def test_other_numbers_of_departments_change_nothing(
    shared: Path, of_guilford: ManyFacetRasch
) -> None:
    order = np.random.default_rng(1).permutation(10)
    moved = many_facet_rasch(guilford(shared)[:, order][:, :, order])
    close(moved.ratee.measure, of_guilford.ratee.measure[order], 1e-7)
    close(moved.rater.measure, of_guilford.rater.measure[order], 1e-7)


def test_who_has_only_the_highest_category_has_no_measure(
    shared: Path, of_guilford: ManyFacetRasch
) -> None:
    x = guilford(shared)
    x[:, :3, 0] = 9
    x[1, 1, 0] = np.nan
    found = many_facet_rasch(x)
    assert np.isnan(found.ratee.measure[0])
    assert np.isnan(found.fair_average[0])
    close(found.ratee.measure, of_guilford.ratee.measure)


def test_what_cannot_be_measured_is_refused(shared: Path) -> None:
    x = guilford(shared)
    with pytest.raises(ValueError, match="whole numbers"):
        many_facet_rasch(np.where(x == 8, np.nan, x))  # a category is not used
    with pytest.raises(ValueError, match="whole numbers"):
        many_facet_rasch(x / 2)
    with pytest.raises(ValueError, match="whole numbers"):
        many_facet_rasch(x * np.nan)
    few = [[[0, 1, 0], [1, 0, 0], [0, 1, 0]], [[0, 1, 0], [1, 0, 1], [0, 0, 0]]]  # no maximum
    with pytest.raises(ValueError, match="settle"):
        many_facet_rasch(few)
    apart = np.full((5, 20, 20), np.nan)
    apart[:, :10, :10] = apart[:, 10:, 10:] = x
    with pytest.raises(ValueError, match="hang together"):
        many_facet_rasch(apart)


def test_separation_is_the_printed_example() -> None:
    # FACETS prints separation 2.17, strata 3.22, reliability .82 together, of rounded figures.
    error = np.ones(2)
    spread = np.sqrt(1 + 2.1655**2)
    found = separation(Facet(np.array([-spread, spread]), error, error, error, error, error))
    assert (round(found.ratio, 2), round(found.strata, 2)) == (2.17, 3.22)
    assert round(found.reliability, 2) == 0.82
    assert found.chi_square == pytest.approx(2 * spread**2)


def test_equal_measures_are_not_told_apart() -> None:
    error = np.full(3, 0.5)
    found = separation(Facet(np.zeros(3), error, error, error, error, error))
    assert (found.spread, found.reliability, found.chi_square) == (0, 0, 0)
    nobody = np.full(2, np.nan)
    assert np.isnan(separation(Facet(nobody, *[nobody] * 5)).ratio)


def test_an_element_without_ratings_has_no_fit() -> None:
    of = Moments(np.array([0.5, -0.5]), np.full(2, 0.25), np.full(2, 0.0625))
    found = facet(np.array([np.nan, 0.0]), np.array([1, 1]), of)
    assert np.isnan([found.error[0], found.infit[0], found.outfit[0], found.infit_z[0]]).all()
