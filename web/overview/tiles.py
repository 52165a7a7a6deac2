"""The strip of figures on top of the first page, each with its change against the period before."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from queries.query import Answer
from web import figures
from web.answer_view import short_unit
from web.language import gettext
from web.links import address
from web.overview.periods import Comparison

Row = Mapping[str, Any]
Rows = Mapping[str, Row]


class Tile(NamedTuple):
    """One figure; `by` says what stands beside it, `address` leads to its rows."""

    label: str
    figure: str
    unit: str
    by: str
    address: str


class Change(NamedTuple):
    """The measures of two periods and how their comparison is called."""

    words: str
    now: Rows
    before: Rows


def measures(answer: Answer) -> Rows:
    """Return the rows of an answer of ``overview`` by their name."""
    return {row["name"]: row for row in answer.rows.to_pylist()}


def change(compared: Comparison | None, now: Answer | None, before: Answer | None) -> Change | None:
    """Return the change between two answers of ``overview``, None where one is missing."""
    if compared is None or now is None or before is None:
        return None
    return Change(compared.words, measures(now), measures(before))


def tiles(numbers: Answer, changed: Change | None, raw: Mapping[str, str]) -> list[Tile]:
    """Return the tiles of the overview `numbers`, asked with the filters in `raw`."""
    rows = measures(numbers)
    day, unit = numbers.seconds_a_day, short_unit(numbers.seconds_a_day)
    cases, open_cases = (address("cases", raw, more) for more in ({}, {"state": "open"}))
    handoffs = address("handoffs", raw, {})
    returns = address("handoffs", raw, {"kind": "return"})
    ranking = address("handovers", raw, {})
    wait = _days(rows, "waiting", day)
    return [
        Tile(gettext("办件"), _count(rows, "cases"), "", _delta(changed, "cases"), cases),
        Tile(gettext("跨部门等待"), wait, unit, _delta(changed, "waiting"), ranking),
        Tile(
            gettext("一次等待（中位）"),
            _days(rows, "median_wait", day),
            unit,
            _delta(changed, "median_wait"),
            handoffs,
        ),
        Tile(
            gettext("等待占比"),
            figures.share(_value(rows, "share_of_waiting")),
            "",
            _points(changed, "share_of_waiting"),
            ranking,
        ),
        Tile(
            gettext("办件用时（中位）"),
            _days(rows, "median_throughput", day),
            unit,
            _delta(changed, "median_throughput"),
            cases,
        ),
        Tile(
            gettext("退回率"),
            figures.share(_value(rows, "share_of_returns")),
            gettext("%(count)s次", count=_count(rows, "returns")),
            _points(changed, "share_of_returns"),
            returns,
        ),
        Tile(
            gettext("在办办件"),
            _count(rows, "open_cases"),
            "",
            gettext("%(count)s次交接等对方开始", count=_count(rows, "open_handoffs")),
            open_cases,
        ),
    ]


def _value(rows: Rows, name: str) -> float | None:
    value: float | None = rows[name]["value"]
    return value


def _count(rows: Rows, name: str) -> str:
    return figures.number(_value(rows, name))


def _days(rows: Rows, name: str, day: int) -> str:
    return figures.days(_value(rows, name), day)


def _delta(changed: Change | None, name: str) -> str:
    """Write the change of a measure in percent, nothing where there is none to write."""
    if changed is None:
        return ""
    text = figures.change(_value(changed.now, name), _value(changed.before, name))
    return "" if text == figures.UNKNOWN else f"{changed.words} {text}"


def _points(changed: Change | None, name: str) -> str:
    """Write the change of a share in percentage points."""
    if changed is None:
        return ""
    now, before = _value(changed.now, name), _value(changed.before, name)
    if now is None or before is None:
        return ""
    points = gettext("%(points)s点", points=figures.signed(100 * (now - before)))
    return f"{changed.words} {points}"
