"""The rows of a CSV file: its text, its separator, and the lines that are no rows."""

import csv
import mmap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np

from graph.errors import InputError
from graph.progress import Progress
from graph.text import Text
from loaders.chunks import chunks, recoded
from loaders.event_log_header import read_header
from loaders.event_log_rows import Rows, brief, literal
from loaders.plain_text import WIDE, refuse_binary
from loaders.report import ImportReport, Note

QUOTE = "UNQUOTED VALUE"
LONGEST = 1 << 24
"""Bytes that a line may have."""

Numbers = Callable[[Sequence[int]], list[int]]


class Unread(NamedTuple):
    """A line that could not be read: the kinds of its errors, and its text."""

    kinds: frozenset[str]
    text: str

    @property
    def is_quote(self) -> bool:
        """Whether a quotation mark is at fault."""
        return QUOTE in self.kinds


class CsvFile(NamedTuple):
    """A CSV file whose columns are known.

    ``numbers`` turns the places of rows that could be read into row numbers of the file.
    """

    rows: Rows
    numbers: Numbers
    notes: tuple[Note, ...]
    separator: str
    header: list[str]
    has_quotes: bool
    lines: int


def csv_rows(
    path: Path, folder: Path, connection: duckdb.DuckDBPyConnection, progress: Progress
) -> CsvFile:
    """Return the rows of a CSV file, packed or not, in UTF-8, UTF-16 or GB18030."""
    text, encoding, lines = _in_utf8(path, folder / "rows.csv", progress)
    progress("header", 0, None)
    separator, header = read_header(path, text)
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
        skipped = np.array(
            sorted(unread_lines(connection).keys() | _blank(text, separator)), dtype=int
        )
        before = np.searchsorted(skipped - np.arange(len(skipped)), places, side="right")
        return [int(number) for number in np.asarray(places) + before]

    return CsvFile(
        rows, numbers, _notes(path, encoding), separator, header, _has(text, b'"'), lines
    )


def refuse_unread(
    name: str, unread: Mapping[int, Unread], separator: str, report: ImportReport
) -> int:
    """Put the lines that could not be read as rows into the report; return how many are empty."""
    empty = 0
    for number, each in sorted(unread.items()):
        if each.text.strip(f'{separator}" \r\n\u3000'):
            report.refuse(name, number, None, brief(each.text), *_words(each))
        else:
            empty += 1
    return empty


def _words(unread: Unread) -> tuple[Text, Text]:
    kind = QUOTE if unread.is_quote else min(unread.kinds)
    return _WORDS.get(kind, _OTHER)


_WORDS = {
    "MISSING COLUMNS": (
        Text("列数少于表头", "The row has fewer columns than the header"),
        Text("请补齐各列", "Fill in the columns that are missing"),
    ),
    "TOO MANY COLUMNS": (
        Text("列数多于表头", "The row has more columns than the header"),
        Text("含分隔符的文字请加英文双引号", "Put texts that hold the separator in double quotes"),
    ),
    QUOTE: (
        Text("引号不成对", "A quotation mark has no partner"),
        Text("文字中的双引号请写两个", "Write a double quote inside a text twice"),
    ),
}
_OTHER = (
    Text("这一行无法读取", "The row cannot be read"),
    Text("请在表格软件中重新另存为“CSV UTF-8”", "Save the file again as “CSV UTF-8”"),
)


def unread_lines(connection: duckdb.DuckDBPyConnection) -> dict[int, Unread]:
    """Return each line that the last scan could not read."""
    found = connection.execute(
        "SELECT line, list(DISTINCT CAST(error_type AS VARCHAR)), min(csv_line) FROM reject_errors "
        "WHERE scan_id = (SELECT max(scan_id) FROM reject_scans) GROUP BY line"
    ).fetchall()
    return {int(line): Unread(frozenset(kinds), text or "") for line, kinds, text in found}


def _blank(text: Path, separator: str) -> set[int]:
    """Return the rows without anything, which are skipped but have a number."""
    if not _has(text, b"\n\n", b"\n\r\n"):
        return set()
    with text.open(encoding="utf-8", newline="") as lines:
        rows = enumerate(csv.reader(lines, delimiter=separator), 1)
        return {number for number, row in rows if not row}


def _has(text: Path, *signs: bytes) -> bool:
    """Tell whether any of `signs` occurs in the file, which is not empty."""
    with text.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        return any(whole.find(sign) >= 0 for sign in signs)


def _in_utf8(path: Path, out: Path, progress: Progress) -> tuple[Path, str, int]:
    """Return the file in UTF-8, its encoding, and how many lines it has."""
    for encoding in _encodings(path):
        lines = 0
        try:
            with out.open("wb") as file:
                for piece in recoded(chunks(path, progress), encoding):
                    lines += piece.count(b"\n")
                    file.write(piece)
            return out, encoding, lines
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
    refuse_binary(path.name, first)
    wide = first.startswith(WIDE)
    return ("utf-16",) if wide else ("utf-8-sig", "gb18030")
