"""The rows of one sheet on their way through the checks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph.text import Text
from loaders.dictionary import NOTHING, Table
from loaders.local_time import Times
from loaders.personal_numbers import looks_personal, masked
from loaders.report import (
    LONGEST_CELL,
    MOST_SOURCES,
    ImportReport,
    Seen,
    SourceCell,
    SourceRow,
    one_line,
)
from loaders.sheets import Cell
from loaders.values import Fault, plain

Mask = npt.NDArray[np.bool_]

PERSONAL_SHAPE = re.compile(r"\d{11}|\d{17}[\dXx]")
ASK = Text("请核对原表的这一行", "Check this row of the sheet")


@dataclass(slots=True)
class Rows:
    """One sheet: cells and values by field name, row numbers of the file, what is accepted.

    A sheet of several answers a line has a row for each; ``parts`` tells which one it is.
    ``unknown`` holds the cells of columns that are not in the dictionary, by place; ``heads`` are
    all columns in the order of the file, each with its field if it is read.
    """

    table: Table
    report: ImportReport
    numbers: npt.NDArray[np.int64]
    cells: dict[str, list[Cell]]
    unknown: dict[int, list[Cell]] = field(default_factory=dict)
    heads: tuple[tuple[str, str | None], ...] = ()
    parts: tuple[tuple[int, str], ...] = ()  # cell and its header, where a row is of one cell
    values: dict[str, pa.Array] = field(default_factory=dict)
    accepted: Mask = field(init=False)
    _sources: dict[int, tuple[SourceCell, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.accepted = np.ones(len(self.numbers), dtype=bool)

    def __len__(self) -> int:
        """Count the rows, refused ones included."""
        return len(self.numbers)

    @property
    def name(self) -> str:
        """The sheet's name as the user knows it."""
        return self.table.label.zh

    def times(self, column: str) -> Times:
        """Return a column of dates or instants as local times; missing ones are NaT."""
        values = self.values[column].to_numpy(zero_copy_only=False)
        found: Times = values.astype("datetime64[us]")
        return found

    def given(self, column: str) -> Mask:
        """Tell which rows have a value in that column."""
        return np.asarray(self.values[column].is_valid().to_numpy(zero_copy_only=False), dtype=bool)

    def equal(self, column: str, value: str) -> Mask:
        """Tell which rows have that text in that column."""
        found = self.values[column].to_numpy(zero_copy_only=False) == value
        return np.asarray(found, dtype=bool)

    def refuse(self, where: Mask, column: str | None, fault: Fault, *, tell: bool = False) -> None:
        """Refuse the rows of `where` for the same reason; `tell` as in `refuse_each`."""
        faults = ((int(index), fault) for index in np.flatnonzero(where))
        self.refuse_each(faults, column, tell=tell)

    def refuse_each(
        self, faults: Iterable[tuple[int, Fault]], column: str | None, *, tell: bool = False
    ) -> None:
        """Refuse rows, each for its own reason; of private sheets no content is reported.

        `tell` promises that the advice holds nothing of a private sheet.
        """
        label = None if column is None else self.table.by_name[column].label
        for index, fault in faults:
            self.accepted[index] = False
            number = int(self.numbers[index])
            if self.table.private:
                reason = fault.reason if label is None else _about(label, fault.reason)
                kind = fault.kind and (_about(label, fault.kind) if label else fault.kind)
                advice = fault.advice if tell else ASK
                part, head = self.parts[index] if self.parts else (None, label and label.zh)
                seen = Seen(head, self.shown(column, index))
                self.report.refuse(
                    self.name, number, None, None, reason, advice, kind=kind, part=part, seen=seen
                )
            else:
                value, source = self.shown(column, index), self.source(column, index)
                self.report.refuse(
                    self.name, number, label and label.zh, value, *fault, source=source
                )

    def note(self, column: str | None, text: Text, where: Mask, advice: Text = NOTHING) -> None:
        """Note something about the rows of `where`."""
        found = np.flatnonzero(where)
        if len(found):
            label = None if column is None else self.table.by_name[column].label.zh
            first = int(self.numbers[found[0]])
            self.report.note(self.name, label, text, advice, len(found), first)

    def shown(self, column: str | None, index: int) -> str | None:
        """Return the text of a cell as in the file; personal numbers are not shown."""
        cell = self.cells[column][index] if column in self.cells and column else None
        text = "" if cell is None else plain(cell)
        if PERSONAL_SHAPE.fullmatch(text) and looks_personal(pa.array([text])):
            return None
        return (cell if isinstance(cell, str) else text) if text else None

    def source(self, column: str | None, index: int) -> SourceRow | None:
        """Return a row as it is in the file, but for personal numbers and what is not read."""
        if index not in self._sources:
            if len(self._sources) >= MOST_SOURCES:
                return None
            self._sources[index] = tuple(self._source(*head, index) for head in self.heads)
        at = [field for _, field in self.heads]
        return SourceRow(self._sources[index], at.index(column) if column in at else None)

    def _source(self, head: str, field: str | None, index: int) -> SourceCell:
        if field not in self.cells:
            return SourceCell(head, None, withheld=True)
        cell = self.cells[field][index]
        text = "" if cell is None else cell if isinstance(cell, str) else plain(cell)
        return SourceCell(head, one_line(masked(text), LONGEST_CELL) or None)


def _about(label: Text, reason: Text) -> Text:
    return Text(f"{label.zh}：{reason.zh}", f"{label.en}: {reason.en}")
