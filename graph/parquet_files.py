"""How the large tables of a load are written: half the size, and sooner read.

Keys and instants grow slowly from row to row, so that their differences are kept (delta encoding)
instead of a dictionary; pages are compressed by Zstandard. DuckDB, Arrow and Spark read both.

References
----------
Apache Parquet, Parquet encoding definitions, https://parquet.apache.org/docs/file-format/data-pages/encodings/.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

COPY = "(FORMAT parquet, COMPRESSION zstd)"
"""For what DuckDB writes: with its deltas come encodings of real numbers that Spark cannot read."""


def writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """Return what writes a file of this schema, batch by batch."""
    grow = [field.name for field in schema if _grows(field.type)]
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        use_dictionary=[name for name in schema.names if name not in grow],
        column_encoding=dict.fromkeys(grow, "DELTA_BINARY_PACKED"),
    )


def write(path: Path, table: pa.Table) -> None:
    """Write a table as a file."""
    with writer(path, table.schema) as file:
        file.write_table(table)


def _grows(kind: pa.DataType) -> bool:
    return bool(pa.types.is_timestamp(kind) or pa.types.is_int32(kind) or pa.types.is_int64(kind))
