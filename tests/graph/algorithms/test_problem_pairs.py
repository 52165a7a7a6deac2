"""Problem pairs: the planted panel, direct integration, and what must not matter."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.evaluation_panels import draw
from graph.algorithms.pair_effects import (
    PairMeans,
    PairVariances,
    pair_means,
    pair_variances,
    residuals,
    stable_pair_variances,
)
from graph.algorithms.problem_pairs import PairPosterior, pair_posterior, problem_pairs
from tests.graph.algorithms.panels import Floats, close
from tests.graph.algorithms.planted_panel import Planted, planted_panel

SEEDS = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def planted(shared: Path) -> Planted:
    return planted_panel(shared)


def posterior_of(x: Floats, low: float = 1, high: float = 5) -> PairPosterior:
    means = pair_means(residuals(x))
    return pair_posterior(means, pair_variances(means), low, high)


def means_of(planted: Planted) -> PairMeans:
    return pair_means(residuals(planted.x, planted.excluded))


def test_the_variances_of_the_planted_panel_are_found(planted: Planted) -> None:
    expected = planted.pairs["variance"]
    found = pair_variances(means_of(planted))
    assert found.pair == pytest.approx(expected["rel"], rel=1e-9)
    assert found.noise == pytest.approx(expected["noise"], rel=1e-9)
    # The file leaves the small term with the pair variance out of the reciprocity.
    n = len(planted.names)
    left_out = found.pair / ((n - 1) * (n - 2) - 1)
    assert found.reciprocity - left_out == pytest.approx(expected["rel_recip"], rel=1e-9)


def test_the_expected_pairs_of_the_planted_panel_are_found(planted: Planted) -> None:
    expected = planted.pairs
    given_variances = expected["variance"]
    variances = PairVariances(
        given_variances["rel"], given_variances["rel_recip"], given_variances["noise"]
    )
    found = pair_posterior(means_of(planted), variances, 1, 5)
    place = {name: i for i, name in enumerate(planted.names)}
    for rater, ratee, mean, deviation, chance in expected["directed_low"]:
        cell = place[rater], place[ratee]
        close(
            [found.mean[cell], found.deviation[cell], found.low[cell]],
            [mean, deviation, chance],
            6e-4,
        )
    names = np.array(planted.names)
    listed = {(names[i], names[j]) for i, j in np.argwhere(found.low >= 0.9)}
    assert listed == {(rater, ratee) for rater, ratee, *_ in expected["directed_low"]}


def test_the_three_kinds_are_told_apart_with_fitted_variances(planted: Planted) -> None:
    means = means_of(planted)
    pairs = problem_pairs(pair_posterior(means, pair_variances(means), 1, 5), cap=None)
    found: dict[str, set[tuple[str, ...]]] = {"one_way": set(), "mutual": set(), "inflation": set()}
    for each in pairs:
        found[each.kind].add((planted.names[each.rater], planted.names[each.ratee]))
    directed = {(i, j) for i, j, *_ in planted.pairs["directed_low"]}
    mutual = {tuple(pair) for pair in planted.pairs["mutual_low"]}
    assert found["mutual"] == mutual
    assert found["inflation"] == {tuple(pair) for pair in planted.pairs["mutual_high"]}
    assert found["one_way"] == directed - mutual - {(j, i) for i, j in mutual}


def test_planted_feuds_and_one_way_problems_are_listed(planted: Planted) -> None:
    means = means_of(planted)
    pairs = problem_pairs(pair_posterior(means, pair_variances(means), 1, 5), cap=None)
    mutual = {frozenset((p.rater, p.ratee)) for p in pairs if p.kind == "mutual"}
    directed = {(p.rater, p.ratee) for p in pairs if p.kind == "one_way"}
    place = planted.names.index
    assert {frozenset(map(place, pair)) for pair in planted.truth["feud"]} <= mutual
    planted_directed = {(place(i), place(j)) for i, j in planted.truth["one_way"]}
    assert len(planted_directed & directed) >= 1  # the others meet friends at full mark


@pytest.mark.parametrize(("first", "second"), [(4, 4), (1, 9), (3, 0)])
def test_the_posterior_is_that_of_direct_integration(first: int, second: int) -> None:
    """Prior times likelihood on a grid of both effects."""
    cells = np.array([[0, first], [second, 0]])
    g = np.where(cells > 0, np.array([[np.nan, -0.9], [-0.4, np.nan]]), np.nan)
    variances = PairVariances(0.25, 0.1, 0.4)
    found = pair_posterior(PairMeans(g, cells, 0.4), variances, 1, 5)
    at = np.linspace(-4, 4, 1601)
    one, two = np.meshgrid(at, at, indexing="ij")
    weight = np.linalg.inv(np.array([[0.25, 0.1], [0.1, 0.25]]))
    power = -(weight[0, 0] * one**2 + 2 * weight[0, 1] * one * two + weight[1, 1] * two**2) / 2
    power -= first / 0.4 * (one + 0.9) ** 2 / 2
    power -= second / 0.4 * (two + 0.4) ** 2 / 2
    density = np.exp(power - power.max())
    density /= density.sum()
    mean = (density * one).sum()
    assert found.mean[0, 1] == pytest.approx(mean, abs=1e-6)
    assert found.deviation[0, 1] == pytest.approx(
        np.sqrt((density * (one - mean) ** 2).sum()), abs=1e-5
    )
    edge = np.where(at < -0.5 - 1e-9, 1, np.where(at > -0.5 + 1e-9, 0, 0.5))
    assert found.low[0, 1] == pytest.approx((density * edge[:, None]).sum(), abs=1e-4)
    if second:
        both = (density * edge[:, None] * edge).sum()
        assert found.both_low[0, 1] == pytest.approx(both, abs=1e-4)
    else:
        assert np.isnan([found.mean[1, 0], found.both_low[0, 1]]).all()


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_names_units_and_severity_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = draw(seed, 9, missing=0.1, plants=False).x
    order = rng.permutation(9)
    plain = posterior_of(x)
    moved = posterior_of(x[:, :, order][..., order])
    close(moved.low, plain.low[np.ix_(order, order)], 1e-8)
    shifted = posterior_of(25 * (x + rng.normal(0, 1, (9, 1))) - 25, 0, 100)
    shifted_back = posterior_of(x + rng.normal(0, 1, (9, 1)))
    close(shifted.low, plain.low, 1e-8)
    close(shifted.mean, 25 * plain.mean, 1e-8)
    close(shifted_back.both_low, plain.both_low, 1e-8)


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_the_transposed_panel_has_the_transposed_posterior(seed: int) -> None:
    x = draw(seed, 8, missing=0.1, plants=False).x
    close(posterior_of(np.swapaxes(x, 2, 3)).mean, posterior_of(x).mean.T, 1e-8)


def test_of_the_pairs_that_pass_nine_in_ten_are_truly_below() -> None:
    below, passed = 0, 0
    for seed in range(1, 13):
        panel = draw(seed, plants=False)
        chosen = posterior_of(panel.x).low >= 0.9
        below += int((panel.pair[chosen] < -0.5).sum())
        passed += int(chosen.sum())
    assert passed > 100
    assert below / passed > 0.85


def test_a_department_is_in_no_more_listed_pairs_of_a_kind_than_the_cap() -> None:
    posterior = posterior_of(draw(5).x)
    every, capped = (problem_pairs(posterior, cap=cap) for cap in (None, 2))
    for kind in ("one_way", "mutual", "inflation"):
        listed = [d for p in capped if p.kind == kind for d in (p.rater, p.ratee)]
        assert all(listed.count(d) <= 2 for d in listed)
        sizes = [abs(p.mean) for p in every if p.kind == kind]
        assert sizes == sorted(sizes, reverse=True)
    assert {*capped} < {*every}


def test_whom_everybody_rates_low_has_no_problem_pair() -> None:
    x = np.full((3, 8, 8), 4.0) + np.random.default_rng(0).normal(0, 0.05, (3, 8, 8))
    x[:, :, 3] -= 2
    assert problem_pairs(posterior_of(x)) == []


def test_with_one_rating_a_pair_the_effect_cannot_be_told_from_error() -> None:
    means = pair_means(residuals(draw(3, 10, plants=False).x[:, :1]))
    assert np.isnan(means.noise)
    found = pair_posterior(means, pair_variances(means), 1, 5)
    known = ~np.isnan(found.mean)
    assert set(found.low[known]) <= {0.0, 1.0}
    told = pair_variances(means, noise=0.2)
    assert 0 < told.pair < pair_variances(means).pair


def test_with_gaps_the_stable_part_tells_pair_effects_from_noise() -> None:
    rng = np.random.default_rng(1)
    pair = rng.normal(0, 0.5, (40, 40))
    x = pair + rng.normal(0, 0.4, (6, 40, 40)) + rng.normal(0, 1, (40, 1))
    x[rng.random(x.shape) < 0.2] = np.nan
    found = stable_pair_variances(x)
    assert found.pair == pytest.approx(0.25, rel=0.1)
    assert found.noise == pytest.approx(0.16, rel=0.1)
    assert abs(found.reciprocity) < 0.03
    with pytest.raises(ValueError, match="two"):
        stable_pair_variances(x[:1])
