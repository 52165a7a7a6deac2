"""Rows of a table that say nothing, or nothing new."""

import numpy as np
import pyarrow as pa

from graph.text import Text
from loaders.event_log_checks import Log
from loaders.event_log_events import TEXTS, trimmed
from loaders.event_log_rows import one, quoted
from loaders.report import ImportReport

KEPT = (*TEXTS, "started_at", "finished_at")


def skip_empty(log: Log) -> int:
    """Take the rows in which no column holds anything from ``events``, and count them."""
    nothing = " AND ".join(f'"{name}" IS NULL' for name in (*TEXTS, "start_text", "end_text"))
    if not one(log.connection, f"SELECT 1 FROM events WHERE {nothing} LIMIT 1"):
        return 0
    empty = " AND ".join(f"{trimmed(name)} IS NULL" for name, _ in log.rows.columns.values())
    log.connection.execute(
        f"CREATE TEMP TABLE empty AS SELECT sequence FROM "
        f"(SELECT {log.rows.position} + 1 AS sequence, {empty} AS nothing "
        f"FROM {log.rows.relation}) "
        "WHERE nothing"
    )
    log.connection.execute("DELETE FROM events WHERE sequence IN (SELECT sequence FROM empty)")
    (count,) = one(log.connection, "SELECT count(*) FROM empty")
    return int(count)


def note_empty(log: Log, report: ImportReport, count: int) -> None:
    """Note how many empty rows were skipped."""
    if count:
        note = Text("整行为空，已跳过", "Rows without anything in them were skipped")
        report.note(log.name, None, note, rows=count)


def note_repeats(log: Log, report: ImportReport) -> None:
    """Note how many rows repeat another one in every column; they are kept.

    Rows alike in what is kept are found by sorting one hash for each; only those are then
    compared in all their columns.
    """
    if not _alike(log):
        return
    every = ", ".join(name for name, _ in log.rows.columns.values())
    log.connection.execute(
        f"CREATE TEMP TABLE repeats AS SELECT sequence, row_number() OVER "
        f"(PARTITION BY code ORDER BY sequence) AS nth FROM "
        f"(SELECT {log.rows.position} + 1 AS sequence, hash({every}) AS code "
        f"FROM {log.rows.relation}) WHERE sequence IN (SELECT sequence FROM alike)"
    )
    count, first = one(
        log.connection,
        "SELECT count(*), min(place) FROM repeats JOIN events USING (sequence) WHERE nth > 1",
    )
    if count:
        note = Text("与另一行完全相同，已保留", "Rows repeat another row exactly and were kept")
        advice = Text("若是重复导出，请去重后再装载", "Remove them if they were exported twice")
        (row,) = log.numbers([first])
        report.note(log.name, None, note, advice, rows=count, first_row=row)


def _alike(log: Log) -> bool:
    """Create the table ``alike`` of rows that are the same in what is kept, if there are any."""
    code = f"hash({', '.join(map(quoted, KEPT))})"
    found = log.connection.sql(f"SELECT {code} AS code FROM events WHERE problem IS NULL")
    codes = np.sort(found.to_arrow_table().column(0).to_numpy())
    twice = np.unique(codes[1:][codes[1:] == codes[:-1]])
    if not len(twice):
        return False
    log.connection.register("twice", pa.table({"code": twice}))
    log.connection.execute(
        f"CREATE TEMP TABLE alike AS SELECT sequence FROM events "
        f"WHERE problem IS NULL AND {code} IN (SELECT code FROM twice)"
    )
    log.connection.unregister("twice")
    return True
