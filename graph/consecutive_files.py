"""Run the classical rule on DuckDB and write its handoffs."""

from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from graph.calendars import Calendars
from graph.consecutive import consecutive, ruler
from graph.encode import MEMORY_LIMIT
from graph.progress import Progress, silent, watched
from graph.stops import Stops
from graph.tables import HANDOFFS, handoff_table


def write_consecutive(
    encoded: Path,
    out: Path,
    level: str,
    calendars: Calendars,
    stops: Stops,
    progress: Progress = silent,
) -> None:
    """Write the handoffs by the consecutive rule at `level`, from the encoded steps."""
    total = pq.read_metadata(encoded / "steps.parquet").num_rows
    db = ibis.duckdb.connect(memory_limit=MEMORY_LIMIT, temp_directory=str(encoded))
    steps = db.read_parquet(encoded / "steps.parquet")
    facts = steps.aggregate(
        receipts=steps.received_us.notnull().any(),
        actions=steps.returned.notnull().any(),
        open_cases=(~steps.closed).any(),
    ).to_pyarrow()
    days = ruler(calendars, pq.read_metadata(out / "departments.parquet").num_rows)
    case = np.repeat(np.arange(len(stops.first) - 1, dtype=np.int32), np.diff(stops.first))
    stopped = pa.table({"case_key": case, "start": stops.start, "end": stops.end})
    expression = consecutive(
        steps,
        db.create_table("disjoint_stops", stopped, temp=True) if len(case) else None,
        None if days is None else db.create_table("ruler", days, temp=True),
        level,
        own_calendars=bool(calendars.own),
        receipts=bool(facts["receipts"][0].as_py()),
        action_column=bool(facts["actions"][0].as_py()),
        open_cases=bool(facts["open_cases"][0].as_py()),
    )
    expression = expression.cast(ibis.Schema.from_pyarrow(HANDOFFS)).order_by("handoff_id")
    with watched(db.con, progress, f"consecutive-{level}", total):
        expression.to_parquet(out / f"{handoff_table('consecutive', level)}.parquet")
    db.disconnect()
