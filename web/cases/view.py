"""What the page of one case says and draws of the rows of the question ``case``."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from queries.query import Answer
from queries.run import run
from web import figures
from web.answer_view import duration, registered, zone_of
from web.bottlenecks.why import keys_of
from web.cases.bars import clock_of
from web.cases.beside import whole_runs
from web.cases.calendars import calendars_of
from web.cases.deciding_path import deciding
from web.cases.listing import in_list
from web.cases.tables import shares, waiting_between
from web.lanes.layout import lanes
from web.lanes.picture import picture
from web.lanes.words import Stamp
from web.lanes.working_axis import axis
from web.language import gettext, language, strong
from web.links import PAGING, kept, with_query
from web.parts import parts

Row = Mapping[str, Any]
INSTANTS = ("enabled_at", "sent_at", "received_at", "started_at", "finished_at")
MOST = 600
"""Rows of a case of which a picture is drawn; of more nobody could tell the bars apart."""


def whole_case(raw: Mapping[str, str]) -> Row:
    """Return the row of the case in the list of cases."""
    own = {name: text for name, text in kept("cases", raw).items() if name in ("rule", "clock")}
    found: Row = run(parts().store, "cases", {**own, "case": raw["case"]}).rows.to_pylist()[0]
    return found


def timeline(answer: Answer, rows: Sequence[Row], whole: Row) -> dict[str, Any]:
    """Return the picture of a case, the end of its axis and the time of each department.

    No picture is drawn where a case has no instants, or too many rows.
    """
    load, path = answer.load, deciding(rows)
    instants = _instants(rows)
    nothing: dict[str, Any] = {"drawn": None, "end": None}
    day = answer.seconds_a_day
    if load is None or not instants or len(rows) > MOST:
        return {**nothing, "shares": shares(rows, path, whole["throughput"], 0.0, day)}
    as_of = load.source.as_of
    calendars = calendars_of(load, answer.parameters.get("clock") == "calendar")
    found = whole_runs(rows, clock_of(rows, calendars, as_of), whole["started_at"])
    if not found:
        return {**nothing, "shares": shares(rows, path, whole["throughput"], 0.0, day)}
    every = [bar for run in found for bar in (*run.bars, *run.beside)]
    days = axis(
        [calendars.of(department) for department in {bar.department: None for bar in every}],
        min(bar.start for bar in every),
        max(bar.end for bar in every),
        calendars.days_off,
    )
    before = sum(bar.seconds or 0 for bar in every if bar.kind == "before")
    drawn = picture(lanes(found, rows, days, path), day, stamp_of(answer, rows))
    kinds = {bar.look for bar in every} | {part.kind for bar in every for part in bar.pieces}
    return {
        "drawn": drawn,
        "end": days.end,
        "kinds": kinds,
        "cause_keys": keys_of({bar.cause for bar in every} - {""}),
        "shares": shares(rows, path, whole["throughput"], before, day),
    }


def stamp_of(answer: Answer, rows: Sequence[Row]) -> Stamp:
    """Return what writes an instant of the case, with the year where the case has several."""
    zone = zone_of(answer)
    write = figures.short_instant if one_year(answer, rows) else figures.instant
    return partial(write, zone=zone)


def one_year(answer: Answer, rows: Sequence[Row]) -> int | None:
    """Return the year in which all of the case happened, None where there are several."""
    zone = ZoneInfo(zone_of(answer))
    instants = _instants(rows)
    if answer.load is not None and any(row["open"] for row in rows):
        instants.append(answer.load.source.as_of)
    years = {at.astimezone(zone).year for at in instants}
    return years.pop() if len(years) == 1 else None


def _instants(rows: Sequence[Row]) -> list[datetime]:
    return [row[name] for row in rows for name in INSTANTS if row[name]]


def sentences(answer: Answer, rows: Sequence[Row], whole: Row) -> dict[str, Any]:
    """Return the answer of the page, long and short, and the item with start and end.

    The waiting is that of the deciding path: it is part of the whole time, while the waits of steps
    side by side may add up to more.
    """
    day, zone = answer.seconds_a_day, zone_of(answer)
    path = deciding(rows)
    used, facts = _used(whole, day), _facts(whole, zone)
    on_path = [row for row in rows if row["waiting"] and path.has(row)]
    first = max(on_path, key=lambda row: row["waiting"], default=None)
    if first is None:
        nothing = gettext("%(used)s；没有部门间的等待。")
        return {"answer_text": strong(nothing, {"used": used}), "short": "", "facts": facts}
    waited = waiting_between(rows, path)
    wait = duration(waited, day)
    if whole["state"] == "open":
        short = strong(gettext("在办；部门间已结束的等待共%(wait)s。"), wait=wait)
    else:
        short = strong(gettext("%(used)s，其中部门间等待%(wait)s。"), {"used": used}, wait=wait)
    long = Markup("{}{}").format(short, _longest(first, day))
    return {"answer_text": long, "short": short, "facts": facts}


def _facts(whole: Row, zone: str) -> str:
    """Return the item with start and end."""
    facts = [whole["item_name"] or gettext("事项未登记")]
    start = figures.long_date(whole["started_at"], zone, language())
    facts.append(gettext("%(day)s开始", day=start))
    if whole["finished_at"]:
        end = figures.long_date(whole["finished_at"], zone, language())
        facts.append(gettext("%(day)s办结", day=end))
    return gettext("，").join(facts)


def _used(whole: Row, day: int) -> Markup:
    if whole["state"] == "open":
        return Markup(strong(gettext("在办，尚未办结")))
    if whole["throughput"] is None:
        return Markup(strong(gettext("已办结")))
    used = duration(whole["throughput"], day)
    return Markup(strong(gettext("全程%(used)s"), used=used))


def _longest(first: Row, day: int) -> Markup:
    """Name the longest wait: between two departments, or inside one."""
    plain = {"receiver": registered(first["department_name"] or figures.UNKNOWN)}
    longest = duration(first["waiting"], day)
    if first["kind"] == "step":
        return strong(gettext("最久的在%(receiver)s内部，%(longest)s。"), plain, longest=longest)
    plain["sender"] = registered(first["sender_name"])
    return strong(
        gettext("最久的是%(sender)s送%(receiver)s，%(longest)s。"), plain, longest=longest
    )


def neighbours(raw: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return label and address of the case before and the one after in the list of the way here."""
    asked = {name: text for name, text in raw.items() if name not in PAGING}
    rows = run(parts().store, "case-place", asked).rows.to_pylist()
    if not rows:
        return []
    shown = list_filters(raw)
    sides = ((gettext("上一件"), rows[0]["previous"]), (gettext("下一件"), rows[0]["next"]))
    return [(label, in_list(case, shown) if case is not None else "") for label, case in sides]


def list_filters(raw: Mapping[str, str]) -> dict[str, str]:
    """Return the filters of the list that the case was opened from."""
    return {name: text for name, text in kept("cases", raw).items() if name != "case"}


def back_to_list(raw: Mapping[str, str]) -> str:
    """Return the address of the list that the case was opened from."""
    return with_query("/cases", list_filters(raw))
