"""The bootstrap over cases, against drawing lists of cases and adding up with pandas."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.bootstrap import (
    Ints,
    grades,
    interval,
    ranks,
    resampled_totals,
    shares,
    weights,
)


def log(seed: int, cases: int = 200, rows: int = 900, groups: int = 6) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    case = rng.integers(cases, size=rows)
    pace = rng.gamma(2, 0.5, cases)
    return pd.DataFrame(
        {
            "case": case,
            "group": rng.integers(groups, size=rows),
            "wait": np.rint(1000 * pace[case] * rng.gamma(1.3, 1, rows)),
        }
    )


def drawn_slowly(rows: pd.DataFrame, replicates: int, seed: int) -> pd.DataFrame:
    """Draw lists of cases, put their rows together again and add up."""
    rng = np.random.default_rng(seed)
    cases = rows["case"].unique()
    by_case = {case: rows[rows["case"] == case] for case in cases}
    found = []
    for _ in range(replicates):
        again = pd.concat([by_case[case] for case in rng.choice(cases, len(cases))])
        found.append(again.groupby("group")["wait"].sum())
    return pd.DataFrame(found).fillna(0).sort_index(axis=1)


def test_totals_are_those_of_the_cases_that_were_drawn() -> None:
    rows = log(1, cases=40, rows=120)
    totals = resampled_totals(rows["case"], rows["group"], rows["wait"], 6, replicates=20, seed=3)
    cases = sorted(rows["case"].unique())
    by_case = {case: rows[rows["case"] == case] for case in cases}
    for counts, found in zip(weights(len(cases), 20, 3), totals, strict=True):
        again = [by_case[c] for c, n in zip(cases, counts, strict=True) for _ in range(int(n))]
        wanted = pd.concat(again).groupby("group")["wait"].sum().reindex(range(6), fill_value=0)
        assert found.tolist() == wanted.tolist()


def test_intervals_and_ranks_are_those_of_a_slow_bootstrap() -> None:
    rows = log(2, cases=120, rows=500)
    slow = drawn_slowly(rows, 250, 5).to_numpy()
    fast = resampled_totals(rows["case"], rows["group"], rows["wait"], 6, replicates=2000, seed=7)
    for one, two in zip(interval(slow), interval(fast), strict=True):
        assert one == pytest.approx(two, rel=0.1)
    value = rows.groupby("group")["wait"].sum().to_numpy()
    both = [ranks(value, totals, 2).p_top for totals in (slow, fast)]
    assert both[0] == pytest.approx(both[1], abs=0.1)
    sides = [shares(totals, totals.sum(axis=1)) for totals in (slow, fast)]
    assert np.array(sides[0]) == pytest.approx(np.array(sides[1]), abs=0.02)


def test_rows_of_a_case_move_together() -> None:
    alone, together = np.arange(400), np.arange(400) // 4
    one = np.zeros(400, int)
    spread = [
        resampled_totals(case, one, 100 * (case % 2), 1, replicates=2000).std()
        for case in (alone, together)
    ]
    assert spread[0] == pytest.approx(100 * np.sqrt(400 / 4), rel=0.05)
    assert spread[1] == pytest.approx(4 * 100 * np.sqrt(100 / 4), rel=0.05)


def test_blocks_of_cases_vary_as_cases_do() -> None:
    rng = np.random.default_rng(3)
    case, group = rng.integers(30_000, size=40_000), (rng.uniform(size=40_000) < 0.001).astype(int)
    wait = rng.gamma(1.3, 1000, 40_000)
    exact, blocked = (
        resampled_totals(case, group, wait, 2, replicates=400, blocks=blocks).std(axis=0)
        for blocks in (40_000, 3_000)
    )
    assert blocked == pytest.approx(exact, rel=0.12)


def test_a_mean_of_a_sample_has_the_interval_of_the_textbook() -> None:
    """The total of n independent values varies with n times their variance."""
    rng = np.random.default_rng(4)
    value = np.rint(rng.normal(1000, 100, 2500))
    totals = resampled_totals(np.arange(2500), np.zeros(2500, int), value, 1, replicates=4000)
    half = 1.96 * np.sqrt(2500) * value.std()
    low, high = interval(totals)
    assert [low[0], high[0]] == pytest.approx([value.sum() - half, value.sum() + half], rel=0.001)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(-1, 4), st.integers(0, 10**9)), min_size=1),
    st.integers(1, 12),
    st.integers(0, 5),
)
def test_totals_depend_on_no_order_of_rows_and_never_on_the_machine(
    rows: list[tuple[int, int, int]], blocks: int, seed: int
) -> None:
    def totals(some: Ints) -> list[list[float]]:
        case, group, wait = some.T
        found = resampled_totals(case, group, wait, 5, replicates=8, seed=seed, blocks=blocks)
        assert (found == np.rint(found)).all()
        assert (found >= 0).all()
        return [[float(each) for each in row] for row in found]

    given_rows = np.array(rows)
    assert totals(given_rows) == totals(given_rows[::-1])


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=8), st.integers(0, 3))
def test_ranks_are_a_permutation_and_lie_within_their_interval_without_noise(
    value: list[float], top: int
) -> None:
    values = np.array(value)
    found = ranks(values, np.tile(values, (5, 1)), top)
    assert sorted(found.rank) == list(range(1, len(value) + 1))
    assert (found.low == found.rank).all()
    assert (found.high == found.rank).all()
    assert found.p_top.sum() == min(top, len(value))


def test_equal_seeds_give_equal_draws_and_others_others() -> None:
    assert (weights(50, 3, 1) == weights(50, 3, 1)).all()
    assert (weights(50, 3, 1) != weights(50, 3, 2)).any()


def test_a_group_that_nothing_is_known_of_has_no_share() -> None:
    low, high = shares(np.zeros((4, 2)), np.zeros(4))
    assert np.isnan([low, high]).all()


@pytest.mark.parametrize(
    ("p_top", "rows", "grade"),
    [
        (0.95, 30, "A"),
        (0.9499, 30, "B"),
        (1.0, 29, "B"),
        (0.79, 30, "unsettled"),
        (0.1, 5, "scarce"),
    ],
)
def test_a_grade_wants_a_sure_rank_and_enough_rows(p_top: float, rows: int, grade: str) -> None:
    assert grades([p_top], [rows]).tolist() == [grade]
