"""Widths of the columns of a report table, from what stands in them."""

import re
from collections.abc import Sequence

from web.reports.content import Table, merged

_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\uffef●◆▲○]")
_TOKENS = re.compile(r"[^\s\u2e80-\uffef]+")
_BOUNDARY = re.compile(r"(?<=[\u2e80-\ufeff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])(?=[\u2e80-\ufeff])")
_LATIN, _BROAD, _GAP = 0.56, 0.9, 0.25  # of the size of the font
_WRAPS = 4.0  # Chinese wraps anywhere, but not below so many characters
_BOLD = 0.12  # what a bold Latin letter of a label is wider
_HELD = 6.5  # why a figure is not shown takes two lines
_LONG = 24.0  # no column asks for more


def length(text: str) -> float:
    """Return the width of a text, in sizes of its font.

    >>> length("得分"), round(length("76"), 2)
    (2.0, 1.12)
    """
    wide = len(_WIDE.findall(text))
    broad = sum(map(text.count, "%mwMW"))
    gaps = _GAP * len(_BOUNDARY.findall(text))  # programs part Chinese and Latin
    return wide + _BROAD * broad + _LATIN * (len(text) - wide - broad) + gaps


def widths(table: Table, total: float, padding: float = 1) -> list[float]:
    """Return the shares of the columns of a table that is `total` sizes of its font wide.

    `padding` is what a cell keeps free at both sides together, in sizes of its font.

    What fits on one line gets it. Where not all do, narrow columns still do, and the widest wrap;
    none is narrower than its longest word. A table of facts has a narrow first column.

    Examples
    --------
    >>> from web.reports.content import Cell, Column
    >>> row = (Cell("水利局"), Cell("71"))
    >>> shares = widths(Table("", (Column("部门"), Column("得分", True)), (row,)), 40)
    >>> [round(each, 2) for each in shares]
    [0.57, 0.43]
    """
    if not table.has_head:
        return [0.24, 0.76]
    wanted, needed = [], []
    for place, column in enumerate(table.columns):
        texts = [row[place].text for row in table.rows if not row[place].held]
        held = _HELD if _held_alone(table, place) else 0
        label = length(column.label) + _BOLD * len(column.label.encode("ascii", "ignore"))
        want = max(min(max(map(length, texts), default=0), _LONG), label, held) + padding
        wanted.append(want)
        least = max(_needed(texts), min(_needed([column.label]) * 1.2, label), held) + padding
        needed.append(min(least, want))
    given = wanted if sum(wanted) <= total else _shared(wanted, needed, total)
    return [each / sum(given) for each in given]


def _held_alone(table: Table, place: int) -> bool:
    """Whether a cell of a column says why a figure is not shown, and none beside it does."""
    return any(
        cell.held and cell is row[place] and span == 1
        for row in table.rows
        for cell, span in merged(row)
    )


def _needed(texts: Sequence[str]) -> float:
    """Return the width below which a word would be torn."""
    tokens = [length(token) for text in texts for token in _TOKENS.findall(text)]
    return max([*tokens, min(_WRAPS, max(map(length, texts), default=0))])


def _shared(wanted: list[float], needed: list[float], total: float) -> list[float]:
    """Return widths: the narrowest get what they want, the others share what is left."""
    given, left = list(needed), total
    order = sorted(range(len(wanted)), key=lambda each: wanted[each])
    for number, place in enumerate(order):
        later = sum(needed[each] for each in order[number + 1 :])
        fair = max(left / (len(order) - number), needed[place])
        given[place] = min(wanted[place], fair, max(left - later, needed[place]))
        left -= given[place]
    return given
