"""Writes the dirty copies of a city: CSV in GBK, a workbook with titles and two rows of header."""

import csv
import json
from collections.abc import Mapping
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

import numpy as np
import xlsxwriter

from loaders.sample_city.dirt import Error, Form, Soiled, soil
from loaders.sample_city.files import CREATED, FORMATS, PREFIX, WORKBOOK, write_column
from loaders.sample_city.sheet import Sheet, as_text

FOLDERS: dict[Form, str] = {"csv": "dirty-csv", "xlsx": "dirty-xlsx"}
ERRORS = "errors.json"
NOTES = "填报说明"
TITLE = "2022年度职能运行数据填报（合成数据）"
TIME = "时间"


def write_dirty(
    folder: Path,
    sheets: Mapping[str, Sheet],
    share: float,
    rng: np.random.Generator,
    *,
    workbook: bool = True,
) -> None:
    """Write the dirty copies into folders of their own, each with its ``errors.json``."""
    for form, name in FOLDERS.items():
        if form == "xlsx" and not workbook:
            continue
        out = folder / name
        out.mkdir(exist_ok=True)
        soiled = soil(sheets, share, form, rng)
        errors = _write_csv(out, soiled) if form == "csv" else _write_book(out, soiled)
        text = json.dumps([asdict(error) for error in errors], ensure_ascii=False, indent=1)
        (out / ERRORS).write_text(text + "\n", encoding="utf-8", newline="\n")


def _write_csv(out: Path, soiled: Mapping[str, Soiled]) -> list[Error]:
    errors: list[Error] = []
    for name, sheet in soiled.items():
        columns = [_texts(sheet, header) for header in sheet.sheet]
        path = out / f"{PREFIX}{name}.csv"
        with path.open("w", encoding="gbk", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            titled = name != NOTES
            writer.writerows([[TITLE]] * titled)
            writer.writerow(sheet.sheet)
            rows = list(zip(*columns, strict=True))
            writer.writerows(rows)
            writer.writerows(rows[row] for row in sheet.repeated)
            writer.writerows([text] for text in sheet.summaries.values())
        errors += [Error("gbk", name), *[Error("title", name, 1, written=TITLE)] * titled]
        errors += sheet.errors(name, 1 + titled)
    return errors


def _texts(sheet: Soiled, header: str) -> list[object]:
    values: list[object] = as_text(sheet.sheet[header]).tolist()
    for (row, column), written in sheet.cells.items():
        if column == header:
            values[row] = written
    return values


def _write_book(out: Path, soiled: Mapping[str, Soiled]) -> list[Error]:
    errors: list[Error] = []
    with xlsxwriter.Workbook(str(out / WORKBOOK)) as book:
        book.set_properties({"title": "合成数据", "created": CREATED})
        formats = {kind: book.add_format({"num_format": f}) for kind, f in FORMATS.items()}
        for name, sheet in soiled.items():
            page = book.add_worksheet(name)
            above = 1 if name == NOTES else _head(page, list(sheet.sheet))
            if name == NOTES:
                page.write_row(0, 0, sheet.sheet)
            else:
                errors += [Error("title", name, 1, written=TITLE), Error("two_row_header", name)]
            for place, column in enumerate(sheet.sheet.values()):
                again = np.concatenate((column, column[sheet.repeated]))
                write_column(page, place, again, formats.get(str(column.dtype)), above)
            _write_over(page, sheet, above)
            _merge(page, sheet, above, book.add_format({"valign": "vcenter"}))
            errors += sheet.errors(name, above)
    return errors


def _head(page: xlsxwriter.worksheet.Worksheet, headers: list[str]) -> int:
    """Write title and header, times grouped under one word; return the rows they take."""
    page.merge_range(0, 0, 0, len(headers) - 1, TITLE)
    for timed, group in groupby(range(len(headers)), lambda place: headers[place].endswith(TIME)):
        places = list(group)
        if timed and len(places) > 1:
            page.merge_range(1, places[0], 1, places[-1], TIME)
            for place in places:
                page.write_string(2, place, headers[place].removesuffix(TIME))
        else:
            for place in places:
                page.merge_range(1, place, 2, place, headers[place])
    return 3


def _write_over(page: xlsxwriter.worksheet.Worksheet, sheet: Soiled, above: int) -> None:
    headers = list(sheet.sheet)
    where = {row: [above + row] for row, _ in sheet.cells}
    for place, row in enumerate(sheet.repeated, above + sheet.height):
        where.setdefault(row, []).append(place)
    for (row, column), written in sheet.cells.items():
        write = page.write_string if isinstance(written, str) else page.write_number
        for place in where[row]:
            write(place, headers.index(column), written)
    below = above + sheet.height + len(sheet.repeated)
    for place, text in enumerate(sheet.summaries.values(), below):
        page.write_string(place, 0, text)


def _merge(
    page: xlsxwriter.worksheet.Worksheet,
    sheet: Soiled,
    above: int,
    centred: xlsxwriter.format.Format,  # without one the cells below the first would stay
) -> None:
    key = next(iter(sheet.sheet.values()))
    for first, last in sheet.merged:
        page.merge_range(above + first, 0, above + last, 0, str(key[first]), centred)
