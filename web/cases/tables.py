"""The steps of a case one by one, and the time that each department took."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from graph.clock import WORKING_DAY
from queries.causes import WORDS as CAUSES
from web import figures
from web.answer_view import registered
from web.bottlenecks.why import look
from web.cases.deciding_path import Path, deciding
from web.lanes.words import Stamp
from web.language import gettext, words

Row = Mapping[str, Any]


class Cause(NamedTuple):
    """What took most of a wait: its colour and word, and how much of it where not all."""

    look: str
    label: str
    days: str


class Step(NamedTuple):
    """One step as a line of the table, or a handoff that no step has followed yet."""

    name: str
    department: str
    section: str
    person: str
    sent: str
    received: str
    started: str
    finished: str
    waiting: str
    cause: Cause | None
    slack: str
    processing: str
    longest: bool


class Share(NamedTuple):
    """The time of one department on the deciding path; bars are percent of the longest."""

    name: str
    waiting: str
    processing: str
    whole: str
    share: str
    waiting_bar: float
    processing_bar: float


class Shares(NamedTuple):
    """The time of the departments and of all; `complete` where it is all of the case's time."""

    departments: list[Share]
    whole: Share
    complete: bool


def waits(rows: Sequence[Row]) -> dict[int, float]:
    """Return the wait before each step, by its number: of the handoff, or inside the department."""
    return {number: row["waiting"] for number, row in _waited(rows).items()}


def causes(rows: Sequence[Row], seconds_a_day: int) -> dict[int, Cause]:
    """Return what took most of the wait before each step, by its number, where that is known.

    A wait is on the way until receipt and has causes from then on, which are told in working time.
    """
    found = {}
    for number, row in _waited(rows).items():
        working = seconds_a_day == WORKING_DAY
        way = row["transfer"] or 0.0
        rest = (row["cause_wait"] or 0.0) if working else row["waiting"] - way
        cause, took = ("transfer", way) if way > rest else (row["cause"], rest)
        if cause and took > 0:
            part = working and row["waiting"] - took >= 1
            days = figures.days(took, seconds_a_day) if part else ""
            found[number] = Cause(look(cause), words(CAUSES[cause]), days)
    return found


def _waited(rows: Sequence[Row]) -> dict[int, Row]:
    """Return for each step, by its number, the row that tells the wait before it."""
    return {
        row["number"]: row
        for row in rows
        if (row["kind"] == "step" or (row["kind"] == "handoff" and row["binding"]))
        and row["number"] is not None
        and row["waiting"] is not None
    }


def steps(rows: Sequence[Row], seconds_a_day: int, stamp: Stamp) -> list[Step]:
    """Return the table of the steps, in order; handoffs under way come last."""
    waited, why = waits(rows), causes(rows, seconds_a_day)
    slacks = {row["from_number"]: row["slack"] for row in rows if row["slack"]}
    longest = max(waited.values(), default=0)

    def line(row: Row, sent: datetime | None, wait: float | None) -> Step:
        instants = (sent, row["received_at"], row["started_at"], row["finished_at"])
        written = [figures.UNKNOWN if at is None else stamp(at) for at in instants]
        return Step(
            name=row["step"] or gettext("尚未开始"),
            department=registered(row["department_name"] or figures.UNKNOWN),
            section=row["unit_name"] or "",
            person=registered(row["person"] or ""),
            sent=written[0],
            received=written[1],
            started=written[2],
            finished=written[3],
            waiting=figures.days(wait, seconds_a_day),
            cause=why.get(row["number"]),
            slack=figures.days(slacks.get(row["number"]), seconds_a_day),
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


def shares(
    rows: Sequence[Row], path: Path, whole: float | None, before: float, seconds_a_day: int
) -> Shares:
    """Return the time before and in each department on the deciding path, most first.

    `whole` is the throughput of the case, `before` the time from its beginning to its first step,
    in seconds.
    """
    waited = waits(rows)
    waiting: dict[str, float] = {}
    processing: dict[str, float] = {}
    on_path = [row for row in rows if row["kind"] == "step" and path.has(row)]
    for row in on_path:
        name = row["department_name"] or ""
        first = before if row["number"] == path.numbers[-1] else 0.0
        waiting[name] = waiting.get(name, 0) + waited.get(row["number"], 0) + first
        processing[name] = processing.get(name, 0) + (row["processing"] or 0)
    known = {row["department_name"] or "" for row in on_path if row["processing"] is not None}
    most = max((waiting[name] + processing[name] for name in waiting), default=0) or 1

    def share(name: str, wait: float, work: float, recorded: bool) -> Share:
        return Share(
            name=name,
            waiting=figures.days(wait, seconds_a_day),
            processing=figures.days(work if recorded else None, seconds_a_day),
            whole=figures.days(wait + work, seconds_a_day),
            share=figures.share((wait + work) / whole if whole else None),
            waiting_bar=100 * wait / most,
            processing_bar=100 * work / most,
        )

    order = sorted(waiting, key=lambda name: (-(waiting[name] + processing[name]), name))
    total = sum(waiting.values()) + sum(processing.values())
    return Shares(
        [
            share(
                registered(name or figures.UNKNOWN), waiting[name], processing[name], name in known
            )
            for name in order
        ],
        share(gettext("合计"), sum(waiting.values()), sum(processing.values()), bool(known)),
        whole is not None and abs(total - whole) < 1,
    )


def waits_beside(rows: Sequence[Row]) -> bool:
    """Tell whether handoffs beside the deciding path waited, too."""
    every = sum(row["waiting"] or 0 for row in rows if row["kind"] == "handoff")
    return every - waiting_between(rows, deciding(rows)) >= 1


def waiting_between(rows: Sequence[Row], path: Path) -> float:
    """Return the seconds that the deciding path waited between departments."""
    return sum(row["waiting"] or 0 for row in rows if row["kind"] == "handoff" and path.has(row))
