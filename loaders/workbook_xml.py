"""What the reader of workbooks does not tell: the 1904 flag and formulas without a result."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
FORMULA_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*>(<f\b.*?)</c>', re.DOTALL)
RESULT = re.compile(rb"<v>[^<]|<is>")


@dataclass(frozen=True, slots=True)
class WorkbookFacts:
    """Whether days count from 1904, and the places of formulas without a result in a sheet."""

    epoch_1904: bool = False
    uncached: frozenset[tuple[int, int]] = frozenset()


def workbook_facts(file: Path, sheet: str) -> WorkbookFacts:
    """Look into an .xlsx file; of other formats nothing is known."""
    if file.suffix.lower() != ".xlsx" or not zipfile.is_zipfile(file):
        return WorkbookFacts()
    with zipfile.ZipFile(file) as archive:
        try:
            book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
            links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        except (KeyError, ElementTree.ParseError):
            return WorkbookFacts()
        parts = {link.get("Id"): link.get("Target", "") for link in links}
        ids = {item.get("name"): item.get(RELATION) for item in book.iter(f"{MAIN}sheet")}
        uncached = _uncached(archive, parts.get(ids.get(sheet), ""))
    settings = book.find(f"{MAIN}workbookPr")
    flag = settings is not None and settings.get("date1904") in ("1", "true")
    return WorkbookFacts(flag, uncached)


def _uncached(archive: zipfile.ZipFile, target: str) -> frozenset[tuple[int, int]]:
    part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    if part not in archive.namelist():
        return frozenset()
    xml = archive.read(part)
    if b"<f" not in xml:
        return frozenset()
    return frozenset(
        (int(found[2]) - 1, _column(found[1]))
        for found in FORMULA_CELL.finditer(xml)
        if not RESULT.search(found[3])
    )


def _column(letters: bytes) -> int:
    """Count columns from 0: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1
