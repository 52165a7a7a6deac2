"""Tells what the loader made of each error of a dirty copy, beside the clean city."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from loaders.read import Checked
from loaders.sample_city.sheet import Sheet

STORED = {
    "部门": ("departments", {"部门名称": "name"}),
    "事项": ("items", {"事项名称": "name"}),
    "办件": (
        "cases",
        {"办件编号": "case_id", "事项编码": "item_id", "申请时间": "started_at",
         "办结时间": "finished_at"},
    ),
    "办件环节": (
        "steps",
        {"办件编号": "case_id", "环节序号": "step_no", "环节名称": "activity", "标准环节": "stage",
         "处理部门": "department_id", "经办人编号": "person_id", "到达时间": "received_at",
         "开始时间": "started_at", "结束时间": "finished_at", "业务动作": "returned"},
    ),
    "特别程序": (
        "stops", {"办件编号": "case_id", "开始时间": "started_at", "结束时间": "ended_at"}
    ),
}  # fmt: skip
"""The checked table of each sheet, and the column of what is kept as it is read."""

KEYS = {
    "部门": ["部门编码"],
    "事项": ["事项编码"],
    "办件": ["办件编号"],
    "办件环节": ["办件编号", "环节序号"],
    "特别程序": ["办件编号"],
}
KEY_FIELDS = {
    "departments": ["department_id"],
    "items": ["item_id"],
    "cases": ["case_id"],
    "steps": ["case_id", "step_no"],
    "stops": ["case_id"],
}


def errors_of(folder: Path) -> list[dict[str, Any]]:
    errors: list[dict[str, Any]] = json.loads((folder / "errors.json").read_text("utf-8"))
    return errors


@dataclass
class Fates:
    sheets: dict[str, Sheet]
    clean: Checked
    dirty: Checked

    @cached_property
    def refused(self) -> set[tuple[str, int | None]]:
        return {(refusal.table, refusal.row) for refusal in self.dirty.report.refusals}

    @cached_property
    def noted(self) -> set[tuple[str, str | None]]:
        return {(note.table, note.column) for note in self.dirty.report.notes}

    @cached_property
    def tables(self) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
        return {
            name: (rows(self.clean, name, keys), rows(self.dirty, name, keys))
            for name, keys in KEY_FIELDS.items()
        }

    def of(self, error: dict[str, Any]) -> str:
        """Return found (refused), fixed (read as meant), wrong (read as something else), lost."""
        if (error["sheet"], error["row"]) in self.refused:
            return "found"
        table, stored = STORED.get(error["sheet"], ("", {}))
        column = stored.get(error["column"] or "")
        if error["column"] is None:
            return "fixed"  # of a whole sheet or row: the tables tell by being equal
        if column is None or self._is_extension(error):
            told = (error["sheet"], error["column"]) in self.noted or error["kind"] == "full_width"
            return "fixed" if told else "wrong"
        return self._compared(error, table, column)

    def _compared(self, error: dict[str, Any], table: str, column: str) -> str:
        clean, dirty = self.tables[table]
        sheet = self.sheets[error["sheet"]]
        key = tuple(sheet[header][error["clean_row"] - 2] for header in KEYS[error["sheet"]])
        place = key if len(key) > 1 else key[0]
        if place not in dirty.index:
            return "lost"
        return "fixed" if same(clean.at[place, column], dirty.at[place, column]) else "wrong"

    def _is_extension(self, error: dict[str, Any]) -> bool:
        if error["sheet"] != "特别程序":
            return False
        kinds = self.sheets["特别程序"]["特别程序种类"]
        return bool(kinds[error["clean_row"] - 2] == "延长审批")


def rows(checked: Checked, table: str, keys: list[str]) -> pd.DataFrame:
    frame = pq.read_table(checked.folder / f"{table}.parquet").to_pandas()
    indexed: pd.DataFrame = frame.set_index(keys, drop=False)
    return indexed


def same(left: Any, right: Any) -> bool:
    return bool(left == right) or (bool(pd.isna(left)) and bool(pd.isna(right)))
