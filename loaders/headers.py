"""Find the header of a sheet: which row or two rows it takes, and which column is which field."""

import re
from dataclasses import dataclass, field

from loaders.dictionary import Field, Table
from loaders.sheets import Cell, Grid, compact

SEARCHED = 15
"""The header row is looked for in the first rows, below titles."""

BRACKETS = re.compile(r"\(([^()]*)\)$")
UNIT_LINE = re.compile(r"单位[:：](\S{1,6})")
Names = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns of a sheet are.

    ``places`` gives the column of each field found, ``units`` the unit written in its header or
    above the table, ``unknown`` and ``doubled`` the columns without a field of their own.
    """

    first: int  # index of the first header row
    last: int
    places: dict[str, int]
    units: dict[str, str] = field(default_factory=dict)
    unknown: tuple[tuple[int, str], ...] = ()
    doubled: tuple[tuple[int, str, str], ...] = ()  # (column, its header, name of the field)


def find_header(grid: Grid, table: Table) -> Header | None:
    """Return the header with the most columns of the dictionary, or None if there is none.

    Two rows are joined only where that finds more columns than one row alone.
    """
    words = _words(table)
    height = min(SEARCHED, len(grid.rows))
    single = [(row, row) for row in range(height)]
    joined = [(row, row + 1) for row in range(height - 1)]
    best: Header | None = None
    for first, last in single + joined:
        header = _match(_names(grid, first, last), words, first, last)
        if len(header.places) > (len(best.places) if best else 0):
            best = header
    if best is None:
        return None
    above = "".join(_text(cell) for row in grid.rows[: best.first] for cell in row)
    unit = UNIT_LINE.search(above)
    if unit:
        for name in best.places:
            best.units.setdefault(name, compact(unit[1]))
    return best


def _words(table: Table) -> dict[str, tuple[int, Field]]:
    """Return each header word with its field and rank: 0 its own name, 1 an alias."""
    words: dict[str, tuple[int, Field]] = {}
    for field_ in table.fields:
        for alias in field_.aliases:
            words[compact(alias)] = (1, field_)
    for field_ in table.fields:
        for own in (field_.label.en, field_.name, field_.label.zh):
            words[compact(own)] = (0, field_)
    return words


def _names(grid: Grid, first: int, last: int) -> Names:
    """Return for each column the names under which its field is looked up, best first."""
    if first == last:
        return [(_text(cell),) for cell in grid.rows[first]]
    upper, lower = _filled(grid, first), _filled(grid, last)
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    return [_joined(over, under) for over, under in zip(upper, lower, strict=True)]


def _joined(over: str, under: str) -> tuple[str, ...]:
    if not over or not under or over == under:
        return (over or under,)
    return (f"{over}_{under}", over + under, under + over, under, over)


def _filled(grid: Grid, row: int) -> list[str]:
    """Return the texts of a header row, merged cells filled right and down."""
    texts = [_text(cell) for cell in grid.rows[row]]
    for (top, left), (bottom, right) in grid.merged:
        if top <= row <= bottom and left < len(grid.rows[top]):
            texts += [""] * (right + 1 - len(texts))
            texts[left : right + 1] = [_text(grid.rows[top][left])] * (right + 1 - left)
    return texts


def _match(names: Names, words: dict[str, tuple[int, Field]], first: int, last: int) -> Header:
    claims: dict[str, list[tuple[int, int, str]]] = {}
    unknown: list[tuple[int, str]] = []
    units: dict[int, str] = {}
    for place, variants in enumerate(names):
        found, units[place] = _lookup(variants, words)
        if found is not None:
            claims.setdefault(found[1].name, []).append((found[0], place, variants[0]))
        elif variants[0]:
            unknown.append((place, variants[0]))
    chosen = {name: min(places) for name, places in claims.items()}
    doubled = [
        (place, text, name)
        for name, places in claims.items()
        for _, place, text in places
        if place != chosen[name][1]
    ]
    return Header(
        first,
        last,
        {name: place for name, (_, place, _) in chosen.items()},
        {name: units[place] for name, (_, place, _) in chosen.items() if units[place]},
        tuple(unknown),
        tuple(sorted(doubled)),
    )


def _lookup(
    variants: tuple[str, ...], words: dict[str, tuple[int, Field]]
) -> tuple[tuple[int, Field] | None, str]:
    for variant in variants:
        plain = variant.strip("*")
        if plain in words:
            return words[plain], ""
        bracket = BRACKETS.search(plain)
        bare = BRACKETS.sub("", plain).strip("*")
        if bracket and bare in words:
            return words[bare], bracket[1]
    return None, ""


def _text(cell: Cell) -> str:
    return compact(cell) if isinstance(cell, str) else ""
