"""One case: its steps in order, each after the handoffs that led to it, and its clock stops."""

from dataclasses import dataclass
from typing import Annotated, Any

import ibis

from graph.load import Load
from graph.store import GraphStore
from graph.tables import KINDS, causes_table, handoff_table
from graph.text import Text
from queries.case_columns import COLUMNS, COUNTED
from queries.filters import Reading
from queries.handoff_rows import named
from queries.parameters import Help, IdOf
from queries.query import Query

NODES = {
    "activity": "activities",
    "department": "departments",
    "sender": "departments",
    "person": "persons",
}
UNITS = "units"
INTERNAL = KINDS.index("internal")
EMPTY = {
    **dict.fromkeys(("step_key", "from_step", "handoff_id"), "int64"),
    **dict.fromkeys(("activity_key", "department_key", "sender_key", "person_key"), "int32"),
    "unit_key": "int32",
    **dict.fromkeys(("waiting", "transfer", "slack", "processing", "cause_wait"), "float64"),
    **dict.fromkeys(("binding", "open"), "boolean"),
    **dict.fromkeys(("enabled_at", "received_at", "sent_at"), "timestamp('UTC', 6)"),
    **dict.fromkeys(("at", "started_at", "finished_at"), "timestamp('UTC', 6)"),
    **dict.fromkeys(("direction", "cause"), "string"),
}
"""Every column of a row before it is named; what a kind of row lacks is null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Reading):
    """Parameters of ``case``."""

    case: Annotated[str, Help("办件编号。", "The id of the case."), IdOf("cases")]


def case(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    """What happened to this case, and where did it wait?

    By the start of the step or, where it is not known, its end or receipt; a handoff without a next
    step comes at the time it was sent, a stop when the clock stopped.
    """
    cases = store.table(load.load_id, "cases")
    cases = cases.filter(cases.case_id == parameters.case)
    steps, rows = _of_case(store, load, cases, parameters)
    table = _steps(steps, rows).union(_handoffs(steps, rows))
    table = table.union(_stops(store.table(load.load_id, "stops"), cases))
    table = _with_section(store, load, named(store, load, table, NODES))
    table = table.mutate(
        step=table.activity,
        number=table.step_key,
        from_number=table.from_step,
        handoff=table.handoff_id,
    ).order_by(
        "at",
        ibis.asc("step_key", nulls_first=False),
        ibis.asc("kind"),
        ibis.asc("handoff_id"),
        ibis.asc("finished_at"),
    )
    return table.select([column.name for column in COLUMNS])


def _of_case(
    store: GraphStore, load: Load, cases: ibis.Table, parameters: Parameters
) -> tuple[ibis.Table, ibis.Table]:
    clock = parameters.clock
    steps = store.table(load.load_id, "steps")
    steps = steps.filter(steps.case_key.isin(cases.case_key))
    if UNITS not in load.rows:  # a load of before sections were read
        steps = steps.mutate(unit_key=ibis.null("int32"))
    rows = store.table(load.load_id, handoff_table(parameters.rule, "department"))
    rows = rows.filter(rows.case_key.isin(cases.case_key))
    at = ibis.coalesce(steps.started_at, steps.finished_at, steps.received_at)
    return (
        steps.mutate(at=at, processing=steps[f"processing_{clock}"]),
        _with_cause(store, load, rows, parameters).mutate(
            wait=rows[f"wait_{clock}"],
            transfer=rows[f"transfer_{clock}"],
            slack=rows[f"slack_{clock}"],
        ),
    )


def _with_section(store: GraphStore, load: Load, rows: ibis.Table) -> ibis.Table:
    """Name the section of each row; null where none is known."""
    if UNITS in load.rows:
        return named(store, load, rows, {"unit": UNITS})
    return rows.mutate(unit=ibis.null("string"), unit_name=ibis.null("string"))


def _with_cause(
    store: GraphStore, load: Load, rows: ibis.Table, parameters: Parameters
) -> ibis.Table:
    """Add what made most of each wait once it was received; null where that is not kept."""
    name = causes_table(parameters.rule, "department")
    if name not in load.rows:  # a load of before causes were kept
        nothing = {"cause": ibis.null("string"), "cause_wait": ibis.null("float64")}
        return rows.mutate(**nothing)
    parts = store.table(load.load_id, name)
    longest = ibis.greatest(*(parts[one] for one in COUNTED))
    parts = parts.filter(longest > 0).select(
        joined_id="handoff_id",
        cause=ibis.cases(*((parts[one] == longest, one) for one in COUNTED)),
        cause_wait=longest,
    )
    return rows.left_join(parts, rows.handoff_id == parts.joined_id).drop("joined_id")


def _steps(steps: ibis.Table, rows: ibis.Table) -> ibis.Table:
    binding = rows.filter(rows.binding & rows.to_step.notnull())
    inside = binding.kind == INTERNAL
    binding = binding.select(
        joined_key="to_step",
        from_step="from_step",
        enabled_at="enabled_at",
        waiting=inside.ifelse(binding["wait"], ibis.null("float64")),
        transfer=inside.ifelse(binding.transfer, ibis.null("float64")),
        cause=inside.ifelse(binding.cause, ibis.null("string")),
        cause_wait=inside.ifelse(binding.cause_wait, ibis.null("float64")),
    )
    table = steps.left_join(binding, steps.step_key == binding.joined_key)
    return _row(table, "step", open=table.finished_at.isnull())


def _handoffs(steps: ibis.Table, rows: ibis.Table) -> ibis.Table:
    rows = rows.filter(rows.kind != INTERNAL)
    receiving = steps.select("person_key", "unit_key", joined_key="step_key", step_at="at")
    table = rows.left_join(receiving, rows.to_step == receiving.joined_key)
    returned = table.kind == KINDS.index("return")
    return _row(
        table,
        "handoff",
        at=ibis.coalesce(table.step_at, table.sent_at),
        step_key=table.to_step,
        department_key=table.receiver_key,
        waiting=table["wait"],
        direction=returned.ifelse("return", "forward"),
    )


def _stops(stops: ibis.Table, cases: ibis.Table) -> ibis.Table:
    stops = stops.filter(stops.case_key.isin(cases.case_key))
    return _row(stops, "stop", at=stops.started_at, finished_at=stops.ended_at)


def _row(table: ibis.Table, kind: str, **more: Any) -> ibis.Table:
    """Return the columns of `table` that a row can have, `more`, and null for the others."""
    values = {
        name: more.get(name, table[name] if name in table.columns else ibis.null()).cast(its_type)
        for name, its_type in EMPTY.items()
    }
    return table.select(**values, kind=ibis.literal(kind))


QUERY = Query(
    name="case",
    title=Text("一个办件", "One case"),
    question=Text(
        "这个办件经过了什么，在哪里等待？", "What happened to this case, and where did it wait?"
    ),
    parameters=Parameters,
    columns=COLUMNS,
    function=case,
)
