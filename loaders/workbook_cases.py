"""The sheets 部门, 事项 and 办件: names, and the life of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.tables import CASES, DEPARTMENTS, ITEMS
from graph.text import Text
from loaders.local_time import Times, instants
from loaders.rows import Mask, Rows
from loaders.sheets import compact
from loaders.values import Fault

ENDED = "撤回或终止"
ENDED_WITHOUT_TIME = Text(
    "撤回或终止但没有办结时间，按已结束计，结束时间取最后一个环节",
    "Withdrawn or ended without 办结时间: taken as finished with its last step",
)


@dataclass(frozen=True, slots=True)
class CaseTimes:
    """Local times of the accepted cases."""

    ids: pa.Array
    applied: Times
    started: Times
    finished: Times

    @classmethod
    def of(cls, rows: Rows) -> Self:
        """Take the times of the accepted rows of 办件."""
        applied, accepted = rows.times("apply_time"), rows.times("accept_time")
        started = np.fmin(applied, accepted)
        there = rows.accepted
        ids = rows.values["case_id"].filter(pa.array(there))
        return cls(ids, applied[there], started[there], rows.times("finish_time")[there])

    def places(self, rows: Rows) -> tuple[Mask, npt.NDArray[np.int64]]:
        """Return which accepted rows name one of the cases, and the place of that case."""
        found = pc.index_in(rows.values["case_id"], value_set=self.ids)
        known = np.asarray(found.is_valid().to_numpy(zero_copy_only=False), dtype=bool)
        at = found.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
        return known & rows.accepted, at


def check_short_names(rows: Rows) -> None:
    """Refuse departments whose short name is a name or short name of another department."""
    names = rows.values["dept_name"].to_pylist()
    owners = {compact(name): index for index, name in enumerate(names) if name}
    for index, short_names in enumerate(rows.values["short_names"].to_pylist()):
        for short_name in short_names or ():
            owner = owners.setdefault(compact(short_name), index)
            if owner != index and rows.accepted[index] and rows.accepted[owner]:
                rows.refuse_each([(index, _taken(int(rows.numbers[owner])))], "short_names")


def _taken(row: int) -> Fault:
    return Fault(
        Text(f"与第 {row} 行的名称或简称重复", f"Also a name or short name of row {row}"),
        Text("请删去或改正这个简称", "Delete or correct the short name"),
        kind=Text("与另一部门的名称或简称重复", "A name or short name of another department"),
    )


def departments_table(rows: Rows) -> pa.Table:
    """Return the accepted departments."""
    return _columns(rows, ("dept_id", "dept_name", "short_names"), DEPARTMENTS)


def items_table(rows: Rows) -> pa.Table:
    """Return the accepted items."""
    return _columns(rows, ("item_id", "item_name"), ITEMS)


def _columns(rows: Rows, names: Sequence[str], schema: pa.Schema) -> pa.Table:
    there = pa.array(rows.accepted)
    columns = [rows.values[name].filter(there) for name in names]
    return pa.table(columns, names=schema.names).cast(schema)


def cases_table(rows: Rows, zone: ZoneInfo) -> pa.Table:
    """Return the accepted cases: closed with 办结时间, or withdrawn."""
    times = CaseTimes.of(rows)
    there = pa.array(rows.accepted)
    ended = rows.equal("result", ENDED)
    finished = rows.given("finish_time")
    rows.note("finish_time", ENDED_WITHOUT_TIME, rows.accepted & ended & ~finished)
    columns = {
        "case_id": times.ids,
        "item_id": rows.values["item_id"].filter(there),
        "started_at": instants(pa.array(times.started, pa.timestamp("us")), zone),
        "finished_at": instants(pa.array(times.finished, pa.timestamp("us")), zone),
        "closed": pa.array(ended | finished).filter(there),
    }
    return pa.table(columns).cast(CASES)
