"""From the table of events to the checked tables of steps, cases, items and departments."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from loaders.event_log_rows import literal, one

INSTANTS = """
CREATE VIEW steps AS
SELECT "case", sequence, activity, department, person, item, started_at, finished_at
FROM events WHERE problem IS NULL"""

PAIRS = """
CREATE TABLE steps AS
WITH marked AS (
    SELECT *, CASE lower(lifecycle) WHEN 'start' THEN 1 WHEN 'complete' THEN -1 END AS mark
    FROM events WHERE problem IS NULL),
levels AS (
    SELECT *, sum(mark) OVER course AS level FROM marked WHERE mark IS NOT NULL
    WINDOW course AS (PARTITION BY "case", activity, instance ORDER BY finished_at, sequence)),
lows AS (
    SELECT *, coalesce(min(level) OVER (
        PARTITION BY "case", activity, instance ORDER BY finished_at, sequence
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS low FROM levels),
numbered AS (
    SELECT *, row_number() OVER (
        PARTITION BY "case", activity, instance, mark ORDER BY finished_at, sequence) AS number
    FROM lows WHERE mark = 1 OR level >= least(low, 0)),
starts AS (SELECT * FROM numbered WHERE mark = 1),
ends AS (SELECT * FROM numbered WHERE mark = -1)
SELECT s."case", coalesce(e.sequence, s.sequence) AS sequence, s.activity,
       coalesce(e.department, s.department) AS department, coalesce(e.person, s.person) AS person,
       coalesce(s.item, e.item) AS item, s.finished_at AS started_at, e.finished_at
FROM starts s LEFT JOIN ends e ON e."case" = s."case" AND e.activity = s.activity
    AND e.instance IS NOT DISTINCT FROM s.instance AND e.number = s.number
UNION ALL
SELECT "case", sequence, activity, department, person, item, NULL, finished_at
FROM lows WHERE mark = -1 AND level < least(low, 0)
UNION ALL
SELECT "case", sequence, activity, department, person, item, NULL, finished_at
FROM marked WHERE mark IS NULL"""
"""First in, first out: a complete that would bring the number of open starts below its lowest
has no start of its own; of the others the n-th belongs to the n-th start."""


def create_steps(connection: duckdb.DuckDBPyConnection, paired: bool) -> None:
    """Create ``steps`` from ``events``: one row an event, or start and complete `paired`."""
    connection.execute(PAIRS if paired else INSTANTS)


def has_pairs(connection: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether start and complete, and nothing else, occur as lifecycle transitions."""
    words = connection.execute(
        "SELECT DISTINCT lower(lifecycle) FROM events "
        "WHERE problem IS NULL AND lifecycle IS NOT NULL LIMIT 3"
    ).fetchall()
    return {word for (word,) in words} == {"start", "complete"}


def as_of(connection: duckdb.DuckDBPyConnection) -> datetime | None:
    """Return the instant of the last event, or None if there is no event."""
    (last,) = one(
        connection,
        "SELECT epoch_us(max(coalesce(finished_at, started_at))) FROM events WHERE problem IS NULL",
    )
    if last is None:
        return None
    seconds, micros = divmod(int(last), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros)


def write_steps(connection: duckdb.DuckDBPyConnection, out: Path) -> None:
    """Write ``steps.parquet``."""
    _copy(
        connection,
        """
        SELECT "case" AS case_id, sequence, CAST(NULL AS INTEGER) AS step_no, activity,
               CAST(NULL AS VARCHAR) AS stage, department AS department_id,
               CAST(NULL AS VARCHAR) AS unit_id, person AS person_id,
               CAST(NULL AS TIMESTAMPTZ) AS received_at, started_at, finished_at,
               CAST(NULL AS BOOLEAN) AS returned, CAST(NULL AS INTEGER[]) AS predecessors
        FROM steps""",
        out / "steps.parquet",
    )


def write_cases(
    connection: duckdb.DuckDBPyConnection, out: Path, item: str, final: tuple[str, ...]
) -> None:
    """Write ``cases.parquet``, ``items.parquet`` and ``departments.parquet``.

    A case is of the first item that its events name, else of `item`; it is closed if one of the
    activities `final` is in it, or if there are none of those.
    """
    words = ", ".join(literal(text.strip()) for text in final)
    closed = f"bool_or(activity IN ({words}))" if words else "true"
    connection.execute(
        f"""
        CREATE TABLE cases AS
        SELECT "case" AS case_id, coalesce(arg_min(item, sequence), {literal(item)}) AS item_id,
               CAST(NULL AS TIMESTAMPTZ) AS started_at, CAST(NULL AS TIMESTAMPTZ) AS finished_at,
               {closed} AS closed
        FROM steps GROUP BY "case" ORDER BY min(sequence)"""
    )
    _copy(connection, "SELECT * FROM cases", out / "cases.parquet")
    for name, column, table, more in (
        ("item", "item_id", "cases", ""),
        ("department", "department", "steps", ", CAST(NULL AS VARCHAR[]) AS short_names"),
    ):
        _copy(
            connection,
            f"SELECT DISTINCT {column} AS {name}_id, {column} AS name{more} FROM {table} "
            f"WHERE {column} IS NOT NULL ORDER BY 1",
            out / f"{name}s.parquet",
        )


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    connection.execute(f"COPY ({query}) TO {literal(str(path))} (FORMAT parquet)")
