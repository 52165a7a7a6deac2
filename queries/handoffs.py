"""The handoffs themselves, one row each."""

from dataclasses import dataclass
from typing import Annotated, Literal

import ibis

from graph.load import Load
from graph.store import GraphStore
from graph.tables import EVIDENCE, KINDS
from graph.text import Text
from queries.columns import CASE, EVIDENCE_WORDS, KIND_WORDS, count, duration, node, other, text
from queries.filters import Leveled
from queries.handoff_rows import NODES_OF, matching_handoffs, named
from queries.parameters import Help, IdOf, Range
from queries.query import Column, Long, Query

MOST_SECONDS = 10**12
ORDER = [ibis.desc("wait", nulls_first=False), ibis.asc("handoff_id")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Leveled):
    """Parameters of ``handoffs``."""

    case: Annotated[
        str | None, Help("只看该办件（编号）。", "Only this case (its id)."), IdOf("cases")
    ] = None
    open: Annotated[
        Literal["yes", "no"] | None,
        Help(
            "在途：yes 只看接收方尚未开始的，no 只看已开始的。",
            "Open: yes for those the receiver has not begun, no for the others.",
        ),
    ] = None
    wait_from: Annotated[
        int | None,
        Help(
            "只看等待不少于这么多秒的（所选时钟）。",
            "Only waits of at least so many seconds of the chosen clock.",
        ),
        Range(0, MOST_SECONDS),
    ] = None
    wait_to: Annotated[
        int | None,
        Help(
            "只看等待少于这么多秒的（所选时钟）。",
            "Only waits of less than so many seconds of the chosen clock.",
        ),
        Range(1, MOST_SECONDS),
    ] = None


def handoffs(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    """Which handoffs are behind a number, the longest waits first?

    By wait (none last), then number. A wait belongs to the binding handoff alone, the one from the
    step that was finished last; the others of a join carry slack.
    """
    return _widen(store, load, _narrow(store, load, parameters), parameters)


def _narrow(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    rows = matching_handoffs(store, load, parameters)
    if parameters.open is not None:
        rows = rows.filter(rows.open == (parameters.open == "yes"))
    if parameters.wait_from is not None:
        rows = rows.filter(rows["wait"] >= parameters.wait_from)
    if parameters.wait_to is not None:
        rows = rows.filter(rows["wait"] < parameters.wait_to)
    if parameters.case is None:
        return rows
    cases = store.table(load.load_id, "cases")
    return rows.filter(rows.case_key.isin(cases.filter(cases.case_id == parameters.case).case_key))


def _widen(store: GraphStore, load: Load, rows: ibis.Table, parameters: Parameters) -> ibis.Table:
    rows = rows.mutate(
        handoff=rows.handoff_id,
        sent=rows.sent_at,
        received=rows.received_at,
        started=rows.started_at,
        kind=_word(rows, "kind", KINDS),
        evidence=_word(rows, "evidence", EVIDENCE),
    )
    cases = store.table(load.load_id, "cases").select(joined_key="case_key", case="case_id")
    rows = rows.inner_join(cases, rows.case_key == cases.joined_key)
    nodes = NODES_OF[parameters.level]
    tables = {"item": "items", "sender": nodes, "receiver": nodes, "stage": "stages"}
    rows = named(store, load, rows, {**tables, "activity": "activities"})
    return rows.order_by(ORDER).select([column.name for column in QUERY.columns])


def _word(rows: ibis.Table, name: str, words: tuple[str, ...]) -> ibis.Value:
    branches = [(rows[name] == place, word) for place, word in enumerate(words)]
    return ibis.cases(*branches)


QUERY = Query(
    name="handoffs",
    title=Text("交接明细", "Handoffs"),
    question=Text(
        "一个数字背后是哪些交接（等待长者在先）？",
        "Which handoffs are behind a number, the longest waits first?",
    ),
    parameters=Parameters,
    columns=(
        count("handoff", "交接号", "Handoff", "交接在批次中的编号。", "Its number in the load."),
        CASE,
        *node("item"),
        *node("sender"),
        *node("receiver"),
        text(
            "stage",
            "标准环节",
            "Stage",
            "接收环节所属的标准环节。",
            "Standard stage of the receiving step.",
        ),
        other("sent", "instant", "移交时刻", "Sent", "移交方办结。", "The sender finished."),
        other("received", "instant", "签收时刻", "Received", "接收方签收。", "It was received."),
        other(
            "started",
            "instant",
            "开始时刻",
            "Started",
            "接收方开始办理（只有一个时间时即该时刻）；在途为空。",
            "The receiver began (or the one instant known); empty while open.",
        ),
        duration(
            "wait",
            "等待",
            "Wait",
            "所选时钟的等待；不决定开始时刻的或在途的为空。",
            "Wait by the chosen clock; empty unless binding and not open.",
        ),
        Column(
            "wait_working",
            "number",
            Text("等待（工作时间）", "Wait (working)"),
            Text("按工作时间的等待。", "Wait in working time, whatever the chosen clock."),
            "s",
            "working",
        ),
        Column(
            "wait_calendar",
            "number",
            Text("等待（自然时间）", "Wait (calendar)"),
            Text("按自然时间的等待。", "Wait in calendar time, whatever the chosen clock."),
            "s",
            "calendar",
        ),
        duration(
            "slack",
            "富余",
            "Slack",
            "比决定开始时刻的前序早办结多少。",
            "How much earlier than the binding step the sender finished; 0 if binding.",
        ),
        Column(
            "kind",
            "string",
            Text("种类", "Kind"),
            Text(
                "forward 正向，return 退回，internal 内部流转。",
                "forward, return or internal (sender = receiver).",
            ),
            words=KIND_WORDS,
        ),
        other(
            "open",
            "boolean",
            "在途",
            "Open",
            "接收方尚未开始办理。",
            "The receiver has not begun.",
        ),
        Column(
            "evidence",
            "string",
            Text("时间依据", "Evidence"),
            Text(
                "等待由哪些时间得出：receipt 签收，start 开始，instant 只有一个时间。",
                "Which times the wait rests on: receipt, start, or one instant a step.",
            ),
            words=EVIDENCE_WORDS,
        ),
        other(
            "binding",
            "boolean",
            "决定开始",
            "Binding",
            "最后办结的前序，等待只计它。",
            "From the predecessor that finished last; only these carry a wait.",
        ),
        text("activity", "环节", "Activity", "接收环节的名称。", "Name of the receiving step."),
    ),
    function=handoffs,
    long=Long(_narrow, lambda parameters: ORDER, _widen),
)
