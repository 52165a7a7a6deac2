"""The lanes of a case drawn at the width of a printed page; text is never squeezed into it."""

from collections.abc import Sequence
from typing import NamedTuple

from web.answer_view import registered
from web.lanes.days import Column, columns
from web.lanes.labels import Label, bar_labels, holiday_labels, text_width
from web.lanes.layout import Lanes, Placed
from web.lanes.scale import HEAD, TRACK, Scale, middle, scale
from web.lanes.words import Stamp, bar_words
from web.lanes.working_axis import Place
from web.language import gettext

WIDTH = 860.0
"""Units of the days where no script fits them to the page: fits A4 across."""
LABEL_COLUMN = 10
HEIGHTS = {"work": 24, "point": 24, "slack": 2}
HEIGHT = 18
CLASSES = {
    "work": "dot",
    "point": "dot",
    "wait": "c-wait",
    "inside": "c-inside",
    "before": "c-before",
    "transfer": "c-transfer",
    "stop": "c-stop",
    "slack": "slack",
}
NOT_COUNTED = {"stop": "c-stop", "closed": "c-closed"}
BESIDE = ("slack", "stop")
HIT = 10.0
"""Units that the mouse finds of the shortest bar."""
SHIFT = 3.0
"""Units between two connectors that would lie over each other."""


class Block(NamedTuple):
    """A rectangle of a bar."""

    cls: str
    start: Place
    end: Place
    x: float
    width: float


class Box(NamedTuple):
    """A bar: its blocks, its places for the script and its words; `hit` is its reach by mouse."""

    kind: str
    start: Place
    end: Place
    limit: Place | None
    blocks: list[Block]
    y: float
    height: float
    hit_x: float
    hit_width: float
    words: str
    open: bool


class Line(NamedTuple):
    """A connector: along the sender's track, then to the receiver's."""

    kind: str
    start: Place
    end: Place
    shift: float
    path: str
    arrow: str
    sender: float
    receiver: float


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


def picture(drawn: Lanes, seconds_a_day: int, stamp: Stamp) -> Picture:
    """Return the lanes; `stamp` writes an instant."""
    end = drawn.axis.end
    fit = scale(end.work, end.rest, WIDTH)
    width = fit.x(end)
    height = HEAD + drawn.tracks * TRACK
    return Picture(
        width=width,
        height=height,
        scale=fit,
        columns=columns(drawn.axis, fit),
        holidays=holiday_labels(drawn, fit),
        names=_names(drawn),
        lines=_lines(drawn, fit),
        boxes=[
            _box(each, drawn.bars[i + 1 :], fit, bar_words(each.bar, seconds_a_day, stamp))
            for i, each in enumerate(drawn.bars)
        ],
        labels=bar_labels(drawn, fit, width, seconds_a_day),
    )


def _box(each: Placed, later: Sequence[Placed], fit: Scale, words: str) -> Box:
    bar = each.bar
    beside = bar.kind in BESIDE
    limit = None
    if not beside:
        following = (one for one in later if one.track == each.track and one.bar.kind not in BESIDE)
        limit = next((one.start for one in following), None)
    x, width = _extent(each, limit, fit)
    height = HEIGHTS.get(bar.kind, HEIGHT)
    return Box(
        kind=bar.kind,
        start=each.start,
        end=each.end,
        limit=limit,
        blocks=_blocks(each, fit, x, width),
        y=middle(each.track) - height / 2,
        height=height,
        hit_x=x + min(width - HIT, 0) / 2,
        hit_width=max(width, HIT),
        words=words,
        open=bar.open,
    )


def _extent(each: Placed, limit: Place | None, fit: Scale) -> tuple[float, float]:
    x = fit.x(each.start)
    width = max(fit.x(each.end) - x, 6.0 if each.bar.kind == "point" else 2.0)
    if limit is not None:
        width = max(min(width, fit.x(limit) - x), 0.5)
    return x, width


def _blocks(each: Placed, fit: Scale, x: float, width: float) -> list[Block]:
    """Return the rectangles of a bar, one of at least 2 units where it is shorter than that."""
    own = CLASSES.get(each.bar.look) or f"c-{each.bar.look}"
    if len(each.parts) == 1 or fit.x(each.end) - x < 2:
        counts = any(part.kind == "counted" for part in each.parts)
        cls = own if counts else NOT_COUNTED[each.parts[0].kind]
        return [Block(cls, each.start, each.end, x, width)]
    return [
        Block(
            NOT_COUNTED.get(part.kind, own),
            part.start,
            part.end,
            fit.x(part.start),
            fit.x(part.end) - fit.x(part.start),
        )
        for part in each.parts
    ]


def _lines(drawn: Lanes, fit: Scale) -> list[Line]:
    lines = []
    for link in drawn.links:
        sender, receiver = middle(link.sender), middle(link.receiver)
        down = 1 if receiver > sender else -1
        tip = receiver - down * 12
        shift = SHIFT * link.shift
        x = fit.x(link.end) + shift
        left = x if link.kind == "early" else fit.x(link.start)  # slack is drawn up to there
        path = f"M{left:.1f} {sender}H{x:.1f}V{tip - down * 5}"
        arrow = f"M{x:.1f} {tip}l-4 {-down * 7}h8z"
        lines.append(Line(link.kind, link.start, link.end, shift, path, arrow, sender, tip))
    return lines


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
