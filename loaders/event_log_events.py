"""The table of events: one row a row of the input, cleaned, with what is wrong with it."""

from collections.abc import Mapping

from loaders import event_log_times as times
from loaders.event_log_rows import Rows, literal
from loaders.read import Options

BLANKS = " \t\r\n\u00a0\u3000"

TEXTS = ("case", "activity", "department", "person", "item", "lifecycle", "instance")

PROBLEMS = """
CASE WHEN "case" IS NULL THEN 'case'
     WHEN activity IS NULL THEN 'activity'
     WHEN end_text IS NOT NULL AND finished_at IS NULL THEN 'end'
     WHEN start_text IS NOT NULL AND started_at IS NULL THEN 'start'
     WHEN finished_at IS NULL AND started_at IS NULL THEN 'time'
     WHEN finished_at < started_at THEN 'order'
END"""


def create_events(rows: Rows, mapping: Mapping[str, str], options: Options) -> None:
    """Create the table ``events`` from the columns that `mapping` names.

    Its columns are ``sequence`` (from 1), ``place``, the texts of `TEXTS`, ``started_at``,
    ``finished_at``, ``problem`` (null where there is none), ``value`` (what the problem is with)
    and ``trimmed`` (blanks around a text were taken off).
    """
    rows.connection.execute(
        f"""
        CREATE TABLE events AS
        SELECT * EXCLUDE (start_text, end_text), {PROBLEMS} AS problem,
               CASE problem WHEN 'end' THEN end_text WHEN 'start' THEN start_text
                            WHEN 'order' THEN start_text || ' > ' || end_text END AS value
        FROM (
            SELECT * EXCLUDE (start_aware, start_naive, end_aware, end_naive),
                   {times.instant("start_aware", "start_naive", options.timezone)} AS started_at,
                   {times.instant("end_aware", "end_naive", options.timezone)} AS finished_at
            FROM (SELECT {_cleaned(rows, mapping, options)} FROM {rows.relation}))
        """
    )


def _cleaned(rows: Rows, mapping: Mapping[str, str], options: Options) -> str:
    parts = [f"{rows.position} + 1 AS sequence", f"CAST({rows.place} AS BIGINT) AS place"]
    parts += [f'{_text(rows, mapping, role, options)} AS "{role}"' for role in TEXTS]
    parts += [part for role in ("start", "end") for part in _time(rows, mapping, role)]
    parts.append(f"{_trimmed(rows, mapping)} AS trimmed")
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


def _trimmed(rows: Rows, mapping: Mapping[str, str]) -> str:
    """Return SQL that tells whether blanks are taken off a text that is kept."""
    columns = [rows.columns[mapping[role]] for role in TEXTS[:5] if role in mapping]
    texts = {name for name, kind in columns if kind == "VARCHAR"}
    tests = [f"length({name}) <> length({trimmed(name)})" for name in sorted(texts)]
    return f"coalesce({' OR '.join(tests)}, false)" if tests else "false"
