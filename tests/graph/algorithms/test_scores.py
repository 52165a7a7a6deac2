"""The score of a bottleneck: against slow ways, and on groups that are known to be alike or slow."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.algorithms.judgement import Rows, judge
from graph.algorithms.scores import Floats, Ints, medians, usual

ROWS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 50)), min_size=1, max_size=60
)


def median_of_others(means: dict[int, float], weights: dict[int, float], group: int) -> float:
    """Walk up the means of the other groups until half of their weight is reached."""
    others = sorted((mean, g) for g, mean in means.items() if g != group)
    half, reached = sum(weights[g] for _, g in others) / 2, 0.0
    for mean, g in others:
        reached += weights[g]
        if reached >= half - 1e-9:
            return mean
    return float("nan")


@settings(max_examples=60)
@given(ROWS)
def test_the_usual_excess_is_the_weighted_median_of_the_other_groups(
    rows: list[tuple[int, int, int]],
) -> None:
    group, stratum, excess = (np.array(column) for column in zip(*rows, strict=True))
    found = usual(group, stratum, excess, 5)
    groups_of: dict[int, set[int]] = {}
    for g, s, _ in rows:
        groups_of.setdefault(s, set()).add(g)
    cells: dict[int, dict[int, list[int]]] = {}
    joined = [s if len(groups_of[s]) > 1 else -1 for _, s, _ in rows]
    for (g, _, x), s in zip(rows, joined, strict=True):
        cells.setdefault(s, {}).setdefault(g, []).append(x)
    totals = np.zeros(5)
    for row, ((g, _, _), s) in enumerate(zip(rows, joined, strict=True)):
        means = {k: sum(some) / len(some) for k, some in cells[s].items()}
        weights = {k: len(some) ** 0.5 for k, some in cells[s].items()}
        wanted = median_of_others(means, weights, g)
        assert found.of_row[row] == pytest.approx(wanted, nan_ok=True)
        totals[g] += np.nan_to_num(wanted)
    assert np.nan_to_num(found.total) == pytest.approx(totals)


@given(ROWS)
def test_medians_are_those_of_pandas(rows: list[tuple[int, int, int]]) -> None:
    _, stratum, value = (np.array(column) for column in zip(*rows, strict=True))
    wanted = pd.Series(value).groupby(stratum).transform("median")
    assert medians(stratum, value).tolist() == wanted.tolist()


def pairs(seed: int, slow: Ints, factor: float, size: float = 1.0) -> tuple[Rows, int]:
    """Return waits of 40 pairs of very different volume in four stages, some of them slowed."""
    rng = np.random.default_rng(seed)
    volume = np.rint(size * np.geomspace(25, 800, 40)).astype(int)
    group = np.repeat(np.arange(40), volume)
    stratum = rng.integers(4, size=len(group))
    wait = np.rint(rng.gamma(1.3, 20_000 * (1 + stratum), len(group)))
    wait = np.rint(np.where(np.isin(group, slow), wait * factor, wait))
    case = rng.integers(len(group) // 2, size=len(group))
    excess: Floats = np.maximum(wait - medians(stratum, wait), 0)
    return Rows(case, group, stratum, wait, excess), 40


def test_pairs_that_are_alike_raise_no_alarm_however_busy() -> None:
    alarms = 0
    for seed in range(20):
        rows, groups = pairs(seed, np.zeros(0, int), 1)
        alarms += bool(judge(rows, groups, replicates=200)["suspect"].any())
    assert alarms <= 1


def test_slow_pairs_are_first_whatever_their_volume_and_the_busiest_is_not() -> None:
    slow = np.array([6, 20, 33])
    for seed in range(5):
        found: Any = judge(*pairs(seed, slow, 2.0))
        assert set(found.index[found["rank"] <= 3]) == set(slow)
        assert set(found.index[found["suspect"]]) <= set(slow)
        assert found.loc[20, "suspect"] and found.loc[33, "suspect"]
        assert found.loc[39, "by_volume"] == 1 < found.loc[39, "rank"]
        assert found.loc[6, "by_score"] > 3  # by the plain score a quiet pair is overlooked


def test_a_large_group_is_not_known_better_than_the_small_ones_it_is_compared_with() -> None:
    group = np.repeat(np.arange(7), [2000, *[20] * 6])
    rng = np.random.default_rng(0)
    excess = rng.exponential(100.0, len(group))
    alone = usual(group, np.zeros(len(group), int), excess, 7)
    mean_of_small_ones = 100 / np.sqrt(120)  # standard deviation of the mean of 120 rows
    assert alone.spread[0] > 2000 * mean_of_small_ones
    assert alone.spread[1] < 20 * 100


def test_a_few_rows_are_never_ranked_and_never_sure() -> None:
    rows, groups = pairs(1, np.array([0]), 4.0, size=0.7)  # 18 rows
    found: Any = judge(rows, groups).loc[0]
    assert np.isnan(found["rank"])
    assert found["grade"] == "scarce"
    assert not found["suspect"]
    assert found["score"] > 0


def test_figures_of_a_group_are_plain_sums() -> None:
    rows, groups = pairs(2, np.array([5]), 3.0)
    found: Any = judge(rows, groups, replicates=50)
    frame = pd.DataFrame({"g": rows.group, "c": rows.case, "v": rows.value, "x": rows.excess})
    by_group: Any = frame.groupby("g")
    assert found["score"].tolist() == by_group["x"].sum().tolist()
    assert found["cases"].tolist() == by_group["c"].nunique().tolist()
    assert found["share"].sum() == pytest.approx(1)
    ranked = found[found["rank"].notna()]
    assert (ranked["rank_low"] <= ranked["rank"]).all()
    assert (ranked["share_low"] <= ranked["share"]).mean() > 0.95


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows, groups = pairs(3, np.array([5]), 3.0)
    turned = Rows(*(np.asarray(getattr(rows, n))[::-1] for n in Rows.__slots__))
    one, two = (judge(each, groups, replicates=50) for each in (rows, turned))
    pd.testing.assert_frame_equal(one, two, rtol=1e-9)


def test_nothing_is_judged_in_an_empty_log() -> None:
    none = np.zeros(0, np.int64)
    assert judge(Rows(none, none, none, np.zeros(0), np.zeros(0)), 0).empty
