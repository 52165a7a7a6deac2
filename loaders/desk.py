"""Where the sheets of one workbook are opened, one after the other."""

from dataclasses import dataclass, replace

from graph.errors import InputError
from graph.store import Progress
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


@dataclass(slots=True)
class Desk:
    """The sheets by table, the report, and what the parameters say of cells."""

    sheets: dict[str, Sheet]
    report: ImportReport
    circumstances: Circumstances
    progress: Progress

    def open(self, name: str) -> tuple[Grid, Table, Header] | None:
        """Read the cells of a table's sheet and find its header; None where there is no sheet.

        Raises `InputError` where a sheet has cells but no header.
        """
        if name not in self.sheets:
            return None
        table = dictionary().table(name)
        self.progress(table.label.zh, [*self.sheets].index(name), len(self.sheets))
        grid = self.sheets[name].grid()
        header = find_header(grid, table)
        if header is None and name == "meta" and grid.rows:
            header = Header(-1, -1, {"key": 0, "value": 1})
        if header is None:
            raise _no_header(grid, table)
        return grid, table, header

    def rows(self, name: str) -> Rows | None:
        """Read a table's sheet: every value by its field, references not yet resolved.

        Raises `MappingError` where a required column is missing.
        """
        opened = self.open(name)
        if opened is None:
            return None
        grid, table, header = opened
        need_columns(table, header)
        rows = rows_of(grid, table, header, self.report)
        _note_columns(rows, header)
        read_columns(rows, self.here(grid), header)
        return rows

    def needed(self, name: str) -> Rows:
        """Read the sheet of a table without which nothing can be loaded."""
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


def _no_header(grid: Grid, table: Table) -> InputError:
    wanted = "、".join(field.label.zh for field in table.fields if field.required == "yes")
    return InputError(
        f"{grid.file} 的表“{grid.name}”前 {SEARCHED} 行里找不到表头。应有的列：{wanted}。",
        f"No header in the first {SEARCHED} rows of sheet {grid.name} of {grid.file}. "
        f"Columns expected: {wanted}.",
    )
