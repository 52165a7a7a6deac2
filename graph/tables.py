"""The tables that pass from one room to the next, as Arrow schemas.

Two families. **Checked tables** are what ``loaders`` hand over: one Parquet file each in a
folder, text ids as the user knows them, every row already checked. **Load tables** are what a
store keeps of them: sorted, integer keys, derived handoffs beside them.

All instants are ``timestamp[us, UTC]``; a row's place in its source is ``sequence``.
"""

import pyarrow as pa

INSTANT = pa.timestamp("us", tz="UTC")

# --- checked tables: loaders -> graph -------------------------------------------------------

DEPARTMENTS = pa.schema(
    [
        pa.field("department_id", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("short_names", pa.list_(pa.string())),
    ]
)
"""One row a department. In an event log id and name are the same text; null: no short name."""

ITEMS = pa.schema(
    [
        pa.field("item_id", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
    ]
)

UNITS = pa.schema(
    [
        pa.field("unit_id", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("department_id", pa.string(), nullable=False),
    ]
)
"""One row a section (内设机构) of a department; an id is unique, a name within its department."""

CASES = pa.schema(
    [
        pa.field("case_id", pa.string(), nullable=False),
        pa.field("item_id", pa.string(), nullable=False),
        pa.field("started_at", INSTANT),  # null: its first step tells
        pa.field("finished_at", INSTANT),  # null of a closed case: its last step tells
        pa.field("closed", pa.bool_(), nullable=False),
    ]
)

STEPS = pa.schema(
    [
        pa.field("case_id", pa.string(), nullable=False),
        pa.field("sequence", pa.int64(), nullable=False),
        pa.field("step_no", pa.int32()),
        pa.field("activity", pa.string(), nullable=False),
        pa.field("stage", pa.string()),
        pa.field("department_id", pa.string()),
        pa.field("unit_id", pa.string()),
        pa.field("person_id", pa.string()),
        pa.field("received_at", INSTANT),
        pa.field("started_at", INSTANT),
        pa.field("finished_at", INSTANT),
        pa.field("returned", pa.bool_()),
        pa.field("predecessors", pa.list_(pa.int32())),
    ]
)
"""One row a step (an activity instance).

- ``sequence`` is unique in the load and breaks ties of time: the row's place in the file, or for
  a workbook the place after sorting by case and 环节序号.
- ``stage``: the standard stage (标准环节) where there is one, else null.
- ``department_id`` / ``person_id``: null where nobody is registered. ``unit_id``: a section of
  that department, null where none is named.
- ``started_at`` null and ``finished_at`` set: an instant, the start is not known.
  ``started_at`` set, ``finished_at`` null: being worked on. Both null: waits at its department
  since ``received_at`` (then never null).
- ``returned``: the step ended in a return (业务动作 = 退回); null throughout a load without
  that column.
- ``predecessors``: the ``step_no`` of the steps that enabled it, where the source names them;
  null or empty where it does not.
"""

STOPS = pa.schema(
    [
        pa.field("case_id", pa.string(), nullable=False),
        pa.field("started_at", INSTANT, nullable=False),
        pa.field("ended_at", INSTANT, nullable=False),
    ]
)
"""Intervals in which the clock of a case is stopped; they may overlap. Open ones end at the
date of the data."""

CALENDAR = pa.schema(
    [
        pa.field("department_id", pa.string()),  # null: every department
        pa.field("day", pa.date32(), nullable=False),
        pa.field("is_workday", pa.bool_(), nullable=False),
        pa.field("opens", pa.int32()),  # seconds after local midnight; null: as by default
        pa.field("closes", pa.int32()),
    ]
)
"""Days that differ from the built-in calendar."""

REFUSED = pa.schema(
    [
        pa.field("table", pa.string(), nullable=False),  # sheet or file, as the user knows it
        pa.field("row", pa.int64()),  # as in the file (first line = 1); null: no single row
        pa.field("column", pa.string()),
        pa.field("value", pa.string()),  # null where it must not be shown
        pa.field("reason", pa.string(), nullable=False),
        pa.field("advice", pa.string(), nullable=False),
        pa.field("reason_en", pa.string(), nullable=False),
        pa.field("advice_en", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # the reason without what is of this row
        pa.field("kind_en", pa.string(), nullable=False),
        pa.field("root", pa.string(), nullable=False),  # kind of the refusal with which it began
        pa.field("root_en", pa.string(), nullable=False),
        pa.field(
            "cells",  # the row as it is in the file; null where it is not kept
            pa.list_(
                pa.struct(
                    [
                        pa.field("column", pa.string()),  # as in the file
                        pa.field("value", pa.string()),  # null: empty
                        pa.field("withheld", pa.bool_()),  # not kept: personal, or not read
                    ]
                )
            ),
        ),
        pa.field("at", pa.int32()),  # which of the cells is at fault
    ]
)
"""One row a refused row of the input (part of the import report).

``kind`` is the same for all rows refused for the same reason, whatever they hold; where a row is
refused because another one was, ``root`` is the kind of that one, else its own. Of a private
sheet neither value nor cells are there. Loads of before these columns lack the last six.
"""

NOTES = pa.schema(
    [
        pa.field("table", pa.string(), nullable=False),
        pa.field("column", pa.string()),
        pa.field("rows", pa.int64(), nullable=False),  # how many rows it concerns; 0: the whole
        pa.field("first_row", pa.int64()),
        pa.field("note", pa.string(), nullable=False),
        pa.field("advice", pa.string(), nullable=False),
        pa.field("note_en", pa.string(), nullable=False),
        pa.field("advice_en", pa.string(), nullable=False),
    ]
)
"""Repairs, warnings and things left out: what was done to the input and to how many rows."""

COUNTS = pa.schema(
    [
        pa.field("table", pa.string(), nullable=False),
        pa.field("read", pa.int64(), nullable=False),
        pa.field("loaded", pa.int64(), nullable=False),
        pa.field("refused", pa.int64(), nullable=False),
    ]
)
"""Rows of each table of the input: read = loaded + refused."""

PRIVATE_TABLES = frozenset({"部门互评"})
"""Tables of the input whose counts are not compared between loads: they would tell who was late."""

CHECKED: dict[str, pa.Schema] = {
    "departments": DEPARTMENTS,
    "items": ITEMS,
    "units": UNITS,
    "cases": CASES,
    "steps": STEPS,
    "stops": STOPS,
    "calendar": CALENDAR,
    "refused": REFUSED,
    "notes": NOTES,
    "counts": COUNTS,
}
"""Name (and Parquet file stem) of each checked table. All the files are always there."""

# --- load tables: kept by a store, read by queries ------------------------------------------

LOAD_STEPS = pa.schema(
    [
        pa.field("step_key", pa.int64(), nullable=False),  # 0.. by case, time, sequence
        pa.field("case_key", pa.int32(), nullable=False),
        pa.field("sequence", pa.int64(), nullable=False),
        pa.field("step_no", pa.int32()),
        pa.field("activity_key", pa.int32(), nullable=False),
        pa.field("stage_key", pa.int32()),
        pa.field("department_key", pa.int32(), nullable=False),  # 0: not registered
        pa.field("person_key", pa.int32(), nullable=False),  # 0: not registered
        pa.field("unit_key", pa.int32()),  # null: no section is named
        pa.field("received_at", INSTANT),
        pa.field("started_at", INSTANT),
        pa.field("finished_at", INSTANT),
        pa.field("returned", pa.bool_()),
        pa.field("processing_working", pa.float64()),  # seconds; null: start or end not known
        pa.field("processing_calendar", pa.float64()),
    ]
)

LOAD_CASES = pa.schema(
    [
        pa.field("case_key", pa.int32(), nullable=False),
        pa.field("case_id", pa.string(), nullable=False),
        pa.field("item_key", pa.int32(), nullable=False),
        pa.field("started_at", INSTANT),  # null: no step and no time of its own
        pa.field("finished_at", INSTANT),  # null: open
        pa.field("closed", pa.bool_(), nullable=False),
        pa.field("throughput_working", pa.float64()),  # seconds less stops; null: open
        pa.field("throughput_calendar", pa.float64()),
    ]
)

LOAD_STOPS = pa.schema(
    [
        pa.field("case_key", pa.int32(), nullable=False),
        pa.field("started_at", INSTANT, nullable=False),
        pa.field("ended_at", INSTANT, nullable=False),
    ]
)
"""The stops of each case, joined where they overlap, so that no two of them touch."""

NODES = pa.schema(
    [
        pa.field("key", pa.int32(), nullable=False),
        pa.field("id", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
    ]
)
"""Departments, items, persons, activities, stages: integer key, id, name. Key 0 of departments
and persons is ``UNREGISTERED``; items, activities and stages begin at 1."""

LOAD_DEPARTMENTS = pa.schema([*NODES, pa.field("short_names", pa.list_(pa.string()))])
"""Loads of before short names were kept lack the column."""

LOAD_UNITS = pa.schema([*NODES, pa.field("department_key", pa.int32(), nullable=False)])
"""Sections of departments; keys begin at 1. Loads of before these were read lack the table, and
``unit_key`` of the steps."""

UNREGISTERED = "未登记"
"""Id and name of the node for steps without a department or person: counted, never ranked."""

KINDS = ("forward", "return", "internal")
EVIDENCE = ("receipt", "start", "instant")
RULES = ("causal", "consecutive")
LEVELS = ("department", "person")

HANDOFFS = pa.schema(
    [
        pa.field("handoff_id", pa.int64(), nullable=False),  # unique, grows with time in a case
        pa.field("case_key", pa.int32(), nullable=False),
        pa.field("item_key", pa.int32(), nullable=False),
        pa.field("sender_key", pa.int32(), nullable=False),  # department or person by the level
        pa.field("receiver_key", pa.int32(), nullable=False),
        pa.field("from_step", pa.int64(), nullable=False),  # step_key
        pa.field("to_step", pa.int64()),  # null: open case whose next step is not known
        pa.field("stage_key", pa.int32()),  # of the receiving step
        pa.field("activity_key", pa.int32()),  # of the receiving step
        pa.field("sent_at", INSTANT, nullable=False),  # end of the sender's step
        pa.field("enabled_at", INSTANT, nullable=False),  # end of the binding step, or the start
        pa.field("received_at", INSTANT),
        pa.field("started_at", INSTANT),  # start, or the instant; null: open
        pa.field("wait_working", pa.float64()),  # seconds; null unless binding and not open
        pa.field("wait_calendar", pa.float64()),
        pa.field("transfer_working", pa.float64()),  # part before receipt; null: receipt unknown
        pa.field("transfer_calendar", pa.float64()),
        pa.field("slack_working", pa.float64(), nullable=False),  # 0 of a binding handoff
        pa.field("slack_calendar", pa.float64(), nullable=False),
        pa.field("binding", pa.bool_(), nullable=False),
        pa.field("kind", pa.int8(), nullable=False),  # index into KINDS
        pa.field("open", pa.bool_(), nullable=False),
        pa.field("evidence", pa.int8(), nullable=False),  # index into EVIDENCE
    ]
)
"""One row a handoff, one table for each rule and level (``handoffs-causal-department``...).

Waiting, transfer and slack are on the clock of the receiving department, less clock stops.
``internal`` rows (sender = receiver) are kept in the same table and are left out of every
question that does not ask for them; two unregistered steps are never the same department.
``enabled_at`` is never after the start. Where a case is open and nobody knows who comes next, its
last finished step gives an open handoff to ``UNREGISTERED``.
"""


def handoff_table(rule: str, level: str) -> str:
    """Name of the load table with the handoffs of `rule` at `level`."""
    return f"handoffs-{rule}-{level}"


CAUSES = pa.schema(
    [
        pa.field("handoff_id", pa.int64(), nullable=False),
        *(
            pa.field(name, pa.float64(), nullable=False)  # calendar seconds
            for name in (
                *("stopped", "closed", "transfer", "batching"),
                *("capacity", "overtaken", "idle", "unknown"),
            )
        ),
    ]
)
"""Why the handoffs between departments waited (see ``graph.algorithms.causes``).

One row a binding handoff that is not open and did wait. The parts add up to the time from
``enabled_at`` to ``started_at``; without ``stopped`` they are the wait by the calendar, without
``closed`` too that in working time.
"""

KRONOS_CAUSES = pa.schema(
    [
        pa.field("handoff_id", pa.int64(), nullable=False),
        *(
            pa.field(name, pa.float64(), nullable=False)  # calendar seconds
            for name in (
                *("batching", "prioritization", "contention"),
                *("unavailability", "extraneous", "unknown"),
            )
        ),
    ]
)
"""Why the handoffs between persons waited, each person being one server that has weekly hours
(see ``graph.algorithms.kronos``); rows and parts as in ``CAUSES``, stops and holidays unknown."""


def causes_table(rule: str, level: str) -> str:
    """Name of the load table with the causes of the waits of `handoff_table`."""
    return f"causes-{rule}-{level}"


FINDINGS = ("edge", "node", "return", "change", "chain")
"""Kinds of bottleneck: a pair, a department, returns of a pair, a pair that became slower, and
three departments in a row."""

BOTTLENECKS = pa.schema(
    [
        pa.field("kind", pa.int8(), nullable=False),  # index into FINDINGS
        pa.field("rank", pa.int64()),  # within the kind; null: too few rows
        pa.field("sender_key", pa.int32()),  # null of a node
        pa.field("receiver_key", pa.int32()),
        pa.field("department_key", pa.int32()),  # of a node; of a chain the one between
        pa.field("stage_key", pa.int32()),  # where most of the score is
        pa.field("activity_key", pa.int32()),  # the same, where there is no stage
        pa.field("since", pa.int64()),  # month number of a change
        pa.field("score", pa.float64(), nullable=False),  # seconds; of returns, how many
        pa.field("ratio", pa.float64()),  # times the usual score
        pa.field("deviation", pa.float64()),
        pa.field("rows", pa.int64(), nullable=False),  # handoffs, steps or passages
        pa.field("cases", pa.int64(), nullable=False),
        pa.field("total", pa.float64(), nullable=False),
        pa.field("mean", pa.float64()),  # seconds; of returns, the share of the handoffs
        pa.field("mean_before", pa.float64()),  # of a change
        pa.field("share", pa.float64()),
        pa.field("share_low", pa.float64()),
        pa.field("share_high", pa.float64()),
        pa.field("rank_low", pa.int64()),
        pa.field("rank_high", pa.int64()),
        pa.field("p_top", pa.float64()),
        pa.field("p", pa.float64()),  # of a change, adjusted
        pa.field("grade", pa.string(), nullable=False),
        pa.field("suspect", pa.bool_(), nullable=False),
        pa.field("by_score", pa.int64()),
        pa.field("by_mean", pa.int64()),
        pa.field("by_volume", pa.int64()),
        pa.field("evidence", pa.int8(), nullable=False),  # the weakest, index into EVIDENCE
    ]
)
"""Findings of a load, by kind and rank; see ``graph.bottlenecks``."""


def bottleneck_table(rule: str, clock: str) -> str:
    """Name of the load table with the findings between departments by `rule` and `clock`."""
    return f"bottlenecks-{rule}-{clock}"


LEVEL_OF = {
    name(rule, level): level
    for name in (handoff_table, causes_table)
    for rule in RULES
    for level in LEVELS
}
"""The level of each load table that exists only for the levels that a load has."""
