"""Times that DuckDB cannot read, read once for each distinct text as workbooks are read."""

from collections.abc import Iterable
from datetime import datetime, time
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from graph.text import Text
from loaders import event_log_times as times
from loaders.instants import Moment, moment_of
from loaders.values import Circumstances

INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "U")
WHOLE_NUMBERS = Text(
    "整数按年月日读（如 20240506）", "Whole numbers were read as days, such as 20240506"
)

Reading = tuple[datetime | None, Text | None]


def readings(texts: Iterable[str], timezone: str) -> list[Reading]:
    """Return the local time that each text means, or None, and what is to be said of it."""
    circumstances = Circumstances(zone=ZoneInfo(timezone))
    return [_reading(text, circumstances) for text in texts]


def _reading(text: str, circumstances: Circumstances) -> Reading:
    moment = moment_of(text, circumstances)
    if not isinstance(moment, Moment):
        return None, None
    return datetime.combine(moment.day, moment.time or time()), moment.note


def read_again(
    connection: duckdb.DuckDBPyConnection, role: str, timezone: str
) -> list[tuple[Text, int]]:
    """Fill the times of `role` in ``events`` that are still unread, and return what to note.

    Each note comes with the number of rows that it concerns.
    """
    at, text = ("started_at", "start_text") if role == "start" else ("finished_at", "end_text")
    unread = f"{at} IS NULL AND {text} IS NOT NULL"
    found = connection.execute(f"SELECT {text}, count(*) FROM events WHERE {unread} GROUP BY 1")
    rows = found.fetchall()
    texts = [row[0] for row in rows]
    read = readings(texts, timezone)
    if any(local for local, _ in read):
        _fill(connection, texts, [local for local, _ in read], (at, text), timezone)
    counts: dict[Text, int] = {}
    for (_, number), (_, note) in zip(rows, read, strict=True):
        if note is not None:
            counts[note] = counts.get(note, 0) + number
    return list(counts.items())


def _fill(
    connection: duckdb.DuckDBPyConnection,
    texts: list[str],
    locals_: list[datetime | None],
    columns: tuple[str, str],
    timezone: str,
) -> None:
    at, text = columns
    table = pa.table(
        {"text": pa.array(texts, pa.string()), "local": pa.array(locals_, pa.timestamp("us"))}
    )
    connection.register("found", table)
    instant = times.instant("CAST(NULL AS TIMESTAMPTZ)", "found.local", timezone)
    connection.execute(
        f"UPDATE events SET {at} = {instant} FROM found "
        f"WHERE events.{text} = found.text AND events.{at} IS NULL"
    )
    connection.unregister("found")
