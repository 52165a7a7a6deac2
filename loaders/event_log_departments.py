"""Refuse a log without departments, and say which of its columns could serve."""

import re
from dataclasses import replace

import duckdb

from graph.errors import MappingError
from graph.text import Text
from loaders.event_log_checks import Log, command, personal
from loaders.event_log_events import trimmed
from loaders.event_log_rows import Rows, one
from loaders.read import Options

MOST = 500
"""Distinct values that the departments of a log may have; a single one is offered last."""

Alternative = tuple[str, int, tuple[str, ...]]


def has_department(connection: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether any sound event has a department."""
    query = "SELECT 1 FROM events WHERE department IS NOT NULL AND problem IS NULL LIMIT 1"
    return bool(one(connection, query))


def alternatives(rows: Rows, taken: set[str]) -> list[Alternative]:
    """Return the text columns that could be departments: name, distinct values, three of them."""
    found = []
    for name, (column, kind) in rows.columns.items():
        if name not in taken and re.match("VARCHAR|ENUM", kind):
            alternative = _alternative(rows, name, column)
            if alternative:
                found.append(alternative)
    return sorted(found, key=lambda each: each[1] == 1)


def _alternative(rows: Rows, name: str, column: str) -> Alternative | None:
    rows.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE candidate AS "
        f"SELECT {trimmed(column)} AS value, count(*) AS number FROM {rows.relation} "
        f"WHERE {trimmed(column)} IS NOT NULL GROUP BY 1 LIMIT {MOST + 1}"
    )
    values = rows.connection.execute("SELECT value FROM candidate ORDER BY number DESC, value")
    texts = [value for (value,) in values.fetchall()]
    if not 1 <= len(texts) <= MOST or _numbers_or_times(rows):
        return None
    if personal(rows.connection, "candidate", "value"):
        return None
    return name, len(texts), tuple(texts[:3])


def _numbers_or_times(rows: Rows) -> bool:
    (found,) = one(
        rows.connection,
        "SELECT bool_and(try_cast(value AS DOUBLE) IS NOT NULL) "
        "OR bool_and(try_cast(value AS TIMESTAMP) IS NOT NULL) FROM candidate",
    )
    return bool(found)


def no_department(log: Log, options: Options, found: list[Alternative]) -> MappingError:
    """Return the error that lists what could serve, with the command that says so."""
    name = found[0][0] if found else "COLUMN"
    line = command(log, replace(options, department=name))
    column = log.mapping.get("department")
    zh = f"（列“{column}”全空）" if column else ""
    en = f" (column “{column}” is empty)" if column else ""
    listed_zh = "；".join(
        f"{each}（{count} 个值，如 {'、'.join(few)}）" for each, count, few in found
    )
    listed_en = "; ".join(
        f"{each} ({count} value{'s' * (count > 1)}, such as {', '.join(few)})"
        for each, count, few in found
    )
    return MappingError(
        f"{log.name} 没有任何环节登记了部门{zh}。"
        + (f"可作部门的列：{listed_zh}。" if found else "也没有可作部门的列。")
        + f"请写明：{line}",
        f"No step of {log.name} has a department{en}. "
        + (f"Columns that could serve: {listed_en}. " if found else "No column could serve. ")
        + f"Say which: {line}",
        Text(f"没有任何环节登记了部门{zh}。", f"No step has a department{en}."),
    )
