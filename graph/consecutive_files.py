"""Run the classical rule on DuckDB and write its handoffs."""

from functools import lru_cache
from pathlib import Path

import duckdb
import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from graph.calendars import Calendars
from graph.consecutive import RULER, STOPPED, consecutive, ruler
from graph.encode import MEMORY_LIMIT, quoted
from graph.parquet_files import COPY
from graph.progress import Progress, silent, watched
from graph.stops import Stops
from graph.tables import HANDOFFS, handoff_table

_FACTS = """
SELECT count(received_us) > 0 AS receipts, count(returned) > 0 AS action_column,
       count(*) FILTER (NOT closed) > 0 AS open_cases
FROM steps
"""


def write_consecutive(
    encoded: Path,
    out: Path,
    level: str,
    calendars: Calendars,
    stops: Stops,
    progress: Progress = silent,
) -> None:
    """Write the handoffs by the consecutive rule at `level`, from the encoded steps."""
    file = pq.ParquetFile(encoded / "steps.parquet")
    days = ruler(calendars, pq.read_metadata(out / "departments.parquet").num_rows)
    case = np.repeat(np.arange(len(stops.first) - 1, dtype=np.int32), np.diff(stops.first))
    stopped = pa.table([case, stops.start, stops.end], schema=STOPPED)
    with duckdb.connect() as db:
        db.execute("SET memory_limit = ?", [MEMORY_LIMIT])
        db.execute("SET temp_directory = ?", [str(encoded)])
        db.execute("SET TimeZone = 'UTC'")
        steps = f"read_parquet('{quoted(encoded / 'steps.parquet')}')"
        db.execute(f"CREATE VIEW steps AS SELECT *, {level}_key AS who FROM {steps}")
        for name, table in (("stops", stopped), ("ruler", days)):
            if table is not None:
                db.register("found", table)
                db.execute(f"CREATE TABLE {name} AS FROM found")
        receipts, action_column, open_cases = db.execute(_FACTS).fetchall()[0]
        select = _statement(
            ibis.Schema.from_pyarrow(file.schema_arrow),
            stopped=len(case) > 0,
            calendar=days is not None,
            own_calendars=bool(calendars.own),
            receipts=receipts,
            action_column=action_column,
            open_cases=open_cases,
        )
        path = quoted(out / f"{handoff_table('consecutive', level)}.parquet")
        with watched(db, progress, f"consecutive-{level}", file.metadata.num_rows):
            db.execute(f"COPY ({select}) TO '{path}' {COPY}")


@lru_cache
def _statement(
    steps: ibis.Schema, *, stopped: bool, calendar: bool, **facts: bool
) -> str:  # to write it takes as long as all else of a small load
    """Return the rule as a SELECT from ``steps``, ``stops`` and ``ruler``."""
    columns = {name: kind(nullable=True) for name, kind in steps.items()}
    expression = consecutive(
        ibis.table({**columns, "who": "int32"}, "steps"),
        ibis.table(ibis.Schema.from_pyarrow(STOPPED), "stops") if stopped else None,
        ibis.table(ibis.Schema.from_pyarrow(RULER), "ruler") if calendar else None,
        **facts,
    )
    expression = expression.cast(ibis.Schema.from_pyarrow(HANDOFFS)).order_by("handoff_id")
    return str(ibis.to_sql(expression, dialect="duckdb", pretty=False))
