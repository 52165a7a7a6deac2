"""The three layouts of sheet 部门互评, turned into one row for each score.

One score a row; a column for each dimension; or a column for each rated department, whose rows
are rater and dimension. An empty cell of a column is no score. A strange column whose cells read
as scores is taken along, so that its scores are refused for what its header is, not left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from loaders.dictionary import Table
from loaders.headers import BRACKETS, Header
from loaders.references import Referents
from loaders.rows import Rows
from loaders.sheets import Cell, Grid, compact
from loaders.values import Fault, is_empty

LONG = ("round", "rater_dept_id", "ratee_dept_id", "dimension", "score")
NO_SCORES = frozenset(
    [
        *(
            "序号",
            "编号",
            "备注",
            "说明",
            "合计",
            "小计",
            "总计",
            "总分",
            "平均",
            "平均分",
            "得分合计",
        ),
        *("填表人", "联系人", "联系电话", "填表日期", "日期", "问题描述", "存在问题", "改进建议"),
    ]
)
"""Headers (in compact form) of columns that hold no scores, whatever their cells are."""

IsScore = Callable[[Cell], bool]


def in_long_form(
    rows: Rows,
    header: Header,
    departments: Referents,
    is_score: IsScore,
    personal: Mapping[int, object],
) -> Rows:
    """Return a row for each score of a sheet, whatever its layout.

    Where no column holds scores, the rows come back as they are, without scores.
    """
    if not has_layout(header):
        return rows
    missing = "dimension" if "ratee_dept_id" in header.places else "ratee_dept_id"
    known = _dimensions(rows.table) if missing == "dimension" else departments
    columns = {
        place: _spread(text, known)
        for place, text in header.unknown
        if place not in personal and _holds_scores(text, known, rows.unknown[place], is_score)
    }
    if not columns:
        return rows
    cells = [
        (index, place)
        for index in range(len(rows))
        for place in columns
        if not is_empty(rows.unknown[place][index])
    ]
    return _melted(rows, cells, missing, columns)


def with_names_below(grid: Grid, table: Table, header: Header, departments: Referents) -> Header:
    """Return the header with the row below it, where that names columns under one wide heading.

    得分 stands over dimensions then, or 被评部门 over departments, and nothing left of them.
    """
    if header.last + 1 >= len(grid.rows):
        return header
    texts = {
        place: compact(cell)
        for place, cell in enumerate(grid.rows[header.last + 1])
        if isinstance(cell, str) and not is_empty(cell)
    }
    wide: dict[str, Referents | frozenset[str]] = {
        "score": _dimensions(table),
        "ratee_dept_id": departments,
    }
    for name, known in wide.items():
        at = header.places.get(name)
        if (
            len(texts) > 1
            and at == min(texts)
            and all(map(partial(_is_name, known), texts.values()))
        ):
            places = {n: p for n, p in header.places.items() if p not in texts}
            unknown = tuple(sorted({**dict(header.unknown), **texts}.items()))
            return Header(header.first, header.last + 1, places, unknown=unknown)
    return header


def _is_name(known: Referents | frozenset[str], text: str) -> bool:
    return any(_names(text, known))


def has_layout(header: Header) -> bool:
    """Tell whether scores are looked for in columns that are dimensions or departments."""
    names = header.places.keys()
    return "score" not in names and not {"ratee_dept_id", "dimension"} <= names


def _melted(
    rows: Rows, cells: list[tuple[int, int]], missing: str, columns: Mapping[int, str]
) -> Rows:
    """Return the rows of the long form: one for each (row of the sheet, column)."""
    values: dict[str, list[Cell]] = {
        name: [column[index] for index, _ in cells]
        for name, column in rows.cells.items()
        if name in LONG
    }
    values[missing] = [columns[place] for _, place in cells]
    values["score"] = [rows.unknown[place][index] for index, place in cells]
    rows.report.read[rows.name] += len(cells) - len(rows)
    return Rows(
        rows.table,
        rows.report,
        np.array([rows.numbers[index] for index, _ in cells], dtype=np.int64),
        values,
        parts=tuple((place, columns[place]) for _, place in cells),
    )


def _dimensions(table: Table) -> frozenset[str]:
    return frozenset(compact(choice.name) for choice in table.by_name["dimension"].values)


def _spread(text: str, known: Referents | frozenset[str]) -> str:
    """Return the dimension or department that the header of a column is."""
    return next(_names(text, known), BRACKETS.sub("", text).strip("*"))


def _names(text: str, known: Referents | frozenset[str]) -> Iterator[str]:
    for name in (text.strip("*"), BRACKETS.sub("", text).strip("*")):
        if isinstance(known, frozenset):
            if name in known:
                yield name
        elif name.upper() in known.codes:
            yield name.upper()
        elif name in known.names or not isinstance(known.find(name), Fault):
            yield name


def _holds_scores(
    text: str, known: Referents | frozenset[str], cells: list[Cell], is_score: IsScore
) -> bool:
    if _is_name(known, text):
        return True
    bare = BRACKETS.sub("", text).strip("*")
    return bare not in NO_SCORES and any(is_score(cell) for cell in cells if not is_empty(cell))


def header_of_long(header: Header) -> Header:
    """Return the header as if each field of the long form had its column, where it has one now."""
    missing = "dimension" if "ratee_dept_id" in header.places else "ratee_dept_id"
    return replace(header, places={**header.places, missing: -1, "score": -1})
