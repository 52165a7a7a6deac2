"""The refused rows of an event log as they are in the file."""

from loaders.event_log_checks import Log
from loaders.personal_numbers import masked
from loaders.report import LONGEST_CELL, MOST_SOURCES, SourceCell, one_line


def sources(log: Log) -> dict[int, tuple[SourceCell, ...]]:
    """Return the cells of the first refused rows, by their place.

    Columns that play no role are named and not kept.
    """
    read = [name for name in log.mapping.values() if name in log.rows.columns]
    names = list(dict.fromkeys((*(n for n in read if n not in log.header), *log.header)))
    columns = [log.rows.columns[name][0] for name in names if name in read]
    if not columns:
        return {}
    texts = ", ".join(f"CAST({column} AS VARCHAR)" for column in columns)
    found = log.connection.execute(
        "SELECT place, * EXCLUDE (sequence, place) FROM "
        f"(SELECT {log.rows.position} + 1 AS sequence, "
        f"CAST({log.rows.place} AS BIGINT) AS place, {texts} FROM {log.rows.relation}) "
        "WHERE sequence IN (SELECT sequence FROM events WHERE problem IS NOT NULL "
        f"ORDER BY sequence LIMIT {MOST_SOURCES})"
    ).fetchall()
    return {place: _cells(names, set(read), values) for place, *values in found}


def _cells(names: list[str], read: set[str], values: list[str | None]) -> tuple[SourceCell, ...]:
    texts = iter(values)
    return tuple(
        SourceCell(name, _shown(next(texts))) if name in read else SourceCell(name, None, True)
        for name in names
    )


def _shown(text: str | None) -> str | None:
    return (one_line(masked(text), LONGEST_CELL) or None) if text else None
