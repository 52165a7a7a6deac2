"""Give every id of the checked tables an integer key and sort the steps, once for each load."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from graph.progress import Progress, silent, watched
from graph.tables import LOAD_DEPARTMENTS, LOAD_UNITS, NODES, UNREGISTERED

MEMORY_LIMIT = "1GB"  # DuckDB goes to disk beyond it; the kernel needs the rest

_NODES = {
    "departments": "SELECT department_id AS id, name, short_names FROM checked_departments",
    "items": "SELECT item_id AS id, name FROM checked_items",
    "persons": "SELECT DISTINCT person_id AS id, person_id AS name FROM checked_steps",
    "activities": "SELECT DISTINCT activity AS id, activity AS name FROM checked_steps",
    "stages": "SELECT DISTINCT stage AS id, stage AS name FROM checked_steps",
}
_FIRST_KEY = {"departments": 0, "persons": 0, "items": 1, "activities": 1, "stages": 1}

_UNITS = """
SELECT CAST(row_number() OVER (ORDER BY unit_id) AS INTEGER) AS key, unit_id AS id, u.name,
       departments.key AS department_key
FROM checked_units AS u JOIN departments ON departments.id = u.department_id
"""

_CASES = """
SELECT CAST(row_number() OVER (ORDER BY case_id) - 1 AS INTEGER) AS case_key,
       case_id, items.key AS item_key, started_at, finished_at, closed
FROM checked_cases JOIN items ON items.id = checked_cases.item_id
"""

_STEPS = """
SELECT row_number() OVER () - 1 AS step_key, * FROM (
  SELECT cases.case_key, cases.item_key, cases.closed, sequence, step_no,
         activities.key AS activity_key, coalesce(stages.key, 0) AS stage_key,
         coalesce(departments.key, 0) AS department_key, coalesce(persons.key, 0) AS person_key,
         units.key AS unit_key,
         s.received_at, s.started_at, s.finished_at, returned, predecessors,
         epoch_us(s.received_at) AS received_us, epoch_us(s.started_at) AS started_us,
         epoch_us(s.finished_at) AS finished_us
  FROM checked_steps AS s
  JOIN cases USING (case_id)
  JOIN activities ON activities.id = s.activity
  LEFT JOIN stages ON stages.id = s.stage
  LEFT JOIN departments ON departments.id = s.department_id
  LEFT JOIN persons ON persons.id = s.person_id
  LEFT JOIN units ON units.id = s.unit_id
  ORDER BY case_key, finished_us NULLS LAST, sequence)
"""

_STOPS = """
SELECT case_key, epoch_us(s.started_at) AS start, epoch_us(s.ended_at) AS "end"
FROM checked_stops AS s JOIN cases USING (case_id) ORDER BY ALL
"""


def encode(checked: Path, out: Path, scratch: Path, progress: Progress = silent) -> None:
    """Write the node tables, ``cases``, ``stops`` and the sorted ``steps`` of a load into `out`.

    Keys follow the order of the ids, so they do not depend on the order of rows. ``steps``
    carries instants also as microseconds; the sort spills into the folder `scratch`. `progress`
    is told the rows of ``steps``.
    """
    total = pq.read_metadata(checked / "steps.parquet").num_rows
    with duckdb.connect() as db:
        db.execute("SET memory_limit = ?", [MEMORY_LIMIT])
        db.execute("SET temp_directory = ?", [str(scratch)])
        db.execute("SET TimeZone = 'UTC'")
        for name in ("departments", "items", "units", "cases", "steps", "stops"):
            file = str(checked / f"{name}.parquet").replace("'", "''")
            db.execute(f"CREATE VIEW checked_{name} AS FROM read_parquet('{file}')")
        for name, select in _NODES.items():
            _write_nodes(db, name, select, out)
        _write_units(db, out)
        db.execute(f"CREATE TABLE cases AS {_CASES}")
        db.execute(f"COPY (FROM cases ORDER BY case_key) TO '{quoted(out / 'cases.parquet')}'")
        db.execute(f"COPY ({_STOPS}) TO '{quoted(out / 'stops.parquet')}'")
        with watched(db, progress, "encode", total):
            db.execute(f"COPY ({_STEPS}) TO '{quoted(out / 'steps.parquet')}'")


def _write_nodes(db: duckdb.DuckDBPyConnection, name: str, select: str, out: Path) -> None:
    first = _FIRST_KEY[name]
    rows = db.execute(f"FROM ({select}) WHERE id IS NOT NULL ORDER BY id").fetchall()
    schema = LOAD_DEPARTMENTS if name == "departments" else NODES
    if first == 0:
        nobody = (UNREGISTERED, UNREGISTERED, None)[: len(schema) - 1]
        rows = [nobody, *(row for row in rows if row[0] != UNREGISTERED)]
    found = [(key, *row) for key, row in enumerate(rows, first)]
    table = pa.Table.from_pylist(
        [dict(zip(schema.names, row, strict=True)) for row in found], schema
    )
    pq.write_table(table, out / f"{name}.parquet")
    db.register("found", table)
    db.execute(f"CREATE TABLE {name} AS FROM found")
    db.unregister("found")


def _write_units(db: duckdb.DuckDBPyConnection, out: Path) -> None:
    table = db.sql(f"{_UNITS} ORDER BY key").to_arrow_table().cast(LOAD_UNITS)
    pq.write_table(table, out / "units.parquet")
    db.register("found", table)
    db.execute("CREATE TABLE units AS FROM found")
    db.unregister("found")


def quoted(path: Path) -> str:
    """Return a path as it stands within the quotes of a statement."""
    return str(path).replace("'", "''")
