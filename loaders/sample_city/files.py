"""Writes the city: a CSV file a sheet, one workbook, and the truth beside them."""

import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from graph.errors import InputError
from loaders.sample_city.sheet import Column, Sheet, blank_unless

PREFIX = "合成数据_"
BOM = b"\xef\xbb\xbf"
CSV = pa_csv.WriteOptions(include_header=False, quoting_style="none")
WORKBOOK = f"{PREFIX}填报表.xlsx"
TRUTH = "truth.json"
CREATED = datetime(2022, 9, 1)  # noqa: DTZ001 - a workbook's times have no zone
EPOCH = np.datetime64("1899-12-30", "s")  # day 0 of a spreadsheet
FORMATS = {"datetime64[s]": "yyyy-mm-dd hh:mm:ss", "datetime64[D]": "yyyy-mm-dd"}


def write_city(
    folder: Path, sheets: Mapping[str, Sheet], truth: Mapping[str, object], *, workbook: bool = True
) -> None:
    """Write the clean files of a city and its truth into `folder`."""
    write_csv(folder, sheets)
    if workbook:
        write_workbook(folder, sheets)
    else:
        (folder / WORKBOOK).unlink(missing_ok=True)  # of another city
    write_truth(folder, truth)


@contextmanager
def written_into(folder: Path) -> Iterator[None]:
    """Make `folder` if need be; what cannot be written there raises `InputError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except (OSError, FileCreateError) as error:
        raise InputError(
            f"无法写入 {folder}：{error}。请换一个可写的文件夹，并关闭正在使用其中文件的程序。",
            f"Cannot write into {folder}: {error}. Name a folder that can be written, and close "
            "any program that uses its files.",
        ) from error


def write_csv(folder: Path, sheets: Mapping[str, Sheet]) -> None:
    """Write each sheet as UTF-8 with a byte order mark and the line ends of Windows."""
    for name, sheet in sheets.items():
        text = ",".join(sheet).encode() + b"\n" + _lines(sheet)
        (folder / f"{PREFIX}{name}.csv").write_bytes(BOM + text.replace(b"\n", b"\r\n"))


def write_workbook(folder: Path, sheets: Mapping[str, Sheet]) -> None:
    """Write all sheets into one workbook, instants and dates as such."""
    with xlsxwriter.Workbook(str(folder / WORKBOOK)) as workbook:
        workbook.set_properties({"title": "合成数据", "created": CREATED})
        heading = workbook.add_format({"bold": True})
        formats = {kind: workbook.add_format({"num_format": f}) for kind, f in FORMATS.items()}
        for name, sheet in sheets.items():
            worksheet = workbook.add_worksheet(name)
            worksheet.freeze_panes(1, 0)
            worksheet.write_row(0, 0, sheet, heading)
            for place, column in enumerate(sheet.values()):
                write_column(worksheet, place, column, formats.get(str(column.dtype)))


def write_truth(folder: Path, truth: Mapping[str, object]) -> None:
    """Write ``truth.json``."""
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (folder / TRUTH).write_text(text + "\n", encoding="utf-8", newline="\n")


def _lines(sheet: Sheet) -> bytes:
    """Return the rows; a value that would need quotes raises `pyarrow.ArrowInvalid`."""
    buffer = io.BytesIO()
    table = pa.table({header: pa.array(column) for header, column in sheet.items()})
    pa_csv.write_csv(table, buffer, CSV)
    return buffer.getvalue()


def write_column(
    worksheet: xlsxwriter.worksheet.Worksheet,
    place: int,
    column: Column,
    cell_format: xlsxwriter.format.Format | None,
    above: int = 1,
) -> None:
    """Write a column below the first `above` rows."""
    worksheet.set_column(place, place, 20 if cell_format else 14)
    if column.dtype.kind == "M":
        days = (column.astype("datetime64[s]") - EPOCH).astype(np.int64) / 86400
        values = blank_unless(~np.isnat(column), days).tolist()
    else:
        values = column.tolist()
    for row, value in enumerate(values, above):
        if isinstance(value, str):
            worksheet.write_string(row, place, value)
        elif value is not None:
            worksheet.write_number(row, place, value, cell_format)
