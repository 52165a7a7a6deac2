"""An answer as CSV that spreadsheets open as it is meant."""

import io
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.csv as pc_csv

from graph.text import Language
from queries.formula_guard import guarded
from queries.instants import iso, timezone_of
from queries.query import Answer

BOM = b"\xef\xbb\xbf"
_CHUNK = 100_000
_OPTIONS = pc_csv.WriteOptions(include_header=False, quoting_style="needed")


def to_csv(answer: Answer, language: Language = "zh") -> bytes:
    """Return the rows as UTF-8 CSV with a byte order mark.

    The header is the names of the columns in either language; instants carry the UTC offset of
    the load; durations are seconds; unknown is empty. Text that a spreadsheet would take for a
    formula gets an apostrophe in front.
    """
    return b"".join(csv_chunks(answer, language))


def csv_chunks(answer: Answer, language: Language = "zh") -> Iterator[bytes]:
    """Yield the text of ``to_csv`` piece by piece."""
    yield BOM + ",".join(column.name for column in answer.query.columns).encode() + b"\n"
    timezone = timezone_of(answer.load)
    for batch in answer.rows.to_batches(max_chunksize=_CHUNK):
        columns = [_cells(column, timezone) for column in batch.columns]
        sink = io.BytesIO()
        pc_csv.write_csv(
            pa.RecordBatch.from_arrays(columns, names=batch.schema.names), sink, _OPTIONS
        )
        yield sink.getvalue()


def _cells(column: pa.Array, timezone: str) -> pa.Array:
    if pa.types.is_timestamp(column.type):
        return iso(column, timezone)
    if not pa.types.is_string(column.type):
        return column
    return guarded(column)
