"""The steps of a case one by one, and the time that each department took."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from web import figures
from web.answer_view import registered
from web.language import gettext

Row = Mapping[str, Any]


class Step(NamedTuple):
    """One step as a line of the table, or a handoff that no step has followed yet."""

    name: str
    department: str
    person: str
    sent: str
    received: str
    started: str
    finished: str
    waiting: str
    processing: str
    longest: bool


class Share(NamedTuple):
    """The time of one department; bars are percent of the longest."""

    name: str
    waiting: str
    processing: str
    whole: str
    waiting_bar: float
    processing_bar: float


def waits(rows: Sequence[Row]) -> dict[int, float]:
    """Return the wait before each step, by its number: of the handoff, or inside the department."""
    found = {}
    for row in rows:
        counted = row["kind"] == "step" or (row["kind"] == "handoff" and row["binding"])
        if counted and row["number"] is not None and row["waiting"] is not None:
            found[row["number"]] = row["waiting"]
    return found


def steps(rows: Sequence[Row], seconds_a_day: int, zone: str) -> list[Step]:
    """Return the table of the steps, in order; handoffs under way come last."""
    waited = waits(rows)
    longest = max(waited.values(), default=0)

    def line(row: Row, sent: datetime | None, wait: float | None) -> Step:
        return Step(
            name=row["step"] or gettext("尚未开始"),
            department=registered(row["department_name"] or figures.UNKNOWN),
            person=registered(row["person"] or ""),
            sent=figures.short_instant(sent, zone),
            received=figures.short_instant(row["received_at"], zone),
            started=figures.short_instant(row["started_at"], zone),
            finished=figures.short_instant(row["finished_at"], zone),
            waiting=figures.days(wait, seconds_a_day),
            processing=figures.days(row["processing"], seconds_a_day),
            longest=bool(longest) and wait == longest,
        )

    found = [
        line(row, row["enabled_at"], waited.get(row["number"]))
        for row in rows
        if row["kind"] == "step"
    ]
    found += [
        line(row, row["sent_at"], None)
        for row in rows
        if row["kind"] == "handoff" and row["number"] is None
    ]
    return found


def shares(rows: Sequence[Row], seconds_a_day: int) -> list[Share]:
    """Return the time before and in each department, those with most first."""
    waited = waits(rows)
    waiting: dict[str, float] = {}
    processing: dict[str, float] = {}
    for row in rows:
        if row["kind"] != "step":
            continue
        name = row["department_name"] or ""
        waiting[name] = waiting.get(name, 0) + waited.get(row["number"], 0)
        processing[name] = processing.get(name, 0) + (row["processing"] or 0)
    most = max((waiting[name] + processing[name] for name in waiting), default=0) or 1
    known = {row["department_name"] or "" for row in rows if row["processing"] is not None}
    order = sorted(waiting, key=lambda name: -(waiting[name] + processing[name]))
    return [
        Share(
            name=registered(name or figures.UNKNOWN),
            waiting=figures.days(waiting[name], seconds_a_day),
            processing=figures.days(processing[name] if name in known else None, seconds_a_day),
            whole=figures.days(waiting[name] + processing[name], seconds_a_day),
            waiting_bar=100 * waiting[name] / most,
            processing_bar=100 * processing[name] / most,
        )
        for name in order
    ]
