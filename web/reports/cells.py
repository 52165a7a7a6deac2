"""Cells and tables of reports, made of figures, in one language."""

from collections.abc import Sequence

from graph.text import Language, Text
from queries.evaluation_sentences import days_text, percent
from queries.rounding import half_up
from web.reports.content import MARKS, Cell, Column, Table, Tone

DASH = Cell("—")
NOTHING = Text("", "")
Head = Sequence[tuple[Text, bool]]
"""The label of each column, and whether figures stand at the right."""


def number(value: float | None, decimals: int = 0, before: str = "", after: str = "") -> Cell:
    """Return a number, with words before and after it that stay words in a spreadsheet.

    >>> number(95, before="不低于")
    Cell(text='不低于95', number=95, pattern='"不低于"#,##0', tone='', held=False)
    """
    if value is None:
        return DASH
    shown = f"{value:,.{decimals}f}".replace("-", "−")
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    first, last = (f'"{each}"' if each else "" for each in (before, after))
    return Cell(f"{before}{shown}{after}", round(value, decimals), f"{first}{pattern}{last}")


def share(value: float | None) -> Cell:
    """Return a share as a per cent with one decimal."""
    return DASH if value is None else Cell(percent(value), float(half_up(value, 3)), "0.0%")


def whole_share(value: float | None) -> Cell:
    """Return a share as a whole per cent."""
    return DASH if value is None else Cell(f"{value:.0%}", round(value, 2), "0%")


def days(seconds: float | None) -> Cell:
    """Return working seconds as working days."""
    text = days_text(seconds)
    return DASH if seconds is None else Cell(text, float(text.replace(",", "")), "#,##0.0")


class Tables:
    """Makes cells and tables in a language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def of(self, text: Text) -> str:
        """Return words in the language."""
        return text.of(self.language)

    def words(self, text: str | Text) -> Cell:
        """Return a cell of words."""
        return Cell(text.of(self.language) if isinstance(text, Text) else text)

    def marked(self, text: Text, tone: Tone) -> Cell:
        """Return a verdict: mark, word and colour say the same."""
        return Cell(f"{MARKS[tone]} {self.of(text)}".strip(), tone=tone)

    def held(self, text: Text) -> Cell:
        """Return what stands in place of a figure that is not shown."""
        return Cell(self.of(text), tone="none", held=True)

    def listed(self, texts: Sequence[str]) -> str:
        """Return words one after the other, or that there are none."""
        return self.of(Text("、", ", ")).join(texts) or self.of(Text("无", "none"))

    def table(
        self, name: Text, head: Head, rows: Sequence[tuple[Cell, ...]], note: Text = NOTHING
    ) -> Table:
        """Return a table with labels."""
        columns = tuple(Column(self.of(label), right) for label, right in head)
        return Table(self.of(name), columns, tuple(rows), self.of(note))

    def facts(self, name: Text, rows: Sequence[tuple[Text, Cell]], note: Text = NOTHING) -> Table:
        """Return a table of facts, each with its name."""
        made = tuple((self.words(label), cell) for label, cell in rows)
        return Table(self.of(name), (Column(""), Column("")), made, self.of(note))
