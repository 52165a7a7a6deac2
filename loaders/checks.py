"""Checks between the columns of a sheet, and against the date of the data."""

import numpy as np

from graph.text import Text
from loaders.dictionary import Field
from loaders.references import refuse_repeats
from loaders.rows import Mask, Rows
from loaders.sheets import compact
from loaders.values import Fault


def check_rows(rows: Rows) -> None:
    """Check the order of times, unequal pairs, limits and repeated rows of one sheet."""
    for field in rows.table.fields:
        if field.not_before:
            rows.refuse(_before(rows, field), field.name, _too_early(rows, field))
        if field.differs_from:
            rows.refuse(_same(rows, field), field.name, _equal(rows, field))
        if field.at_most:
            _warn_of_more(rows, field)
    names = tuple(rows.values)
    for columns in rows.table.unique or (names,):
        by_name = columns[-1] in ("dept_name", "unit_name")
        refuse_repeats(rows, columns, compact if by_name else str)


def refuse_after(rows: Rows, as_of: np.datetime64) -> None:
    """Refuse rows with a date after the date of the data, planned dates excepted."""
    day = str(as_of.astype("datetime64[D]"))
    for field in rows.table.fields:
        if field.type in ("date", "datetime") and not field.may_be_future:
            late = rows.accepted & (rows.times(field.name) > as_of)
            rows.refuse(
                late,
                field.name,
                Fault(
                    Text(f"晚于截止日期 {day}", f"After the date of the data, {day}"),
                    Text(
                        "请核对日期，或改正填报说明的截止日期", "Check it, or 截止日期 in 填报说明"
                    ),
                    kind=Text("晚于截止日期", "After the date of the data"),
                ),
            )


def _before(rows: Rows, field: Field) -> Mask:
    other = str(field.not_before)
    if field.type == "time":
        closes, opens = (
            rows.values[name].to_numpy(zero_copy_only=False).astype(float)
            for name in (field.name, other)
        )
        return np.asarray(rows.accepted & (closes <= opens), dtype=bool)
    return np.asarray(rows.accepted & (rows.times(field.name) < rows.times(other)), dtype=bool)


def _too_early(rows: Rows, field: Field) -> Fault:
    other = rows.table.by_name[str(field.not_before)].label
    return Fault(
        Text(f"早于“{other.zh}”", f"Before {other.en} ({other.zh})"),
        Text(
            "请核对两个时间；只有日期的按 00:00 计，请补上时刻",
            "Check both times; a date alone counts as 00:00, so add the time of day",
        ),
    )


def _same(rows: Rows, field: Field) -> Mask:
    own, other = (
        rows.values[name].to_numpy(zero_copy_only=False)
        for name in (field.name, str(field.differs_from))
    )
    given = rows.given(field.name)
    return np.asarray(rows.accepted & given & (own == other), dtype=bool)


def _equal(rows: Rows, field: Field) -> Fault:
    other = rows.table.by_name[str(field.differs_from)].label
    return Fault(
        Text(f"与“{other.zh}”相同", f"The same as {other.en} ({other.zh})"),
        Text("请改正其中之一", "Correct one of the two"),
    )


def _warn_of_more(rows: Rows, field: Field) -> None:
    other = str(field.at_most)
    label = rows.table.by_name[other].label
    own, limit = (
        rows.values[name].to_numpy(zero_copy_only=False).astype(float)
        for name in (field.name, other)
    )
    text = Text(f"大于“{label.zh}”", f"More than {label.en} ({label.zh})")
    rows.note(field.name, text, np.asarray(rows.accepted & (own > limit), dtype=bool))
