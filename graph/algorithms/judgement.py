"""One table of groups: how much each waits, beyond what is usual, and how sure its rank is."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.algorithms.bootstrap import (
    ENOUGH,
    REPLICATES,
    grades,
    interval,
    ranks,
    resampled_totals,
    shares,
)
from graph.algorithms.scores import MIN_ROWS, usual

TOP = 5
"""Groups of these ranks are the top, of which a grade tells how sure it is."""
CHANCE = 0.05
NULL = 1.645  # standard deviations below which 95 % of the groups stay if nothing is wrong

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What is judged, one entry a row; values and excess in whole units that may be rounded."""

    case: Ints
    group: Ints  # from 0 to groups - 1
    stratum: Ints  # what it is compared within: a stage, or an activity
    value: Floats  # the whole wait
    excess: Floats  # what is above the median of its stratum


def judge(rows: Rows, groups: int, *, seed: int = 0, replicates: int = REPLICATES) -> pd.DataFrame:
    r"""Return how each group stands out, by group.

    Groups are ranked by their deviation: the score beyond the usual one in standard deviations
    of what it is by chance. By the score itself the busiest group would be first, by the mean
    the one with the longest stage.

    Parameters
    ----------
    rows : of all groups
    groups : how many
    seed, replicates : of the case bootstrap

    Returns
    -------
    pd.DataFrame
        Index 0 to `groups` - 1. ``rows``, ``cases``, ``total``, ``mean`` of the values; ``score``,
        the sum of the excess; ``ratio`` score / usual score; ``beyond`` score less the usual one,
        ``low`` the lower end of its 95 % interval and ``limit`` what 95 % of groups stay below if
        nothing is wrong with them; ``deviation``; ``share`` of the values of all groups with
        ``share_low`` and ``share_high``; ``rank`` with ``rank_low``, ``rank_high``, ``p_top``;
        ``grade``; ``suspect``: of grade A, ``low`` above ``limit``, and ``deviation`` above what
        all groups together stay below with 95 % if nothing is wrong (`largest`); ``by_score``,
        ``by_mean``, ``by_volume``: rank by the plain measures. What is not known is not a number;
        groups of fewer than `MIN_ROWS` rows have no rank.

    Examples
    --------
    >>> case = np.arange(400)
    >>> wait = np.tile([1000.0, 3000.0], 200) * np.where(case // 2 % 8 == 5, 4, 1)
    >>> found = judge(Rows(case, case // 2 % 8, case * 0, wait, wait), 8)
    >>> found.loc[found["suspect"], ["rank", "grade"]].to_dict("index")
    {5: {'rank': 1, 'grade': 'A'}}
    """
    found = _plain(rows, groups)
    norm = usual(rows.group, rows.stratum, rows.excess, groups)
    compared = ~np.isnan(norm.of_row)
    beyond = np.where(compared, rows.excess - norm.of_row, 0)
    found["beyond"] = np.bincount(rows.group, beyond, groups)
    found.loc[np.isnan(norm.total), "beyond"] = np.nan
    found["ratio"] = (found["beyond"] + norm.total) / np.where(norm.total > 0, norm.total, np.nan)
    spread = np.where(norm.spread > 0, norm.spread, np.nan)
    found["limit"] = NULL * spread
    found["deviation"] = found["beyond"] / spread
    return _with_confidence(found, rows, beyond, spread, seed, replicates)


def _plain(rows: Rows, groups: int) -> pd.DataFrame:
    count = np.bincount(rows.group, minlength=groups)
    width = int(rows.case.max(initial=0)) + 1
    each = np.unique(rows.group * width + rows.case) // width  # once for each case of a group
    total = np.bincount(rows.group, rows.value, groups)
    found = pd.DataFrame({"rows": count, "cases": np.bincount(each, minlength=groups)})
    found["total"], found["mean"] = total, total / np.where(count == 0, np.nan, count)
    found["score"] = np.bincount(rows.group, rows.excess, groups)
    found["share"] = total / (total.sum() or np.nan)
    ranked = found["rows"] >= MIN_ROWS
    for name, by in (("by_score", "score"), ("by_mean", "mean"), ("by_volume", "rows")):
        found[name] = found[by].where(ranked).rank(method="first", ascending=False)
    return found


def _with_confidence(
    found: pd.DataFrame, rows: Rows, beyond: Floats, spread: Floats, seed: int, replicates: int
) -> pd.DataFrame:
    ranked = np.flatnonzero(found["rows"] >= MIN_ROWS)
    place = np.full(len(found), len(ranked))  # all others together
    place[ranked] = np.arange(len(ranked))
    drawn = resampled_totals(
        rows.case,
        place[rows.group],
        np.stack([rows.value, beyond], axis=1),
        len(ranked) + 1,
        seed=seed,
        replicates=replicates,
    )
    whole, drawn = drawn[..., 0].sum(axis=1), drawn[:, : len(ranked)]
    share_low, share_high = shares(drawn[..., 0], whole)
    # Groups that nothing compares with come after the others, by what they wait.
    scale = np.where(np.isnan(spread[ranked]), np.inf, spread[ranked])
    standing = np.where(np.isnan(found["deviation"].to_numpy()[ranked]), -1e9, 0)
    placed = ranks(
        found["deviation"].fillna(0).to_numpy()[ranked] + standing,
        drawn[..., 1] / scale + standing,
        top(len(ranked)),
    )
    figures = {
        "share_low": share_low,
        "share_high": share_high,
        "low": interval(drawn[..., 1])[0],
        "rank": placed.rank,
        "rank_low": placed.low,
        "rank_high": placed.high,
        "p_top": placed.p_top,
    }
    found = found.assign(**{n: pd.Series(v, index=ranked) for n, v in figures.items()})
    found["grade"] = grades(
        found["p_top"].fillna(0), np.where(found["rank"].isna(), 0, found["rows"])
    )
    found["suspect"] = (
        (found["grade"] == "A")
        & (found["rows"] >= ENOUGH)
        & (found["low"] > found["limit"])
        & (found["deviation"] > largest(len(ranked)))
    )
    return found


def top(groups: int) -> int:
    """Return how many places count as the top of so many ranked groups.

    Never more than half of them: to be among the first five of five says nothing.

    >>> [top(groups) for groups in (1, 2, 7, 10, 90)]
    [0, 1, 3, 5, 5]
    """
    return min(TOP, groups // 2)


def largest(groups: int) -> float:
    """Return the deviation that none of so many groups exceeds with 95 % if nothing is wrong.

    The more are looked at, the further the largest of them is out by chance (Šidák 1967, JASA
    62(318), 626-633, doi:10.1080/01621459.1967.10482935).

    >>> round(largest(1), 3), round(largest(50), 3)
    (1.645, 3.083)
    """
    return NormalDist().inv_cdf((1 - CHANCE) ** (1 / max(groups, 1)))
