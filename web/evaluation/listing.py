"""Tables of the pages of evaluation as files: the same words and figures as on the screen."""

import csv
import io
from collections.abc import Callable
from typing import NamedTuple

import orjson
import pyarrow as pa
import xlsxwriter

from queries.csv_format import BOM
from queries.formula_guard import guarded

Value = str | int | float | None


class Listing(NamedTuple):
    """A table: for each column its key and its head, and the rows."""

    title: str
    heads: list[tuple[str, str]]
    rows: list[list[Value]]


def to_json(listing: Listing) -> bytes:
    """Write the rows as a list of objects, by the keys."""
    keys = [key for key, _ in listing.heads]
    return orjson.dumps({"rows": [dict(zip(keys, row, strict=True)) for row in listing.rows]})


def to_csv(listing: Listing) -> bytes:
    """Write the rows under their heads; what a spreadsheet would take for a formula is guarded."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([head for _, head in listing.heads])
    for row in listing.rows:
        texts = guarded(pa.array([v if isinstance(v, str) else None for v in row], pa.string()))
        pairs = zip(row, texts.to_pylist(), strict=True)
        writer.writerow([text if isinstance(value, str) else value for value, text in pairs])
    return BOM + out.getvalue().encode()


def to_xlsx(listing: Listing) -> bytes:
    """Write the rows as a sheet with a frozen head; every text stays a text."""
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(listing.title[:31]), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for place, (_, head) in enumerate(listing.heads):
            sheet.set_column(place, place, 18)
            sheet.write_string(0, place, head, bold)
        for number, row in enumerate(listing.rows, 1):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, place, value)
                elif value is not None:
                    sheet.write_number(number, place, value)
    return sink.getvalue()


WRITERS: dict[str, tuple[Callable[[Listing], bytes], str]] = {
    "json": (to_json, "application/json"),
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
"""What writes each form of file, and its media type."""
