"""Take the body of a sheet: the rows below its header, without totals, remarks and empty ones."""

import re

import numpy as np

from graph.text import Text
from loaders.dictionary import Table
from loaders.headers import Header
from loaders.report import ImportReport, one_line
from loaders.rows import Rows
from loaders.sheets import Cell, Grid, compact

SUMMARY = re.compile(r"(本页|本月|本年)?(合计|小计|总计|平均)|注[:：\d]|备注|填表")
DROPPED = Text("合计、注释等行未读入", "Rows of totals and remarks were left out")
FILLED = Text("合并单元格的值向下填充", "Values of merged cells were filled down")
NOT_FILLED = Text(
    "合并单元格只有第一行有值，其余按空值读",
    "Of merged cells only the first row has the value, the others were read as empty",
)
WITHOUT_RESULT = Text(
    "公式没有保存计算结果，按空值读", "Formulas saved without a result were read as empty"
)
SAVE_AGAIN = Text("请在 Excel 或 WPS 中打开、保存后重新提交", "Open and save it in Excel or WPS")


def rows_of(grid: Grid, table: Table, header: Header, report: ImportReport) -> Rows:
    """Return the rows of the body; what was filled or left out is noted in the report."""
    _fill_merged(grid, table, header, report)
    _note_formulas(grid, table, header, report)
    kept: list[int] = []
    dropped: list[int] = []
    for index in range(header.last + 1, len(grid.rows)):
        first = next((cell for cell in grid.rows[index] if not _blank(cell)), None)
        if first is not None:
            (dropped if _is_summary(first) else kept).append(index)
    if dropped:
        first_row = grid.numbers[dropped[0]]
        report.note(table.label.zh, None, DROPPED, rows=len(dropped), first_row=first_row)
    report.read[table.label.zh] += len(kept)
    return Rows(
        table,
        report,
        np.array([grid.numbers[index] for index in kept], dtype=np.int64),
        {name: _column(grid, kept, place) for name, place in header.places.items()},
        {place: _column(grid, kept, place) for place, _ in header.unknown},
        _heads(grid, table, header),
    )


def _heads(grid: Grid, table: Table, header: Header) -> tuple[tuple[str, str | None], ...]:
    """Return the columns as they are called in the file, each with its field if it is read."""
    found: dict[int, tuple[str, str | None]] = {
        place: (_head(grid, header, place) or table.by_name[name].label.zh, name)
        for name, place in header.places.items()
    }
    others = (*header.unknown, *((place, text) for place, text, _ in header.doubled))
    found |= {place: (_head(grid, header, place) or text, None) for place, text in others}
    return tuple(found[place] for place in sorted(found))


def _head(grid: Grid, header: Header, place: int) -> str:
    row = grid.rows[header.last] if header.last >= 0 else []
    cell = row[place] if place < len(row) else None
    return one_line(cell.strip()) if isinstance(cell, str) else ""


def _fill_merged(grid: Grid, table: Table, header: Header, report: ImportReport) -> None:
    """Fill merged cells of the body down, in key columns only."""
    fields = {place: table.by_name[name] for name, place in header.places.items()}
    for (top, left), (bottom, _) in grid.merged:
        field = fields.get(left)
        if field is not None and header.last < top < bottom:
            column, first = field.label.zh, grid.numbers[top]
            text = FILLED if field.key else NOT_FILLED
            report.note(table.label.zh, column, text, rows=bottom - top, first_row=first)
            for index in range(top + 1, bottom + 1) if field.key else ():
                row = grid.rows[index]
                row += [None] * (left + 1 - len(row))
                row[left] = grid.rows[top][left]


def _note_formulas(grid: Grid, table: Table, header: Header, report: ImportReport) -> None:
    for name, place in header.places.items():
        found = sorted(row for row, column in grid.uncached if column == place)
        found = [row for row in found if row > header.last]
        if found:
            column, first = table.by_name[name].label.zh, found[0] + 1
            report.note(table.label.zh, column, WITHOUT_RESULT, SAVE_AGAIN, len(found), first)


def _blank(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return cell is None
    return not (cell.strip() if cell.isascii() else compact(cell))


def _is_summary(cell: Cell) -> bool:
    if not isinstance(cell, str) or cell.isascii():
        return False
    return SUMMARY.match(compact(cell)) is not None


def _column(grid: Grid, kept: list[int], place: int) -> list[Cell]:
    rows = grid.rows
    cells = [rows[index][place] if place < len(rows[index]) else None for index in kept]
    if bool in set(map(type, cells)):  # True equals 1.0, and equal cells are read only once
        cells = [("TRUE" if c else "FALSE") if isinstance(c, bool) else c for c in cells]
    return cells
