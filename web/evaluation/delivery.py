"""A whole round as files to hand out: a folder for each department, one for oversight."""

import csv
import hashlib
import io
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from graph.errors import DeliveryError
from graph.evaluation.figures import Document, Oversight
from graph.text import Language, Text
from queries.formula_guard import guarded
from web.evaluation.document import department_report
from web.evaluation.oversight import oversight_report
from web.reports.cells import Tables
from web.reports.content import Report, Section
from web.reports.docx import to_docx
from web.reports.pdf import printer
from web.reports.xlsx import to_xlsx

Progress = Callable[[int, int, str], None]
"""Told after each report: how many are done, of how many, and whose was the last."""

OVERSIGHT = Text("监督部门", "oversight")
LIST = Text("送达清单", "delivery-list")
_REPORT = Text("部门互评报告", "evaluation-report")
_OVERSIGHT_REPORT = Text("部门互评监督报告", "oversight-report")
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_LONGEST = 120  # bytes of a name; 255 are allowed, extension and folder come on top


class Delivered(NamedTuple):
    """A file of the round, for whom it is, and its SHA-256."""

    department: str
    name: str
    path: str  # within the folder of the round, with /
    sha256: str


def deliver(
    oversight: Oversight,
    documents: Iterable[Document],
    out: Path,
    language: Language = "zh",
    progress: Progress | None = None,
) -> list[Delivered]:
    """Write all reports of a round as Word, PDF and Excel into the new folder `out`.

    Everything is written beside it and moved there at the end: the folder is whole or not there.
    Raises `DeliveryError` where `out` exists and is not empty.
    """
    _refuse_taken(out)
    try:
        return _delivered(oversight, list(documents), out, language, progress)
    except OSError as error:
        raise DeliveryError(
            f"报告无法写入 {out}：{error.strerror or error}。请检查权限和磁盘空间。",
            f"The reports cannot be written to {out}: {error.strerror or error}. "
            "Check its permissions and the space on the disk.",
        ) from error


def _delivered(
    oversight: Oversight,
    documents: list[Document],
    out: Path,
    language: Language,
    progress: Progress | None,
) -> list[Delivered]:
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        delivered = list(_written(oversight, documents, beside, language, progress))
        _list(oversight, delivered, beside, language)
        _move(beside, out)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return delivered


def formats(content: Report) -> dict[str, bytes]:
    """Return a report in each format, by extension."""
    press = printer()
    return {
        "docx": to_docx(content, press.pictures(content)),
        "pdf": press.pdf(content),
        "xlsx": to_xlsx(content),
    }


def safe_name(text: str) -> str:
    """Return a name that every file system takes: no path, no control, not too long.

    >>> safe_name("../水利局/河湖科:一"), safe_name("CON"), safe_name(" . ")
    ('_水利局_河湖科_一', '_CON', '_')
    """
    clean = _UNSAFE.sub("_", unicodedata.normalize("NFC", text)).lstrip(" .").rstrip(" .")
    while len(clean.encode()) > _LONGEST:
        clean = clean[:-1]
    reserved = re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", clean)
    return f"_{clean}" if reserved or not clean else clean


def _refuse_taken(out: Path) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise DeliveryError(
            f"{out} 已存在且不是空文件夹。请换一个文件夹，或先移走其中的文件。",
            f"{out} exists and is no empty folder. Choose another one, or move its files away.",
        )


def _written(
    oversight: Oversight,
    documents: list[Document],
    folder: Path,
    language: Language,
    progress: Progress | None,
) -> Iterator[Delivered]:
    total = len(documents) + 1
    office, taken = OVERSIGHT.of(language), {OVERSIGHT.of(language).lower()}
    for done, document in enumerate(documents, 1):
        one, content = document.department, department_report(document, language)
        place = Path(_untaken(safe_name(f"{one.id} {one.name}"), taken))
        yield from _files(content, folder, place, _REPORT.of(language), (one.id, one.name))
        if progress:
            progress(done, total, one.name)
    content = oversight_report(oversight, language)
    name = _OVERSIGHT_REPORT.of(language)
    yield from _files(content, folder, Path(office), name, ("", office))
    if progress:
        progress(total, total, office)


def _untaken(name: str, taken: set[str]) -> str:
    """Return `name`, with a number where a folder of that name is there, also in other case."""
    tries = chain([name], (f"{name} {n}" for n in count(2)))
    found = next(each for each in tries if each.lower() not in taken)
    taken.add(found.lower())
    return found


def _files(
    content: Report, folder: Path, place: Path, name: str, whose: tuple[str, str]
) -> Iterator[Delivered]:
    (folder / place).mkdir()
    for extension, data in formats(content).items():
        path = place / f"{name}.{extension}"
        (folder / path).write_bytes(data)
        yield Delivered(*whose, path.as_posix(), hashlib.sha256(data).hexdigest())


def _list(
    oversight: Oversight, delivered: list[Delivered], folder: Path, language: Language
) -> None:
    """Write the delivery list, as CSV and as workbook."""
    heads = (
        Text("部门编码", "Department id"),
        Text("部门", "Department"),
        Text("文件", "File"),
        Text("SHA-256", "SHA-256"),
    )
    name = LIST.of(language)
    made = [guarded(pa.array(values)).to_pylist() for values in zip(*delivered, strict=True)]
    sink = io.StringIO(newline="")
    writer = csv.writer(sink)
    writer.writerow([head.of(language) for head in heads])
    writer.writerows(zip(*made, strict=True))
    (folder / f"{name}.csv").write_bytes(sink.getvalue().encode("utf-8-sig"))
    make = Tables(language)
    rows = [tuple(map(make.words, row)) for row in delivered]
    table = make.table(LIST, [(each, False) for each in heads], rows)
    content = replace(
        oversight_report(oversight, language),
        title=name,
        answer="",
        basis="",
        sections=(Section(name, (table,)),),
    )
    (folder / f"{name}.xlsx").write_bytes(to_xlsx(content))


def _move(folder: Path, out: Path) -> None:
    """Put the finished folder in place, for its owner alone; an empty folder there makes way.

    A report tells how its department rates: no other account may read it before it is delivered.
    """
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    if out.exists():
        out.rmdir()
    folder.replace(out)
