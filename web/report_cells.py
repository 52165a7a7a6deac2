"""Cells of report tables, made of figures."""

from graph.text import Language, Text
from queries.evaluation_sentences import days_text, percent
from web.report_content import MARKS, Cell, Column, Tone

DASH = Cell("—")


def words(text: str | Text, language: Language = "zh") -> Cell:
    """Return a cell of words."""
    return Cell(text.of(language) if isinstance(text, Text) else text)


def marked(text: Text, tone: Tone, language: Language) -> Cell:
    """Return a verdict: mark, word and colour say the same."""
    return Cell(f"{MARKS[tone]} {text.of(language)}".strip(), tone=tone)


def held(text: Text, language: Language) -> Cell:
    """Return what stands in place of a figure that is not shown."""
    return Cell(text.of(language), tone="none", held=True)


def number(value: float | None, decimals: int = 0, before: str = "", after: str = "") -> Cell:
    """Return a number, with words before and after it that stay words in a spreadsheet.

    >>> number(95, before="不低于")
    Cell(text='不低于95', number=95, pattern='"不低于"#,##0', tone='', held=False)
    """
    if value is None:
        return DASH
    shown = f"{value:,.{decimals}f}".replace("-", "−")
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    before_pattern, after_pattern = (f'"{each}"' if each else "" for each in (before, after))
    text = f"{before}{shown}{after}"
    return Cell(text, round(value, decimals), f"{before_pattern}{pattern}{after_pattern}")


def share(value: float | None) -> Cell:
    """Return a share as a per cent with one decimal."""
    return DASH if value is None else Cell(percent(value), round(value, 3), "0.0%")


def days(seconds: float | None) -> Cell:
    """Return working seconds as working days."""
    text = days_text(seconds)
    return DASH if seconds is None else Cell(text, float(text.replace(",", "")), "#,##0.0")


def columns(language: Language, *given: tuple[Text, float, bool]) -> tuple[Column, ...]:
    """Return columns of label, width and whether figures stand at the right."""
    return tuple(Column(label.of(language), width, right) for label, width, right in given)


FACTS = (Column("", 1), Column("", 3.2))
"""Columns of a table of facts."""
