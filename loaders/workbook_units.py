"""The sheet 内设机构, and the columns that name a section: a name is its department's own."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph.tables import UNITS
from graph.text import Text
from loaders.rows import Rows
from loaders.sheets import compact

NO_SHEET = Text(
    "没有表“内设机构”，所填的科室未使用",
    "There is no sheet 内设机构: the sections named here were not used",
)
ADD_SHEET = Text("如需按科室查看，请补上表“内设机构”", "Add the sheet 内设机构 to see sections")
ELSEWHERE = Text(
    "所填的科室属于另一个部门，按空处理",
    "The section belongs to another department and was left empty",
)
CHECK_BOTH = Text("请核对本行的部门和科室", "Check the department of the row, and its section")
REFUSED = Text(
    "所填的科室在表“内设机构”中已被拒绝，按空处理",
    "The row of 内设机构 for the section was refused, so the section was left empty",
)
CORRECT_IT = Text("请先改正表“内设机构”", "Correct the sheet 内设机构 first")
UNKNOWN = Text(
    "所填的科室不在表“内设机构”中，按空处理",
    "The section is not in the sheet 内设机构 and was left empty",
)
ADD_IT = Text(
    "请在表“内设机构”中补上，或改正这里", "Add it to the sheet 内设机构, or correct it here"
)
ADVICE = {NO_SHEET: ADD_SHEET, ELSEWHERE: CHECK_BOTH, REFUSED: CORRECT_IT, UNKNOWN: ADD_IT}


@dataclass(slots=True)
class Sections:
    """The accepted sections of the departments, and what was refused.

    ``owners`` leads from the code of a section to its department, ``ids`` from department and
    name to the code.
    """

    there: bool
    owners: dict[str, str] = field(default_factory=dict)
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, rows: Rows | None) -> Self:
        """Collect the sections; None is a workbook without the sheet."""
        found = cls(rows is not None)
        if rows is None:
            return found
        columns = (rows.values[name].to_pylist() for name in ("unit_id", "unit_name", "dept_id"))
        for accepted, code, name, department in zip(rows.accepted, *columns, strict=True):
            key = compact(name or "")
            if accepted:
                found.owners[code] = department
                found.ids[department, key] = code
                found.names.add(key)
            else:
                found.refused |= {code, key}
        return found

    def find(self, department: str, text: str) -> str | Text:
        """Return the code that `text` stands for in a department, or why there is none.

        >>> found = Sections(True, {"K1": "D01"}, {("D01", "综合科"): "K1"}, {"综合科"})
        >>> found.find("D01", "综合科"), found.find("D01", "K1")
        ('K1', 'K1')
        >>> found.find("D02", "K1").zh
        '所填的科室属于另一个部门，按空处理'
        """
        key = compact(text)
        if self.owners.get(text) == department:
            return text
        if (department, key) in self.ids:
            return self.ids[department, key]
        if not self.there:
            return NO_SHEET
        if text in self.refused or key in self.refused:
            return REFUSED
        return ELSEWHERE if text in self.owners or key in self.names else UNKNOWN


def resolve_section(rows: Rows, column: str, sections: Sections) -> None:
    """Replace the texts of a column by codes of sections of the row's department.

    No row is lost for its section: one that cannot be found is left empty, with a note.
    """
    texts, departments = (rows.values[name].dictionary_encode() for name in (column, "dept_id"))
    places = np.flatnonzero(rows.given(column) & rows.given("dept_id"))
    text, department = (_codes(each)[places] for each in (texts, departments))
    owners, named = departments.dictionary.to_pylist(), texts.dictionary.to_pylist()
    pairs, at = np.unique(text * len(owners) + department, return_inverse=True)
    of_pair = [divmod(pair, len(owners)) for pair in pairs.tolist()]
    found = [sections.find(owners[owner], named[name]) for name, owner in of_pair]
    values = np.full(len(rows), None, object)
    values[places] = _ids(found)[at]
    rows.values[column] = pa.array(values, pa.string())
    for why, advice in ADVICE.items():
        missed = np.zeros(len(rows), bool)
        missed[places] = np.array([answer == why for answer in found], bool)[at]
        rows.note(column, why, missed & rows.accepted, advice)


def _codes(encoded: pa.DictionaryArray) -> npt.NDArray[np.int64]:
    indices = encoded.indices.fill_null(0).to_numpy(zero_copy_only=False)
    return np.asarray(indices, np.int64)


def _ids(found: list[str | Text]) -> npt.NDArray[np.object_]:
    values = np.full(len(found), None, object)
    values[:] = [answer if isinstance(answer, str) else None for answer in found]
    return values


def units_table(rows: Rows | None) -> pa.Table:
    """Return the accepted sections."""
    if rows is None:
        return UNITS.empty_table()
    there = pa.array(rows.accepted)
    columns = [rows.values[name].filter(there) for name in ("unit_id", "unit_name", "dept_id")]
    return pa.table(columns, names=UNITS.names).cast(UNITS)
