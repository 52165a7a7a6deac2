"""When a pair became slower, and that chance seldom looks like it."""

from typing import Any

import numpy as np
import pandas as pd

from graph.algorithms.chains import chains
from graph.algorithms.judgement import Rows
from graph.algorithms.rises import Ints, rises


def months(seed: int, slower: float, since: int = 5) -> tuple[Rows, Ints, int]:
    """Return eight months of 30 pairs, of which the seventh became slower."""
    rng = np.random.default_rng(seed)
    group, period = rng.integers(30, size=9000), rng.integers(8, size=9000)
    stratum = rng.integers(3, size=9000)
    wait = rng.gamma(1.3, 20_000 * (1 + stratum))
    wait = np.rint(np.where((group == 6) & (period >= since), wait * slower, wait))
    return Rows(rng.integers(4000, size=9000), group, stratum, wait, wait * 0), period, 30


def test_a_pair_that_became_slower_is_found_with_its_month() -> None:
    for seed in range(4):
        found = rises(*months(seed, 2.5))
        assert found.index[found["suspect"]].tolist() == [6]
        row: Any = found.loc[6]
        assert (row["since"], row["rank"]) == (5, 1)
        assert row["mean"] > 1.7 * row["mean_before"]


def test_pairs_that_stayed_as_they_were_are_not_suspected() -> None:
    alarms = [rises(*months(seed, 1), replicates=100)["suspect"].any() for seed in range(12)]
    assert sum(alarms) <= 1


def test_other_work_is_no_rise() -> None:
    """Pair 6 takes up a stage that takes three times as long everywhere."""
    rows, period, groups = months(1, 1)
    rng = np.random.default_rng(9)
    moved = (rows.group == 6) & (period >= 5)
    stratum = np.where(moved, 2, np.where(rows.group == 6, 0, rows.stratum))
    wait = np.rint(rng.gamma(1.3, 20_000 * (1 + stratum)))
    found = rises(Rows(rows.case, rows.group, stratum, wait, wait * 0), period, groups)
    assert 6 not in found.index[found["suspect"]]


def test_who_has_too_few_rows_on_a_side_is_not_compared() -> None:
    none = np.zeros(40, int)
    rows = Rows(np.arange(40), none, none, np.arange(40.0), none * 1.0)
    found = rises(rows, np.arange(40) // 20, 1)
    assert found.empty
    assert {"since", "rank", "suspect", "p"} <= set(found.columns)


def slow_chains(rows: Any, last: int) -> list[tuple[int, int]]:
    """Walk back step by step, remembering the last handoff between departments."""
    found, after, step = [], None, last
    while (into := rows[rows["to"] == step]).size:
        row = into.index[0]
        if rows.loc[row, "s"] != rows.loc[row, "r"]:
            if after is not None and rows.loc[row, "s"] != rows.loc[after, "r"]:
                found.append((int(row), int(after)))
            after = row
        step = rows.loc[row, "from"]
    return found


def test_chains_are_those_that_one_meets_walking_back() -> None:
    rng = np.random.default_rng(4)
    department = rng.integers(4, size=60)
    parent = np.array([rng.integers(max(0, step - 3), step) for step in range(1, 60)])
    rows = pd.DataFrame({"from": parent, "to": np.arange(1, 60), "s": department[parent],
                         "r": department[1:]})  # fmt: skip
    sender, receiver, before, after = (rows[n].to_numpy(np.int64) for n in ("s", "r", "from", "to"))
    for last in (59, 40, 1, 0):
        found = chains(sender, receiver, before, after, np.array([last]))
        wanted = sorted(slow_chains(rows, last), key=lambda pair: pair[1])
        assert list(zip(found.first, found.second, strict=True)) == wanted
