"""Read the columns of a sheet: each distinct cell once, then its field's constraints."""

import re
from dataclasses import replace

import numpy as np
import pyarrow as pa

from graph.progress import Progress, by_parts, silent
from graph.text import Text
from loaders.choices import read_choice
from loaders.dictionary import Conditions, Field
from loaders.headers import Header
from loaders.instants import read_day, read_instant, read_time
from loaders.missing_columns import absent, missing_error
from loaders.rows import Mask, Rows
from loaders.sheets import Cell
from loaders.social_credit import is_social_credit_code
from loaders.values import (
    Circumstances,
    Fault,
    Reader,
    Reading,
    fault,
    is_empty,
    plain,
    read_code,
    read_flag,
    read_list,
    read_number,
    read_reference,
    read_share,
    read_text,
)
from loaders.workbook_personal import drop_personal

READERS: dict[str, tuple[Reader, pa.DataType]] = {
    "str": (read_text, pa.string()),
    "code": (read_code, pa.string()),
    "fk": (read_reference, pa.string()),
    "int": (read_number, pa.int64()),
    "decimal": (read_number, pa.float64()),
    "pct": (read_share, pa.float64()),
    "bool": (read_flag, pa.bool_()),
    "date": (read_day, pa.date32()),
    "datetime": (read_instant, pa.timestamp("us")),
    "time": (read_time, pa.int32()),
    "enum": (read_choice, pa.string()),
    "list": (read_list, pa.list_(pa.string())),
    "list:int": (read_list, pa.list_(pa.int32())),
}

EMPTY_WORD = Text("“无”“—”一类的词按空值读", "Words such as 无 or — were read as empty")
MISSING = Fault(
    Text("必填，但没有填", "Required but empty"), Text("请补填这一格", "Fill in this cell")
)


def read_columns(
    rows: Rows, circumstances: Circumstances, header: Header, progress: Progress = silent
) -> None:
    """Fill ``rows.values`` for every field of the table and refuse what cannot be read.

    `progress` is told the rows of the sheet, by columns done. Raises `MappingError` where all
    rows of a needed sheet need a column that is not there.
    """
    fields = rows.table.fields
    passed = by_parts(progress, f"clean:{rows.name}", len(rows), len(fields))
    drop_personal(rows)
    for field in fields:
        here = replace(circumstances, unit=header.units.get(field.name, ""))
        rows.values[field.name] = _read_column(rows, field, here)
        passed()
    for field in rows.table.fields:
        if field.required != "no":
            _refuse_unread(rows, field, header)


def _refuse_unread(rows: Rows, field: Field, header: Header) -> None:
    unread = _needed(rows, field) & _unread(rows, field)
    there = field.name in header.places
    if rows.table.needed and not there and len(rows) and unread.all():
        raise missing_error(rows.table, [field], header)
    rows.refuse(unread, field.name, MISSING if there else absent(field, header))


def _kind(field: Field) -> str:
    if field.type == "list" and field.items == "int":
        return "list:int"
    if field.coded:
        return "code"
    return field.type.partition(":")[0]


def _read_column(rows: Rows, field: Field, circumstances: Circumstances) -> pa.Array:
    reader, kind = READERS[_kind(field)]
    cells = rows.cells.get(field.name)
    if cells is None:
        return pa.nulls(len(rows), kind)
    readings = {cell: _read(cell, field, circumstances, reader) for cell in dict.fromkeys(cells)}
    faults = {cell: reading.fault for cell, reading in readings.items() if reading.fault}
    if faults:
        found = ((index, faults[cell]) for index, cell in enumerate(cells) if cell in faults)
        rows.refuse_each(found, field.name)
    noted = {cell: reading.note for cell, reading in readings.items() if reading.note}
    for text in dict.fromkeys(noted.values()):
        where = np.fromiter((noted.get(cell) == text for cell in cells), bool, len(cells))
        if not rows.table.private:
            rows.note(field.name, text, where)
    return pa.array([readings[cell].value for cell in cells], kind)


def _read(cell: Cell, field: Field, circumstances: Circumstances, reader: Reader) -> Reading:
    if is_empty(cell):
        return Reading(note=EMPTY_WORD if cell and plain(cell) else None)
    reading = reader(cell, field, circumstances)
    if reading.fault or reading.value is None:
        return reading
    return _constrained(reading, field)


def _constrained(reading: Reading, field: Field) -> Reading:
    value = reading.value
    if isinstance(value, str):
        return _text_fault(value, field) or reading
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number_fault(value, field) or reading
    return reading


def _text_fault(value: str, field: Field) -> Reading | None:
    if field.pattern and not re.fullmatch(field.pattern, value):
        says = field.pattern_says or Text(field.pattern, field.pattern)
        return fault("形式不对", "Not of the right form", f"应为{says.zh}", f"Expected: {says.en}")
    if field.max_length and len(value) > field.max_length:
        longest = field.max_length
        return fault(
            f"超过 {longest} 个字",
            f"Longer than {longest} characters",
            "请缩短",
            "Shorten it",
            Text("文字太长", "The text is too long"),
        )
    if field.check == "uscc" and not is_social_credit_code(value):
        return fault(
            "不是有效的统一社会信用代码（校验位不符）",
            "Not a valid unified social credit code (check digit)",
            "请核对 18 位代码，并把这一列设为文本",
            "Check the 18 characters and format the column as text",
        )
    return None


def _number_fault(value: float, field: Field) -> Reading | None:
    if field.min is not None and value < field.min:
        least = f"{field.min:g}"
        return fault(
            f"小于 {least}",
            f"Less than {least}",
            f"应 ≥ {least}",
            f"Write {least} or more",
            Text("小于下限", "Less than the least allowed"),
        )
    if field.max is not None and value > field.max:
        most = f"{field.max:g}"
        return fault(
            f"大于 {most}",
            f"More than {most}",
            f"应 ≤ {most}",
            f"Write {most} or less",
            Text("大于上限", "More than the most allowed"),
        )
    return None


def _unread(rows: Rows, field: Field) -> Mask:
    """Tell which rows have nothing to read there (what could not be read is refused already)."""
    cells = rows.cells.get(field.name)
    if cells is None:
        return np.ones(len(rows), dtype=bool)
    empty = {cell for cell in dict.fromkeys(cells) if is_empty(cell)}
    return np.fromiter((cell in empty for cell in cells), bool, len(cells))


def _needed(rows: Rows, field: Field) -> Mask:
    if field.required == "yes":
        return np.ones(len(rows), dtype=bool)
    return _hold(rows, field.when) if field.when else ~_hold(rows, field.unless)


def _hold(rows: Rows, conditions: Conditions) -> Mask:
    held = np.ones(len(rows), dtype=bool)
    for name, value in conditions:
        held &= rows.given(name) if value == "*" else rows.equal(name, value)
    return held
