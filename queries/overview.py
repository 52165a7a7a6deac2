"""The whole in a few numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import ibis

from graph.load import Load
from graph.store import GraphStore
from graph.tables import KINDS
from graph.text import Text
from queries.columns import other, text
from queries.filters import Leveled
from queries.handoff_rows import exact_sum, matching_cases, matching_handoffs, matching_steps
from queries.handovers import ranked_pairs
from queries.overview_words import WORDS
from queries.query import Column, Query, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Leveled):
    """Parameters of ``overview``."""


class _Row(NamedTuple):
    name: str
    value: Any = None
    unit: Unit = ""
    at: Any = None


def overview(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    """How much is there, how much of it is waiting, and how good are the data?

    Departments, items and the counts of data quality are of the whole load; steps, span and
    processing follow item, department, since and until; the rest follows every parameter.
    """
    one = _one_row(store, load, parameters)
    rows = [*_measures(one, load), *_quality(load)]
    table = one.select(row=ibis.array([_struct(i, row) for i, row in enumerate(rows)]).unnest())
    table = table.unpack("row").order_by("position")
    return table.select([column.name for column in QUERY.columns])


def _one_row(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    departments = store.table(load.load_id, "departments")
    departments = departments.filter(departments.key != 0)
    parts = [
        departments.aggregate(departments=departments.count()),
        store.table(load.load_id, "items").aggregate(items=ibis._.count()),
        _of_cases(_timed(matching_cases(store, load, parameters), parameters)),
        _of_steps(matching_steps(store, load, parameters)),
        _of_handoffs(matching_handoffs(store, load, parameters)),
        _of_pairs(ranked_pairs(store, load, parameters)),
    ]
    return ibis.cross_join(*parts)


def _timed(cases: ibis.Table, parameters: Parameters) -> ibis.Table:
    return cases.mutate(throughput=cases[f"throughput_{parameters.clock}"])


def _of_cases(cases: ibis.Table) -> ibis.Table:
    return cases.aggregate(
        cases=cases.count(),
        open_cases=cases.count(where=~cases.closed),
        median_throughput=cases["throughput"].quantile(0.5).round(6),
    )


def _of_steps(steps: ibis.Table) -> ibis.Table:
    instants = (steps.received_at, steps.started_at, steps.finished_at)
    return steps.aggregate(
        steps=steps.count(),
        first_at=ibis.least(*instants).min(),
        last_at=ibis.greatest(*instants).max(),
        processing=exact_sum(steps["processing"]).cast("float64"),
    )


def _of_handoffs(rows: ibis.Table) -> ibis.Table:
    return rows.aggregate(
        handoffs=rows.count(),
        binding_handoffs=rows.count(where=rows.binding),
        open_handoffs=rows.count(where=rows.open),
        returns=rows.count(where=rows.kind == KINDS.index("return")),
        waiting=exact_sum(rows["wait"]).cast("float64"),
        median_wait=rows["wait"].quantile(0.5).round(6),
    )


def _of_pairs(pairs: ibis.Table) -> ibis.Table:
    before = (pairs.above - pairs.counted).cast("float64")
    return pairs.aggregate(pairs_80=pairs.count(where=before * 5 < pairs.everything * 4))


def _measures(one: ibis.Table, load: Load) -> Iterator[_Row]:
    for name in ("departments", "items", "cases", "open_cases", "steps"):
        yield _Row(name, one[name])
    for name in ("handoffs", "binding_handoffs", "open_handoffs"):
        yield _Row(name, one[name])
    yield _Row("first_at", at=one.first_at)
    yield _Row("last_at", at=one.last_at)
    yield _Row("waiting", one.waiting, "s")
    yield _Row("processing", one.processing, "s")
    known = load.evidence != "instant"
    both = (one.waiting + one.processing).nullif(0)
    yield _Row("share_of_waiting", one.waiting / both if known else None, "share")
    yield _Row("median_wait", one.median_wait, "s")
    yield _Row("median_throughput", one.median_throughput, "s")
    yield _Row("returns", one.returns)
    yield _Row("share_of_returns", one.returns / one.handoffs.nullif(0), "share")
    yield _Row("pairs_80", one.pairs_80)


def _quality(load: Load) -> Iterator[_Row]:
    yield _Row("rows_read", load.read)
    yield _Row("rows_loaded", load.loaded)
    yield _Row("rows_refused", load.refused)
    for name, number in load.quality.items():
        yield _Row(name, number)


def _struct(position: int, row: _Row) -> Any:
    value = ibis.null() if row.value is None else row.value
    at = ibis.null() if row.at is None else row.at
    typed = {"value": (value, "float64"), "at": (at, "timestamp('UTC', 6)")}
    return ibis.struct(
        {
            "position": ibis.literal(position, "int32"),
            "name": ibis.literal(row.name),
            "unit": ibis.literal(row.unit),
        }
        | {
            name: ibis.literal(cell).cast(kind) if isinstance(cell, int) else cell.cast(kind)
            for name, (cell, kind) in typed.items()
        }
    )


QUERY = Query(
    name="overview",
    title=Text("总览", "Overview"),
    question=Text(
        "总共有多少，其中多少在等待，数据质量如何？",
        "How much is there, how much of it is waiting, and how good are the data?",
    ),
    parameters=Parameters,
    columns=(
        Column(
            "name",
            "string",
            Text("指标", "Measure"),
            Text("指标的名称。", "Key of the measure."),
            words=WORDS,
        ),
        Column(
            "value",
            "number",
            Text("数值", "Value"),
            Text("数值，单位见 unit；不知道为空。", "Its value in `unit`; empty if not known."),
            unit_column="unit",
        ),
        text(
            "unit",
            "单位",
            "Unit",
            "s 为秒（所选时钟），share 为比例，空为计数。",
            "s: seconds of the chosen clock; share: 0 to 1; empty: a count.",
        ),
        other("at", "instant", "时刻", "Instant", "指标若为时刻。", "Where it is an instant."),
    ),
    function=overview,
)
