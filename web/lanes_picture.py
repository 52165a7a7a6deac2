"""The lanes of a case in pixels, at the width of a printed page; text is never scaled."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from web import figures
from web.answer_view import registered
from web.lanes import Lanes, Placed
from web.lanes_words import bar_words, holiday_words, short_words
from web.language import gettext, language
from web.working_axis import Day, Place

WIDTH = 860.0
"""Pixels of the days where no script fits them to the page: fits A4 across."""
LEAST_DAY = 14.0
HEAD, TRACK = 64, 68
MIDDLE = 34
REST, NARROW_REST = 12.0, 4.0
LABEL_COLUMN = 10
HEIGHTS = {"work": 24, "stop": 18, "wait": 18, "transfer": 18, "point": 24}
CLASSES = {"work": "dot", "point": "dot", "wait": "c-wait", "transfer": "c-transfer"}
BELOW = ("work", "point", "stop")


class Scale(NamedTuple):
    """How many pixels a working day and a rest day have."""

    day: float
    rest: float

    def x(self, place: Place) -> float:
        """Return the pixel at which `place` stands."""
        return place.work * self.day + place.rest * self.rest


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


def scale(work: float, rest: float, width: float) -> Scale:
    """Return the scale on which the days fill `width`, a working day at least 14 pixels wide.

    >>> scale(10, 4, 448), scale(100, 40, 860)
    (Scale(day=40.0, rest=12.0), Scale(day=14.0, rest=4.0))
    """
    day = (width - rest * REST) / max(work, 1)
    if day >= 2 * REST:
        return Scale(day, REST)
    return Scale(max((width - rest * NARROW_REST) / max(work, 1), LEAST_DAY), NARROW_REST)


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
        holidays=_holidays(drawn, fit),
        names=_names(drawn),
        lines=_lines(drawn, fit),
        boxes=[
            _box(each, drawn.bars[i + 1 :], fit, bar_words(each.bar, seconds_a_day, zone))
            for i, each in enumerate(drawn.bars)
        ],
        labels=_labels(drawn, fit, width, seconds_a_day),
    )


def _middle(track: int) -> float:
    return HEAD + track * TRACK + MIDDLE


def _box(each: Placed, later: Sequence[Placed], fit: Scale, words: str) -> Box:
    bar, x = each.bar, fit.x(each.start)
    limit = next((one.start for one in later if one.track == each.track), None)
    least = 6.0 if bar.kind == "point" else 2.0
    width = max(fit.x(each.end) - x, least)
    if limit is not None:
        width = max(min(width, fit.x(limit) - x), 0.5)
    height = HEIGHTS[bar.kind]
    y = _middle(each.track) - height / 2
    cls = CLASSES.get(bar.kind, "c-stop")
    return Box(bar.kind, cls, each.start, each.end, limit, x, y, width, height, words, bar.open)


def _labels(drawn: Lanes, fit: Scale, width: float, seconds_a_day: int) -> list[Label]:
    longest = max((e.bar.seconds or 0 for e in drawn.bars if e.bar.kind == "wait"), default=0)
    found = []
    for each in drawn.bars:
        bar = each.bar
        hot = bar.kind == "wait" and bool(longest) and bar.seconds == longest
        cls = "strong halo" if bar.kind in ("work", "point") else "halo"
        y = _middle(each.track) + (28 if bar.kind in BELOW else -15)
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


def _apart(labels: Iterable[Label], fit: Scale) -> list[Label]:
    """Show the labels that meet no other of their row, those of the longest bars first."""
    rows: dict[float, list[tuple[float, float]]] = {}
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


def _lines(drawn: Lanes, fit: Scale) -> list[Line]:
    lines = []
    for link in drawn.links:
        sender, receiver = _middle(link.sender), _middle(link.receiver)
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


def _holidays(drawn: Lanes, fit: Scale) -> list[Label]:
    width = fit.x(drawn.axis.end)
    found = []
    for holiday in drawn.holidays:
        text = holiday_words(holiday.name)
        start, end = holiday.start, holiday.end
        x = _centre(start, end, text, fit, width)
        found.append(Label(text, "faint", start, end, x, 36.0, True, 1, True))
    return _apart(found, fit)


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
