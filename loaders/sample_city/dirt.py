"""Errors as hands make them, put into copies of a city; each of them is recorded.

What a cell means stays the same, so a dirty copy has the truth of the clean city. A column is
soiled where it is read and kept, so that what became of each error can be told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from loaders.sample_city.dirt_spellings import Spelling, Written, spellings
from loaders.sample_city.sheet import Sheet, as_text

Form = Literal["csv", "xlsx"]

DATES = ("date_in_words", "date_with_dots", "date_in_digits", "date_as_serial", "full_width")
CODES = ("full_width", "spaces")
PLAN: dict[tuple[str, str], tuple[str, ...]] = {
    ("部门", "部门名称"): ("spaces",),
    ("部门", "行政区划代码"): ("code_as_number",),
    ("事项", "事项名称"): ("spaces",),
    ("事项", "承诺办结时限"): ("unit", "full_width"),
    ("办件", "办件编号"): CODES,
    ("办件", "事项编码"): CODES,
    ("办件", "申请时间"): DATES,
    ("办件", "受理时间"): DATES,
    ("办件", "办结时间"): DATES,
    ("办件环节", "办件编号"): CODES,
    ("办件环节", "环节序号"): CODES,
    ("办件环节", "环节名称"): ("spaces",),
    ("办件环节", "标准环节"): ("spaces",),
    ("办件环节", "处理部门"): ("alias", *CODES),
    ("办件环节", "经办人编号"): CODES,
    ("办件环节", "到达时间"): DATES,
    ("办件环节", "开始时间"): DATES,
    ("办件环节", "结束时间"): DATES,
    ("办件环节", "业务动作"): ("spaces",),
    ("特别程序", "办件编号"): CODES,
    ("特别程序", "开始时间"): DATES,
    ("特别程序", "结束时间"): DATES,
}
"""Kinds of errors of each column; at most one in a cell."""

ONLY_IN_BOOKS = frozenset({"code_as_number"})
REPEATED = ("办件", "办件环节", "特别程序")
STEPS = "办件环节"
SUMMARIES = {"total_row": "合计", "remark_row": "注：数据截至2022年8月31日，由各部门填报"}
"""Rows below the table, by the kind of error that each of them is."""


@dataclass(frozen=True, slots=True)
class Error:
    """One error: what is written where, what it means, what should become of it.

    `row` is that of the file, `clean_row` that of the clean CSV file; None: the whole sheet, or
    a row that the clean sheet lacks. ``found``: the row is refused as what it is; ``fixed``: it
    is read as meant.
    """

    kind: str
    sheet: str
    row: int | None = None
    column: str | None = None
    written: Written | None = None
    meant: str | None = None
    clean_row: int | None = None
    expected: Literal["found", "fixed"] = "fixed"


@dataclass(slots=True)
class Soiled:
    """A sheet with its errors; rows are places in the clean sheet, first body row 0.

    ``cells`` is written over the sheet; of each of ``merged`` (first and last row) the key
    stands in the first row only; ``repeated`` rows come again below the last one.
    """

    sheet: Sheet
    cells: dict[tuple[int, str], Written] = field(default_factory=dict)
    kinds: dict[tuple[int, str], str] = field(default_factory=dict)
    merged: list[tuple[int, int]] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    summaries: dict[str, str] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """The rows of the clean sheet."""
        return len(next(iter(self.sheet.values())))

    def errors(self, name: str, above: int) -> Iterator[Error]:
        """Yield the errors, the body beginning below `above` rows of the file."""
        for (row, column), written in self.cells.items():
            meant, kind = str(as_text(self.sheet[column])[row]), self.kinds[row, column]
            yield Error(kind, name, above + row + 1, column, written, meant, row + 2)
        yield from self._open_ends(name, above)
        key = next(iter(self.sheet))
        for first, last in self.merged:
            for row in range(first + 1, last + 1):
                meant = str(self.sheet[key][row])
                yield Error("merged_key", name, above + row + 1, key, None, meant, row + 2)
        below = above + self.height
        for place, row in enumerate(self.repeated, below + 1):
            yield Error("repeated_row", name, place, clean_row=row + 2, expected="found")
        for place, (kind, text) in enumerate(
            self.summaries.items(), below + len(self.repeated) + 1
        ):
            yield Error(kind, name, place, written=text)

    def _open_ends(self, name: str, above: int) -> Iterator[Error]:
        """Yield the ends of open steps that repeat the start: the clean sheet has them as well."""
        if name != STEPS:
            return
        pending = self.sheet["办理状态"] == "待办"
        same = pending & (self.sheet["开始时间"] == self.sheet["结束时间"])
        texts = as_text(self.sheet["结束时间"])
        for row in np.flatnonzero(same).tolist():
            if not {(row, "开始时间"), (row, "结束时间")} & self.cells.keys():
                yield Error(
                    "end_is_start", name, above + row + 1, "结束时间", str(texts[row]), "", row + 2
                )


def soil(
    sheets: Mapping[str, Sheet], share: float, form: Form, rng: np.random.Generator
) -> dict[str, Soiled]:
    """Return all sheets, with errors in the share `share` of the cells for each kind.

    At least one error of each kind is made where it can be made at all.
    """
    soiled = {name: Soiled(sheet) for name, sheet in sheets.items()}
    known = spellings(sheets["部门"])
    if form == "xlsx":
        _merge(soiled[STEPS], share, rng)
    for (name, column), kinds in PLAN.items():
        made = [kind for kind in kinds if form == "xlsx" or kind not in ONLY_IN_BOOKS]
        _misspell(soiled[name], column, made, share, known, rng)
    for name in REPEATED:
        sheet = soiled[name]
        free = _outside(sheet)
        sheet.repeated = np.sort(rng.choice(free, _count(share, len(free)), replace=False)).tolist()
        sheet.summaries = SUMMARIES
    return soiled


def _misspell(
    sheet: Soiled,
    column: str,
    kinds: list[str],
    share: float,
    known: Mapping[str, Spelling],
    rng: np.random.Generator,
) -> None:
    texts = as_text(sheet.sheet[column])
    rows = np.flatnonzero([text is not None for text in texts])
    if column == next(iter(sheet.sheet)):
        rows = np.intersect1d(rows, _outside(sheet))
    count = _count(share, len(rows))
    chosen = rng.permutation(rows)[: count * len(kinds)].tolist()
    for place, row in enumerate(chosen):
        kind = kinds[place % len(kinds)]
        sheet.cells[row, column] = known[kind](str(texts[row]))
        sheet.kinds[row, column] = kind


def _merge(sheet: Soiled, share: float, rng: np.random.Generator) -> None:
    """Merge the keys of the rows of some cases, which follow each other in the sheet."""
    key = next(iter(sheet.sheet.values()))
    first = np.flatnonzero(key[1:] != key[:-1]) + 1
    first = np.concatenate((np.zeros(1, np.int64), first, [len(key)]))
    chosen = np.sort(rng.choice(len(first) - 1, _count(share, len(first) - 1), replace=False))
    runs = ((int(first[n]), int(first[n + 1]) - 1) for n in chosen)
    sheet.merged = [(start, end) for start, end in runs if end > start]


def _outside(sheet: Soiled) -> NDArray[np.int64]:
    """Return the rows that are in no merged cell."""
    free = np.ones(sheet.height, bool)
    for start, end in sheet.merged:
        free[start : end + 1] = False
    return np.flatnonzero(free)


def _count(share: float, rows: int) -> int:
    return min(rows, max(1, round(share * rows)))
