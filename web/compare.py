"""Two loads side by side: where they are from, their rows, measures and waits."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flask import Blueprint, Response, request
from markupsafe import Markup

from graph.errors import ParameterError
from graph.load import Load
from graph.tables import PRIVATE_TABLES
from queries.changes import node_changes, pair_changes
from queries.overview_words import WORDS
from queries.query import Answer
from queries.run import run_all
from web import figures
from web.answer_view import day_unit, duration, registered
from web.compare_sources import sources
from web.language import gettext, words
from web.loads.import_report import known_load
from web.pages import sturdy_page
from web.parts import parts

blueprint = Blueprint("compare", __name__)

MOST = 10  # pairs that rose, and pairs that fell
LEFT_OUT = ("first_at", "last_at", "rows_read", "rows_loaded", "rows_refused")
"""Measures that stand elsewhere on the page."""

COUNTED = ("read", "loaded", "refused")


class Line(NamedTuple):
    """One figure of both loads, and the difference; None is not known."""

    label: str
    before: str
    after: str
    change: str
    unit: str = ""


class TableLine(NamedTuple):
    """The rows of a table of the input in both loads."""

    table: str
    read: Line
    loaded: Line
    refused: Line


class PairLine(NamedTuple):
    """A pair of departments in both loads."""

    sender: str
    receiver: str
    before: str
    after: str
    change: str
    handoffs: tuple[str, str]
    medians: tuple[str, str]


@blueprint.get("/data/compare")
def show() -> Response:
    """Compare the loads `a` and `b` of the address; without them, ask which."""
    loads = parts().store.loads()
    ids = [request.args.get(name, "") for name in ("a", "b")]
    chosen = [known_load(load_id) for load_id in ids if load_id]
    if len(chosen) < 2:
        return sturdy_page("compare.html", loads=loads, ids=ids, compared=None)
    if ids[0] == ids[1]:
        raise ParameterError(
            "请选两个不同的批次。", "Choose two loads that are not the same.", "b", ()
        )
    return sturdy_page("compare.html", loads=loads, ids=ids, compared=compared(*chosen))


def compared(first: Load, second: Load) -> dict[str, Any]:
    """Return what the page shows of two loads, the second measured against the first."""
    timeless = [load.source.calendar == "none" for load in (first, second)]
    raw = {"clock": "calendar"} if any(timeless) else {}
    overviews = [run_all(parts().store, "overview", raw, each.load_id) for each in (first, second)]
    pairs = _pairs(first, second, raw)
    departments = [
        run_all(parts().store, "departments", raw, each.load_id).rows for each in (first, second)
    ]
    came, went = node_changes(departments[0], departments[1], "department")
    day = overviews[1].seconds_a_day
    lines = list(_measures(*overviews))
    return {
        "says": _answer(overviews, pairs, day),
        "mixed_clocks": any(timeless) and not all(timeless),
        "sources": sources(first, second, overviews),
        "counts": _counts(first, second),
        "measures": lines,
        "unit": day_unit(day),
        "rose": [_pair(row, day) for row in pairs.to_pylist() if row["change"] > 0][:MOST],
        "fell": [_pair(row, day) for row in pairs.to_pylist()[::-1] if row["change"] < 0][:MOST],
        "came": [registered(name) for name in came],
        "went": [registered(name) for name in went],
    }


def _pairs(first: Load, second: Load, raw: Mapping[str, str]) -> Any:
    rows = [run_all(parts().store, "handovers", raw, load.load_id).rows for load in (first, second)]
    return pair_changes(*rows)


def _answer(overviews: list[Answer], pairs: Any, day: int) -> Markup:
    """Say how the waiting changed, and where most."""
    before, after = (_value(overview, "waiting") for overview in overviews)
    if before is None or after is None:
        return Markup()
    total = duration(abs(after - before), day)
    if round(after - before) == 0:
        said = Markup(gettext("等待合计没有变化。"))
    elif after > before:
        text = gettext("等待合计<b>增加%(days)s</b>（%(share)s）")
        said = Markup(text) % {"days": total, "share": figures.change(after, before)}
    else:
        text = gettext("等待合计<b>减少%(days)s</b>（%(share)s）")
        said = Markup(text) % {"days": total, "share": figures.change(after, before)}
    rows = pairs.to_pylist()
    if not rows or not rows[0]["change"] > 0 or round(after - before) == 0:
        return said + Markup(gettext("。")) if rows and round(after - before) else said
    text = gettext("；增加最多的是%(sender)s送%(receiver)s。")
    names = {side: registered(rows[0][f"{side}_name"]) for side in ("sender", "receiver")}
    return said + Markup(text) % names


def _value(overview: Answer, name: str) -> float | None:
    rows = {row["name"]: row for row in overview.rows.to_pylist()}
    value: float | None = rows[name]["value"]
    return value


def _measures(first: Answer, second: Answer) -> Iterator[Line]:
    before = {row["name"]: row for row in first.rows.to_pylist()}
    after = {row["name"]: row for row in second.rows.to_pylist()}
    for name in dict.fromkeys((*before, *after)):
        if name not in LEFT_OUT:
            rows = (before.get(name, {}), after.get(name, {}))
            unit = str(rows[1].get("unit") or rows[0].get("unit") or "")
            label = words(WORDS[name]) if name in WORDS else name
            values = [row.get("value") for row in rows]
            yield _line(label, values[0], values[1], unit, second.seconds_a_day)


def _line(label: str, one: float | None, two: float | None, unit: str, day: int) -> Line:
    known = one is not None and two is not None
    if unit == "s":
        change = figures.signed((two - one) / day) if known else figures.UNKNOWN  # type: ignore[operator]
        return Line(label, figures.days(one, day), figures.days(two, day), change, day_unit(day))
    if unit == "share":
        points = figures.signed(100 * (two - one)) if known else ""  # type: ignore[operator]
        change = gettext("%(points)s点", points=points) if known else figures.UNKNOWN
        return Line(label, figures.share(one), figures.share(two), change)
    change = figures.signed(two - one, 0) if known else figures.UNKNOWN  # type: ignore[operator]
    return Line(label, figures.quantity(one), figures.quantity(two), change)


def _counts(first: Load, second: Load) -> list[TableLine]:
    """Return the rows of each table of the input; those of private ones are not compared."""
    tables = [_counted(load) for load in (first, second)]
    found = []
    for table in dict.fromkeys((*tables[0], *tables[1])):
        one, two = (counted.get(table, {}) for counted in tables)
        lines = [_line("", one.get(name), two.get(name), "", 1) for name in COUNTED]
        found.append(TableLine(table, *lines))
    return found


def _counted(load: Load) -> dict[str, dict[str, Any]]:
    rows = parts().store.fetch(parts().store.table(load.load_id, "counts")).to_pylist()
    return {row["table"]: row for row in rows if row["table"] not in PRIVATE_TABLES}


def _pair(row: Mapping[str, Any], day: int) -> PairLine:
    return PairLine(
        registered(row["sender_name"]),
        registered(row["receiver_name"]),
        figures.days(row["total_wait_before"], day),
        figures.days(row["total_wait_after"], day),
        figures.signed(row["change"] / day),
        (figures.number(row["handoffs_before"]), figures.number(row["handoffs_after"])),
        (figures.days(row["median_wait_before"], day), figures.days(row["median_wait_after"], day)),
    )
