"""An answer as the rows and cells of a page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graph.clock import WORKING_DAY
from graph.tables import UNREGISTERED
from queries.query import Answer, Column
from queries.shown import DAYS, day_of
from web import figures
from web.language import gettext, language, words

Row = Mapping[str, Any]
Linker = Callable[[str, Row], str | None]
"""Gives the address behind the cell of a column in a row, or None."""


KINDS = {"integer": "n", "number": "n", "instant": "instant"}
"""The kind of a cell by the type of its column: ``n`` is a number, all others are ``text``."""


class Head(NamedTuple):
    """The head of one column; `side` tells which of two periods or groups its figures are of."""

    label: str
    unit: str
    meaning: str
    kind: str
    side: str = ""


class Cell(NamedTuple):
    """One cell; `small` stands beside the text, `address` is what it opens."""

    text: str
    kind: str
    small: str = ""
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table ready to be drawn; `says` has a sentence for each row, or none at all."""

    heads: list[Head]
    rows: list[list[Cell]]
    total: int
    says: list[str] = field(default_factory=list)


def no_links(column: str, row: Row) -> str | None:
    """Link nothing."""
    return None


def table(answer: Answer, link: Linker = no_links) -> Table:
    """Return `answer` as a table for a page; an id and its name share one cell."""
    columns = shown_columns(answer)
    rows = answer.rows.to_pylist()
    return Table(
        heads=[_head(column, answer) for column in columns],
        rows=[[_cell(column, row, answer, link) for column in columns] for row in rows],
        total=answer.total,
    )


def shown_columns(answer: Answer) -> list[Column]:
    """Return the columns without what a page shows in another one.

    These are ids that have a name beside them, units, durations of a fixed clock that is the
    chosen one, and sentences of the other language (``x_en`` beside ``x``).
    """
    columns = answer.query.columns
    names = {column.name for column in columns}
    units = {column.unit_column for column in columns}
    return [
        column
        for column in columns
        if f"{column.name}_name" not in names
        and column.name not in units
        and not (column.clock and day_of(column, answer) == answer.seconds_a_day)
        and not _is_of_other_language(column.name, names)
    ]


def zone_of(answer: Answer) -> str:
    """Return the time zone in which the instants of `answer` are shown."""
    return answer.load.source.timezone if answer.load else figures.ZONE


def day_unit(seconds_a_day: int) -> str:
    """Return the word for days of the chosen clock."""
    return words(DAYS[seconds_a_day])


def short_unit(seconds_a_day: int) -> str:
    """Return the word for days of the chosen clock where there is little room."""
    return gettext("工作日") if seconds_a_day == WORKING_DAY else gettext("天")


def duration(seconds: float, seconds_a_day: int) -> str:
    """Write a duration with its unit, as part of a sentence."""
    days = figures.days(seconds, seconds_a_day)
    if seconds_a_day == WORKING_DAY:
        return gettext("%(days)s个工作日", days=days)
    return gettext("%(days)s天", days=days)


def _is_of_other_language(name: str, names: set[str]) -> bool:
    if language() == "en":
        return f"{name}_en" in names
    return name.endswith("_en") and name.removesuffix("_en") in names


def _head(column: Column, answer: Answer) -> Head:
    unit = day_unit(day_of(column, answer)) if column.unit == "s" else ""
    return Head(words(column.label), unit, words(column.meaning), _kind(column))


def _cell(column: Column, row: Row, answer: Answer, link: Linker) -> Cell:
    value = row[column.name]
    name = column.name.removesuffix("_name")
    unit = str(row[column.unit_column]) if column.unit_column else column.unit
    text = _text(column, value, unit, answer)
    small = day_unit(answer.seconds_a_day) if column.unit_column and unit == "s" else ""
    if row.get(name) not in (None, value):
        small = str(row[name])
    address = link(name, row) if value not in (None, 0) else None
    return Cell(text, _kind(column), small, address)


def _kind(column: Column) -> str:
    """Return the kind of the cells of a column; ``said`` are whole sentences."""
    said = column.name.removesuffix("_en") == "sentence"
    return "said" if said else KINDS.get(column.type, "text")


def registered(name: str) -> str:
    """Return a department's or person's name, in the page's language where there is none."""
    return gettext("未登记") if name == UNREGISTERED else name


def _text(column: Column, value: Any, unit: str, answer: Answer) -> str:
    if value is None:
        return figures.UNKNOWN
    if unit == "s":
        return figures.days(value, day_of(column, answer))
    if unit == "share":
        return figures.share(value)
    if column.type == "instant":
        return figures.instant(value, zone_of(answer))
    if column.type == "boolean":
        return gettext("是") if value else gettext("否")
    if column.type == "string":
        return _words(column, str(value))
    return figures.quantity(value)


def _words(column: Column, value: str) -> str:
    if value in column.words:
        return words(column.words[value])
    return registered(value) if column.name.endswith("_name") else value
