"""Days that differ from the built-in calendar, read from a small CSV file."""

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa

from graph.errors import InputError
from graph.tables import CALENDAR
from graph.text import Text

COLUMNS = {
    "day": ("day", "日期"),
    "is_workday": ("is_workday", "是否工作日"),
    "opens": ("opens", "上班时间"),
    "closes": ("closes", "下班时间"),
}
DEPARTMENTS = (
    "dept",
    "department",
    "department_id",
    "unit",
    "部门",
    "部门名称",
    "部门编码",
    "单位",
)
NEEDED = ("day", "is_workday")
YES = frozenset({"是", "true", "1", "yes"})
NO = frozenset({"否", "false", "0", "no"})
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|(24):(00)")

Row = tuple[None, date, bool, int | None, int | None]


def read_calendar_file(path: Path) -> pa.Table:
    """Read a CSV file ``day,is_workday,opens,closes`` into a table of schema ``CALENDAR``.

    Days are ISO days, ``is_workday`` 是/否, true/false or 1/0, ``opens`` and ``closes`` HH:MM of
    local time and may be left out. The file is UTF-8 (with or without BOM) or GB18030. Raises
    `InputError` that names the row, the column, the value and what to write instead.
    """
    try:
        rows = list(_rows(path))
    except csv.Error as error:
        raise InputError(
            f"工作日历 {path.name} 不是正确的 CSV（{error}）。请在表格软件中重新另存为 CSV。",
            f"The calendar {path.name} is not proper CSV ({error}). Save it again as CSV.",
        ) from error
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(CALENDAR)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, CALENDAR, strict=True)]
    return pa.table(arrays, schema=CALENDAR)


def _rows(path: Path) -> Iterator[Row]:
    lines = csv.reader(_text(path).splitlines())
    places = _places(path, next(lines, []))
    first: dict[date, int] = {}
    for values in lines:
        if any(value.strip() for value in values):
            cells = _Cells(path, lines.line_num, values, places)
            row = cells.row()
            if row[1] in first:
                raise cells.error("day", _twice(first[row[1]]))
            first[row[1]] = lines.line_num
            yield row


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"读不了工作日历 {path}：{error.strerror}。请检查路径和权限。",
            f"The calendar {path} cannot be read: {error.strerror}. Check the path and its rights.",
        ) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(
        f"工作日历 {path.name} 既不是 UTF-8 也不是 GB18030 文本。请另存为“CSV UTF-8”。",
        f"The calendar {path.name} is neither UTF-8 nor GB18030 text. Save it as “CSV UTF-8”.",
    )


def _places(path: Path, header: list[str]) -> dict[str, int]:
    names = [name.strip().lower() for name in header]
    places = {
        column: names.index(alias)
        for column, aliases in COLUMNS.items()
        for alias in aliases
        if alias in names
    }
    for column in NEEDED:
        if column not in places:
            raise InputError(
                f"工作日历 {path.name} 第 1 行没有列“{column}”，现有：{'、'.join(header)}。"
                "第一行请写 day,is_workday,opens,closes（后两列可省略）。",
                f"Row 1 of the calendar {path.name} has no column “{column}”, only: "
                f"{', '.join(header)}. Let the first row be day,is_workday,opens,closes "
                "(the last two may be left out).",
            )
    _refuse_unknown(path, names)
    return places


def _refuse_unknown(path: Path, names: list[str]) -> None:
    """Refuse columns that would be left out: a day of one department is not one of the city."""
    known = [alias for aliases in COLUMNS.values() for alias in aliases]
    for name in names:
        if name and (name not in known or names.count(name) > 1):
            zh, en = _BY_DEPARTMENT if name in DEPARTMENTS else _LEAVE_OUT
            raise InputError(
                f"工作日历 {path.name} 第 1 行的列“{name}”不认识或重复，这里只读 "
                f"day,is_workday,opens,closes。{zh}。",
                f"Column “{name}” in row 1 of the calendar {path.name} is not known or there "
                f"twice; only day,is_workday,opens,closes are read. {en}.",
            )


_BY_DEPARTMENT = Text(
    "此文件适用于全市；各部门自己的工作日请写在工作簿的工作表“工作日历”中",
    "This file holds for all departments; write days of single ones in the sheet 工作日历 of a "
    "workbook",
)
_LEAVE_OUT = Text("请删去该列或改正列名", "Remove the column or correct its name")


def _twice(row: int) -> Text:
    return Text(
        f"与第 {row} 行是同一天，请只留一行", f"it is the day of row {row} again; keep one of them"
    )


class _Cells:
    """One row of the file, which knows how to complain about its cells."""

    def __init__(self, path: Path, row: int, values: list[str], places: dict[str, int]) -> None:
        self.path, self.number, self.values, self.places = path, row, values, places

    def row(self) -> Row:
        opens, closes = self.seconds("opens"), self.seconds("closes")
        if opens is not None and closes is not None and opens >= closes:
            raise self.error(
                "closes", Text("下班不晚于上班，请更正", "it is not after “opens”; correct one")
            )
        return None, self.day(), self.is_workday(), opens, closes

    def cell(self, column: str) -> str:
        place = self.places.get(column)
        inside = place is not None and place < len(self.values)
        return self.values[place].strip() if inside and place is not None else ""

    def day(self) -> date:
        try:
            return date.fromisoformat(self.cell("day"))
        except ValueError as error:
            advice = Text(
                "请写成 2024-05-01 这样的日期", "write a day that exists, such as 2024-05-01"
            )
            raise self.error("day", advice) from error

    def is_workday(self) -> bool:
        value = self.cell("is_workday").lower()
        if value not in YES | NO:
            advice = Text("请写“是”或“否”（true/false、1/0 亦可）", "write true or false (or 1, 0)")
            raise self.error("is_workday", advice)
        return value in YES

    def seconds(self, column: str) -> int | None:
        value = self.cell(column)
        if not value:
            return None
        found = CLOCK.fullmatch(value)
        if not found:
            advice = Text(
                "请写成 09:00 这样的时刻，或留空", "write a time such as 09:00, or leave it empty"
            )
            raise self.error(column, advice)
        hours, minutes = (part for part in found.groups() if part)
        return int(hours) * 3600 + int(minutes) * 60

    def error(self, column: str, advice: Text) -> InputError:
        value = self.cell(column)
        return InputError(
            f"工作日历 {self.path.name} 第 {self.number} 行，列“{column}”，值“{value}”："
            f"{advice.zh}。",
            f"Calendar {self.path.name}, row {self.number}, column “{column}”, value “{value}”: "
            f"{advice.en}.",
        )
