"""What the page of one case says and draws of the rows of the question ``case``."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from queries.query import Answer
from queries.run import run
from web import figures
from web.answer_view import duration, registered, zone_of
from web.case_bars import runs
from web.case_calendar import calendar_of
from web.case_list import in_list
from web.case_peers import longest
from web.lanes import lanes
from web.lanes_picture import picture
from web.language import gettext, language, strong
from web.links import PAGING, kept, with_query
from web.parts import parts
from web.working_axis import axis

Row = Mapping[str, Any]
INSTANTS = ("enabled_at", "sent_at", "received_at", "started_at", "finished_at")
MOST = 600
"""Rows of a case of which a picture is drawn; of more nobody could tell the bars apart."""


def timeline(answer: Answer, rows: Sequence[Row]) -> dict[str, Any]:
    """Return the picture of a case and the end of its axis; nothing where none can be drawn."""
    load = answer.load
    instants = [row[name] for row in rows for name in INSTANTS if row[name]]
    if load is None or not instants or len(rows) > MOST:
        return {"drawn": None, "end": None}
    as_of = load.source.as_of
    last = max([*instants, as_of] if any(row["open"] for row in rows) else instants)
    days = axis(calendar_of(load), min(instants), last)
    natural = answer.parameters.get("clock") == "calendar"
    found = runs(rows, days, as_of, natural)
    if not found:
        return {"drawn": None, "end": None}
    drawn = picture(lanes(found, rows, days), answer.seconds_a_day, zone_of(answer))
    return {"drawn": drawn, "end": days.end}


def sentences(answer: Answer, rows: Sequence[Row], raw: Mapping[str, str]) -> dict[str, Any]:
    """Return the answer of the page, long and short, and the item with start and end."""
    own = {name: text for name, text in kept("cases", raw).items() if name in ("rule", "clock")}
    whole = run(parts().store, "cases", {**own, "case": raw["case"]}).rows.to_pylist()[0]
    day, zone = answer.seconds_a_day, zone_of(answer)
    used = _used(whole, day)
    waited = sum(row["waiting"] or 0 for row in rows if row["kind"] == "handoff")
    first = longest(rows)
    if first is None:
        nothing = gettext("%(used)s；没有部门间的等待。")
        said = {"answer_text": strong(nothing, {"used": used}), "short": ""}
    else:
        wait = duration(waited, day)
        short = strong(gettext("%(used)s；部门间交接等了%(wait)s。"), {"used": used}, wait=wait)
        said = {"answer_text": _long(used, first, waited, day), "short": short}
    return {**said, "facts": _facts(whole, zone)}


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


def _long(used: Markup, first: Row, waited: float, day: int) -> Markup:
    return strong(
        gettext(
            "%(used)s；部门间交接等了%(wait)s，最久的是%(sender)s送%(receiver)s，%(longest)s。"
        ),
        {
            "used": used,
            "sender": registered(first["sender_name"]),
            "receiver": registered(first["department_name"]),
        },
        wait=duration(waited, day),
        longest=duration(first["waiting"], day),
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
