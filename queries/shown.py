"""Cells as people read them: days instead of seconds, words instead of keys, local time."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import repeat
from typing import Any, Literal, NamedTuple

import pyarrow as pa

from graph.clock import CALENDAR_DAY, WORKING_DAY
from graph.text import Language, Text
from queries.instants import local, timezone_of
from queries.query import Answer, Column

Style = Literal["text", "count", "number", "days", "share", "instant"]

DAYS = {WORKING_DAY: Text("工作日", "working days"), CALENDAR_DAY: Text("天", "days")}
_YES = {True: Text("是", "yes"), False: Text("否", "no")}
_STYLES: dict[str, Style] = {"integer": "count", "number": "number", "instant": "instant"}
_OF_UNIT: dict[str, Style] = {"s": "days", "share": "share"}
_CHUNK = 10_000


class Cell(NamedTuple):
    """A value to be shown and how; None where it is not known."""

    value: str | int | float | datetime | None
    style: Style


def day_of(column: Column, answer: Answer) -> int:
    """Return the seconds of one day of the clock by which the durations of `column` run."""
    if not column.clock:
        return answer.seconds_a_day
    timeless = answer.load is None or answer.load.source.calendar == "none"
    return CALENDAR_DAY if timeless or column.clock == "calendar" else WORKING_DAY


def header(column: Column, answer: Answer, language: Language) -> str:
    """Return the label of the column, with the unit of durations."""
    label = column.label.of(language)
    if column.unit != "s":
        return label
    days = DAYS[day_of(column, answer)].of(language)
    return f"{label}（{days}）" if language == "zh" else f"{label} ({days})"


def cells(answer: Answer, language: Language) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows as cells to be shown."""
    columns = answer.query.columns
    for batch in answer.rows.to_batches(max_chunksize=_CHUNK):
        parts = [_column(column, batch, answer, language) for column in columns]
        yield from zip(*parts, strict=True)


def _column(
    column: Column, batch: pa.RecordBatch, answer: Answer, language: Language
) -> list[Cell]:
    values = batch[column.name]
    if column.type == "instant":
        return [
            Cell(value, "instant") for value in local(values, timezone_of(answer.load)).to_pylist()
        ]
    units = batch[column.unit_column].to_pylist() if column.unit_column else repeat(column.unit)
    words = _words(column, answer)
    day = day_of(column, answer)
    shown = zip(values.to_pylist(), units, strict=False)
    if column.type in ("string", "boolean"):
        return [Cell(_word(value, words, language), "text") for value, _ in shown]
    style = _STYLES[column.type]
    return [Cell(_days(value, unit, day), _OF_UNIT.get(unit, style)) for value, unit in shown]


def _words(column: Column, answer: Answer) -> Mapping[Any, Text]:
    if column.type == "boolean":
        return _YES
    told = {other.unit_column for other in answer.query.columns}
    if column.name in told:
        return {"s": DAYS[answer.seconds_a_day], "share": Text("", "")}
    return column.words


def _word(value: str | bool | None, words: Mapping[Any, Text], language: Language) -> str | None:
    if value is None:
        return None
    return words[value].of(language) if value in words else str(value)


def _days(value: float | None, unit: str, day: int) -> float | None:
    return value / day if unit == "s" and value is not None else value
