"""The rows of a CSV file: its text, its separator, and the lines that are no rows."""

import csv
import mmap
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import numpy as np

from graph.errors import InputError
from graph.store import Progress
from graph.text import Text
from loaders.chunks import chunks, recoded
from loaders.event_log_rows import Rows, literal
from loaders.report import ImportReport, Note

SEPARATORS = ",;\t|"
LONGEST = 1 << 24
"""Bytes that a line may have."""

Numbers = Callable[[Sequence[int]], list[int]]


def csv_rows(
    path: Path, folder: Path, connection: duckdb.DuckDBPyConnection, progress: Progress
) -> tuple[Rows, Numbers, tuple[Note, ...]]:
    """Return the rows of a CSV file, packed or not, in UTF-8, UTF-16 or GB18030.

    The second value turns the places of rows that could be read into row numbers of the file.
    """
    text, encoding = _in_utf8(path, folder / "rows.csv", progress)
    separator, header = _header(path, text)
    columns = {
        name: (f"c{place}", "VARCHAR")
        for place, name in reversed(list(enumerate(header)))
        if name.strip()
    }
    kinds = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(header)))
    relation = (
        f"read_csv({literal(str(text))}, columns = {{{kinds}}}, auto_detect = false, "
        f"header = true, delim = {literal(separator)}, quote = '\"', escape = '\"', "
        "store_rejects = true, rejects_limit = 0, "
        f"max_line_size = {LONGEST})"
    )
    ordered = {name: columns[name] for name in header if name in columns}
    rows = Rows(
        connection, relation, ordered, "row_number() OVER () - 1", "row_number() OVER () + 1"
    )

    def numbers(places: Sequence[int]) -> list[int]:
        if not places:
            return []
        skipped = np.array(sorted(_unread(connection).keys() | _blank(text, separator)), dtype=int)
        before = np.searchsorted(skipped - np.arange(len(skipped)), places, side="right")
        return [int(number) for number in np.asarray(places) + before]

    return rows, numbers, _notes(path, encoding)


def refuse_unread(connection: duckdb.DuckDBPyConnection, name: str, report: ImportReport) -> None:
    """Put the lines that could not be read as rows into the report."""
    for number, (kind, line) in sorted(_unread(connection).items()):
        report.refuse(name, number, None, line.strip(), *_WORDS.get(kind, _OTHER))


_WORDS = {
    "MISSING COLUMNS": (
        Text("列数少于表头", "The row has fewer columns than the header"),
        Text("请补齐各列", "Fill in the columns that are missing"),
    ),
    "TOO MANY COLUMNS": (
        Text("列数多于表头", "The row has more columns than the header"),
        Text("含分隔符的文字请加英文双引号", "Put texts that hold the separator in double quotes"),
    ),
    "UNQUOTED VALUE": (
        Text("引号不成对", "A quotation mark has no partner"),
        Text("文字中的双引号请写两个", "Write a double quote inside a text twice"),
    ),
}
_OTHER = (
    Text("这一行无法读取", "The row cannot be read"),
    Text("请在表格软件中重新另存为“CSV UTF-8”", "Save the file again as “CSV UTF-8”"),
)


def _unread(connection: duckdb.DuckDBPyConnection) -> dict[int, tuple[str, str]]:
    """Return kind of error and text of each line that the last scan could not read."""
    found = connection.execute(
        "SELECT line, min(CAST(error_type AS VARCHAR)), min(csv_line) FROM reject_errors "
        "WHERE scan_id = (SELECT max(scan_id) FROM reject_scans) GROUP BY line"
    ).fetchall()
    return {int(line): (kind, text) for line, kind, text in found}


def _blank(text: Path, separator: str) -> set[int]:
    """Return the rows without anything, which are skipped but have a number."""
    with text.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        if whole.find(b"\n\n") < 0 and whole.find(b"\n\r\n") < 0:
            return set()
    with text.open(encoding="utf-8", newline="") as lines:
        rows = enumerate(csv.reader(lines, delimiter=separator), 1)
        return {number for number, row in rows if not row}


def _in_utf8(path: Path, out: Path, progress: Progress) -> tuple[Path, str]:
    for encoding in _encodings(path):
        try:
            with out.open("wb") as file:
                file.writelines(recoded(chunks(path, progress), encoding))
            return out, encoding
        except UnicodeDecodeError:
            continue
    raise InputError(
        f"{path.name} 不是 UTF-8、UTF-16 或 GB18030 文本。请另存为“CSV UTF-8”。",
        f"{path.name} is not text in UTF-8, UTF-16 or GB18030. Save it as “CSV UTF-8”.",
    )


def _notes(path: Path, encoding: str) -> tuple[Note, ...]:
    if encoding != "gb18030":  # the only one that is a guess
        return ()
    note = Text("按 GB18030 编码读取", "Read as text in GB18030")
    advice = Text("若文字有误，请另存为“CSV UTF-8”", "If texts look wrong, save it as “CSV UTF-8”")
    return (Note(path.name, None, note, advice),)


def _encodings(path: Path) -> tuple[str, ...]:
    first = next(chunks(path), b"")
    wide = first.startswith((b"\xff\xfe", b"\xfe\xff"))
    return ("utf-16",) if wide else ("utf-8-sig", "gb18030")


def _header(path: Path, text: Path) -> tuple[str, list[str]]:
    with text.open(encoding="utf-8", newline="") as file:
        line = file.readline(1 << 20)
        separator = max(SEPARATORS, key=line.count)
        file.seek(0)
        try:
            header = next(csv.reader(file, delimiter=separator), [])
        except csv.Error:  # a header cell of more than 131,072 signs
            header = []
    if not any(name.strip() for name in header):
        raise InputError(
            f"{path.name} 第 1 行没有列名。请让第一行是列名，如 办件编号,环节名称,部门,结束时间。",
            f"Row 1 of {path.name} names no columns. Let the first row hold the column names, "
            "such as case_id,activity,department,end_time.",
        )
    return separator, header
