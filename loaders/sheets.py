"""Raw grids of cells from a workbook or from CSV files, with the row numbers of the file."""

import csv
import datetime
import io
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from python_calamine import CalamineError, CalamineWorkbook

from graph.errors import InputError
from loaders.plain_text import refuse_binary
from loaders.workbook_xml import workbook_facts

Cell = (
    int
    | float
    | str
    | bool
    | datetime.time
    | datetime.date
    | datetime.datetime
    | datetime.timedelta
    | None
)
Place = tuple[int, int]
Told = Callable[[int, int], None]
"""Hears how many rows are read, and how many there are."""
TOLD_EVERY = 10_000

BOOKS = (".xlsx", ".xls", ".xlsb", ".ods")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))


@dataclass(slots=True)
class Grid:
    """One sheet as it is: rows of cells, and the number that each row has in the file.

    ``merged`` holds (top left, bottom right) places, ``uncached`` those of formulas that were
    saved without their result; both count from 0.
    """

    name: str
    file: str
    rows: list[list[Cell]]
    numbers: list[int]
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    uncached: frozenset[Place] = frozenset()
    epoch_1904: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that can be read: of a workbook, or a CSV file."""

    name: str
    file: Path
    book: CalamineWorkbook | None

    def grid(self, told: Told = lambda done, total: None) -> Grid:
        """Read all cells of the sheet; `told` hears the rows done and in all."""
        if self.book is None:
            return _csv(self.file, told)
        return _from_book(self.book, self.file, self.name, told)


def compact(text: str) -> str:
    r"""Return `text` in the form in which headers and names are compared.

    >>> compact(" 受理\n时间（必填） ")
    '受理时间(必填)'
    """
    plain = unicodedata.normalize("NFKC", text.translate(INVISIBLE))
    return "".join(plain.split()).lower()


def input_files(path: Path) -> list[Path]:
    """Return the CSV files of a folder, or the one workbook in it, or the file itself."""
    if not path.is_dir():
        return [path]
    files = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith(("~$", ".")))
    tables = [file for file in files if file.suffix.lower() == ".csv"]
    books = [file for file in files if file.suffix.lower() in BOOKS]
    if tables or len(books) == 1:
        return tables or books
    if books:
        names = "、".join(book.name for book in books)
        raise InputError(
            f"文件夹 {path} 里有多个工作簿：{names}。请指明其中一个文件。",
            f"The folder {path} holds several workbooks: {names}. Name one of the files.",
        )
    raise InputError(
        f"文件夹 {path} 里没有 CSV 表，也没有工作簿。",
        f"The folder {path} holds neither CSV tables nor a workbook.",
    )


def list_sheets(files: list[Path]) -> list[Sheet]:
    """Return the sheets of `files`; a CSV file is one sheet named like its stem."""
    sheets: list[Sheet] = []
    for file in files:
        if file.suffix.lower() == ".csv":
            sheets.append(Sheet(file.stem, file, None))
        else:
            book = _open(file)
            sheets += [Sheet(name, file, book) for name in book.sheet_names]
    return sheets


def _open(file: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(file)
    except (CalamineError, OSError) as error:
        raise InputError(
            f"工作簿 {file.name} 打不开：文件损坏、已加密或不是 Excel 格式。"
            "请用 Excel 或 WPS 打开后另存为 .xlsx。",
            f"The workbook {file.name} cannot be opened: it is damaged, encrypted or not of an "
            "Excel format. Open it in Excel or WPS and save it as .xlsx.",
        ) from error


def _from_book(book: CalamineWorkbook, file: Path, name: str, told: Told) -> Grid:
    try:
        sheet = book.get_sheet_by_name(name)
        told(0, sheet.total_height)
        rows = cast(list[list[Cell]], sheet.to_python(skip_empty_area=False))  # list is invariant
        merged = sheet.merged_cell_ranges or []
    except CalamineError as error:
        raise InputError(
            f"工作簿 {file.name} 的表 {name} 读不出来。请另存为 .xlsx 后重试。",
            f"Sheet {name} of {file.name} cannot be read. Save it as .xlsx and try again.",
        ) from error
    told(len(rows), len(rows))
    facts = workbook_facts(file, name)
    numbers = list(range(1, len(rows) + 1))
    return Grid(name, file.name, rows, numbers, merged, facts.uncached, facts.epoch_1904)


def _csv(file: Path, told: Told) -> Grid:
    text = decode(file)
    lines = text.count("\n")  # about as many as rows
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[Cell]] = []
    try:
        for row in reader:
            rows.append([*row])
            if len(rows) % TOLD_EVERY == 0:
                told(len(rows), max(lines, len(rows)))
    except csv.Error as error:
        raise _unreadable(file, len(rows) + 1, reader.line_num) from error
    return Grid(file.stem, file.name, rows, list(range(1, len(rows) + 1)))


def _unreadable(file: Path, row: int, line: int) -> InputError:
    """Name the row in which a quotation mark opens and the line up to which it reaches."""
    return InputError(
        f"文件 {file.name} 第 {row} 行的英文双引号没有配对（一直读到文本的第 {line} 行），"
        "其后的行会被吞掉，所以整个文件没有读入。请补上或删去引号；文字中的双引号请写两个。",
        f"A double quotation mark in row {row} of {file.name} has no partner (read on to line "
        f"{line} of the text). It would swallow the rows below, so the file was not read. Close "
        "or delete it; write a double quote inside a text twice.",
    )


def decode(file: Path) -> str:
    """Return the text of a CSV file: by its BOM, else strict UTF-8, else strict GB18030."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise InputError(
            f"文件 {file.name} 读不了：请检查权限，或文件是否正被占用。",
            f"{file.name} cannot be read: see its permissions and that nothing holds it.",
        ) from error
    refuse_binary(file.name, raw)
    boms = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    marked = [encoding for bom, encoding in boms.items() if raw.startswith(bom)]
    for encoding in marked or ["utf-8", "gb18030"]:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(
        f"文件 {file.name} 的编码认不出来。请另存为“CSV UTF-8”。",
        f"The encoding of {file.name} is not known. Save it as CSV UTF-8.",
    )
