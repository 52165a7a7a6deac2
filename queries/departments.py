"""What passes through each department."""

from dataclasses import dataclass
from typing import Annotated

import ibis

from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.columns import count, duration, node
from queries.filters import Filters
from queries.handoff_rows import exact_sum, matching_handoffs, matching_steps
from queries.parameters import OneOf
from queries.query import Query
from queries.sorting import SORT_HELP, ordered, sorts

ORDER = [
    ibis.desc("registered"),
    ibis.desc("exact_wait", nulls_first=False),
    ibis.desc("handoffs_in"),
    ibis.asc("department"),
]

COLUMNS = (
    *node("department"),
    count("handoffs_in", "转入次数", "Handoffs in", "交接到本部门的次数。", "Handoffs into it."),
    count(
        "handoffs_out",
        "转出次数",
        "Handoffs out",
        "由本部门移交的次数。",
        "Handoffs out of it.",
    ),
    duration(
        "waiting_before",
        "办理前等待",
        "Waiting before",
        "转入交接的等待之和。",
        "Sum of the waits of handoffs into it.",
    ),
    duration(
        "processing",
        "办理用时",
        "Processing",
        "本部门相符环节的办理用时之和；没有这样的环节或开始时刻都不知道时为空。",
        "Sum of the processing time of its steps that match; empty where none matches or no "
        "start is known.",
    ),
    count("open", "在途交接", "Open handoffs", "等本部门开始办理的交接。", "Open handoffs at it."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Filters):
    """Parameters of ``departments``."""

    sort: Annotated[str | None, SORT_HELP, OneOf(sorts(COLUMNS))] = None


def departments(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    """Before which department do cases wait, and how much work is done in it?

    Every department of the load, with zero handoffs where none match; ``UNREGISTERED`` comes
    last, and only where something is counted for it. Steps follow item, department, since and
    until, by their start or, where it is not known, their end. By ``sort`` (not known last),
    then by waiting before (none last), handoffs in, id.
    """
    rows = matching_handoffs(store, load, parameters)
    steps = matching_steps(store, load, parameters)
    table = store.table(load.load_id, "departments")
    table = table.select("key", department="id", department_name="name")
    for part in (_received(rows), _sent(rows), _worked(steps)):
        table = table.left_join(part, "key").drop("key_right")
    table = table.mutate(
        **{name: table[name].fill_null(0) for name in ("handoffs_in", "handoffs_out", "open")},
        waiting_before=table.exact_wait.cast("float64"),
        processing=table.exact_processing.cast("float64"),
    )
    counted = table.handoffs_in + table.handoffs_out + table.steps.fill_null(0)
    table = table.filter((table.key != 0) | (counted > 0))
    return ordered(table.mutate(registered=table.key != 0), parameters.sort, ORDER).select(
        [column.name for column in COLUMNS]
    )


def _received(rows: ibis.Table) -> ibis.Table:
    return rows.group_by(key="receiver_key").aggregate(
        handoffs_in=rows.count(),
        exact_wait=exact_sum(rows["wait"]),
        open=rows.open.cast("int64").sum(),
    )


def _sent(rows: ibis.Table) -> ibis.Table:
    return rows.group_by(key="sender_key").aggregate(handoffs_out=rows.count())


def _worked(steps: ibis.Table) -> ibis.Table:
    return steps.group_by(key="department_key").aggregate(
        steps=steps.count(), exact_processing=exact_sum(steps["processing"])
    )


QUERY = Query(
    name="departments",
    title=Text("部门", "Departments"),
    question=Text(
        "办件在进入哪个部门之前等待，部门内办理用时多少？",
        "Before which department do cases wait, and how much work is done in it?",
    ),
    parameters=Parameters,
    columns=COLUMNS,
    function=departments,
)
