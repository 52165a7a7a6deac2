"""A city small enough to be checked by head, written as real files and loaded."""

import csv
from copy import deepcopy
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq

from loaders.read import Checked, Options
from loaders.report import Note, Refusal
from loaders.workbook import read_workbook

Sheets = dict[str, list[list[Any]]]

CITY: Sheets = {
    "填报说明": [["参数", "取值"], ["city_name", "某市"], ["as_of", "2022-08-31"]],
    "部门": [
        ["部门编码", "部门名称", "部门简称", "部门类别"],
        ["D01", "市行政审批服务局", "审批局", "审批部门"],
        ["D02", "市自然资源和规划局", "资规局、规划局", "行业主管部门"],
        ["D03", "市水利局", "水利局", "行业主管部门"],
    ],
    "事项": [
        [
            "事项编码", "事项名称", "实施编码", "事项类型", "实施部门", "办件类型",
            "法定办结时限", "承诺办结时限",
        ],
        ["I1", "建设用地许可", "T-0001", "行政许可", "D01", "承诺件", "20", "10"],
        ["I2", "取水许可", "T-0002", "行政许可", "D01", "承诺件", "20", "10"],
    ],
    "办件": [
        ["办件编号", "事项编码", "申请时间", "受理时间", "办结时间", "办结结果"],
        ["C1", "I1", "2022-03-01 09:00", "2022-03-01 10:00", "2022-03-10 16:00", "准予"],
        ["C2", "I2", "2022-03-02 09:00", "2022-03-02 10:00", "", "在办"],
    ],
    "办件环节": [
        [
            "办件编号", "环节序号", "环节名称", "标准环节", "处理部门", "经办人编号",
            "到达时间", "开始时间", "结束时间", "办理状态", "业务动作", "上一环节序号",
        ],
        ["C1", "1", "受理", "受理", "D01", "P1", "", "2022-03-01 10:00", "2022-03-01 11:00",
         "已办", "通过", ""],
        ["C1", "2", "征求意见", "征求意见", "D02", "P2", "2022-03-01 11:30", "2022-03-03 09:00",
         "2022-03-04 10:00", "已办", "退回", "1"],
        ["C1", "3", "决定", "决定", "D01", "P1", "", "2022-03-10 09:00", "2022-03-10 16:00",
         "已办", "通过", "1、2"],
        ["C2", "1", "受理", "受理", "D01", "P1", "", "2022-03-02 10:00", "2022-03-02 11:00",
         "已办", "通过", ""],
        ["C2", "2", "审查", "审查", "D03", "", "2022-03-02 12:00", "", "", "待办", "", ""],
    ],
    "部门互评": [
        ["评价批次", "评价部门", "被评部门", "评价维度", "得分"],
        ["2022H1", "D01", "D02", "工作效率", "91"],
    ],
}  # fmt: skip


def city() -> Sheets:
    """Return a copy of the city that a test may change."""
    return deepcopy(CITY)


def column(sheets: Sheets, sheet: str, name: str) -> int:
    """Return the place of a column, adding it where it is not there."""
    header = sheets[sheet][0]
    if name not in header:
        header.append(name)
        for row in sheets[sheet][1:]:
            row.append("")
    return header.index(name)


def put(sheets: Sheets, sheet: str, row: int, **values: Any) -> Sheets:
    """Set cells of a sheet by the row's number in the file and the column's header."""
    for name, value in values.items():
        sheets[sheet][row - 1][column(sheets, sheet, name)] = value
    return sheets


def write_csv(folder: Path, sheets: Sheets, encoding: str = "utf-8-sig") -> Path:
    """Write one CSV file a sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in sheets.items():
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def write_xlsx(path: Path, sheets: Sheets) -> Path:
    """Write a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if value == "" else value for value in row])
    book.save(path)
    return path


def load(path: Path, **options: Any) -> Checked:
    """Load `path` into a new folder beside it."""
    out = path.parent / f"{path.stem}-out"
    out.mkdir()
    return read_workbook(path, out, Options(**options))


def load_city(tmp_path: Path, sheets: Sheets, **options: Any) -> Checked:
    """Write `sheets` as CSV and load them."""
    return load(write_csv(tmp_path / "city", sheets), **options)


def table(checked: Checked, name: str) -> list[dict[str, Any]]:
    """Return a checked table as rows."""
    rows: list[dict[str, Any]] = pq.read_table(checked.folder / f"{name}.parquet").to_pylist()
    return rows


def refusals(checked: Checked) -> list[tuple[str, int | None, str | None, str | None, str]]:
    """Return table, row, column, value and reason of each refused row."""
    return [(r.table, r.row, r.column, r.value, r.reason.zh) for r in checked.report.refusals]


def only_refusal(checked: Checked) -> Refusal:
    """Return the one refusal there is."""
    (refusal,) = checked.report.refusals
    return refusal


def note(checked: Checked, words: str) -> Note:
    """Return the one note that contains `words`."""
    (found,) = [note for note in checked.report.notes if words in note.note.zh]
    return found
