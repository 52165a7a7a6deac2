"""The import report: what was read, what was refused and why, what was changed."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from graph.errors import InputError
from graph.tables import COUNTS, NOTES, REFUSED
from graph.text import Text

LONGEST_VALUE = 80
"""Characters of a refused value that are shown."""

BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")


def one_line(text: str, longest: int = LONGEST_VALUE) -> str:
    r"""Return `text` as a report shows it: on one line, and cut where it is long.

    >>> one_line("两\n行"), len(one_line("长" * 1000))
    ('两 行', 80)
    """
    line = BREAKS.sub(" ", text)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


Place = tuple[str, int | None]
"""A table and a row of it."""

LONGEST_CELL = 200
"""Characters of a cell that are kept of a refused row."""
MOST_SOURCES = 20_000
"""Refused rows of one table of which the source is kept."""


class SourceCell(NamedTuple):
    """A cell as it is in the file; one that is `withheld` is not kept."""

    column: str
    value: str | None
    withheld: bool = False


class SourceRow(NamedTuple):
    """The cells of a refused row, and the place of the one at fault."""

    cells: tuple[SourceCell, ...]
    at: int | None = None

    def without(self, column: str) -> "SourceRow":
        """Return the row with nothing of that column kept."""
        cells = (SourceCell(c.column, None, True) if c.column == column else c for c in self.cells)
        return self._replace(cells=tuple(cells))


class Seen(NamedTuple):
    """Column and value of a row of a private sheet, for whoever has the file; never kept."""

    column: str | None
    value: str | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused row (`row` as in the file, the first line is 1).

    ``origin`` is the sheet and row whose own refusal is the reason, where it is one. ``kind`` is
    the reason without what is of this row; ``source`` the row as it is in the file.
    """

    table: str
    row: int | None
    column: str | None
    value: str | None
    reason: Text
    advice: Text
    origin: Place | None = None
    kind: Text | None = None
    source: SourceRow | None = None
    part: int | None = None  # the cell, where each cell of a row is refused for itself
    seen: Seen | None = None


@dataclass(slots=True)
class Note:
    """Something done to, or worth knowing of, `rows` rows of a table."""

    table: str
    column: str | None
    note: Text
    advice: Text
    rows: int = 0
    first_row: int | None = None


@dataclass(slots=True)
class ImportReport:
    """Collects refusals, notes and counts while an input is read."""

    refusals: list[Refusal] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    read: Counter[str] = field(default_factory=Counter)  # rows read, by table

    def refuse(
        self,
        table: str,
        row: int | None,
        column: str | None,
        value: object,
        reason: Text,
        advice: Text,
        origin: Place | None = None,
        kind: Text | None = None,
        source: SourceRow | None = None,
        part: int | None = None,
        seen: Seen | None = None,
    ) -> None:
        """Refuse one row; a row may be refused once for each thing wrong with it."""
        shown = None if value is None else one_line(str(value))
        refusal = Refusal(
            table, row, column, shown, reason, advice, origin, kind, source, part, seen
        )
        self.refusals.append(refusal)

    def withhold(self, table: str, column: str) -> None:
        """Keep nothing of a column of a table in the sources of its refused rows."""
        for place, refusal in enumerate(self.refusals):
            if refusal.table == table and refusal.source is not None:
                self.refusals[place] = replace(refusal, source=refusal.source.without(column))

    def note(
        self,
        table: str,
        column: str | None,
        note: Text,
        advice: Text = Text("", ""),  # noqa: B008 - a Text is immutable
        rows: int = 1,
        first_row: int | None = None,
    ) -> None:
        """Note a repair or a warning; equal notes of a table and column are added up."""
        for known in self.notes:
            if (known.table, known.column, known.note) == (table, column, note):
                known.rows += rows
                return
        self.notes.append(Note(table, column, note, advice, rows, first_row))

    def refused(self, table: str) -> int:
        """Count the refused rows of `table`, each once."""
        rows = [(one.row, one.part) for one in self.refusals if one.table == table]
        return len({row for row in rows if row[0] is not None}) + rows.count((None, None))

    def commonest_cause(self, table: str) -> Refusal:
        """Return the refusal for which most rows of `table` are refused, be it of another table.

        >>> report, no = ImportReport(), Text("", "")
        >>> report.refuse("部门", 2, "部门编码", "d 1", no, no)
        >>> for row in (2, 3):
        ...     report.refuse("事项", row, "部门", "d 1", no, no, ("部门", 2))
        >>> report.commonest_cause("事项").table
        '部门'
        """
        causes: dict[Place, Refusal] = {}
        for refusal, own in self._with_causes():
            causes.setdefault((refusal.table, refusal.row), own)
        found = Counter(own for (place, _), own in causes.items() if place == table)
        return found.most_common(1)[0][0]

    def _with_causes(self) -> Iterator[tuple[Refusal, Refusal]]:
        """Yield each refusal with the one, of this row or of another, with which it began."""
        causes: dict[Place, Refusal] = {}
        for refusal in self.refusals:
            own = causes.get(refusal.origin, refusal) if refusal.origin else refusal
            causes.setdefault((refusal.table, refusal.row), own)
            yield refusal, own

    @property
    def total_refused(self) -> int:
        """Count the refused rows of all tables, each once."""
        return sum(self.refused(table) for table in {refusal.table for refusal in self.refusals})

    def write(self, folder: Path) -> None:
        """Write ``refused``, ``notes`` and ``counts`` as checked tables into `folder`."""
        pq.write_table(self.refused_table(), folder / "refused.parquet")
        pq.write_table(self.notes_table(), folder / "notes.parquet")
        pq.write_table(self.counts_table(), folder / "counts.parquet")

    def refused_table(self, *, seen: bool = False) -> pa.Table:
        """Return the refusals as a table of schema ``REFUSED``, in the order of the input.

        With `seen` the values of private sheets are in it, for whoever has the file; it is not
        to be kept.
        """
        return _table([_refused(*each, seen) for each in self._with_causes()], REFUSED)

    def notes_table(self) -> pa.Table:
        """Return the notes as a table of schema ``NOTES``."""
        rows = [
            (n.table, n.column, n.rows, n.first_row, n.note.zh, n.advice.zh, n.note.en, n.advice.en)
            for n in self.notes
        ]
        return _table(rows, NOTES)

    def counts_table(self) -> pa.Table:
        """Return the counts as a table of schema ``COUNTS``."""
        rows = [
            (table, read, read - self.refused(table), self.refused(table))
            for table, read in self.read.items()
        ]
        return _table(rows, COUNTS)


class AllRefusedError(InputError):
    """Nothing of an input that is needed is left; ``report`` tells why of every row."""

    def __init__(self, zh: str, en: str, report: ImportReport) -> None:
        super().__init__(zh, en)
        self.report = report


def _refused(refusal: Refusal, cause: Refusal, seen: bool) -> tuple[object, ...]:
    place = refusal.seen if seen and refusal.seen else (refusal.column, refusal.value)
    kind, source = refusal.kind or refusal.reason, refusal.source
    root = cause.kind or cause.reason
    return (
        *(refusal.table, refusal.row, *place),
        *(refusal.reason.zh, refusal.advice.zh, refusal.reason.en, refusal.advice.en),
        *(kind.zh, kind.en, root.zh, root.en),
        source and [cell._asdict() for cell in source.cells],
        source and source.at,
    )


def _table(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)],
        schema=schema,
    )
