"""Columns of personal numbers in a sheet: named in the report, neither read nor stored."""

import pyarrow as pa

from graph.errors import InputError
from graph.text import Text
from loaders.headers import Header
from loaders.personal_numbers import looks_personal
from loaders.rows import Rows
from loaders.sheets import Cell
from loaders.values import plain

NOTHING_THERE = frozenset(["", "-", "—", "/", "无", "暂无", "N/A"])


def drop_personal(rows: Rows) -> None:
    """Drop columns of personal numbers before anything of them is read or reported."""
    for field in rows.table.fields:
        cells = rows.cells.get(field.name)
        kind = None if cells is None or field.personal_exempt else personal_kind(cells)
        if kind is None:
            continue
        zh = field.label.zh
        if field.required == "yes":
            raise InputError(
                f"表 {rows.name} 的“{zh}”列像是{kind.zh}，这一列必填，不能不存。请换成内部编号。",
                f"Column {zh} of sheet {rows.name} looks like {kind.en}; it is required and cannot "
                "be left out. Use internal numbers instead.",
            )
        del rows.cells[field.name]
        text = Text(
            f"这一列像是{kind.zh}，整列未读入、未保存",
            f"The column looks like {kind.en}; it was neither read nor stored",
        )
        advice = Text("请改用内部编号或散列", "Use internal numbers or a hash")
        rows.report.note(rows.name, zh, text, advice, rows=len(rows))


def personal_unknown(rows: Rows, header: Header) -> dict[int, Text]:
    """Note the columns of personal numbers that are not in the dictionary; return their places."""
    kinds = {place: personal_kind(rows.unknown[place]) for place, _ in header.unknown}
    found = {place: kind for place, kind in kinds.items() if kind is not None}
    for place, text in header.unknown:
        if place in found:
            rows.report.note(rows.name, text, _unused(found[place]), rows=0)
    return found


def _unused(kind: Text) -> Text:
    return Text(
        f"这一列像是{kind.zh}，未使用、未保存",
        f"The column looks like {kind.en}; it was neither used nor stored",
    )


def personal_kind(cells: list[Cell]) -> Text | None:
    """Return which personal numbers a column of cells holds, or None."""
    kinds = set(map(type, cells))
    if kinds.isdisjoint((str, int, float)):
        return None
    if not kinds <= {str, type(None)}:
        cells = [plain(cell) if isinstance(cell, int | float) else cell for cell in cells]
    texts = [
        cell if isinstance(cell, str) and cell not in NOTHING_THERE else None for cell in cells
    ]
    return looks_personal(pa.array(texts, pa.string()))
