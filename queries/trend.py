"""How waiting went from month to month."""

from dataclasses import dataclass
from typing import Any

import ibis

from graph.load import Load
from graph.months import month_number, month_text
from graph.store import GraphStore
from graph.text import Text
from queries.columns import (
    CASES,
    HANDOFFS,
    MEAN_WAIT,
    MEDIAN_WAIT,
    OPEN,
    P90_WAIT,
    TOTAL_WAIT,
    text,
)
from queries.filters import Leveled
from queries.handoff_rows import exact_sum, matching_handoffs
from queries.query import Query

MONTH = text(
    "month",
    "月份",
    "Month",
    "可开始时刻所在的月份（数据的时区）。",
    "Month in which the handoffs became possible, in the time zone of the load.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Leveled):
    """Parameters of ``trend``."""


def trend(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    """How did waiting between departments go from month to month?

    Every month from the first handoff that matches to the last, in order; a month without any
    has zero handoffs and no waits. A handoff is of the month in which it became possible.
    """
    rows = monthly_handoffs(store, load, parameters)
    known = _measures(rows)
    spans = rows.aggregate(first=rows.month_number.min(), last=rows.month_number.max())
    every = spans.select(each=ibis.range(spans["first"], spans["last"] + 1).unnest())
    table = every.left_join(known, every["each"] == known.month_number)
    counts = {name: table[name].fill_null(0) for name in ("handoffs", "cases", "open")}
    table = table.mutate(month=month_text(table["each"]), **counts)
    return table.order_by("each").select([column.name for column in QUERY.columns])


def monthly_handoffs(store: GraphStore, load: Load, parameters: Leveled) -> ibis.Table:
    """Return the handoffs that match, with ``month_number``."""
    rows = matching_handoffs(store, load, parameters)
    number = month_number(rows.enabled_at, load.source.timezone, load.source.as_of)
    return rows.mutate(month_number=number)


def _measures(rows: ibis.Table) -> ibis.Table:
    waits: Any = rows["wait"]
    table = rows.group_by("month_number").aggregate(
        handoffs=rows.count(),
        cases=rows.case_key.nunique(),
        exact_wait=exact_sum(waits),
        waits=waits.count(),
        median_wait=waits.quantile(0.5).round(6),
        p90_wait=waits.quantile(0.9).round(6),
        open=rows.open.cast("int64").sum(),
    )
    total = table.exact_wait.cast("float64")
    return table.mutate(total_wait=total, mean_wait=(total / table.waits.nullif(0)).round(6))


QUERY = Query(
    name="trend",
    title=Text("各月等待", "Waiting by month"),
    question=Text(
        "部门之间的等待逐月如何变化？",
        "How did waiting between departments go from month to month?",
    ),
    parameters=Parameters,
    columns=(
        MONTH,
        HANDOFFS,
        CASES,
        TOTAL_WAIT,
        MEAN_WAIT,
        MEDIAN_WAIT,
        P90_WAIT,
        OPEN,
    ),
    function=trend,
)
