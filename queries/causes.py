"""Why cases wait: the causes of the waiting of every pair."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import ibis

from graph.errors import ParameterError
from graph.load import Load
from graph.store import GraphStore
from graph.tables import EVIDENCE, causes_table
from graph.text import Text
from queries.columns import EVIDENCE_WORDS, duration, node, share
from queries.filters import Leveled
from queries.handoff_rows import EXACT, NODES_OF, exact_sum, matching_handoffs, named
from queries.parameters import Help
from queries.query import Column, Query

Split = Literal["department", "kronos"]
WORDS: Mapping[str, Text] = {
    "idle": Text("空等", "idle"),
    "overtaken": Text("后来先办", "later ones went first"),
    "capacity": Text("人手占满", "all hands busy"),
    "batching": Text("攒批", "batching"),
    "transfer": Text("在途", "on the way"),
    "contention": Text("在办先到的件", "busy with earlier ones"),
    "prioritization": Text("先办后到的件", "busy with later ones"),
    "extraneous": Text("在岗未办", "at work, not begun"),
    "unavailability": Text("不在岗时段", "outside usual hours"),
    "unknown": Text("原因不明", "not known"),
    "closed": Text("非工作时间", "closed"),
    "stopped": Text("停表", "clock stopped"),
}
"""Every cause, in the order in which those of a pair are listed."""
OF: Mapping[Split, tuple[str, ...]] = {
    "department": (
        *("idle", "overtaken", "capacity", "batching"),
        *("transfer", "unknown", "closed", "stopped"),
    ),
    "kronos": (
        *("batching", "contention", "prioritization"),
        *("extraneous", "unavailability", "unknown"),
    ),
}
NOT_COUNTED = ("closed", "stopped")
"""Causes that the working clock does not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Leveled):
    """Parameters of ``causes``."""

    causes: Annotated[
        Split,
        Help(
            "原因的分法：department 按部门（停表、非工作时间、在途、攒批、人手占满、后来先办、"
            "空等），kronos 按经办人（与 Kronos 相同，须 level=person 且 clock=calendar）。",
            "How waits are split: department (stopped, closed, on the way, batching, capacity, "
            "overtaken, idle), or kronos, as Kronos does (with level=person, clock=calendar).",
        ),
    ] = "department"


def caused(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    """Why do cases wait between two departments?

    One row for each pair and cause that took time. In working time the causes of a pair add up to
    its total wait in ``handovers``; by the calendar the time when the clock was stopped is there
    too. ``kronos`` takes a person for one server with weekly hours found in the data, to compare
    with other tools; it knows no holidays and no stops. Pairs with ``UNREGISTERED`` on a side come
    last. By the waiting of the pair (most first), then ids, then in the order of the causes.
    """
    names = [name for name in OF[parameters.causes] if _counts(name, parameters.clock)]
    found = store.table(load.load_id, causes_table(parameters.rule, parameters.level))
    found = found.select("handoff_id", *names)
    rows = matching_handoffs(store, load, parameters).inner_join(found, "handoff_id")
    pairs = rows.group_by("sender_key", "receiver_key").aggregate(
        whole=_whole(rows, names),
        **{name: exact_sum(rows[name]) for name in names},
        **{f"{name}_evidence": rows.evidence.max(where=rows[name] > 0) for name in names},
    )
    nodes = NODES_OF[parameters.level]
    parts = named(store, load, _one_a_row(pairs, names), {"sender": nodes, "receiver": nodes})
    ranked = (parts.sender_key != 0) & (parts.receiver_key != 0)
    parts = parts.filter(parts.exact > 0).mutate(ranked=ranked)
    order = (ibis.desc("ranked"), ibis.desc("whole"), "sender", "receiver", "place")
    return parts.order_by(*order).select([column.name for column in QUERY.columns])


def _counts(name: str, clock: str) -> bool:
    return clock == "calendar" or name not in NOT_COUNTED


def _whole(rows: ibis.Table, names: list[str]) -> Any:
    return sum((exact_sum(rows[name]) for name in names), ibis.literal(0).cast(EXACT))


def _one_a_row(pairs: ibis.Table, names: list[str]) -> ibis.Table:
    """Return the causes of each pair under one another instead of side by side."""
    rows = pairs.mutate(place=ibis.range(ibis.literal(0), len(names)).unnest())

    def of(column: str) -> Any:
        return ibis.cases(*((rows.place == n, rows[column.format(m)]) for n, m in enumerate(names)))

    rows = rows.mutate(exact=of("{}"), weakest=of("{}_evidence"))
    wait = rows.exact.cast("float64")
    return rows.mutate(
        cause=ibis.cases(*((rows.place == n, name) for n, name in enumerate(names))),
        wait=wait,
        share=wait / rows.whole.cast("float64").nullif(0),
        evidence=ibis.cases(*((rows.weakest == n, word) for n, word in enumerate(EVIDENCE))),
    )


def check(store: GraphStore, load: Load, parameters: Parameters) -> None:
    """Refuse a split at a level, or by a clock, for which it is not defined."""
    kronos = parameters.causes == "kronos"
    level = "person" if kronos else "department"
    if parameters.level != level:
        raise ParameterError(
            f"causes={parameters.causes} 只能在 level={level} 层级使用。请改用 level={level}。",
            f"causes={parameters.causes} is defined at level={level} only. Use level={level}.",
            "level",
            (level,),
        )
    if kronos and parameters.clock != "calendar":
        raise ParameterError(
            "causes=kronos 按自然时间计算。请加上 clock=calendar。",
            "causes=kronos is measured in calendar time. Add clock=calendar.",
            "clock",
            ("calendar",),
        )


QUERY = Query(
    name="causes",
    title=Text("等待原因", "Causes of waiting"),
    question=Text("两个部门之间的办件为什么等待？", "Why do cases wait between two departments?"),
    parameters=Parameters,
    columns=(
        *node("sender"),
        *node("receiver"),
        Column(
            "cause",
            "string",
            Text("原因", "Cause"),
            Text(
                "按部门，每一刻只归一个原因，依次为：停表；非工作时间；在途（已送出未签收）；攒批"
                "（攒齐一批再办，且经常如此）；人手占满（在办件数不少于近28天办过件的人数）和"
                "后来先办（占满时，在办件中后到者所占的份额）；空等（未占满而未开始）。"
                "只有一个时间，或部门没有登记经办人的，原因不明。",
                "Between departments every instant has the first of: stopped; closed; on the way "
                "(sent, not received); batching (until a batch is complete, where that is a "
                "habit); capacity (as many steps in service as persons who worked there within "
                "28 days) and overtaken (the share of those in service that came later); idle "
                "(not full, not begun). Not known where a step has one instant only, or nobody "
                "of the department is registered.",
            ),
            words=WORDS,
        ),
        duration("wait", "等待", "Wait", "归于该原因的等待之和。", "Sum of the waits so caused."),
        share(
            "share",
            "占比",
            "Share",
            "占该对交接全部等待的比例。",
            "Share of all the waiting of the pair.",
        ),
        Column(
            "evidence",
            "string",
            Text("时间依据", "Evidence"),
            Text(
                "其中最弱的时间依据：receipt 签收，start 开始，instant 只有一个时间。",
                "The weakest evidence among these waits: receipt, start, or one instant a step.",
            ),
            words=EVIDENCE_WORDS,
        ),
    ),
    function=caused,
    check=check,
)
