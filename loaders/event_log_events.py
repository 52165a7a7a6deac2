"""The table of events: one row a row of the input, cleaned, with what is wrong with it."""

from collections.abc import Mapping

import duckdb

from loaders import event_log_times as times
from loaders.event_log_rows import Rows, literal
from loaders.read import Options

BLANKS = " \t\r\n\u00a0\u3000"

TEXTS = ("case", "activity", "department", "person", "item", "lifecycle", "instance")

PROBLEMS = """
CASE WHEN "case" IS NULL THEN 'case'
     WHEN ruined THEN 'digits'
     WHEN activity IS NULL THEN 'activity'
     WHEN end_text IS NOT NULL AND finished_at IS NULL THEN 'end'
     WHEN start_text IS NOT NULL AND started_at IS NULL THEN 'start'
     WHEN finished_at IS NULL AND started_at IS NULL THEN 'time'
     WHEN finished_at < started_at THEN 'order'
END"""


SOUND = """
(finished_at IS NOT NULL OR end_text IS NULL) AND (started_at IS NOT NULL OR start_text IS NULL)
AND (started_at IS NULL OR finished_at IS NULL OR started_at <= finished_at)"""

RUINED = r"^[0-9](\.[0-9]+)?[eE]\+[0-9]+$"
"""What a spreadsheet makes of a long number that is a name."""
EXACT = {"DOUBLE": 1 << 53, "FLOAT": 1 << 24}
"""Whole numbers from which on the type no longer tells all of them apart."""


def find_problems(connection: duckdb.DuckDBPyConnection) -> None:
    """Look again at the rows whose times could not be read, after some of them have been."""
    connection.execute(
        f"UPDATE events SET problem = {PROBLEMS} WHERE problem IN ('end', 'start', 'time')"
    )


def create_events(rows: Rows, mapping: Mapping[str, str], options: Options) -> None:
    """Create the table ``events`` from the columns that `mapping` names.

    Its columns are ``sequence`` (from 1), ``place``, the texts of `TEXTS`, ``started_at``,
    ``finished_at``, ``problem`` (null where there is none), ``start_text`` and ``end_text`` (null
    where both times are sound) and ``trimmed`` (blanks around a text were taken off).
    """
    start_text, end_text = (
        f"CASE WHEN NOT sound THEN {role}_text END" for role in ("start", "end")
    )
    rows.connection.execute(
        f"""
        CREATE TABLE events AS
        SELECT * EXCLUDE (sound) REPLACE ({start_text} AS start_text, {end_text} AS end_text)
        FROM (SELECT *, {PROBLEMS} AS problem, coalesce({SOUND}, false) AS sound FROM (
            SELECT * EXCLUDE (start_aware, start_naive, end_aware, end_naive),
                   {times.instant("start_aware", "start_naive", options.timezone)} AS started_at,
                   {times.instant("end_aware", "end_naive", options.timezone)} AS finished_at
            FROM (SELECT {_cleaned(rows, mapping, options)} FROM {rows.relation})))
        """
    )


def _cleaned(rows: Rows, mapping: Mapping[str, str], options: Options) -> str:
    parts = [f"{rows.position} + 1 AS sequence", f"CAST({rows.place} AS BIGINT) AS place"]
    parts += [f'{_text(rows, mapping, role, options)} AS "{role}"' for role in TEXTS]
    parts += [part for role in ("start", "end") for part in _time(rows, mapping, role)]
    parts.append(f"{_trimmed(rows, mapping)} AS trimmed")
    parts.append(f"{_ruined(*rows.columns[mapping['case']])} AS ruined")
    return ", ".join(parts)


def trimmed(name: str) -> str:
    """Return SQL for the text in `name` without blanks around it; null where nothing is left."""
    return f"nullif(trim(CAST({name} AS VARCHAR), {literal(BLANKS)}), '')"


def _text(rows: Rows, mapping: Mapping[str, str], role: str, options: Options) -> str:
    if role not in mapping:
        return "CAST(NULL AS VARCHAR)"
    value = trimmed(rows.columns[mapping[role]][0])
    if role in ("department", "person") and options.missing:
        named = ", ".join(literal(text.strip(BLANKS)) for text in options.missing)
        return f"CASE WHEN {value} NOT IN ({named}) THEN {value} END"
    return value


def _time(rows: Rows, mapping: Mapping[str, str], role: str) -> tuple[str, str, str]:
    name, kind = rows.columns[mapping[role]] if role in mapping else ("NULL", "DATE")
    return (
        f"{trimmed(name)} AS {role}_text",
        f"{times.aware(name, kind)} AS {role}_aware",
        f"{times.naive(name, kind)} AS {role}_naive",
    )


def _ruined(name: str, kind: str) -> str:
    """Return SQL that tells whether digits of the case were lost before it came here."""
    if kind in EXACT:
        return f"coalesce(abs({name}) >= {EXACT[kind]}, false)"
    if kind != "VARCHAR":
        return "false"
    suspect = f"contains(lower({name}), 'e+')"  # cheap
    return f"coalesce({suspect} AND regexp_matches(trim({name}), '{RUINED}'), false)"


def _trimmed(rows: Rows, mapping: Mapping[str, str]) -> str:
    """Return SQL that tells whether blanks are taken off a text that is kept."""
    columns = [rows.columns[mapping[role]] for role in TEXTS[:5] if role in mapping]
    texts = {name for name, kind in columns if kind == "VARCHAR"}
    tests = [f"length({name}) <> length({trimmed(name)})" for name in sorted(texts)]
    return f"coalesce({' OR '.join(tests)}, false)" if tests else "false"
