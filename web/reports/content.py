"""What a report says, before any format: sections of paragraphs, tables and figures.

Word, PDF and Excel render the same content, so that none of them says more or less.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from graph.text import Language, Text

Tone = Literal["", "ok", "watch", "late", "none"]
"""Colour of a word; the word and its mark say the same without it."""
MARKS: dict[Tone, str] = {"": "", "ok": "●", "watch": "▲", "late": "◆", "none": "○"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its words, and the number among them where it is one.

    Spreadsheets get `number`, shown as `pattern` (a number format that gives `text` again).
    `held` says that a figure is not shown; neighbours held for the same reason are one cell.
    """

    text: str
    number: float | None = None
    pattern: str = ""
    tone: Tone = ""
    held: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its label, and whether figures stand at the right."""

    label: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; without labels it lists facts, the name of each in the first column."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    @property
    def has_head(self) -> bool:
        """Whether the columns have labels."""
        return any(each.label for each in self.columns)

    @property
    def is_long(self) -> bool:
        """Whether the table may go over several pages: its note stands above it."""
        return len(self.rows) > 12

    def titled(self, heading: str) -> bool:
        """Whether the table says its name: not where the heading above it does."""
        return not heading.endswith(self.name)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Whisker:
    """A point with its interval and the mean beside it, or words in place of it."""

    label: str
    score: float | None
    low: float | None
    high: float | None
    mean: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Whiskers:
    """Points on one axis."""

    caption: str
    ticks: tuple[float, ...]
    rows: tuple[Whisker, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """One department between the process (x) and the ratings (y), and the lines of the city."""

    title: str
    x: tuple[float, float, float]  # value and its interval
    y: tuple[float, float, float]
    x_line: float
    y_line: float
    x_end: float
    y_start: float
    y_end: float
    corners: tuple[str, str, str, str]  # left top, right top, left bottom, right bottom
    x_label: str
    x_line_label: str
    y_line_label: str


@dataclass(frozen=True, slots=True)
class Plots:
    """Plots side by side."""

    caption: str
    plots: tuple[Plot, ...]


Figure = Whiskers | Plots
Block = Paragraph | Table | Whiskers | Plots


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report: title, a line under it, what it answers, its sections, its facts for 说明."""

    language: Language
    title: str
    line: str
    answer: str
    basis: str
    sections: tuple[Section, ...]
    about: tuple[tuple[str, str], ...] = field(default=())
    mark: str = ""  # on every page
    day: str = ""  # ISO date of the data, the only date of the files

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables, in their order."""
        return tuple(
            block for each in self.sections for block in each.blocks if isinstance(block, Table)
        )

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in their order."""
        return tuple(
            block
            for each in self.sections
            for block in each.blocks
            if isinstance(block, Whiskers | Plots)
        )


def numbered(language: Language, sections: Sequence[tuple[Text, Sequence[Block]]]) -> list[Section]:
    """Return sections with 一、二、… before their headings, in English 1. 2.; empty ones fall out.

    >>> [each.heading for each in numbered("zh", [(Text("方法", ""), [Paragraph("。")])] * 12)][-2:]
    ['十一、方法', '十二、方法']
    """
    kept = [(heading, tuple(blocks)) for heading, blocks in sections if blocks]
    return [
        Section(f"{_numeral(n, language)}{heading.of(language)}", blocks)
        for n, (heading, blocks) in enumerate(kept, 1)
    ]


def merged(row: Sequence[Cell]) -> list[tuple[Cell, int]]:
    """Return the cells of a row with how many columns each takes.

    >>> held = Cell("不予显示", held=True)
    >>> [(cell.text, span) for cell, span in merged([Cell("水利局"), held, held, Cell("1")])]
    [('水利局', 1), ('不予显示', 2), ('1', 1)]
    """
    found: list[tuple[Cell, int]] = []
    for key, group in groupby(row, lambda cell: cell.text if cell.held else None):
        cells = list(group)
        found += [(cell, 1) for cell in cells] if key is None else [(cells[0], len(cells))]
    return found


def _numeral(n: int, language: Language) -> str:
    if language == "en":
        return f"{n}. "
    tens, ones = divmod(n, 10)
    digits = "〇一二三四五六七八九"
    return f"{digits[tens] if tens > 1 else ''}{'十' * (tens > 0)}{digits[ones] if ones else ''}、"
