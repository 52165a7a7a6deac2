"""An answer as a workbook: the rows, and a sheet that says what they are."""

import io
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from graph.text import Language, Text
from queries.query import Answer
from queries.shown import Cell, Style, cells, header

ROWS_A_SHEET = 1_000_000
_LONGEST = 32_767  # characters of one cell
_NUMBERS: dict[Style, str] = {
    "count": "0",
    "number": "0.0",
    "days": "0.0",
    "share": "0.0%",
    "instant": "yyyy-mm-dd hh:mm:ss",
}
_ABOUT = Text("说明", "About")
_SYNTHETIC = Text("合成数据", "Synthetic data")
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def to_xlsx(answer: Answer, language: Language = "zh") -> bytes:
    """Return a workbook: frozen header of labels with units, instants in local time.

    Durations are days of the chosen clock. Text never becomes a formula. The last sheet names
    the load, the parameters and what each column means, and says where the data are synthetic.
    """
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, _OPTIONS) as book:
        formats = {style: book.add_format({"num_format": n}) for style, n in _NUMBERS.items()}
        bold = book.add_format({"bold": True})
        rows = cells(answer, language)
        for number in range(1, max(1, -(-answer.rows.num_rows // ROWS_A_SHEET)) + 1):
            sheet = _sheet(book, answer, language, number, bold)
            _write(sheet, islice(rows, ROWS_A_SHEET), formats)
        _about(book.add_worksheet(_ABOUT.of(language)), answer, language, bold)
    return sink.getvalue()


def _sheet(
    book: Workbook, answer: Answer, language: Language, number: int, bold: Format
) -> Worksheet:
    title = answer.query.title.of(language).replace("：", " ")
    sheet = book.add_worksheet(title if number == 1 else f"{title} {number}")
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(answer.query.columns):
        label = header(column, answer, language)
        sheet.set_column(place, place, 20 if column.type == "instant" else 16)
        sheet.write_string(0, place, label, bold)
    return sheet


def _write(
    sheet: Worksheet, rows: Iterator[tuple[Cell, ...]], formats: dict[Style, Format]
) -> None:
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            _cell(sheet, number, place, cell, formats)


def _cell(sheet: Worksheet, row: int, place: int, cell: Cell, formats: dict[Style, Format]) -> None:
    value, style = cell
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(row, place, _fitting(value))
    elif isinstance(value, datetime):
        sheet.write_datetime(row, place, value, formats[style])
    else:
        sheet.write_number(row, place, value, formats[style])


def _fitting(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _about(sheet: Worksheet, answer: Answer, language: Language, bold: Format) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    for row, (name, value, is_head) in enumerate(_facts(answer, language)):
        sheet.write_string(row, 0, name, bold if is_head else None)
        sheet.write_string(row, 1, _fitting(value))


def _facts(answer: Answer, language: Language) -> Iterator[tuple[str, str, bool]]:
    query, load = answer.query, answer.load
    if load and load.source.synthetic:
        yield _SYNTHETIC.of(language), _SYNTHETIC.zh, True
    yield query.title.of(language), query.question.of(language), True
    if load:
        yield Text("批次", "Load").of(language), load.load_id, False
        yield Text("来源", "Source").of(language), load.source.name, False
        yield (
            Text("数据日期", "Date of the data").of(language),
            load.source.as_of.isoformat(),
            False,
        )
        yield Text("日历", "Calendar").of(language), load.source.calendar, False
        yield Text("时区", "Time zone").of(language), load.source.timezone, False
    yield Text("参数", "Parameters").of(language), "", True
    for name, value in answer.parameters.items():
        if name != "after" and value is not None:
            yield name, str(value), False
    yield Text("列的含义", "What the columns mean").of(language), "", True
    for column in query.columns:
        yield header(column, answer, language), column.meaning.of(language), False
