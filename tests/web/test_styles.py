"""The style sheets keep to what Chromium 80 knows."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "web" / "static"
SHEETS = sorted((*STATIC.glob("*.css"), *STATIC.glob("dist/**/*.css")))
NEWER = {
    "gap, which only grids have there (as grid-gap)": r"(?<![\w-])(?:row-|column-)?gap\s*:",
    ":is, :where, :has": r":(?:is|where|has)\(",
    ":focus-visible, unless taken away": r"(?<!:not\():focus-visible",
    "a list inside :not": r":not\([^()]*,",
    "inset": r"(?<![\w-])inset(?:-[a-z-]+)?\s*:",
    "aspect-ratio": r"(?<![\w-])aspect-ratio\s*:",
    "logical shorthands": r"(?<![\w-])(?:margin|padding)-(?:inline|block)\s*:",
    "translate, rotate, scale as properties": r"(?<![\w-])(?:translate|rotate|scale)\s*:",
    "layers, containers, nesting": r"@(?:layer|container|property|scope)\b|&",
    "color-mix and relative colours": r"color-mix\(|\((?:\s*)from\s",
    "dynamic viewport units": r"\d[dsl]v[hw]\b",
}


def test_there_are_style_sheets() -> None:
    assert {"tokens.css", "site.css"} <= {sheet.name for sheet in SHEETS}


@pytest.mark.parametrize("newer", NEWER)
def test_no_style_sheet_uses(newer: str) -> None:
    found = {
        f"{sheet.name}: {line.strip()}"
        for sheet in SHEETS
        for line in _without_comments(sheet).splitlines()
        if re.search(NEWER[newer], line)
    }
    assert not found


def test_no_style_sheet_asks_for_something_from_outside() -> None:
    for sheet in SHEETS:
        assert not re.search(r"@import|https?:|url\(\s*['\"]?//", _without_comments(sheet))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_token_that_a_style_sheet_uses_is_defined(sheet: Path) -> None:
    defined = set(re.findall(r"(--[\w-]+)\s*:", "".join(map(_without_comments, SHEETS))))
    assert set(re.findall(r"var\((--[\w-]+)\)", _without_comments(sheet))) <= defined


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_text_is_smaller_than_twelve_pixels(sheet: Path) -> None:
    for size, unit in re.findall(r"font-size:\s*([\d.]+)(px|rem|em)", _without_comments(sheet)):
        assert float(size) >= (12 if unit == "px" else 0.75)


def _without_comments(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
