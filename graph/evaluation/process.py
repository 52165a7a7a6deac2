"""What the process log says of the departments of a round: waits, returns, slow pairs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import ibis
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.algorithms.comparisons import adjusted
from graph.algorithms.proportions import binomial_above, median_interval, wilson
from graph.load import Load
from graph.store import GraphStore
from graph.tables import KINDS, handoff_table

Floats = NDArray[np.float64]
ENOUGH = 20
"""Handoffs of a pair or department below which nothing is called slow or fast."""
MOST = 0.6
"""A pair is slow where more than this share waits longer than the median of its stage."""
FALSE = 0.05
"""Share of false ones allowed among the slow pairs."""


@dataclass(frozen=True, slots=True, eq=False)
class Process:
    """Handoffs within a round's dates, by department (n) and by pair (n, n: sender, receiver).

    Waits in working seconds, from handoffs that bind and whose next step has begun. The city's
    figures are the median of the departments' waits and the mean of their shares, each department
    with enough handoffs counting once. Not a number: none.
    """

    handoffs: NDArray[np.int64]  # (n,) received
    wait: Floats  # (n, 3) median before the department, and its 95 % interval
    wait_city: float
    returns: NDArray[np.int64]  # (n,) handoffs that it sent back
    returned: Floats  # (n, 3) as share of those it received, and the 95 % interval
    returned_city: float
    pair_handoffs: NDArray[np.int64]  # (n, n)
    pair_wait: Floats  # (n, n) median
    slow: NDArray[np.bool_]  # (n, n) slower than its stages are elsewhere, not by chance


def process_of(
    store: GraphStore,
    load: Load,
    departments: tuple[str, ...],
    starts: date | None,
    ends: date | None,
) -> Process:
    """Return what was handed between `departments` and anybody from `starts` to `ends`."""
    rows = _rows(store, load, starts, ends)
    nodes = store.fetch(store.table(load.load_id, "departments").select("key", "id")).to_pandas()
    place = dict(zip(departments, range(len(departments)), strict=True))
    at = nodes.set_index("key")["id"].map(place)
    sender, receiver = (
        rows[name].map(at).to_numpy(float) for name in ("sender_key", "receiver_key")
    )
    return _measured(rows, sender, receiver, len(departments))


def _rows(store: GraphStore, load: Load, starts: date | None, ends: date | None) -> pd.DataFrame:
    table = store.table(load.load_id, handoff_table("causal", "department"))
    table = table.filter(table.kind != KINDS.index("internal"), ~table.open)
    zone = ZoneInfo(load.source.timezone)
    if starts is not None:
        table = table.filter(table.enabled_at >= ibis.literal(_midnight(starts, zone)))
    if ends is not None:
        after = _midnight(ends + timedelta(days=1), zone)
        table = table.filter(table.enabled_at < ibis.literal(after))
    names = ("sender_key", "receiver_key", "stage_key", "activity_key", "kind", "wait_working")
    found: pd.DataFrame = store.fetch(table.select(*names)).to_pandas()
    return found


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _measured(rows: pd.DataFrame, sender: Floats, receiver: Floats, n: int) -> Process:
    wait = rows["wait_working"].to_numpy(float)
    timed = ~np.isnan(wait)
    into, out = ~np.isnan(receiver), ~np.isnan(sender)
    received = np.bincount(receiver[into].astype(int), minlength=n)
    back = out & (rows["kind"].to_numpy() == KINDS.index("return"))
    returns = np.bincount(sender[back].astype(int), minlength=n)
    returned = np.column_stack([_share(returns, received), *wilson(returns, received)])
    medians = np.array(
        [median_interval(wait[timed & (receiver == each)]) for each in range(n)]
    ).reshape(n, 3)
    enough = received >= ENOUGH
    both = into & out & (sender != receiver)
    pair = (sender[both] * n + receiver[both]).astype(int)
    counts, middle, slow = _pairs(rows[both], pair, wait[both], n)
    return Process(
        handoffs=received,
        wait=medians,
        wait_city=float(np.nanmedian(medians[enough, 0])) if enough.any() else np.nan,
        returns=returns,
        returned=returned,
        returned_city=float(returned[enough, 0].mean()) if enough.any() else np.nan,
        pair_handoffs=counts,
        pair_wait=middle,
        slow=slow,
    )


def _share(part: NDArray[np.int64], whole: NDArray[np.int64]) -> Floats:
    share: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return share


def _pairs(
    rows: pd.DataFrame, pair: NDArray[np.int64], wait: Floats, n: int
) -> tuple[NDArray[np.int64], Floats, NDArray[np.bool_]]:
    """Return handoffs, median wait and slowness of each pair.

    A stage (or the activity, where there is none) has its own usual wait: a pair that hands over
    what always takes long is not slow.
    """
    counts = np.bincount(pair, minlength=n * n)
    stage = rows["stage_key"].fillna(-rows["activity_key"].fillna(0) - 1)
    frame = pd.DataFrame({"pair": pair, "wait": wait, "stage": stage.to_numpy()}).dropna()
    usual = frame.groupby("stage")["wait"].transform("median")
    frame["longer"] = frame["wait"] > usual
    grouped = frame.groupby("pair").agg(
        wait=("wait", "median"), longer=("longer", "sum"), timed=("longer", "size")
    )
    middle = np.full(n * n, np.nan)
    middle[grouped.index] = grouped["wait"]
    slow = np.zeros(n * n, np.bool_)
    known = grouped[grouped["timed"] >= ENOUGH]
    chance = binomial_above(known["longer"].to_numpy(), known["timed"].to_numpy())
    slow[known.index] = (adjusted(chance) < FALSE) & (known["longer"] / known["timed"] > MOST)
    shape = (n, n)
    return counts.reshape(shape), middle.reshape(shape), slow.reshape(shape)
