"""A report as a workbook: a sheet for each table, and 说明."""

import io
import re
from datetime import datetime
from itertools import count
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from graph.text import Text
from web.reports import layout
from web.reports.content import Cell, Report, Table
from web.reports.widths import length

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_ABOUT = Text("说明", "About")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_NARROW, _WIDE = 8, 48  # characters of a column


class _Book:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Workbook, content: Report) -> None:
        self.book, self.content = book, content
        self.formats: dict[tuple[str, str], Any] = {}
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.names: set[str] = set()

    def table(self, table: Table) -> None:
        """Write a table on its own sheet: frozen header, a figure not shown holds its words."""
        sheet = self.book.add_worksheet(self._name(table.name))
        first = int(table.has_head)
        for place, column in enumerate(table.columns):
            texts = [column.label, *(row[place].text for row in table.rows)]
            width = min(max(_NARROW, max(map(length, texts)) * 2 + 2), _WIDE)
            sheet.set_column(place, place, width)
            if first:
                sheet.write_string(0, place, column.label, self.head)
        for number, row in enumerate(table.rows, first):
            for place, cell in enumerate(row):
                self._cell(sheet, number, place, cell)
        if first:
            sheet.freeze_panes(1, 1)
            sheet.repeat_rows(0)
        if table.note:
            sheet.write_string(len(table.rows) + first + 1, 0, table.note)
        self._printed(sheet)

    def about(self) -> None:
        """Write what the report says in words, and how it was made."""
        sheet = self.book.add_worksheet(self._name(_ABOUT.of(self.content.language)))
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 90)
        rows = [(self.content.title, self.content.answer), ("", self.content.basis)]
        for number, (name, value) in enumerate([*rows, *self.content.about]):
            sheet.write_string(number, 0, name, self.bold)
            sheet.write_string(number, 1, value, self.wrapped)
        self._printed(sheet)

    def _cell(self, sheet: Worksheet, row: int, place: int, cell: Cell) -> None:
        form = self._format(cell)
        if cell.number is None:
            sheet.write_string(row, place, cell.text, form)
        else:
            sheet.write_number(row, place, cell.number, form)

    def _format(self, cell: Cell) -> Any:
        key = cell.pattern if cell.number is not None else "", cell.tone
        if key not in self.formats:
            colour = f"#{layout.TONES[cell.tone]}" if cell.tone else "#1b2026"
            look = {"font_color": colour, "valign": "top", "text_wrap": cell.number is None}
            self.formats[key] = self.book.add_format(look | {"num_format": key[0] or "@"})
        return self.formats[key]

    def _name(self, wanted: str) -> str:
        """Return a name of a sheet that is allowed and not taken."""
        clean = _FORBIDDEN.sub(" ", wanted).strip(" '") or "1"
        tries = (clean[:_LONGEST_NAME] if n == 1 else f"{clean[: _LONGEST_NAME - 4]} {n}"
                 for n in count(1))  # fmt: skip
        name = next(each for each in tries if each.lower() not in self.names)
        self.names.add(name.lower())
        return name

    def _printed(self, sheet: Worksheet) -> None:
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        if self.content.mark:
            sheet.set_header(f"&R{self.content.mark}")


def to_xlsx(content: Report) -> bytes:
    """Return a report as a workbook: the same content is the same bytes.

    Text never becomes a formula: every text is written as a string cell.
    """
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, _OPTIONS) as book:
        book.set_properties(
            {
                "title": content.title,
                "author": layout.AUTHOR,
                "created": datetime.fromisoformat(content.day),
            }
        )
        writer = _Book(book, content)
        for table in content.tables:
            writer.table(table)
        writer.about()
    return sink.getvalue()
