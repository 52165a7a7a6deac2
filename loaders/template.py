"""Write the blank workbook that departments fill in."""

from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from graph.errors import InputError
from loaders.dictionary import Field, Table, dictionary
from loaders.field_words import need_words, rule_words, type_words

LAST_ROW = 1_048_575
FORMATS = {
    "code": "@",
    "fk": "@",
    "list": "@",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "time": "hh:mm",
}
REQUIRED = {"bold": True, "bg_color": "#FFE699", "border": 1}
OPTIONAL = {"bg_color": "#EDEDED", "border": 1}


def write_template(out: Path) -> None:
    """Write a workbook with every sheet of the dictionary: headers, notes, drop-down lists.

    Required columns are bold on yellow. Raises `InputError` where `out` cannot be written.
    """
    if out.suffix.lower() != ".xlsx":
        raise InputError(
            f"模板须存为 .xlsx 文件，而不是 {out.name}。",
            f"The template is an .xlsx file, not {out.name}.",
        )
    book = xlsxwriter.Workbook(out)
    headings = {True: book.add_format(REQUIRED), False: book.add_format(OPTIONAL)}
    for table in dictionary().tables:
        sheet = book.add_worksheet(table.label.zh)
        sheet.freeze_panes(1, 0)
        for place, field in enumerate(table.fields):
            _column(book, sheet, place, field, table, headings)
        if table.name == "meta":
            _parameters(sheet)
    try:
        book.close()
    except (OSError, XlsxWriterException) as error:
        raise InputError(
            f"写不了 {out}：请检查文件夹是否存在、文件是否正被打开。",
            f"{out} cannot be written: see that the folder exists and the file is not open.",
        ) from error


def template_bytes() -> bytes:
    """Return the blank workbook."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "template.xlsx")
        write_template(path)
        return path.read_bytes()


def _column(
    book: Workbook,
    sheet: Worksheet,
    place: int,
    field: Field,
    table: Table,
    headings: dict[bool, Format],
) -> None:
    look = FORMATS.get(field.type.partition(":")[0])
    width = max(12, 2 * len(field.label.zh) + 4)
    sheet.set_column(place, place, width, book.add_format({"num_format": look}) if look else None)
    sheet.write_string(0, place, field.label.zh, headings[field.required == "yes"])
    sheet.write_comment(0, place, _note(field, table), {"x_scale": 2, "y_scale": 1.5})
    choices = ["是", "否"] if field.type == "bool" else [choice.name for choice in field.values]
    if choices:
        sheet.data_validation(
            1,
            place,
            LAST_ROW,
            place,
            {
                "validate": "list",
                "source": choices,
                "error_title": field.label.zh,
                "error_message": "请从列表中选择",
            },
        )


def _note(field: Field, table: Table) -> str:
    parts = (need_words(field, table), type_words(field), rule_words(field, table))
    zh = "；".join(part.zh for part in parts if part.zh)
    en = "; ".join(part.en for part in parts if part.en)
    return f"{zh}\n{field.label.en}: {en}"


def _parameters(sheet: Worksheet) -> None:
    for row, parameter in enumerate(dictionary().parameters, start=1):
        sheet.write_string(row, 0, parameter.aliases[0])
        sheet.write_comment(row, 0, f"{parameter.note.zh}\n{parameter.note.en}")
