"""The refused rows as CSV and XLSX for a spreadsheet, in which no cell becomes a formula."""

import csv
import io
from collections.abc import Callable

import pyarrow as pa

from graph.text import Language, Text
from queries.formula_guard import guarded

HEADS = (
    ("table", Text("表", "Table")),
    ("row", Text("行", "Row")),
    ("column", Text("列", "Column")),
    ("value", Text("值", "Value")),
    ("reason", Text("原因", "Reason")),
    ("advice", Text("怎么改", "What to do")),
)
IN_BOTH = ("reason", "advice")
BOM = "\ufeff"
CHUNK = 10_000
WIDTHS = (16, 8, 16, 24, 36, 48)


def refused_csv(refused: pa.Table, language: Language) -> bytes:
    """Write the rows of schema ``REFUSED`` in `language`, with the mark that Excel asks for."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([head.of(language) for _, head in HEADS])
    for batch in refused.select(_names(language)).to_batches(max_chunksize=CHUNK):
        texts = (guarded(c) if pa.types.is_string(c.type) else c for c in batch.columns)
        writer.writerows(zip(*(column.to_pylist() for column in texts), strict=True))
    return (BOM + out.getvalue()).encode()


def refused_xlsx(refused: pa.Table, language: Language) -> bytes:
    """Write the rows of schema ``REFUSED`` in `language`; every text stays a text."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": False}) as book:
        sheet = book.add_worksheet(Text("拒收的行", "Refused rows").of(language))
        sheet.freeze_panes(1, 0)
        for place, (width, (_, head)) in enumerate(zip(WIDTHS, HEADS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, head.of(language), book.add_format({"bold": True}))
        rows = zip(*(c.to_pylist() for c in refused.select(_names(language)).columns), strict=True)
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(number, place, value)
                elif value:
                    sheet.write_string(number, place, value)
    return out.getvalue()


def _names(language: Language) -> list[str]:
    suffix = "_en" if language == "en" else ""
    return [name + suffix if name in IN_BOTH else name for name, _ in HEADS]


WRITERS: dict[str, tuple[Callable[[pa.Table, Language], bytes], str]] = {
    "csv": (refused_csv, "text/csv; charset=utf-8"),
    "xlsx": (
        refused_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}
"""What writes each form of file, and its media type."""
