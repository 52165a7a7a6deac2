"""Variances of raters, ratees and pairs, against TripleR, srm, loops, drawn panels, invariants."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.rating_margins import margins, margins_without_each
from graph.algorithms.rating_moments import solved
from graph.algorithms.social_relations import (
    PARAMETERS,
    Variances,
    covariances,
    variances,
)
from tests.graph.algorithms.panels import (
    TRUTH,
    Floats,
    close,
    drawn,
    liking,
    panels,
    peer,
    star,
    without_262,
)

KENNY = ["actor variance", "partner variance", "relationship variance"]
KENNY += ["actor-partner covariance", "relationship covariance"]


def test_variances_of_a_complete_panel_are_those_of_triple_r(shared: Path) -> None:
    printed = pd.read_csv(peer(shared, "RR1_liking_a_varcomp.csv"), index_col="type")["estimate"]
    found = variances(liking(shared))
    close(found.values, printed[KENNY], 1e-12)
    assert found.values.round(4).tolist() == [0.1717, 0.1053, 0.6088, 0.0141, 0.0795]


def test_variances_with_missing_cells_are_those_of_bond_and_malloy(shared: Path) -> None:
    x = without_262(liking(shared))
    assert np.isnan(x).sum() - len(x) == 262
    file = peer(shared, "liking_a_missing11_arbsrm_py.csv")
    reference = pd.read_csv(file, index_col=0).loc[["saa", "sbb", "scc", "sab", "sccs"], "0"]
    found = variances(x)
    close(found.values, reference, 1e-12)
    assert found.values.round(4).tolist() == [0.1793, 0.1058, 0.6065, 0.0175, 0.0868]


def test_covariances_of_two_variables_are_those_of_triple_r(shared: Path) -> None:
    printed = pd.read_csv(peer(shared, "RR2_bivariate.csv"))["estimate"]
    found = covariances(liking(shared), liking(shared, "metaliking_a"))
    values = [found.aa, found.bb, found.ab, found.ba, found.gg, found.ggt]
    close(values, printed, 1e-12)
    assert np.round(values, 4).tolist() == [0.0717, 0.0488, 0.0140, 0.0004, 0.2886, 0.0667]


def five_sums(x: Floats) -> list[float]:
    """Compute the five sums of squares as they are written, cell by cell."""
    n, seen = len(x), ~np.isnan(x)
    both = seen & seen.T
    s3 = 0.0
    for i in range(n):
        mine, theirs = x[i, both[i]], x[both[i], i]
        if len(mine):
            s3 += float((mine * theirs).sum() - mine.sum() * theirs.sum() / len(mine))
    return [
        sum(float(c.var() * len(c)) for c in (x[seen[:, j], j] for j in range(n)) if len(c)),
        sum(float(r.var() * len(r)) for r in (x[i, seen[i]] for i in range(n)) if len(r)),
        s3,
        float(((x - x.T)[both] ** 2).sum() / 2),
        float(x[seen].var() * seen.sum()),
    ]


def expected(x: Floats) -> Floats:
    """Return what each sum is expected to be for a unit of each parameter, from cov(x)."""
    n = len(x)
    i, j = np.nonzero(~np.isnan(x))
    rows, columns, same = i[:, None] == i, j[:, None] == j, np.eye(len(i), dtype=bool)
    back = (i[:, None] == j) & (j[:, None] == i)
    crossed = (i[:, None] == j) * 1.0 + (j[:, None] == i)
    units = [rows, columns, same, crossed, back]
    found = np.zeros((5, 5))
    for k, unit in enumerate(np.array(unit, float) for unit in units):
        for e in np.eye(len(i)):  # E x'Ax = tr(A cov x): each sum is a quadratic form
            panel = np.full((n, n), np.nan)
            panel[i, j] = e
            found[:, k] += np.array(five_sums(panel)) * unit.diagonal()[e > 0]
        for p, q in np.argwhere(np.triu(unit, 1)):
            panel = np.full((n, n), np.nan)
            for sign in (1, -1):
                panel[i, j] = 0.0
                panel[i[p], j[p]], panel[i[q], j[q]] = 0.5, 0.5 * sign
                found[:, k] += 2 * unit[p, q] * sign * np.array(five_sums(panel))
    return found


@pytest.mark.parametrize(("n", "missing", "seed"), [(4, 0.0, 1), (5, 0.2, 2), (5, 0.4, 3)])
def test_the_closed_form_is_that_of_the_whole_covariance_matrix(
    n: int, missing: float, seed: int
) -> None:
    x = drawn(1, n, seed, missing)[0]
    found = variances(x)
    assert found.determined
    close(found.values, np.linalg.solve(expected(x), five_sums(x)))


def test_means_over_panels_with_a_fifth_missing_are_the_truth() -> None:
    each = np.array([variances(x).values for x in drawn(500, 12, 7, missing=0.2)])
    error = each.std(axis=0, ddof=1) / np.sqrt(500)
    truth = [TRUTH[name] for name in PARAMETERS]
    assert (np.abs(each.mean(axis=0) - truth) < 3 * error).all()


@given(panels(), st.floats(-5, 5), st.floats(0.1, 9))
def test_a_shift_changes_no_variance_and_a_scale_changes_all(
    x: Floats, shift: float, scale: float
) -> None:
    found, moved = variances(x), variances(scale * x + shift)
    close(moved.values, scale**2 * found.values, scale**2 * 1e-8)


@given(panels())
def test_the_transposed_panel_swaps_raters_and_ratees(x: Floats) -> None:
    there, back = variances(x).values, variances(x.T).values
    close(back, there[[1, 0, 2, 3, 4]], 1e-8)


@given(panels(), st.integers(0, 99))
def test_other_numbers_of_departments_change_nothing(x: Floats, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(x))
    there, back = variances(x).values, variances(x[np.ix_(order, order)]).values
    close(back, there, 1e-8)


@given(panels(missing=0.0), st.floats(-5, 5), st.integers(0, 4))
def test_a_severe_rater_changes_only_the_variances_of_raters(
    x: Floats, shift: float, rater: int
) -> None:
    before = variances(x)
    x[rater] += shift
    after = variances(x)
    assert after.ratee == pytest.approx(before.ratee, abs=1e-8)
    assert after.pair == pytest.approx(before.pair, abs=1e-8)


@given(panels())
def test_covariances_of_a_variable_with_itself_are_its_variances(x: Floats) -> None:
    one, two = variances(x), covariances(x, x)
    values = [two.aa, two.bb, two.gg, two.ab, two.ggt]
    close(values, one.values, 1e-9)
    assert one.determined == two.determined


@given(panels(), st.integers(0, 99))
def test_covariances_are_half_of_what_the_sum_of_both_varies_more(x: Floats, seed: int) -> None:
    y = np.where(np.isnan(x), np.nan, drawn(1, len(x), seed)[0])
    found, plus, minus = covariances(x, y), variances(x + y).values, variances(x - y).values
    values = [found.aa, found.bb, found.gg, (found.ab + found.ba) / 2, found.ggt]
    close(values, (plus - minus) / 4, 1e-8)


def test_a_star_tells_nothing() -> None:
    found = variances(star(16))
    assert (found.rank, found.determined) == (4, False)
    assert np.isnan(found.values).all()


def test_a_complete_panel_of_four_is_the_least() -> None:
    assert variances(drawn(1, 4, 1)[0]).determined
    assert not variances(drawn(1, 3, 1)[0]).determined
    assert not variances(np.full((4, 4), np.nan)).determined


def test_without_a_mutual_pair_covariances_are_taken_as_zero() -> None:
    x = drawn(1, 9, 5)[0]
    x[:5, :5], x[5:] = np.nan, np.nan  # five rate the other four
    found = variances(x)
    assert found.determined
    assert (found.rater_ratee, found.dyadic) == (0, 0)
    five, four = x[:5, 5:].mean(axis=1), x[:5, 5:].mean(axis=0)
    error = x[:5, 5:] - five[:, None] - four + x[:5, 5:].mean()
    within = (error**2).sum() / 12  # a two-way table without repetition
    assert found.pair == pytest.approx(within)
    assert found.rater == pytest.approx(five.var(ddof=1) - within / 4)
    assert found.ratee == pytest.approx(four.var(ddof=1) - within / 5)


def test_with_one_mutual_partner_each_the_dyadic_covariance_is_taken_as_zero() -> None:
    x = np.triu(drawn(1, 8, 6)[0], 1)
    x[np.tril_indices(8)] = np.nan
    x[1, 0] = x[3, 2] = x[5, 4] = 4
    found, two = variances(x), covariances(x, x)
    assert found.determined
    assert found.dyadic == 0
    assert two.ab == pytest.approx(found.rater_ratee)
    assert two.ba == pytest.approx(found.rater_ratee)


@given(panels(missing=0.4), st.integers(0, 99))
def test_sums_without_each_department_are_those_of_the_smaller_panels(x: Floats, seed: int) -> None:
    y = drawn(1, len(x), seed, 0.1)[0]
    values, ranks = solved(margins_without_each(x, y))
    for d in range(len(x)):
        kept = np.delete(np.arange(len(x)), d)
        alone, rank = solved(margins(x[np.ix_(kept, kept)], y[np.ix_(kept, kept)]))
        assert rank == ranks[d]
        close(values[d], alone, 1e-6)


def test_variables_of_different_size_are_refused() -> None:
    with pytest.raises(ValueError, match="shapes"):
        covariances(np.zeros((3, 3)), np.zeros((4, 4)))


def test_shares_are_of_the_positive_variances() -> None:
    assert Variances(1.0, -0.5, 3.0, 0.0, 0.0).shares == (0.25, 0.0, 0.75)
    assert all(np.isnan(share) for share in variances(star(5)).shares)
