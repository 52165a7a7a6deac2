"""Where the sheets of one workbook are opened, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from graph.errors import InputError
from graph.progress import Progress
from graph.text import Text
from loaders.body import rows_of
from loaders.dictionary import Table, dictionary
from loaders.headers import SEARCHED, Header, find_header
from loaders.missing_columns import need_columns
from loaders.report import ImportReport
from loaders.rows import Rows
from loaders.sheets import Grid, Sheet
from loaders.values import Circumstances
from loaders.workbook_columns import read_columns
from loaders.workbook_personal import personal_unknown

UNKNOWN = Text("不在数据字典中的列，未使用", "A column that is not in the dictionary was not used")
DOUBLED = Text(
    "另有一列对应同一字段，这一列未使用", "Not used: another column is for the same field"
)


class Opened(NamedTuple):
    """The cells of a sheet, its table, and where the columns are."""

    grid: Grid
    table: Table
    header: Header


@dataclass(slots=True)
class Desk:
    """The sheets by table, the report, and what the parameters say of cells."""

    sheets: dict[str, Sheet]
    report: ImportReport
    circumstances: Circumstances
    progress: Progress
    _opened: dict[str, Opened] = field(default_factory=dict)
    _read: dict[str, Rows] = field(default_factory=dict)

    def open_all(self, names: Sequence[str]) -> None:
        """Read the cells of the sheets of these tables and find their headers.

        Raises `InputError` where a sheet has cells but no header.
        """
        there = [name for name in names if name in self.sheets]
        grids = {name: self._grid(name) for name in there}
        self.progress("header", 0, None)
        for name in there:
            self._opened[name] = _with_header(name, grids[name])

    def _grid(self, name: str) -> Grid:
        stage = f"read:{dictionary().table(name).label.zh}"
        self.progress(stage, 0, None)
        return self.sheets[name].grid(lambda done, total: self.progress(stage, done, total))

    def opened(self, name: str) -> Opened | None:
        """Return what was opened of a table; None where there is no sheet."""
        return self._opened.get(name)

    def clean(self, name: str) -> None:
        """Read the values of a table's sheet by their fields; references stay unresolved.

        Raises `MappingError` where a required column is missing.
        """
        if name not in self._opened:
            return
        grid, table, header = self._opened[name]
        need_columns(table, header)
        rows = rows_of(grid, table, header, self.report)
        _note_columns(rows, header)
        read_columns(rows, self.here(grid), header, self.progress)
        self._read[name] = rows
        grid.rows.clear()  # the cells are in the rows now

    def rows(self, name: str) -> Rows | None:
        """Return the rows of a table that was cleaned; None where there is no sheet."""
        return self._read.get(name)

    def needed(self, name: str) -> Rows:
        """Return the rows of a table without which nothing can be loaded."""
        rows = self.rows(name)
        if rows is None or not len(rows):
            label = dictionary().table(name).label
            raise InputError(
                f"表“{label.zh}”没有数据行。", f"Sheet {label.zh} ({label.en}) has no rows of data."
            )
        return rows

    def here(self, grid: Grid) -> Circumstances:
        """Return the circumstances of a sheet's cells."""
        return replace(self.circumstances, epoch_1904=grid.epoch_1904)


def _note_columns(rows: Rows, header: Header) -> None:
    """Note the columns that are not used, and of which of them nothing may be told."""
    personal = personal_unknown(rows, header)
    for place, text in header.unknown:
        if place not in personal:
            rows.report.note(rows.name, text, UNKNOWN, rows=0)
    for _, text, _ in header.doubled:
        rows.report.note(rows.name, text, DOUBLED, rows=0)


def _with_header(name: str, grid: Grid) -> Opened:
    table = dictionary().table(name)
    header = find_header(grid, table)
    if header is None and name == "meta" and grid.rows:
        header = Header(-1, -1, {"key": 0, "value": 1})
    if header is None:
        raise _no_header(grid, table)
    return Opened(grid, table, header)


def _no_header(grid: Grid, table: Table) -> InputError:
    wanted = "、".join(field.label.zh for field in table.fields if field.required == "yes")
    return InputError(
        f"{grid.file} 的表“{grid.name}”前 {SEARCHED} 行里找不到表头。应有的列：{wanted}。",
        f"No header in the first {SEARCHED} rows of sheet {grid.name} of {grid.file}. "
        f"Columns expected: {wanted}.",
    )
