"""The handoffs that match the shared parameters, still narrow: keys, instants and waits."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

import ibis
import ibis.expr.types as ir

from graph.load import Load
from graph.store import GraphStore
from graph.tables import KINDS, handoff_table
from queries.filters import Filters, Leveled, Scope

NODES_OF = {"department": "departments", "person": "persons"}
EXACT = "decimal(18, 6)"
"""Seconds are added up as decimals: the sum is the same in whatever order an engine adds."""


def level_of(parameters: object) -> str:
    """Return the level that the parameters name, or department where they name none."""
    return parameters.level if isinstance(parameters, Leveled) else "department"


def matching_handoffs(store: GraphStore, load: Load, parameters: Filters) -> ibis.Table:
    """Return the handoffs that match, with ``wait`` and ``slack`` by the chosen clock."""
    level = level_of(parameters)
    rows = store.table(load.load_id, handoff_table(parameters.rule, level))
    rows = rows.mutate(
        wait=rows[f"wait_{parameters.clock}"], slack=rows[f"slack_{parameters.clock}"]
    )
    rows = rows.filter(_of_kind(rows, parameters.kind), *in_window(rows.enabled_at, parameters))
    nodes = {"item": "items", "sender": NODES_OF[level], "receiver": NODES_OF[level]}
    for name, table in nodes.items():
        rows = only_id(rows, name, store.table(load.load_id, table), getattr(parameters, name))
    return _with_department(store, load, rows, parameters, level)


def _with_department(
    store: GraphStore, load: Load, rows: ibis.Table, parameters: Filters, level: str
) -> ibis.Table:
    """Keep the rows with the wanted department on a side; between persons, that of their steps."""
    if parameters.department is None:
        return rows
    nodes = store.table(load.load_id, "departments")
    wanted = nodes.filter(nodes.id == parameters.department).key
    if level == "department":
        return rows.filter(rows.sender_key.isin(wanted) | rows.receiver_key.isin(wanted))
    steps = store.table(load.load_id, "steps")
    its = steps.filter(steps.department_key.isin(wanted)).step_key
    return rows.filter(rows.from_step.isin(its) | rows.to_step.isin(its))


def only_id(rows: ibis.Table, name: str, nodes: ibis.Table, wanted: str | None) -> ibis.Table:
    """Keep the rows whose ``NAME_key`` is the node with the id `wanted` (None: all rows)."""
    if wanted is None:
        return rows
    return rows.filter(rows[f"{name}_key"].isin(nodes.filter(nodes.id == wanted).key))


def _of_kind(rows: ibis.Table, kind: str | None) -> ir.BooleanValue:
    if kind is None:
        return rows.kind != KINDS.index("internal")
    return rows.kind == KINDS.index(kind)


def in_window(instant: ir.Value, parameters: Scope) -> list[ir.BooleanValue]:
    """Return the conditions that an instant lies from since to before until."""
    conditions: list[Any] = [ibis.literal(True)]
    if parameters.since:
        conditions.append(instant >= ibis.literal(parameters.since.astimezone(UTC)))
    if parameters.until:
        conditions.append(instant < ibis.literal(parameters.until.astimezone(UTC)))
    return conditions


def narrowed(parameters: Filters) -> bool:
    """Tell whether the parameters leave some handoffs between different nodes out."""
    names = ("since", "until", "department", "sender", "receiver", "kind")
    return any(getattr(parameters, name) is not None for name in names)


def matching_cases(store: GraphStore, load: Load, parameters: Filters) -> ibis.Table:
    """Return the cases with a handoff that matches; all of the item where nothing is narrowed."""
    cases = store.table(load.load_id, "cases")
    cases = only_id(cases, "item", store.table(load.load_id, "items"), parameters.item)
    if not narrowed(parameters):
        return cases
    return cases.filter(cases.case_key.isin(matching_handoffs(store, load, parameters).case_key))


def matching_steps(store: GraphStore, load: Load, parameters: Filters) -> ibis.Table:
    """Return the steps of item and department in the window, by start or, if not known, end.

    ``processing`` is by the chosen clock.
    """
    steps = store.table(load.load_id, "steps")
    steps = steps.mutate(
        processing=steps[f"processing_{parameters.clock}"],
        at=ibis.coalesce(steps.started_at, steps.finished_at, steps.received_at),
    )
    steps = steps.filter(*in_window(steps["at"], parameters))
    nodes = store.table(load.load_id, "departments")
    steps = only_id(steps, "department", nodes, parameters.department)
    if parameters.item is None:
        return steps
    cases = store.table(load.load_id, "cases")
    cases = only_id(cases, "item", store.table(load.load_id, "items"), parameters.item)
    return steps.filter(steps.case_key.isin(cases.case_key))


def named(store: GraphStore, load: Load, rows: ibis.Table, nodes: Mapping[str, str]) -> ibis.Table:
    """Put the columns ``NAME`` (id) and ``NAME_name`` beside ``NAME_key``; null stays null.

    `nodes` maps each name to its load table. One chain of joins: a join at a time would make the
    engine's text, and the time to write it, several times as long.
    """
    for name, table in nodes.items():
        labels = store.table(load.load_id, table)
        labels = labels.select(
            **{f"{name}_node": labels["key"], name: labels["id"], f"{name}_name": labels["name"]}
        )
        rows = rows.left_join(labels, rows[f"{name}_key"] == labels[f"{name}_node"])
    return rows


def exact_sum(seconds: ir.Value) -> Any:
    """Add up seconds, the same in every order of the rows; null where nothing is known."""
    return seconds.cast(EXACT).sum()
