"""An answer as a table in the terminal."""

from datetime import datetime

from rich.table import Table
from rich.text import Text as Line

from graph.text import Language
from queries.query import Answer
from queries.shown import Cell, cells, header


def to_table(answer: Answer, language: Language = "zh") -> Table:
    """Return the rows as a table for the terminal: durations in days with one decimal."""
    title = f"{answer.query.title.of(language)}  {answer.load.load_id if answer.load else ''}"
    table = Table(title=title.rstrip(), caption=_caption(answer, language))
    for column in answer.query.columns:
        number = column.type in ("integer", "number")
        label = Line(header(column, answer, language))
        table.add_column(label, justify="right" if number else "left", overflow="fold")
    for row in cells(answer, language):
        table.add_row(*[Line(line(cell)) for cell in row])
    return table


def line(cell: Cell) -> str:
    """Return the cell as one line of text; empty where it is not known."""
    value, style = cell
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, str):
        return value
    if style == "share":
        return f"{value:.1%}"
    return f"{value:,.1f}" if style == "days" else f"{value:,g}"


def _caption(answer: Answer, language: Language) -> str | None:
    shown, total = answer.rows.num_rows, answer.total
    if shown == total:
        return None
    return f"{shown:,} / {total:,} 行" if language == "zh" else f"{shown:,} of {total:,} rows"
