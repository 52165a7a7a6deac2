"""An answer as a table in the terminal."""

from datetime import datetime

from rich.table import Table
from rich.text import Text as Line

from graph.text import Language, Text
from queries.query import Answer
from queries.shown import DAYS, Cell, cells


def to_table(answer: Answer, language: Language = "zh") -> Table:
    """Return the rows as a table for the terminal: durations in days with one decimal.

    An id stands beside its name where the two differ. Durations of a clock of their own are left
    to the other formats.
    """
    title = f"{answer.query.title.of(language)}  {answer.load.load_id if answer.load else ''}"
    table = Table(title=title.rstrip(), caption=_caption(answer, language))
    columns = answer.query.columns
    places = {column.name: place for place, column in enumerate(columns)}
    shown = [c for c in columns if f"{c.name}_name" not in places and not c.clock]
    for column in shown:
        number = column.type in ("integer", "number")
        label = Line(column.label.of(language))
        table.add_column(label, justify="right" if number else "left", overflow="fold")
    for row in cells(answer, language):
        lines = {name: line(row[place]) for name, place in places.items()}
        table.add_row(*[Line(_with_id(column.name, lines)) for column in shown])
    return table


def line(cell: Cell) -> str:
    """Return the cell as one line of text; empty where it is not known.

    >>> line(Cell(1.25, "days")), line(Cell(0.5, "share")), line(Cell(1234, "count"))
    ('1.2', '50.0%', '1,234')
    """
    value, style = cell
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, str):
        return value
    if style == "share":
        return f"{value:.1%}"
    return f"{value:,.1f}" if style == "days" else f"{value:,.12g}"


def _with_id(name: str, lines: dict[str, str]) -> str:
    text = lines[name]
    node = lines.get(name.removesuffix("_name"), text)
    return text if node == text else f"{text} {node}"


def _caption(answer: Answer, language: Language) -> str:
    days = DAYS[answer.seconds_a_day]
    unit = Text(f"时长单位：{days.zh}", f"durations in {days.en}").of(language)
    shown, total = answer.rows.num_rows, answer.total
    rows = Text(f"{shown:,}/{total:,} 行", f"{shown:,} of {total:,} rows").of(language)
    timed = any(c.unit == "s" or c.unit_column for c in answer.query.columns)
    return " · ".join([rows, unit] if timed else [rows])
