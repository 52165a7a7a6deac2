"""Steps on their way through the kernel: files read and written by batches of whole cases."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from graph.handoffs import MISSING, Steps
from graph.parquet_files import writer
from graph.tables import HANDOFFS, LOAD_STEPS, handoff_table

BATCH = 500_000  # steps handled at a time, whole cases


class Tables:
    """The growing files of one pass: the steps and the causal handoffs of each level."""

    def __init__(self, out: Path, levels: tuple[str, ...]) -> None:
        self.steps = writer(out / "steps.parquet", LOAD_STEPS)
        self.handoffs = {
            level: writer(out / f"{handoff_table('causal', level)}.parquet", HANDOFFS)
            for level in levels
        }
        self.numbers: Counter[str] = Counter()

    def __enter__(self) -> "Tables":
        return self

    def __exit__(self, *error: object) -> None:
        for file in (self.steps, *self.handoffs.values()):
            file.close()

    def add(self, level: str, rows: pa.Table) -> None:
        """Give the rows their numbers and write them."""
        number = self.numbers[level]
        ids = pa.array(np.arange(number + 1, number + 1 + rows.num_rows))
        self.handoffs[level].write_table(rows.set_column(0, HANDOFFS.field(0), ids))
        self.numbers[level] += rows.num_rows


def whole_cases(file: pq.ParquetFile, columns: list[str] | None = None) -> Iterator[pa.Table]:
    """Yield the rows of a file sorted by case in tables that hold whole cases."""
    rest: pa.Table | None = None
    for batch in file.iter_batches(BATCH, columns=columns):
        table = pa.Table.from_batches([batch])
        table = pa.concat_tables([rest, table]) if rest is not None else table
        case = keys_of(table["case_key"])
        cut = int(np.searchsorted(case, case[-1]))
        if cut:
            yield table.slice(0, cut)
        rest = table.slice(cut)
    if rest is not None and rest.num_rows:
        yield rest


def steps_of(table: pa.Table, has_action: bool) -> Steps:
    """Return the columns of encoded steps as arrays."""
    returned = None
    if has_action:
        returned = table["returned"].fill_null(False).to_numpy()
    return Steps(
        key=table["step_key"].to_numpy(),
        case=keys_of(table["case_key"]),
        item=keys_of(table["item_key"]),
        activity=keys_of(table["activity_key"]),
        stage=keys_of(table["stage_key"]),
        department=keys_of(table["department_key"]),
        person=keys_of(table["person_key"]),
        received=microseconds(table["received_us"]),
        started=microseconds(table["started_us"]),
        finished=microseconds(table["finished_us"]),
        closed=table["closed"].to_numpy(),
        returned=returned,
        named=_named(table, keys_of(table["case_key"])),
    )


def _named(
    table: pa.Table, case: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    """Return the rows (receiver, sender) of named predecessors, matched by case and step_no."""
    lists = table["predecessors"].combine_chunks()
    if lists.null_count == len(lists):
        return None
    receiver = pc.list_parent_indices(lists).to_numpy().astype(np.int64)
    wanted = pd.DataFrame(
        {"case": case[receiver], "step_no": pc.list_flatten(lists), "to": receiver}
    )
    present = pd.DataFrame({"case": case, "step_no": table["step_no"].to_pandas()})
    present = present.assign(row=np.arange(len(case))).dropna()
    rows = wanted.merge(present, on=["case", "step_no"])
    rows = rows[rows["to"] != rows["row"]].drop_duplicates(["to", "row"])
    return rows["to"].to_numpy(np.int64), rows["row"].to_numpy(np.int64)


def any_valid(file: pq.ParquetFile, column: str) -> bool:
    """Tell whether `column` of the file has a value anywhere."""
    return any(
        batch.column(0).null_count < batch.num_rows
        for batch in file.iter_batches(BATCH, columns=[column])
    )


def keys_of(column: pa.ChunkedArray) -> NDArray[np.int32]:
    """Return a column of keys as an array."""
    array: NDArray[np.int32] = column.to_numpy().astype(np.int32, copy=False)
    return array


def microseconds(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """Return a column of microseconds (or of instants), `MISSING` where null."""
    filled = column.cast(pa.int64()).fill_null(MISSING)
    array: NDArray[np.int64] = filled.to_numpy()
    return array
