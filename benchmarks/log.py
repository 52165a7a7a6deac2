"""A made-up log for timing: whole cases of about six steps between departments."""

from pathlib import Path

import duckdb

STEPS_A_CASE = 6


def write_log(path: Path, events: int) -> None:
    """Write `events` events (rounded to whole cases) as Parquet, in order of time.

    Columns: case, activity, department, person (text), start, end (UTC). Case lengths run from 2
    to 10; a third of the steps overlap the one before them, so that branches run side by side.
    """
    statement = f"""
    COPY (
      WITH cases AS (
        SELECT c, 2 + CAST(hash(c) % 9 AS INTEGER) AS steps,
               TIMESTAMPTZ '2018-01-02 01:00:00+00' + to_seconds(hash(c, 1) % 150000000) AS opened
        FROM range({events // STEPS_A_CASE}) AS r(c)),
      steps AS (
        SELECT c, opened, i,
               3600 * (1 + hash(c, i, 2) % 60) AS pause, 600 * (1 + hash(c, i, 3) % 90) AS work,
               hash(c, i, 4) % 3 = 0 AS aside, hash(c, i, 5) AS who
        FROM cases, range(steps) AS s(i)),
      placed AS (
        SELECT *, opened + to_seconds(sum(pause + work) OVER (PARTITION BY c ORDER BY i)) AS ended
        FROM steps)
      SELECT 'case-' || c AS case, 'activity ' || (i + who % 3) AS activity,
             'department ' || (who % 60) AS department, 'person ' || (who % 600) AS person,
             ended - to_seconds(work + if(aside, pause, 0)) AS start, ended AS "end"
      FROM placed ORDER BY ended, c
    ) TO '{path}'"""
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'UTC'")
        db.execute(statement)
