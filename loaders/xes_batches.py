"""Write rows of text to Parquet in batches."""

from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 2_000
"""Rows that are Python objects at a time: few enough that their texts stay in the cache."""
GROUP = 50_000
"""Rows of a row group of the file."""

Row = list[object]


class Batches:
    """A Parquet file of rows ``[place, case, text, ..., what nobody wanted]``."""

    def __init__(self, path: Path, texts: int) -> None:
        names = ["place", "case", *(f"e{number}" for number in range(texts))]
        types = [pa.int64()] + [pa.string()] * (texts + 1)
        self.schema = pa.schema(list(zip(names, types, strict=True)))
        self._writer = pq.ParquetWriter(path, self.schema, compression="lz4")
        self._held: list[pa.RecordBatch] = []

    def add(self, rows: list[Row]) -> None:
        """Take `rows`, of which there is at least one."""
        columns = zip(*rows, strict=True)
        arrays = [  # not strict: the last column is what nobody wanted
            pa.array(column, each.type) for column, each in zip(columns, self.schema, strict=False)
        ]
        self._held.append(pa.record_batch(arrays, schema=self.schema))
        if sum(batch.num_rows for batch in self._held) >= GROUP:
            self._write()

    def _write(self) -> None:
        self._writer.write_table(pa.Table.from_batches(self._held, self.schema))
        self._held = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._write()
        self._writer.close()
