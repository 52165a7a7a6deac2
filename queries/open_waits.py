"""Waits that have ended and waits that have not, and the curve of each pair."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from graph.ages import ages
from graph.algorithms.survival import Waits, kaplan_meier, waits
from graph.calendars import Calendars
from graph.clock import CALENDAR_DAY, WORKING_DAY
from graph.load import Load
from graph.stops import Stops
from graph.store import GraphStore
from queries.columns import duration
from queries.filters import Filters
from queries.handoff_rows import matching_handoffs

COLUMNS = ["handoff_id", "case_key", "sender_key", "receiver_key", "enabled_at", "open", "wait"]
HORIZON = 30  # days

MEDIAN = duration(
    "median",
    "等待中位数（含在途）",
    "Median, open ones too",
    "该交接对等待的中位数，在途的按删失计入（Kaplan–Meier）；未降到一半为空。",
    "Median wait of the pair with open waits as censored (Kaplan-Meier); empty where more than "
    "half are open.",
)
P90 = duration(
    "p90",
    "等待 P90（含在途）",
    "P90, open ones too",
    "该交接对等待的 90 分位数，在途的按删失计入；未降到一成为空。",
    "90th percentile of the waits of the pair with open waits as censored; empty where it is not "
    "reached.",
)


class PairWaits(NamedTuple):
    """All waits by pair.

    ``rows`` are the binding handoffs that match, with ``pair`` (a row of ``pairs``) and
    ``lasted``: the wait, or for an open one what has passed of it. ``curves`` has one entry for
    each row of ``pairs``.
    """

    rows: pd.DataFrame
    pairs: pd.DataFrame  # sender_key, receiver_key
    curves: Waits
    horizon: float  # seconds


def pair_waits(
    store: GraphStore, load: Load, parameters: Filters, horizon: int = HORIZON
) -> PairWaits:
    """Return the waits of the handoffs that match; `horizon` in days of the chosen clock."""
    found = matching_handoffs(store, load, parameters)
    found = found.filter(found.binding).select(COLUMNS).order_by("handoff_id")
    table = store.fetch(found)
    rows = table.drop_columns(["enabled_at"]).to_pandas()
    rows["lasted"] = _lasted(store, load, table, parameters.clock)
    by_pair = rows.groupby(["sender_key", "receiver_key"])
    rows["pair"] = by_pair.ngroup()
    pairs = rows.drop_duplicates("pair").sort_values("pair")[["sender_key", "receiver_key"]]
    curves = kaplan_meier(rows["lasted"], ~rows["open"].to_numpy(bool), rows["pair"])
    seconds = float(horizon * _day(load, parameters.clock))
    return PairWaits(
        rows, pairs.reset_index(drop=True), waits(curves, len(pairs), seconds), seconds
    )


def _lasted(store: GraphStore, load: Load, table: pa.Table, clock: str) -> NDArray[np.float64]:
    is_open = table["open"].to_numpy()
    lasted = table["wait"].to_numpy(zero_copy_only=False).astype(np.float64)
    rows = table.filter(table["open"])
    if rows.num_rows:
        lasted[is_open] = ages(rows, load.source.as_of, clock, *_clock_of(store, load))
    return np.asarray(lasted)


def _clock_of(store: GraphStore, load: Load) -> tuple[Calendars, Stops]:
    """Return the calendars and the clock stops of a load."""
    nodes = store.fetch(store.table(load.load_id, "departments").select("id", "key"))
    keys = dict(zip(nodes["id"].to_pylist(), nodes["key"].to_pylist(), strict=True))
    overrides = store.fetch(store.table(load.load_id, "calendar"))
    calendars = Calendars.of(load.source.calendar, load.source.timezone, overrides, keys)
    rows = store.fetch(store.table(load.load_id, "stops"))
    stops = pd.DataFrame(
        {
            "case_key": rows["case_key"].to_numpy(),
            "start": rows["started_at"].cast(pa.int64()).to_numpy(),
            "end": rows["ended_at"].cast(pa.int64()).to_numpy(),
        }
    )
    return calendars, Stops.of(stops, load.rows["cases"])


def _day(load: Load, clock: str) -> int:
    working = load.source.calendar != "none" and clock == "working"
    return WORKING_DAY if working else CALENDAR_DAY
