"""Which groups began to wait longer, and from which period on."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.algorithms.bootstrap import (
    COLUMNS,
    ENOUGH,
    REPLICATES,
    grades,
    interval,
    ranks,
    resampled_totals,
)
from graph.algorithms.comparisons import adjusted, two_sided
from graph.algorithms.judgement import Rows, top

BLOCKS = 2_000  # of cases: there are as many columns as groups times periods
FALSE_SHARE = 0.01  # of the groups called suspect, at most that many by chance

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def rises(
    rows: Rows, period: Ints, groups: int, *, seed: int = 0, replicates: int = REPLICATES
) -> pd.DataFrame:
    r"""Return the groups whose values rose, from the period at which the rise is clearest.

    Every period that leaves `ENOUGH` rows on both sides may be the first of the rise. Means are
    of what each row is above the mean of its stratum, so that other work is no rise. With d the
    difference of the means and s its standard deviation over the replicates,

    .. math:: z = \max_k d_k / s_k, \qquad p = \min(1, K \, 2\Phi(-|z|))

    for K possible periods; p-values are adjusted over all groups by Benjamini and Hochberg.

    Parameters
    ----------
    rows : as for `judge`; the excess is not used
    period : of each row, whole numbers that grow with time
    groups : how many

    Returns
    -------
    pd.DataFrame
        Index: the groups that could be compared and rose. ``since``, the first period of the
        rise; ``rows``, ``cases``, ``mean_before``, ``mean``, after it, of the values; ``score``,
        the rise times the rows after it; ``low``, lower end of the 95 % interval of the score;
        ``deviation`` z; ``p`` (adjusted), ``rank`` by z with ``rank_low``, ``rank_high``,
        ``p_top``; ``grade``; ``suspect``: of grade A and p of at most `FALSE_SHARE`.

    Notes
    -----
    Open waits are in no mean, so that those of the last period are rather too short: a rise
    there is found late, and none is made up.

    Examples
    --------
    >>> case = np.arange(600)
    >>> period, group = case // 100, case % 3
    >>> wait = 1000.0 + case % 7 + 500 * ((group == 1) & (period >= 4))
    >>> found = rises(Rows(case, group, case * 0, wait, wait), period, 3)
    >>> found.loc[found["suspect"], ["since", "rank"]].to_dict("index")
    {1: {'since': 4, 'rank': 1}}
    """
    months, place = np.unique(period, return_inverse=True)
    measures = np.stack(
        [rows.value - _mean_of(rows.stratum, rows.value), np.ones(len(place))], axis=1
    )
    counted = _sums(rows.group * len(months) + place, measures, groups * len(months))
    chosen = np.flatnonzero(_steps(counted.reshape(groups, len(months), 2))[1].any(axis=1))
    found = []
    pieces = -(-len(chosen) * len(months) // COLUMNS)
    for part in np.array_split(chosen, pieces) if pieces else []:
        number = np.full(groups, -1)
        number[part] = np.arange(len(part))
        cell = np.where(number[rows.group] < 0, -1, number[rows.group] * len(months) + place)
        drawn = resampled_totals(
            rows.case,
            cell,
            measures,
            len(part) * len(months),
            replicates=replicates,
            seed=seed,
            blocks=BLOCKS,
        )
        step, usable = _steps(
            _sums(cell, measures, len(part) * len(months)).reshape(len(part), len(months), 2)
        )
        moved, _ = _steps(drawn.reshape(replicates, len(part), -1, 2))
        found.append(
            _clearest(part, step, usable, np.maximum(*_spreads(cell, measures, moved)), moved)
        )
    table, moved = _joined(found, replicates)
    table["since"] = months[table.pop("place").to_numpy(np.int64)]
    table = _described(table, rows, period)
    return _judged(table, moved)


def _sums(cell: Ints, measures: Floats, cells: int) -> Floats:
    kept = cell >= 0
    sums = [np.bincount(cell[kept], part[kept], cells) for part in measures.T]
    return np.stack(sums, axis=1).astype(np.float64)


def _spreads(cell: Ints, measures: Floats, drawn: Floats) -> tuple[Floats, Floats]:
    """Return the standard deviation of each step: over the replicates, and if nothing changed.

    A few short waits have a small mean and a small spread at once; those of the whole group do not
    err with them.
    """
    groups, months = drawn.shape[1:]
    value = np.rint(measures[:, 0])
    square = np.stack([value**2, measures[:, 1]], axis=1)
    total, squares = (
        _sums(cell, part, groups * months).reshape(groups, months, 2)
        for part in (np.stack([value, measures[:, 1]], axis=1), square)
    )
    rows = total[..., 1].sum(axis=1, keepdims=True)
    variance = (
        squares[..., 0].sum(axis=1, keepdims=True)
        - total[..., 0].sum(axis=1, keepdims=True) ** 2 / rows
    )
    after = np.cumsum(total[..., ::-1, 1], axis=1)[:, ::-1]
    ends = np.where((after == 0) | (after == rows), np.nan, after)
    pooled = np.sqrt(variance / np.maximum(rows - 1, 1) * (1 / ends + 1 / (rows - ends)))
    known = ~np.isnan(pooled)
    over = np.where(known, np.std(np.where(known, drawn, 0), axis=0, ddof=1), np.nan)
    return over, pooled


def _mean_of(stratum: Ints, value: Floats) -> Floats:
    _, place = np.unique(stratum, return_inverse=True)
    means = np.bincount(place, value) / np.maximum(np.bincount(place), 1)
    return np.asarray(means[place], np.float64)


def _steps(cells: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return by how much the mean from each period on is above that before it, and if it counts.

    `cells` has shape (..., groups, periods, 2), the last of sums and counts.
    """
    until = np.cumsum(cells, axis=-2)
    before = until - cells
    after = until[..., -1:, :] - before
    rows = np.minimum(before[..., 1], after[..., 1])
    mean = [
        side[..., 0] / np.where(side[..., 1] == 0, np.nan, side[..., 1]) for side in (before, after)
    ]
    return mean[1] - mean[0], rows >= ENOUGH


def _clearest(
    part: Ints, step: Floats, usable: NDArray[np.bool_], spread: Floats, drawn: Floats
) -> tuple[pd.DataFrame, Floats]:
    """Return for each group of `part` the step that is clearest, and its replicates."""
    z = np.where(usable & (spread > 0), step / np.where(spread > 0, spread, 1), -np.inf)
    place = z.argmax(axis=1)
    at = (np.arange(len(part)), place)
    table = pd.DataFrame(
        {
            "place": place,
            "step": step[at],
            "spread": spread[at],
            "deviation": z[at],
            "p": np.minimum(1, usable.sum(axis=1) * two_sided(z[at])),
        },
        index=part,
    )
    return table, drawn[:, at[0], at[1]]


def _joined(
    found: list[tuple[pd.DataFrame, Floats]], replicates: int
) -> tuple[pd.DataFrame, Floats]:
    """Return the groups of all parts that rose, with p adjusted over all that were compared."""
    if not found:
        empty = pd.DataFrame(
            columns=["place", "step", "spread", "deviation", "p"], dtype=np.float64
        )
        return empty, np.zeros((replicates, 0))
    table, drawn = pd.concat([t for t, _ in found]), np.concatenate([d for _, d in found], axis=1)
    table["p"] = adjusted(table["p"])
    rose = table["deviation"].to_numpy() > 0
    return table[rose].copy(), drawn[:, rose]


def _described(table: pd.DataFrame, rows: Rows, period: Ints) -> pd.DataFrame:
    """Put counts and means of the groups beside the figures of their steps."""
    frame = pd.DataFrame({"group": rows.group, "case": rows.case, "value": rows.value})
    frame = frame[np.isin(rows.group, table.index)]
    since = frame["group"].map(table["since"])
    frame["later"] = period[frame.index] >= since
    means = frame.groupby(["group", "later"])["value"].mean().unstack()
    by_group = frame.groupby("group")
    later = by_group["later"].sum()
    return table.assign(
        rows=by_group.size(),
        cases=by_group["case"].nunique(),
        total=by_group["value"].sum(),
        mean_before=means.get(False),
        mean=means.get(True),
        score=later * table["step"],
        later=later,
    )


def _judged(table: pd.DataFrame, drawn: Floats) -> pd.DataFrame:
    """Rank the groups by how clear their rise is, and grade them."""
    deviation = table["deviation"].to_numpy(np.float64)
    placed = ranks(deviation, drawn / table["spread"].to_numpy(), top(len(table)))
    table = table.assign(
        low=interval(drawn)[0] * table["later"],
        rank=placed.rank,
        rank_low=placed.low,
        rank_high=placed.high,
        p_top=placed.p_top,
        grade=grades(placed.p_top, table["rows"]),
    )
    sure = (table["grade"] == "A") & (table["rows"] >= ENOUGH)
    return table.assign(suspect=sure & (table["p"] <= FALSE_SHARE)).drop(
        columns=["later", "spread"]
    )
