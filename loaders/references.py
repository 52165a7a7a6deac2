"""Resolve references to rows of another sheet: by code, by name or by a short name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph.text import Text
from loaders.report import one_line
from loaders.rows import Rows
from loaders.sheets import compact
from loaders.values import Fault

Codes = npt.NDArray[np.int64]

COMPARISONS = 100_000
"""After so many comparisons no similar name is looked for any more."""


@dataclass(slots=True)
class Referents:
    """What rows of a table may be called, and which of those rows were refused.

    ``codes`` and ``names`` lead to the id; a name of several rows leads to None. ``refused``
    leads from code or name to the row number in the file.
    """

    sheet: str
    codes: set[str] = field(default_factory=set)
    names: dict[str, str | None] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    missed: int = 0

    @classmethod
    def of(cls, rows: Rows, code: str, *names: str) -> "Referents":
        """Collect the codes and names of the accepted and of the refused rows."""
        found = cls(rows.name)
        codes = rows.values[code].to_pylist()
        for value, number, accepted in zip(codes, rows.numbers, rows.accepted, strict=True):
            if accepted:
                found.codes.add(value)
            elif value is not None:
                found.refused.setdefault(value, int(number))
        for name in names:
            found._add_names(rows, codes, name)
        return found

    def _add_names(self, rows: Rows, codes: list[str], name: str) -> None:
        values = rows.values[name].to_pylist()
        for index, value in enumerate(values):
            for text in value if isinstance(value, list) else [value] if value else []:
                key = compact(text)
                if not rows.accepted[index]:
                    self.refused.setdefault(key, int(rows.numbers[index]))
                elif self.names.setdefault(key, codes[index]) != codes[index]:
                    self.names[key] = None

    def find(self, text: str) -> str | Fault:
        """Return the id that `text` stands for, or why there is none."""
        if text in self.codes:
            return text
        key = compact(text)
        if self.names.get(key) is not None:
            return str(self.names[key])
        if key in self.names:
            return _several(self.sheet)
        row = self.refused.get(text, self.refused.get(key))
        return self._missing(key) if row is None else _refused(self.sheet, text, row)

    def _missing(self, key: str) -> Fault:
        self.missed += 1
        known = self.names if self.missed * len(self.names) <= COMPARISONS else {}
        near = get_close_matches(key, known, 1, 0.6)
        hint = (
            (f"是否指“{near[0]}”？如是，请改正或补充简称。", f"Was {near[0]} meant? Correct it.")
            if near
            else (
                f"请在表“{self.sheet}”中补上，或改正这里",
                f"Add it to {self.sheet} or correct it here",
            )
        )
        reason = Text(f"表“{self.sheet}”中没有", f"Not found in sheet {self.sheet}")
        return Fault(reason, Text(*hint))


def resolve(rows: Rows, column: str, referents: Referents) -> None:
    """Replace the texts of a column by ids; rows that refer to nothing are refused."""
    encoded = rows.values[column].dictionary_encode()
    found = [referents.find(text) for text in encoded.dictionary.to_pylist()]
    ids = [None if isinstance(answer, Fault) else answer for answer in found]
    rows.values[column] = pa.array(ids, pa.string()).take(encoded.indices)
    bad = {place: answer for place, answer in enumerate(found) if isinstance(answer, Fault)}
    if bad:
        places = encoded.indices.to_pylist()
        faults = ((index, bad[place]) for index, place in enumerate(places) if place in bad)
        rows.refuse_each(_open(rows, faults), column)


def _open(rows: Rows, faults: Iterable[tuple[int, Fault]]) -> Iterable[tuple[int, Fault]]:
    """Of a private sheet, take the quoted text out of the reasons."""
    if not rows.table.private:
        return faults
    reason = Text("引用的行不存在或已被拒绝", "What it refers to is missing or was refused")
    return ((index, fault._replace(reason=reason, kind=None)) for index, fault in faults)


def _several(sheet: str) -> Fault:
    return Fault(
        Text(f"表“{sheet}”中有多行同名", f"Several rows of sheet {sheet} have this name"),
        Text("请填编码", "Write the code"),
    )


def _refused(sheet: str, text: str, row: int) -> Fault:
    text = one_line(text)
    return Fault(
        Text(
            f"所引用的{sheet} {text} 已被拒绝（表 {sheet} 第 {row} 行）",
            f"{text}, to which it refers, was refused (sheet {sheet}, row {row})",
        ),
        Text(f"请先改正表 {sheet} 第 {row} 行", f"Correct row {row} of sheet {sheet} first"),
        (sheet, row),
        Text(f"所引用的{sheet}已被拒绝", f"The row of {sheet} to which it refers was refused"),
    )


def refuse_repeats(rows: Rows, columns: tuple[str, ...], spell: Callable[[str], str] = str) -> None:
    """Refuse accepted rows whose `columns` together repeat those of an earlier accepted row."""
    places = np.flatnonzero(rows.accepted)
    keys = np.zeros(len(places), dtype=np.int64)
    for column in columns:
        codes = _numbered(rows.values[column].take(pa.array(places)), spell)
        _, keys = np.unique(keys * (codes.max(initial=0) + 1) + codes, return_inverse=True)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    origin = places[first[inverse]]
    for index, earlier in zip(places[origin != places], origin[origin != places], strict=True):
        rows.refuse_each([(int(index), repeat_of(rows, int(index), int(earlier)))], columns[-1])


def _numbered(values: pa.Array, spell: Callable[[str], str]) -> Codes:
    if pa.types.is_list(values.type):
        values = pa.array([None if v is None else repr(v) for v in values.to_pylist()], pa.string())
    encoded = values.dictionary_encode()
    indices = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    codes: Codes = indices.astype(np.int64) + 1
    if spell is not str:
        spelled = [""] + [spell(text) for text in encoded.dictionary.to_pylist()]
        _, same = np.unique(np.array(spelled, dtype=object).astype(str), return_inverse=True)
        codes = same[codes]
    return codes


def repeat_of(rows: Rows, index: int, earlier: int) -> Fault:
    """Say that a row repeats an earlier one, wholly or in what must be its own."""
    row = int(rows.numbers[earlier])
    if all(cells[index] == cells[earlier] for cells in rows.cells.values()):
        reason = Text(f"与第 {row} 行完全相同", f"The same as row {row}")
        kind = Text("与另一行完全相同", "The same as another row")
        return Fault(reason, Text("请删去重复的行", "Delete the repeated row"), kind=kind)
    reason = Text(f"与第 {row} 行重复", f"Already used in row {row}")
    return Fault(
        reason,
        Text("请删去一行，或改正编号", "Delete one of the rows or correct the key"),
        kind=Text("与另一行重复", "Already used in another row"),
    )
