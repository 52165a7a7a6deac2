"""The pairs of a load as they go to Neo4j: what `graph.pairs.monthly_pairs` says, and the medians.

Computed in memory, in a tenth of the time that an engine takes to be started and told.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.load import Load
from graph.month_begins import month_numbers
from graph.pairs import RETURN
from graph.tables import KINDS

COUNTED = ("sender_key", "receiver_key", "kind")
COLUMNS = (*COUNTED, "enabled_at", "wait_working")
Array = npt.NDArray[Any]


def count_pairs(handoffs: pa.Table) -> int:
    """Return how many pairs a handoff table has, of which only the columns `COUNTED` are needed."""
    return int(_between(handoffs).group_by(["sender_key", "receiver_key"]).aggregate([]).num_rows)


def pair_rows(handoffs: pa.Table, load: Load) -> list[list[Any]]:
    """Return one row a pair of a handoff table with the columns `COLUMNS`, by sender and receiver.

    A row is sender, receiver, handoffs, returns, waits, wait in seconds, median wait, and a list
    for each column of `graph.pairs.MONTHLY`, one entry a month; last, the wait in microseconds,
    which are whole, so that nothing is rounded.
    """
    table = _between(handoffs)
    if not table.num_rows:
        return []
    at = table["enabled_at"].cast(pa.int64()).to_numpy() // 1_000_000
    months = month_numbers(at, load.source.timezone, load.source.as_of)
    sender, receiver = (table[name].to_numpy().astype(np.int64) for name in COUNTED[:2])
    order = np.lexsort((months, receiver, sender))
    keys = np.stack([sender, receiver, months])[:, order]
    waits = table["wait_working"].to_numpy()[order]
    returned = table["kind"].to_numpy()[order] == RETURN
    begins = _begins(keys)
    monthly = np.add.reduceat(_measures(returned, waits), begins, axis=1)
    pairs = _begins(keys[:2, begins])
    sums = np.add.reduceat(monthly, pairs, axis=1)
    of_pair = np.repeat(np.arange(len(pairs)), np.diff([*begins[pairs], len(waits)]))
    return _rows(keys[:, begins], monthly, pairs, sums, _medians(of_pair, waits, len(pairs)))


def _between(handoffs: pa.Table) -> pa.Table:
    """Return the handoffs between two departments that are registered."""
    return handoffs.filter(
        (pc.field("kind") != KINDS.index("internal"))
        & (pc.field("sender_key") != 0)
        & (pc.field("receiver_key") != 0)
    )


def _begins(keys: Array) -> Array:
    """Return where columns of sorted keys differ from the one before."""
    return np.flatnonzero(np.r_[True, (keys[:, 1:] != keys[:, :-1]).any(axis=0)])


def _measures(returned: Array, waits: Array) -> Array:
    """Return what is summed, in the order of `MONTHLY`: a row each, a column a handoff."""
    known = ~np.isnan(waits)
    micros = np.rint(np.where(known, waits, 0) * 1e6).astype(np.int64)
    each = (~returned, returned, ~returned & known, returned & known)
    sums = [mask.astype(np.int64) for mask in each]
    return np.stack([*sums, np.where(returned, 0, micros), np.where(returned, micros, 0)])


def _medians(of_pair: Array, waits: Array, count: int) -> Array:
    """Return the median wait of each pair, nan where nothing has waited."""
    order = np.lexsort((waits, of_pair))  # nan last
    known = np.bincount(of_pair, ~np.isnan(waits), count).astype(np.int64)
    begins = np.searchsorted(of_pair, np.arange(count))
    low, high = (waits[order][begins + at // 2] for at in (np.maximum(known - 1, 0), known))
    middle: Array = np.where(known > 0, low + (high - low) * 0.5, np.nan)
    return middle


def _rows(
    keys: Array, monthly: Array, pairs: Array, sums: Array, medians: Array
) -> list[list[Any]]:
    forward, returns, forward_waits, returned_waits, *micros = sums
    waits, wait = forward_waits + returned_waits, micros[0] + micros[1]
    heads = [*keys[:2, pairs], forward + returns, returns, waits]
    ends = [*pairs.tolist()[1:], keys.shape[1]]
    columns = [keys[2].tolist(), *monthly.tolist()]
    return [
        [
            *head,
            total / 1e6 if head[4] else None,
            median if head[4] else None,
            *(column[begin:end] for column in columns),
            total,
        ]
        for head, total, median, begin, end in zip(
            zip(*(column.tolist() for column in heads), strict=True),
            wait.tolist(),
            medians.tolist(),
            pairs.tolist(),
            ends,
            strict=True,
        )
    ]
