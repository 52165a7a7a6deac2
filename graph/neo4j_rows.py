"""The rows of a load as they go to Neo4j: lists of plain values, in an order that never changes.

`docs/graph-model.md` tells what becomes of them. Every kind of row can begin anywhere, so that a
load that was broken off goes on where it stopped.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from graph.load import Load
from graph.neo4j_pairs import COLUMNS, COUNTED, count_pairs, pair_rows
from graph.search import initials
from graph.tables import KINDS, RULES, handoff_table

INTERNAL = KINDS.index("internal")
HANDOFF_TABLE = handoff_table("causal", "department")
PART_BYTES = 1_000_000
CASE_FIGURES = ("started_at", "finished_at", "closed", "throughput_working")
INSTANTS = ("sent_at", "enabled_at", "received_at", "started_at")
HANDOFF_FIGURES = ("open", "binding", *INSTANTS, "wait_working")
Rows = Iterator[list[Any]]


@dataclass(frozen=True)
class LoadRows:
    """The rows of the load whose Parquet files are in `folder`."""

    load: Load
    folder: Path

    def kinds(self) -> Mapping[str, tuple[int, int, Callable[[int], Rows]]]:
        """Return for each kind of row how many there are, how many a batch, and the rows from n."""
        return {
            "departments": (self._count("departments"), 5_000, self._nodes_of("departments")),
            "items": (self._count("items"), 5_000, self._nodes_of("items")),
            "units": (self.load.rows.get("units", 0), 5_000, self._units),
            "cases": (self._count("cases"), 2_000, self._cases),
            "handoffs": (self._handoffs_in_all, 2_000, self._handoffs),
            **{rule: (self._pair_count(rule), 2_000, self._pairs_from(rule)) for rule in RULES},
            "parts": (sum(self._parts_of.values()), 1, self._parts),
        }

    def _table(self, name: str, columns: list[str] | None = None) -> pa.Table:
        return pq.read_table(self.folder / f"{name}.parquet", columns=columns)

    def _count(self, name: str) -> int:
        return int(pq.read_metadata(self.folder / f"{name}.parquet").num_rows)

    def _nodes_of(self, name: str) -> Callable[[int], Rows]:
        def rows(start: int) -> Rows:
            for row in self._table(name).sort_by("key").slice(start).to_pylist():
                short = row.get("short_names") or []
                each = [initials(one) for one in short]
                yield [row["key"], row["id"], row["name"], initials(row["name"]), short, each]

        return rows

    def _units(self, start: int) -> Rows:
        if "units" not in self.load.rows:  # a load of before they were read
            return
        for row in self._table("units").sort_by("key").slice(start).to_pylist():
            yield [row["key"], row["id"], row["name"], initials(row["name"]), row["department_key"]]

    @cached_property
    def _activities(self) -> dict[int, str]:
        table = self._table("activities", ["key", "id"])
        return dict(zip(table["key"].to_pylist(), table["id"].to_pylist(), strict=True))

    @cached_property
    def _case_ids(self) -> pa.ChunkedArray:
        return self._table("cases", ["case_key", "case_id"]).sort_by("case_key")["case_id"]

    def _cases(self, start: int) -> Rows:
        columns = ["case_id", "item_key", *CASE_FIGURES]
        table = self._table("cases").sort_by("case_key").slice(start).select(columns)
        for batch in table.to_batches(20_000):
            yield from map(list, zip(*map(_plain, batch.columns), strict=True))

    @cached_property
    def _handoffs_in_all(self) -> int:
        kinds = self._table(HANDOFF_TABLE, ["kind"])["kind"]
        return int(pc.sum(pc.not_equal(kinds, INTERNAL)).as_py() or 0)

    def _handoffs(self, start: int) -> Rows:
        _ = self._pairs
        file = pq.ParquetFile(self.folder / f"{HANDOFF_TABLE}.parquet")
        skip = start
        for batch in file.iter_batches(20_000):
            between = batch.filter(pc.not_equal(batch["kind"], INTERNAL))
            if skip >= len(between):
                skip -= len(between)
                continue
            yield from self._of_batch(between.slice(skip))
            skip = 0

    def _of_batch(self, batch: pa.RecordBatch) -> Rows:
        cases = self._case_ids.take(batch["case_key"]).to_pylist()
        columns = (
            batch["handoff_id"].to_pylist(),
            *(batch[name].to_pylist() for name in ("sender_key", "receiver_key", "item_key")),
            cases,
            [self._activities.get(key) for key in batch["activity_key"].to_pylist()],
            [KINDS[kind] for kind in batch["kind"].to_pylist()],
            *(_plain(batch[name]) for name in HANDOFF_FIGURES),
        )
        return map(list, zip(*columns, strict=True))

    def _pair_count(self, rule: str) -> int:
        return count_pairs(self._table(handoff_table(rule, "department"), list(COUNTED)))

    def _pairs_of(self, rule: str) -> list[list[Any]]:
        return pair_rows(self._table(handoff_table(rule, "department"), list(COLUMNS)), self.load)

    @cached_property
    def _pairs(self) -> dict[str, Future[list[list[Any]]]]:
        """The pairs to come: they are counted while the server keeps handoffs."""
        pool = ThreadPoolExecutor(1)
        found = {rule: pool.submit(self._pairs_of, rule) for rule in RULES}
        pool.shutdown(wait=False)
        return found

    def _pairs_from(self, rule: str) -> Callable[[int], Rows]:
        return lambda start: iter(self._pairs[rule].result()[start:])

    @cached_property
    def _parts_of(self) -> dict[str, int]:
        return {
            name: max(1, -(-(self.folder / f"{name}.parquet").stat().st_size // PART_BYTES))
            for name in sorted(self.load.digests)
        }

    def _parts(self, start: int) -> Rows:
        every = [(name, part) for name, count in self._parts_of.items() for part in range(count)]
        for name, part in every[start:]:
            with (self.folder / f"{name}.parquet").open("rb") as file:
                file.seek(part * PART_BYTES)
                yield [name, part, file.read(PART_BYTES)]


def _plain(column: pa.Array) -> list[Any]:
    """Return the values of a column, instants as microseconds since 1970."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    values: list[Any] = column.to_pylist()
    return values


def batches(rows: Rows, size: int) -> Iterator[list[list[Any]]]:
    """Return the rows, so many at a time.

    >>> [len(some) for some in batches(iter([[1], [2], [3]]), 2)]
    [2, 1]
    """
    while some := list(islice(rows, size)):
        yield some
