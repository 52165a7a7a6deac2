"""The texts of the lanes that must not meet: of bars, and of holidays."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from web.lanes.layout import Lanes
from web.lanes.scale import Scale, middle
from web.lanes.words import holiday_words, short_words
from web.lanes.working_axis import Place

HOLIDAYS = 36.0
"""The line on which holidays and the badges of make-up days stand."""
BELOW = ("work", "point", "stop")


class Label(NamedTuple):
    """A text at the middle of a bar; `shown` where it meets no other of its row."""

    text: str
    cls: str
    start: Place
    end: Place
    x: float
    y: float
    shown: bool
    rank: float
    always: bool


def bar_labels(drawn: Lanes, fit: Scale, width: float, seconds_a_day: int) -> list[Label]:
    """Return the label of every bar: the step below it, how long it lasted above it."""
    longest = max((e.bar.seconds or 0 for e in drawn.bars if e.bar.kind == "wait"), default=0)
    found = []
    for each in drawn.bars:
        bar = each.bar
        hot = bar.kind == "wait" and bool(longest) and bar.seconds == longest
        cls = "strong halo" if bar.kind in ("work", "point") else "halo"
        y = middle(each.track) + (28 if bar.kind in BELOW else -15)
        text = short_words(bar, seconds_a_day)
        found.append(
            Label(
                text=text,
                cls="hot strong halo" if hot else cls,
                start=each.start,
                end=each.end,
                x=_centre(each.start, each.end, text, fit, width),
                y=y,
                shown=False,
                rank=(bar.seconds or 0) + (1e12 if hot else 0),
                always=hot or bar.kind in BELOW,
            )
        )
    return _apart(found, fit)


def _centre(start: Place, end: Place, text: str, fit: Scale, width: float) -> float:
    half = text_width(text) / 2
    return min(max((fit.x(start) + fit.x(end)) / 2, half), width - half)


def _apart(
    labels: Iterable[Label],
    fit: Scale,
    given: Mapping[float, list[tuple[float, float]]] = MappingProxyType({}),
) -> list[Label]:
    """Show the labels that meet no other of their row, those of the longest bars first.

    `given` tells what is taken of a row by something else.
    """
    rows = {y: list(taken) for y, taken in given.items()}
    shown = set()
    listed = list(labels)
    for i in sorted(range(len(listed)), key=lambda i: -listed[i].rank):
        label = listed[i]
        half = text_width(label.text) / 2 + 3
        low, high = label.x - half, label.x + half
        fits = label.always or high - low <= fit.x(label.end) - fit.x(label.start)
        taken = rows.setdefault(label.y, [])
        if label.text and fits and all(high <= a or low >= b for a, b in taken):
            taken.append((low, high))
            shown.add(i)
    return [label._replace(shown=i in shown) for i, label in enumerate(listed)]


def text_width(text: str) -> float:
    """Return about how wide a text of 12 px is.

    >>> text_width("等待 1.5")
    52.0
    """
    return float(sum(12 if ord(letter) > 0x2E80 else 7 for letter in text))


def holiday_labels(drawn: Lanes, fit: Scale) -> list[Label]:
    """Return the names of the holidays, each in the middle of its days off."""
    width = fit.x(drawn.axis.end)
    found = []
    for holiday in drawn.holidays:
        text = holiday_words(holiday.name)
        start, end = holiday.start, holiday.end
        x = _centre(start, end, text, fit, width)
        found.append(Label(text, "faint", start, end, x, HOLIDAYS, True, 1, True))
    places = [fit.x(day.place) + fit.day / 2 for day in drawn.axis.days if day.made_up]
    return _apart(found, fit, {HOLIDAYS: [(x - 11, x + 11) for x in places]})
