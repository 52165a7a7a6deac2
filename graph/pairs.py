"""Who handed to whom how often in which month: the network that walks go along.

Derived from the handoffs of a load, small enough to be kept in memory and in a graph server: one
entry a pair of departments (or persons), with its months. Handoffs inside a department and those
with a side that is not registered are not part of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from graph.tables import KINDS

if TYPE_CHECKING:
    import ibis
    import networkx as nx

    from graph.load import Load

FORWARD, RETURN = KINDS.index("forward"), KINDS.index("return")
MONTHLY = pa.schema(
    [
        pa.field("sender_key", pa.int32(), nullable=False),
        pa.field("receiver_key", pa.int32(), nullable=False),
        pa.field("month", pa.int64(), nullable=False),  # as `graph.months.month_number`
        pa.field("forward", pa.int64(), nullable=False),  # handoffs
        pa.field("returned", pa.int64(), nullable=False),
        pa.field("forward_waits", pa.int64(), nullable=False),  # those of them that waited
        pa.field("returned_waits", pa.int64(), nullable=False),
        pa.field("forward_wait", pa.int64(), nullable=False),  # microseconds of working time
        pa.field("returned_wait", pa.int64(), nullable=False),
    ]
)
"""One row a pair and month, in order of the keys and the month."""


@dataclass(frozen=True, slots=True)
class Which:
    """Which handoffs a walk goes along: of a kind (none: both), from month to month.

    Months count from the year 0, as `graph.months.month_number`; both ends belong to it.
    """

    kind: str | None = None
    first: int = 0
    last: int = 1_000_000

    @property
    def all(self) -> bool:
        """Tell whether every handoff counts."""
        return self == Which()


class Link(NamedTuple):
    """The handoffs of one pair that count; ``wait`` is microseconds of working time."""

    sender: str
    receiver: str
    handoffs: int
    returns: int
    waits: int
    wait: int

    @property
    def mean_wait(self) -> float | None:
        """Return the mean wait in seconds, None where nothing has waited yet."""
        return self.wait / self.waits / 1e6 if self.waits else None


def monthly_pairs(rows: ibis.Table, load: Load) -> ibis.Table:
    """Return the columns of `MONTHLY` of a handoff table of `load`."""
    import ibis

    from graph.months import month_number

    zero = ibis.literal(0, "int64")
    rows = rows.filter(
        rows.kind != KINDS.index("internal"), rows.sender_key != 0, rows.receiver_key != 0
    )
    wait: Any = (rows.wait_working * 1e6).round().cast("int64")
    rows = rows.mutate(
        month=month_number(rows.enabled_at, load.source.timezone, load.source.as_of),
        is_return=rows.kind == RETURN,
        known=rows.wait_working.notnull(),
        micros=wait.fill_null(zero),
    )
    pairs = rows.group_by(["sender_key", "receiver_key", "month"]).aggregate(
        forward=(~rows.is_return).cast("int64").sum(),
        returned=rows.is_return.cast("int64").sum(),
        forward_waits=(~rows.is_return & rows.known).cast("int64").sum(),
        returned_waits=(rows.is_return & rows.known).cast("int64").sum(),
        forward_wait=rows.is_return.ifelse(zero, rows.micros).sum(),
        returned_wait=rows.is_return.ifelse(rows.micros, zero).sum(),
    )
    return pairs.order_by(["sender_key", "receiver_key", "month"]).select(MONTHLY.names)


def links(monthly: pa.Table, ids: dict[int, str], which: Which) -> Iterator[Link]:
    """Yield the pairs of a table `MONTHLY` with handoffs that count, in its order."""
    frame = monthly.to_pandas()
    frame = frame[(frame["month"] >= which.first) & (frame["month"] <= which.last)]
    frame = frame.drop(columns="month").groupby(["sender_key", "receiver_key"]).sum()
    forward = which.kind != "return"
    returned = which.kind != "forward"
    for (sender, receiver), row in zip(
        frame.index, frame.itertuples(index=False, name="Sums"), strict=True
    ):
        link = Link(
            ids[sender],
            ids[receiver],
            int(forward * row.forward + returned * row.returned),
            int(returned * row.returned),
            int(forward * row.forward_waits + returned * row.returned_waits),
            int(forward * row.forward_wait + returned * row.returned_wait),
        )
        if link.handoffs:
            yield link


def network_of(found: Iterator[Link], nodes: dict[str, str]) -> nx.DiGraph:
    """Return the links as a network of the ids in `nodes` (id to name); edges carry ``link``."""
    import networkx as nx

    network = nx.DiGraph()
    network.add_nodes_from((node, {"name": name}) for node, name in nodes.items())
    network.add_edges_from((link.sender, link.receiver, {"link": link}) for link in found)
    return network
