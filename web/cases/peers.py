"""The longest wait of a case beside the other waits of the same pair."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from queries.run import run
from web import figures
from web.answer_view import duration, registered, short_unit
from web.lanes.labels import text_width
from web.language import gettext
from web.links import kept
from web.parts import parts

Row = Mapping[str, Any]
WIDTH, HEIGHT = 430, 132
LEFT, TOP, BASE = 6, 42, 108


class Column(NamedTuple):
    """One bin of the histogram."""

    x: float
    y: float
    width: float
    height: float
    own: bool


class Mark(NamedTuple):
    """A line at a wait with its words; the words stand at `text_x`, `text_y`."""

    x: float
    text: str
    text_x: float
    text_y: float
    anchor: str
    own: bool


class Peers(NamedTuple):
    """The comparison; `rows` are the bins for those who read them as a table."""

    title: str
    sub: str
    columns: list[Column]
    marks: list[Mark]
    ticks: list[tuple[float, str]]
    unit: str
    rows: list[tuple[str, str, str]]


def longest(rows: Sequence[Row]) -> Row | None:
    """Return the handoff of a case that waited longest, None where none waited."""
    waited = [row for row in rows if row["kind"] == "handoff" and row["waiting"]]
    return max(waited, key=lambda row: row["waiting"], default=None)


def peers(rows: Sequence[Row], raw: Mapping[str, str], seconds_a_day: int) -> Peers | None:
    """Return how the longest wait compares, None where nothing is to be compared."""
    own = longest(rows)
    if own is None:
        return None
    pair = {**_reading(raw), "sender": own["sender"], "receiver": own["department"]}
    bins = run(parts().store, "waits", {**pair, "limit": "100"}).rows.to_pylist()
    ranked = run(parts().store, "handovers", pair).rows.to_pylist()
    if not bins or not ranked:
        return None
    wait = own["waiting"]
    width = bins[0]["high"] - bins[0]["low"]
    slot = (WIDTH - LEFT - 8) / len(bins)
    most = max(row["handoffs"] for row in bins)
    return Peers(
        title=gettext(
            "与%(sender)s→%(receiver)s的其他等待相比",
            sender=registered(own["sender_name"]),
            receiver=registered(own["department_name"]),
        ),
        sub=_sub(bins, wait, seconds_a_day),
        columns=[_column(row, i, slot, most, wait) for i, row in enumerate(bins)],
        marks=_marks(ranked[0], wait, slot / width, seconds_a_day),
        ticks=_ticks(bins, slot, seconds_a_day),
        unit=short_unit(seconds_a_day),
        rows=[_bin(row, seconds_a_day) for row in bins],
    )


def _reading(raw: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in kept("case", raw).items() if name in ("rule", "clock")}


def _holds(row: Row, wait: float) -> bool:
    return bool(row["low"] <= wait and (row["high"] is None or wait < row["high"]))


def _sub(bins: Sequence[Row], wait: float, seconds_a_day: int) -> str:
    count = sum(row["handoffs"] for row in bins)
    shorter = sum(
        row["handoffs"] for row in bins if row["high"] is not None and row["high"] <= wait
    )
    return gettext(
        "本件等了%(wait)s；这一对已开始的共%(count)s次，至少%(shorter)s次等得更短",
        wait=duration(wait, seconds_a_day),
        count=figures.number(count),
        shorter=figures.number(shorter),
    )


def _column(row: Row, i: int, slot: float, most: int, wait: float) -> Column:
    height = row["handoffs"] / most * (BASE - TOP)
    return Column(LEFT + i * slot + 1, BASE - height, slot - 2, height, _holds(row, wait))


def _marks(pair: Row, wait: float, pixels: float, seconds_a_day: int) -> list[Mark]:
    """Return the lines of median, P90 and this wait, each with its words on a row of its own."""
    values = (
        (gettext("中位"), pair["median_wait"], 12, False),
        ("P90", pair["p90_wait"], 26, False),
        (gettext("本件"), wait, 40, True),
    )
    marks = []
    for name, seconds, y, own in values:
        if seconds is None:
            continue
        x = min(LEFT + seconds * pixels, WIDTH - 8)
        text = f"{name} {figures.days(seconds, seconds_a_day)}"
        right = x + 4 + text_width(text) > WIDTH
        marks.append(Mark(x, text, x - 4 if right else x + 4, y, "end" if right else "start", own))
    return marks


def _ticks(bins: Sequence[Row], slot: float, seconds_a_day: int) -> list[tuple[float, str]]:
    every = max(1, round(60 / slot))
    return [
        (LEFT + i * slot, figures.quantity(row["low"] / seconds_a_day))
        for i, row in enumerate(bins)
        if i % every == 0 and LEFT + i * slot < WIDTH - 70
    ]


def _bin(row: Row, seconds_a_day: int) -> tuple[str, str, str]:
    low = figures.quantity(row["low"] / seconds_a_day)
    high = "" if row["high"] is None else figures.quantity(row["high"] / seconds_a_day)
    text = gettext("%(low)s～%(high)s", low=low, high=high) if high else f"≥{low}"
    return text, figures.number(row["handoffs"]), figures.share(row["share"])
