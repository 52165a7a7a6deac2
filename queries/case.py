"""One case: its steps in order, each after the handoffs that led to it."""

from dataclasses import dataclass
from typing import Annotated

import ibis

from graph.errors import CaseNotFoundError
from graph.load import Load
from graph.store import GraphStore
from graph.tables import KINDS, handoff_table
from graph.text import Text
from queries.columns import duration, node, other, text
from queries.filters import Reading
from queries.handoff_rows import named
from queries.parameters import Help
from queries.query import Column, Query

NODES = {
    "activity": "activities",
    "department": "departments",
    "sender": "departments",
    "person": "persons",
}
INTERNAL = KINDS.index("internal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Reading):
    """Parameters of ``case``."""

    case: Annotated[str, Help("办件编号。", "The id of the case.")]


def case(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    """What happened to this case, and where did it wait?

    By the start of the step or, where it is not known, its end or receipt; a handoff without a next
    step comes at the time it was sent.
    """
    steps, rows = _of_case(store, load, parameters)
    table = _steps(steps, rows).union(_handoffs(steps, rows))
    table = named(store, load, table, NODES)
    table = table.mutate(step=table.activity).order_by(
        "at",
        ibis.asc("step_key", nulls_first=False),
        ibis.asc("kind"),
        ibis.asc("handoff_id"),
    )
    return table.select([column.name for column in QUERY.columns])


def exists(store: GraphStore, load: Load, parameters: Parameters) -> None:
    """Raise `CaseNotFoundError` where the load has no such case."""
    cases = store.table(load.load_id, "cases")
    if not store.fetch(cases.filter(cases.case_id == parameters.case)).num_rows:
        raise CaseNotFoundError(
            f"批次 {load.load_id} 中没有办件 {parameters.case!r}。请在“办件”列表中查找编号。",
            f"The load {load.load_id} has no case {parameters.case!r}. "
            "Look its id up in the list of cases.",
        )


def _of_case(
    store: GraphStore, load: Load, parameters: Parameters
) -> tuple[ibis.Table, ibis.Table]:
    cases = store.table(load.load_id, "cases")
    cases = cases.filter(cases.case_id == parameters.case)
    steps = store.table(load.load_id, "steps")
    steps = steps.filter(steps.case_key.isin(cases.case_key))
    rows = store.table(load.load_id, handoff_table(parameters.rule, "department"))
    rows = rows.filter(rows.case_key.isin(cases.case_key))
    at = ibis.coalesce(steps.started_at, steps.finished_at, steps.received_at)
    return steps.mutate(at=at), rows.mutate(wait=rows[f"wait_{parameters.clock}"])


def _steps(steps: ibis.Table, rows: ibis.Table) -> ibis.Table:
    binding = rows.filter(rows.binding)
    binding = binding.select(
        joined_key="to_step",
        enabled_at="enabled_at",
        inner_wait=(binding.kind == INTERNAL).ifelse(binding["wait"], ibis.null("float64")),
    )
    table = steps.left_join(binding, steps.step_key == binding.joined_key)
    return table.select(
        "at",
        "step_key",
        "activity_key",
        "department_key",
        "person_key",
        "enabled_at",
        "received_at",
        "started_at",
        "finished_at",
        kind=ibis.literal("step"),
        handoff_id=ibis.null("int64"),
        sender_key=ibis.null("int32"),
        waiting="inner_wait",
    )


def _handoffs(steps: ibis.Table, rows: ibis.Table) -> ibis.Table:
    rows = rows.filter(rows.kind != INTERNAL)
    receiving = steps.select(joined_key="step_key", step_at="at", person_key="person_key")
    table = rows.left_join(receiving, rows.to_step == receiving.joined_key)
    return table.select(
        "activity_key",
        "person_key",
        "enabled_at",
        "received_at",
        "started_at",
        "handoff_id",
        "sender_key",
        at=ibis.coalesce(table.step_at, table.sent_at),
        step_key="to_step",
        department_key="receiver_key",
        finished_at=ibis.null("timestamp('UTC', 6)"),
        kind=ibis.literal("handoff"),
        waiting="wait",
    )


QUERY = Query(
    name="case",
    title=Text("一个办件", "One case"),
    question=Text(
        "这个办件经过了什么，在哪里等待？", "What happened to this case, and where did it wait?"
    ),
    parameters=Parameters,
    columns=(
        Column(
            "kind",
            "string",
            Text("种类", "Kind"),
            Text("step 环节，handoff 交接。", "step, or the handoff that led to the next step."),
            words={"step": Text("环节", "step"), "handoff": Text("交接", "handoff")},
        ),
        text(
            "step",
            "环节",
            "Step",
            "环节名称；交接则为接收环节，未知为空。",
            "Name of the step; of a handoff the receiving one, empty where not known.",
        ),
        *node("department"),
        text(
            "person",
            "经办人",
            "Person",
            "办理（交接则为接收）的人。",
            "Who did the step, or received the handoff.",
        ),
        other(
            "enabled_at",
            "instant",
            "可开始时刻",
            "Enabled",
            "最后一个前序环节办结。",
            "The last of the steps before it was finished.",
        ),
        other("received_at", "instant", "签收时刻", "Received", "签收。", "It was received."),
        other(
            "started_at",
            "instant",
            "开始时刻",
            "Started",
            "开始办理。",
            "It was begun; of a handoff: the receiver began.",
        ),
        other("finished_at", "instant", "办结时刻", "Finished", "办结。", "It was finished."),
        duration(
            "waiting",
            "等待",
            "Waiting",
            "交接的等待；环节则为部门内部流转的等待。交接各行之和即“办件”中该办件的等待，环节各行不在其中。",
            "Of a handoff its wait; of a step the wait inside its own department. The handoffs "
            "add up to the waiting of the case in `cases`; the steps are not part of it.",
        ),
        *node("sender"),
    ),
    function=case,
    check=exists,
)
