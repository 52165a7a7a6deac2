"""The sheet 特别程序: clock stops inside their case."""

from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from graph.tables import STOPS
from graph.text import Text
from loaders.local_time import instants
from loaders.rows import Rows
from loaders.values import Fault
from loaders.workbook_cases import CaseTimes

EXTENSION = "延长审批"

EXTENSIONS = Text(
    "延长审批只加时限、不停表", "Extensions add to the limit and do not stop the clock"
)
CLIPPED = Text(
    "特别程序超出办件的起止时间，已截到办件之内",
    "Clock stops that reach outside their case were clipped to it",
)
STILL_STOPPED = Text(
    "特别程序没有结束时间，停到截止日期或办件办结",
    "Clock stops without an end last until the date of the data or the end of the case",
)
OUTSIDE = Fault(
    Text("特别程序完全在办件的起止时间之外", "The clock stop lies wholly outside its case"),
    Text("请核对特别程序和办件的时间", "Check the times of the stop and of its case"),
)


def check_stops(rows: Rows, cases: CaseTimes, as_of: np.datetime64) -> None:
    """Clip the stops to their case, with a note; those wholly outside are refused."""
    known, at = cases.places(rows)
    if not known.any():
        return
    stops = known & ~rows.equal("kind", EXTENSION)
    rows.note("kind", EXTENSIONS, known & ~stops)
    start, end = rows.times("start_time"), rows.times("end_time")
    rows.note("end_time", STILL_STOPPED, stops & np.isnat(end))
    latest = np.fmin(cases.finished[at], as_of)
    from_, until = np.fmax(start, cases.started[at]), np.fmin(end, latest)
    rows.refuse(stops & (from_ > until), "start_time", OUTSIDE)
    clipped = stops & rows.accepted & ((from_ != start) | (~np.isnat(end) & (until != end)))
    rows.note("start_time", CLIPPED, clipped)
    rows.values["start_time"] = pa.array(from_, pa.timestamp("us"))
    rows.values["end_time"] = pa.array(until, pa.timestamp("us"))


def stops_table(rows: Rows | None, zone: ZoneInfo) -> pa.Table:
    """Return the accepted stops of the clock."""
    if rows is None:
        return STOPS.empty_table()
    there = pa.array(rows.accepted & ~rows.equal("kind", EXTENSION))
    columns = {
        "case_id": rows.values["case_id"].filter(there),
        "started_at": instants(rows.values["start_time"].filter(there), zone),
        "ended_at": instants(rows.values["end_time"].filter(there), zone),
    }
    return pa.table(columns).cast(STOPS)
