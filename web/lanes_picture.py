"""The lanes of a case in pixels, at the width of a printed page; text is never scaled."""

from collections.abc import Sequence
from typing import NamedTuple

from web import figures
from web.answer_view import registered
from web.lanes import Lanes, Placed
from web.lanes_labels import Label, bar_labels, holiday_labels, text_width
from web.lanes_scale import HEAD, TRACK, Scale, middle, scale
from web.lanes_words import bar_words
from web.language import gettext, language
from web.working_axis import Day, Place

WIDTH = 860.0
"""Pixels of the days where no script fits them to the page: fits A4 across."""
LABEL_COLUMN = 10
HEIGHTS = {"work": 24, "stop": 18, "wait": 18, "transfer": 18, "point": 24}
CLASSES = {"work": "dot", "point": "dot", "wait": "c-wait", "transfer": "c-transfer"}


class Box(NamedTuple):
    """A bar: its pixels, its places for the script, its words and its label."""

    kind: str
    cls: str
    start: Place
    end: Place
    limit: Place | None
    x: float
    y: float
    width: float
    height: float
    words: str
    open: bool


class Line(NamedTuple):
    """A connector: along the sender's track, then to the receiver's."""

    start: Place
    end: Place
    path: str
    arrow: str
    sender: float
    receiver: float
    binding: bool


class Column(NamedTuple):
    """A day: a working one has its number, a rest day is a band; `month` where one begins."""

    day: Day
    x: float
    width: float
    number: str
    shown: bool
    month: str
    month_shown: bool


class Name(NamedTuple):
    """The name of a lane with its steps, and the line below it."""

    name: str
    whole: str
    steps: str
    all_steps: str
    y: float
    below: float


class Picture(NamedTuple):
    """Everything the template draws."""

    width: float
    height: float
    scale: Scale
    columns: list[Column]
    holidays: list[Label]
    names: list[Name]
    lines: list[Line]
    boxes: list[Box]
    labels: list[Label]


def picture(drawn: Lanes, seconds_a_day: int, zone: str) -> Picture:
    """Return the lanes in pixels."""
    end = drawn.axis.end
    fit = scale(end.work, end.rest, WIDTH)
    width = fit.x(end)
    height = HEAD + drawn.tracks * TRACK
    return Picture(
        width=width,
        height=height,
        scale=fit,
        columns=_columns(drawn, fit),
        holidays=holiday_labels(drawn, fit),
        names=_names(drawn),
        lines=_lines(drawn, fit),
        boxes=[
            _box(each, drawn.bars[i + 1 :], fit, bar_words(each.bar, seconds_a_day, zone))
            for i, each in enumerate(drawn.bars)
        ],
        labels=bar_labels(drawn, fit, width, seconds_a_day),
    )


def _box(each: Placed, later: Sequence[Placed], fit: Scale, words: str) -> Box:
    bar, x = each.bar, fit.x(each.start)
    limit = next((one.start for one in later if one.track == each.track), None)
    least = 6.0 if bar.kind == "point" else 2.0
    width = max(fit.x(each.end) - x, least)
    if limit is not None:
        width = max(min(width, fit.x(limit) - x), 0.5)
    height = HEIGHTS[bar.kind]
    y = middle(each.track) - height / 2
    cls = CLASSES.get(bar.kind, "c-stop")
    return Box(bar.kind, cls, each.start, each.end, limit, x, y, width, height, words, bar.open)


def _lines(drawn: Lanes, fit: Scale) -> list[Line]:
    lines = []
    for link in drawn.links:
        sender, receiver = middle(link.sender), middle(link.receiver)
        down = 1 if receiver > sender else -1
        tip = receiver - down * 12
        x = fit.x(link.end)
        path = f"M{fit.x(link.start):.1f} {sender}H{x:.1f}V{tip - down * 5}"
        arrow = f"M{x:.1f} {tip}l-4 {-down * 7}h8z"
        lines.append(Line(link.start, link.end, path, arrow, sender, tip, link.binding))
    return lines


def _columns(drawn: Lanes, fit: Scale) -> list[Column]:
    every = max(1, int(-(-22 // fit.day)))
    columns, months, free = [], "", -1e9
    for day in drawn.axis.days:
        x = fit.x(day.place)
        month = f"{day.day:%Y-%m}"
        name = ""
        if month != months:
            name = figures.month(month, language(), not months or day.day.month == 1)
            months = month
        fits = bool(name) and x >= free
        if fits:
            free = x + text_width(name) + 8
        number = str(day.day.day) if day.worked else ""
        shown = bool(number) and int(day.place.work) % every == 0
        width = fit.day if day.worked else fit.rest
        columns.append(Column(day, x, width, number, shown, name, fits))
    return columns


def _names(drawn: Lanes) -> list[Name]:
    found = []
    for lane in drawn.lanes:
        whole = registered(lane.name) if lane.name else gettext("未登记")
        steps = gettext("、").join(lane.steps)
        top = HEAD + lane.first * TRACK
        found.append(
            Name(
                name=_cut(whole, 9),
                whole=whole,
                steps=_cut(steps, LABEL_COLUMN),
                all_steps=steps,
                y=top + 30,
                below=top + lane.tracks * TRACK,
            )
        )
    return found


def _cut(text: str, most: int) -> str:
    """Return `text` or as much of it as has room beside the lanes, in Chinese characters."""
    if text_width(text) <= 12 * most:
        return text
    while text and text_width(text) > 12 * (most - 1):
        text = text[:-1]
    return text + "…"
