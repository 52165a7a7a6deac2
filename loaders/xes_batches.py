"""Write rows of text to Parquet in batches."""

from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 20_000
"""Events in a batch: enough for Parquet, few enough to cost little memory."""

Row = list[object]


class Batches:
    """A Parquet file of rows ``[place, case, text, ..., what nobody wanted]``."""

    def __init__(self, path: Path, texts: int) -> None:
        names = ["place", "case", *(f"e{number}" for number in range(texts))]
        types = [pa.int64()] + [pa.string()] * (texts + 1)
        self.schema = pa.schema(list(zip(names, types, strict=True)))
        self._writer = pq.ParquetWriter(path, self.schema, compression="lz4")

    def add(self, rows: list[Row]) -> None:
        """Write `rows`, of which there is at least one."""
        columns = zip(*rows, strict=True)
        arrays = [  # not strict: the last column is what nobody wanted
            pa.array(column, each.type) for column, each in zip(columns, self.schema, strict=False)
        ]
        self._writer.write_table(pa.table(arrays, schema=self.schema))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.close()
