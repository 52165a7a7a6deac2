"""What the columns of an event log hold, for a person who is to say which plays which role."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from graph.imported import FoundColumn
from graph.inputs import NO_COLUMN
from graph.progress import silent
from loaders.columns import propose, remembered
from loaders.event_log_checks import personal
from loaders.event_log_contents import Contents
from loaders.event_log_csv import csv_rows
from loaders.event_log_events import trimmed
from loaders.event_log_open import XES_KEYS, head_rows, named_columns
from loaders.event_log_rows import Rows, connect, parquet_rows
from loaders.personal_numbers import masked
from loaders.read import Options
from loaders.report import one_line
from loaders.xes import read_xes

SAMPLES = 4
LONGEST_SAMPLE = 40


def find_columns(path: Path, folder: Path, options: Options) -> tuple[FoundColumn, ...]:
    """Return the columns of the event log `path` in the order of the file.

    Each has its first distinct values and the role that it is proposed for, or that `options`
    name. Scratch files go into `folder`. Raises `InputError` for a file that cannot be read.
    """
    with (
        TemporaryDirectory(dir=folder, prefix="rows-") as scratch,
        closing(connect(Path(scratch))) as connection,
    ):
        rows, keys = _rows(path, Path(scratch), connection)
        contents = Contents(rows, options.timezone)
        roles = _roles(rows, contents, options) if keys is None else keys
        names = {name: role for role, name in roles.items()}
        return tuple(_column(contents.sample, name, names.get(name, "")) for name in rows.header)


def _rows(
    path: Path, scratch: Path, connection: duckdb.DuckDBPyConnection
) -> tuple[Rows, Mapping[str, str] | None]:
    """Return the rows, and the roles where the format itself tells them."""
    name = path.name.lower()
    if name.endswith((".csv", ".csv.gz")):
        return csv_rows(path, scratch, connection, silent).rows, None
    if name.endswith(".parquet"):
        return parquet_rows(path, connection), None
    log = read_xes(path, scratch / "events.parquet", tuple(XES_KEYS.values()))
    present = tuple(dict.fromkeys((*log.event_attributes, *log.trace_attributes)))
    keys = {role: key for role, key in XES_KEYS.items() if key in present}
    return head_rows(path, scratch, connection, present), keys


def _roles(rows: Rows, contents: Contents, options: Options) -> dict[str, str]:
    said = {r: c for r, c in named_columns(options).items() if c in rows.header}
    kept = remembered(options.mappings, rows.header) | said
    found = kept | propose(rows.header, contents.fits, kept)
    return {role: column for role, column in found.items() if column != NO_COLUMN}


def _column(sample: Rows, name: str, role: str) -> FoundColumn:
    column = sample.columns[name][0]
    if personal(sample.connection, sample.relation, column):
        return FoundColumn(name, (), "", personal=True)
    found = sample.connection.execute(
        f"SELECT text FROM (SELECT {trimmed(column)} AS text, min(rowid) AS first "
        f"FROM {sample.relation} GROUP BY 1) WHERE text IS NOT NULL ORDER BY first LIMIT {SAMPLES}"
    ).fetchall()
    texts = tuple(one_line(masked(text), LONGEST_SAMPLE) for (text,) in found)
    return FoundColumn(name, texts, role)
