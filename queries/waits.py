"""How long the waits are: their distribution."""

from dataclasses import dataclass
from typing import Any

import ibis

from graph.clock import CALENDAR_DAY, WORKING_DAY
from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.columns import count, duration, share
from queries.filters import Leveled
from queries.handoff_rows import matching_handoffs
from queries.query import Query

BINS = 24
"""Bins with both ends; one more is open-ended."""
WIDTHS = (0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Days from which the width of a bin is taken: the least by which 99 % of the waits fit in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Leveled):
    """Parameters of ``waits``."""


def waits(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    """How are the waits distributed?

    The waits of handoffs that match, in bins of one width (low <= wait < high) up to the last
    bin that has any; what is longer than twenty-four of them stands in one open-ended bin.
    """
    rows = matching_handoffs(store, load, parameters)
    rows = rows.filter(rows["wait"].notnull())
    width = _width(rows, _day(load, parameters))
    placed = rows.cross_join(width)
    place = (placed["wait"] / placed.width).floor().cast("int64")
    placed = placed.mutate(place=ibis.least(place, ibis.literal(BINS, "int64")))
    counted = placed.group_by("place").aggregate(handoffs=placed.count())
    ends = placed.aggregate(
        last=placed["place"].max(), all=placed.count(), width=placed.width.max()
    )
    every = ends.mutate(each=ibis.range(ibis.literal(0, "int64"), ends["last"] + 1).unnest())
    table = every.left_join(counted, every["each"] == counted.place)
    number = table.handoffs.fill_null(0)
    open_ended = table["each"] == BINS
    table = table.mutate(
        low=table["each"] * table.width,
        high=open_ended.ifelse(ibis.null("float64"), (table["each"] + 1) * table.width),
        handoffs=number,
        share=number / table["all"],
    )
    return table.order_by("each").select([column.name for column in QUERY.columns])


def _day(load: Load, parameters: Parameters) -> int:
    working = load.source.calendar != "none" and parameters.clock == "working"
    return WORKING_DAY if working else CALENDAR_DAY


def _width(rows: ibis.Table, day: int) -> ibis.Table:
    """Return one row with the width of a bin in seconds."""
    most = rows.aggregate(most=rows["wait"].quantile(0.99))
    reached: Any = most["most"]
    branches = [(reached <= days * day * BINS, float(days * day)) for days in WIDTHS]
    return most.select(width=ibis.cases(*branches, else_=float(WIDTHS[-1] * day)))


QUERY = Query(
    name="waits",
    title=Text("等待分布", "Distribution of waits"),
    question=Text("等待的长短如何分布？", "How are the waits distributed?"),
    parameters=Parameters,
    columns=(
        duration("low", "自", "From", "本档的下限（含）。", "Shortest wait of the bin."),
        duration(
            "high",
            "至",
            "To",
            "本档的上限（不含）；最后一档没有上限时为空。",
            "Waits of the bin are shorter; empty where the bin is open-ended.",
        ),
        count("handoffs", "交接次数", "Handoffs", "等待落在本档的交接。", "Waits in the bin."),
        share("share", "占比", "Share", "占全部等待次数的比例。", "Share of all the waits."),
    ),
    function=waits,
)
