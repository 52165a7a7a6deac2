"""The first row of a CSV file: its separator and the names of its columns."""

import csv
from itertools import islice
from pathlib import Path

from graph.errors import InputError
from graph.text import Text
from loaders.event_log_rows import brief, no_rows
from loaders.report import Note

SEPARATORS = ",;\t|"
LOOKED_AT = 6
"""Rows among which the names of the columns are sought, so as to say where they are."""
LONGEST_LINE = 1 << 20


def read_header(path: Path, text: Path) -> tuple[str, list[str]]:
    """Return the separator and the names of the columns of the file `text` made of `path`.

    Raises `InputError` where there are no rows, or where the first names no columns.
    """
    with text.open(encoding="utf-8", newline="") as file:
        line = file.readline(LONGEST_LINE)
        separator = max(SEPARATORS, key=line.count)
        file.seek(0)
        rows = _first_rows(file.read(LONGEST_LINE), separator)
    _refuse_title(path, text)
    header = rows[0] if rows else []
    if not any(name.strip() for name in header) and (header or line.strip() or len(rows) > 1):
        raise _no_names(path)
    if len(rows) < 2:
        raise no_rows(path)
    return separator, header


def _first_rows(text: str, separator: str) -> list[list[str]]:
    """Return the first row and what is filled of those behind it."""
    rows = csv.reader(text.splitlines(keepends=True), delimiter=separator)
    try:
        first = next(rows, [])
        return [first, *islice((row for row in rows if row), LOOKED_AT)]
    except csv.Error:  # a cell of more than 131,072 signs
        return [[], [text]]


def _refuse_title(path: Path, text: Path) -> None:
    """Refuse a file of which the first row is one lonely text above the names."""
    with text.open(encoding="utf-8", newline="") as file:
        start = list(islice(iter(lambda: file.readline(LONGEST_LINE), ""), LOOKED_AT))
    for separator in SEPARATORS:
        filled = [
            sum(bool(part.strip(' "\r\n')) for part in line.split(separator)) for line in start
        ]
        behind = [number for number, count in enumerate(filled, 1) if count > 2]
        if filled and filled[0] == 1 and behind:
            title = brief(start[0].strip(f'{SEPARATORS}" \r\n'))
            raise InputError(
                f"{path.name} 第 1 行像是标题（“{title}”），第一行应当是列名。"
                f"请删去第 {behind[0]} 行之前的各行。",
                f"Row 1 of {path.name} looks like a title (“{title}”): the first row should hold "
                f"the column names. Remove what is above row {behind[0]}.",
            )


def _no_names(path: Path) -> InputError:
    return InputError(
        f"{path.name} 第 1 行没有列名。请让第一行是列名，如 办件编号,环节名称,部门,结束时间。",
        f"Row 1 of {path.name} names no columns. Let the first row hold the column names, "
        "such as case_id,activity,department,end_time.",
    )


def doubled(header: list[str]) -> tuple[str, ...]:
    """Return the names that more than one column has."""
    return tuple(dict.fromkeys(n for n in header if n.strip() and header.count(n) > 1))


def note_doubled(path: Path, names: tuple[str, ...], used: set[str]) -> tuple[Note, ...]:
    """Return a note of columns of the same name; raise `InputError` if such a one is `used`."""
    for name in names:
        if name in used:
            raise InputError(
                f"{path.name} 有不止一列叫“{name}”，不知道该用哪一列。请改名，使列名各不相同。",
                f"More than one column of {path.name} is called “{name}”, so which to use cannot "
                "be told. Give each column a name of its own.",
            )
    note = Text("不止一列用这个列名，均未保存", "Several columns have this name; none is stored")
    return tuple(Note(path.name, name, note, Text("", "")) for name in names)
