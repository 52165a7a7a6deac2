"""The colours can be read, and told apart by people who see colours differently.

Contrast as in WCAG 2; colour vision simulated after Machado, Oliveira and Fernandes (2009,
severity 1.0, on linear RGB); distance is CIE76 in Lab.
"""

import itertools
import math
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SHEET = Path(__file__).resolve().parents[2] / "web" / "static" / "tokens.css"
TEXT, GRAPHIC = 4.5, 3.0
NEAREST_CAUSES = 17.5  # the design's nearest pair has 17.7
VISION = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.072175),
    (0.0193339, 0.119192, 0.9503041),
)
WHITE = (0.95047, 1, 1.08883)
CAUSES = ("idle", "overtaken", "capacity", "batching", "transfer", "stop", "closed")
GROUNDS = ("page", "surface", "sunken")
LIGHTS = ("ok", "watch", "late", "grave", "none")
Triple = tuple[float, float, float]
Theme = dict[str, str]


def _themes() -> dict[str, Theme]:
    blocks = re.findall(r":root(\[data-theme=\"dark\"\])? \{(.*?)\n\}", SHEET.read_text(), re.S)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", body)) for _, body in blocks)
    return {"light": light, "dark": {**light, **dark}}


THEMES = _themes()


@pytest.mark.parametrize("theme", THEMES)
def test_text_and_marks_stand_out_from_their_ground(theme: str) -> None:
    colours = THEMES[theme]
    weak = {
        f"{front} on {ground}: {contrast(colours[front], colours[ground]):.2f} < {floor}"
        for front, ground, floor in (*text_pairs(), *graphic_pairs())
        if contrast(colours[front], colours[ground]) < floor
    }
    assert not weak


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", THEMES)
def test_causes_can_be_told_apart(theme: str, vision: str) -> None:
    seen = {cause: lab(THEMES[theme][f"cause-{cause}"], vision) for cause in CAUSES}
    distances = {
        pair: math.dist(seen[pair[0]], seen[pair[1]]) for pair in itertools.combinations(CAUSES, 2)
    }
    assert min(distances.values()) >= NEAREST_CAUSES, min(distances, key=distances.__getitem__)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", THEMES)
def test_lightness_follows_the_waiting(theme: str, vision: str) -> None:
    steps = [lab(THEMES[theme][f"wait-{step}"], vision)[0] for step in range(1, 7)]
    assert steps == sorted(steps, reverse=theme == "light")
    assert len(set(steps)) == 6


def test_a_chosen_dark_theme_is_that_of_a_dark_system() -> None:
    chosen, system = (
        re.findall(r"--([\w-]+): ([^;]+);", block)
        for block in re.findall(
            r":root(?:\[data-theme=\"dark\"\]|:not\(\[data-theme\]\)) \{(.*?)\n *\}",
            SHEET.read_text(), re.S,
        )
    )  # fmt: skip
    assert chosen
    assert chosen == system


@pytest.mark.parametrize(
    ("front", "ground", "ratio"), [("#000", "#fff", 21.0), ("#767676", "#ffffff", 4.54)]
)
def test_contrast_is_that_of_the_standard(front: str, ground: str, ratio: float) -> None:
    assert contrast(front, ground) == pytest.approx(ratio, abs=0.005)


def text_pairs() -> Iterator[tuple[str, str, float]]:
    """Yield each text colour with each ground it is written on."""
    for ground in GROUNDS:
        yield from ((front, ground, TEXT) for front in ("ink", "ink-2", "ink-3", "accent"))
    for light in LIGHTS:
        yield from ((f"light-{light}", ground, TEXT) for ground in ("surface", "page"))
        soft = "late" if light == "grave" else light
        yield f"light-{light}", f"light-{soft}-soft", TEXT
    for front, ground in (
        ("on-frame", "frame"), ("on-frame-2", "frame"), ("on-frame-2", "frame-2"),
        ("on-accent", "accent"), ("ink", "accent-soft"), ("accent", "accent-soft"),
        ("ink-3", "accent-soft"), ("surface", "ink-2"), ("cause-idle", "surface"),
        ("ink", "light-late-soft"), ("ink", "light-watch-soft"),
        ("on-wait-low", "wait-1"), ("on-wait-low", "wait-2"), ("on-wait-3", "wait-3"),
        ("on-wait-high", "wait-4"), ("on-wait-high", "wait-5"), ("on-wait-high", "wait-6"),
    ):  # fmt: skip
        yield front, ground, TEXT


def graphic_pairs() -> Iterator[tuple[str, str, float]]:
    """Yield each colour of marks and lines with each ground it is drawn on."""
    for cause in CAUSES:
        yield f"cause-{cause}", "surface", GRAPHIC
    for step in (3, 4, 5, 6):
        yield f"wait-{step}", "surface", GRAPHIC
    for ground in GROUNDS:
        yield from ((front, ground, GRAPHIC) for front in ("line-strong", "focus"))
    yield "edge-low", "surface", GRAPHIC


def contrast(front: str, ground: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    low, high = sorted(
        sum(map(math.prod, zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True)))
        for colour in (front, ground)
    )
    return (high + 0.05) / (low + 0.05)


def linear(colour: str) -> Triple:
    """Return the light of a colour such as #1b2026 or #fff, each part 0 to 1."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def times(matrix: tuple[Triple, ...], vector: Triple) -> Triple:
    """Multiply."""
    one, two, three = (sum(map(math.prod, zip(row, vector, strict=True))) for row in matrix)
    return one, two, three


def lab(colour: str, vision: str) -> Triple:
    """Return lightness, green to red and blue to yellow as a kind of colour vision sees them."""
    red, green, blue = (min(1, max(0, part)) for part in times(VISION[vision], linear(colour)))
    ratios = (p / white for p, white in zip(times(TO_XYZ, (red, green, blue)), WHITE, strict=True))
    x, y, z = (r ** (1 / 3) if r > 0.008856 else 7.787 * r + 16 / 116 for r in ratios)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_paper_has_the_light_colours_whatever_the_theme() -> None:
    printed = (SHEET.parent / "print.css").read_text("utf-8")
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", printed))
    light = {name: colour for name, colour in _themes()["light"].items() if "frame" not in name}

    assert tokens == {**light, "page": "#fff", "sunken": "#f4f4f2"}
