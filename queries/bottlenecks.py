"""Where the bottlenecks are, how sure that is, in words that can be read out."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import ibis
import pyarrow as pa

from graph.bottlenecks import HANDOFF_COLUMNS, STEP_COLUMNS, findings
from graph.clock import CALENDAR_DAY, WORKING_DAY
from graph.load import Load
from graph.store import GraphStore
from graph.tables import EVIDENCE, FINDINGS, bottleneck_table, causes_table, handoff_table
from graph.text import Text
from queries.bottleneck_columns import COLUMNS
from queries.bottleneck_words import NONE, sentence
from queries.causes import Parameters as CauseParameters
from queries.causes import caused
from queries.filters import Level, Scope
from queries.handoff_rows import NODES_OF, in_window, only_id
from queries.parameters import Help
from queries.query import Query, arrow_table
from queries.remembered import Page, remembered

COMPARED = ("rule", "clock", "level", "item", "since", "until")
"""The parameters on which findings depend; the others choose among them."""
Kind = Literal["edge", "node", "return", "change", "chain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Scope):
    """Parameters of ``bottlenecks``."""

    kind: Annotated[
        Kind | None,
        Help(
            "种类：edge 交接对，node 部门，return 退回，change 变慢，chain 三部门链；不给则全部。",
            "Kind: edge (a pair), node (a department), return, change (became slower) or chain "
            "(three departments in a row); none: all.",
        ),
    ] = None
    level: Annotated[
        Level,
        Help("层级：department 部门，person 经办人。", "Level: between departments or persons."),
    ] = "department"


def bottlenecks(store: GraphStore, load: Load, parameters: Parameters) -> pa.Table:
    """Where are the bottlenecks, and how sure is that?

    By kind, then rank, those with too few handoffs last. What is compared is what matches rule,
    clock, level, item, since and until; department, sender, receiver and kind choose among the
    findings and change none of them. Ranked by the deviation: the score beyond the usual one in
    standard deviations. A suspect is of grade A (among the first five of its kind in 95 % of the
    bootstraps, with 30 handoffs) and beyond what its like stay below by chance.
    """
    rows = _named(store, load, parameters, _findings(store, load, parameters))
    wanted = [row for row in rows if _chosen(row, parameters)]
    day, why = _day(load, parameters), _causes(store, load, parameters)
    for row in wanted:
        ends = (row["sender"], row["receiver"])
        told = sentence(row, day, why.get(ends, NONE) if row["kind"] == "edge" else NONE)
        row["sentence"], row["sentence_en"] = told
    return arrow_table(wanted, COLUMNS)


def _findings(store: GraphStore, load: Load, parameters: Parameters) -> pa.Table:
    """Return what was found when the load was written, or find it now."""
    name = bottleneck_table(parameters.rule, parameters.clock)
    whole = not (parameters.since or parameters.until or parameters.item)
    if whole and parameters.level == "department" and name in load.rows:
        return store.fetch(store.table(load.load_id, name))

    def find() -> Page:
        handoffs = _handoffs(store, load, parameters)
        found = findings(handoffs, _steps(store, load, parameters), load.source.timezone)
        return found, found.num_rows

    compared = [str(getattr(parameters, name)) for name in COMPARED]
    return remembered(store, load, ("findings", *compared), find)[0]


def _handoffs(store: GraphStore, load: Load, parameters: Parameters) -> pa.Table:
    rows = store.table(load.load_id, handoff_table(parameters.rule, parameters.level))
    rows = only_id(rows, "item", store.table(load.load_id, "items"), parameters.item)
    rows = rows.filter(rows.binding).mutate(
        wait=rows[f"wait_{parameters.clock}"],
        inside=ibis.and_(*in_window(rows.enabled_at, parameters)),
    )
    return store.fetch(rows.order_by("handoff_id").select(HANDOFF_COLUMNS))


def _steps(store: GraphStore, load: Load, parameters: Parameters) -> pa.Table:
    steps = store.table(load.load_id, "steps")
    if parameters.item is not None:
        cases = store.table(load.load_id, "cases")
        cases = only_id(cases, "item", store.table(load.load_id, "items"), parameters.item)
        steps = steps.filter(steps.case_key.isin(cases.case_key))
    at = ibis.coalesce(steps.started_at, steps.finished_at, steps.received_at)
    steps = steps.mutate(
        processing=steps[f"processing_{parameters.clock}"],
        node_key=steps[f"{parameters.level}_key"],
        inside=ibis.and_(*in_window(at, parameters)),
    )
    return store.fetch(steps.order_by("step_key").select(STEP_COLUMNS))


def _named(
    store: GraphStore, load: Load, parameters: Parameters, found: pa.Table
) -> list[dict[str, Any]]:
    """Return the findings as rows with ids, names and words instead of keys."""
    nodes = _labels(store, load, NODES_OF[parameters.level])
    stages, activities = (_labels(store, load, name) for name in ("stages", "activities"))
    rows: list[dict[str, Any]] = found.to_pylist()
    for row in rows:
        for end in ("sender", "receiver", "department"):
            row[end], row[f"{end}_name"] = nodes.get(row[f"{end}_key"], (None, None))
        stage = stages.get(row["stage_key"]) or activities.get(row["activity_key"])
        row["kind"], row["evidence"] = FINDINGS[row["kind"]], EVIDENCE[row["evidence"]]
        row.update(stage=stage and stage[1], handoffs=row["rows"], since=_month(row["since"]))
        is_return = row["kind"] == "return"
        row.update(unit="" if is_return else "s", rate=row["mean"] if is_return else None)
        row["mean"] = None if is_return else row["mean"]
    return rows


def _causes(
    store: GraphStore, load: Load, parameters: Parameters
) -> dict[tuple[str, str], dict[str, float]]:
    """Return for each pair which part of its waiting each cause makes."""
    if parameters.level != "department" or causes_table(parameters.rule, "department") not in (
        load.rows
    ):
        return {}
    same = {name: getattr(parameters, name) for name in ("rule", "clock", "since", "until", "item")}
    rows = store.fetch(caused(store, load, CauseParameters(**same))).to_pylist()
    waits: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for row in rows:
        if row["cause"] != "stopped":  # no clock counts it as waiting
            waits[row["sender"], row["receiver"]][row["cause"]] = row["wait"]
    return {
        ends: {cause: wait / sum(of.values()) for cause, wait in of.items()}
        for ends, of in waits.items()
    }


def _labels(store: GraphStore, load: Load, table: str) -> dict[int, tuple[str, str]]:
    rows = store.fetch(store.table(load.load_id, table).select("key", "id", "name"))
    return {row["key"]: (row["id"], row["name"]) for row in rows.to_pylist()}


def _month(number: int | None) -> str | None:
    """Return a month number as text.

    >>> _month(2022 * 12 + 5)
    '2022-06'
    """
    if number is None:
        return None
    year, month = divmod(int(number), 12)
    return f"{year}-{month + 1:02}"


def _chosen(row: dict[str, Any], parameters: Parameters) -> bool:
    ends = (row["sender"], row["receiver"], row["department"])
    return (
        parameters.kind in (None, row["kind"])
        and parameters.department in (None, *ends)
        and parameters.sender in (None, row["sender"])
        and parameters.receiver in (None, row["receiver"])
    )


def _day(load: Load, parameters: Parameters) -> int:
    working = load.source.calendar != "none" and parameters.clock == "working"
    return WORKING_DAY if working else CALENDAR_DAY


QUERY = Query(
    name="bottlenecks",
    title=Text("堵点判定", "Bottlenecks"),
    question=Text("堵点在哪里，有多大把握？", "Where are the bottlenecks, and how sure is that?"),
    parameters=Parameters,
    columns=COLUMNS,
    function=bottlenecks,
    graph=True,
)
