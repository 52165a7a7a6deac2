"""What a round of mutual evaluation can show, before any score."""

from collections.abc import Iterator

import pyarrow as pa

from graph.evaluation.figures import Oversight
from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.columns import other
from queries.evaluation import DIMENSION, RATERS, REASON, OfRound, member, named, report, version
from queries.query import Column, Query, arrow_table

PARTS = {
    "round": Text("整期", "round"),
    "figure": Text("得分", "score"),
    "unasked": Text("未互评的协作部门", "work together, not asked"),
}
MEASURES = {
    "rank": Text("设计的秩（满秩为5）", "rank of the design (full: 5)"),
    "corrected": Text("能否校正宽严（1能）", "whether severity is corrected (1: yes)"),
    "connected": Text("是否连通（1是）", "whether connected (1: yes)"),
    "departments": Text("参评部门", "departments"),
    "raters": Text("给出评分的部门", "departments that gave scores"),
    "unknown": Text("不了解的比例", "share of answers without opinion"),
    "silent": Text("有交接而没有评分的方向", "directions with handoffs and no score"),
    "excluded": Text("剔除的评价部门", "raters left out"),
    "handoffs": Text("两家之间的交接", "handoffs between the two"),
}


def design(store: GraphStore, load: Load | None, parameters: OfRound) -> pa.Table:
    """What can a round show, and what is held back?

    First the round as a whole; then each score, whether it is shown and why not (overall first,
    shown ones by id, then the others by id); then pairs that hand over to each other and of which
    neither was asked about the other, most handoffs first.
    """
    found = report(store, load, parameters)
    rows = [] if found is None else [*_round(found), *_figures(found), *_unasked(found)]
    return arrow_table([_EMPTY | row for row in rows], QUERY.columns)


def _round(of: Oversight) -> Iterator[dict[str, object]]:
    for measure in list(MEASURES)[:-1]:
        value = float(getattr(of.design, measure))
        yield {"part": "round", "measure": measure, "value": value}


def _figures(of: Oversight) -> Iterator[dict[str, object]]:
    for each in of.scores:
        yield {
            "part": "figure",
            **named(of.round, each.department),
            "dimension": each.dimension or None,
            "raters": each.raters,
            "shown": not each.reason,
            "reason": each.reason or None,
        }


def _unasked(of: Oversight) -> Iterator[dict[str, object]]:
    for each in of.design.unasked:
        yield {
            "part": "unasked",
            "measure": "handoffs",
            "value": float(each.handoffs),
            **named(of.round, each.first),
            **named(of.round, each.second, "other"),
        }


QUERY = Query(
    name="evaluation-design",
    title=Text("互评设计", "Design of a round"),
    question=Text(
        "一期互评能给出什么，哪些不予显示？", "What can a round show, and what is held back?"
    ),
    parameters=OfRound,
    columns=(
        Column(
            "part", "string", Text("部分", "Part"), Text("哪一部分。", "Which part."), words=PARTS
        ),
        Column(
            "measure",
            "string",
            Text("指标", "Measure"),
            Text("整期的指标。", "The measure of the round."),
            words=MEASURES,
        ),
        other("value", "number", "数值", "Value", "指标的数值。", "Value of the measure."),
        *member("department", "部门", "Department"),
        *member("other", "另一部门", "Other department"),
        DIMENSION,
        RATERS,
        other("shown", "boolean", "是否显示", "Shown", "得分是否显示。", "Whether it is shown."),
        REASON,
    ),
    function=design,
    graph=True,
    version=version,
)
_EMPTY: dict[str, object] = {column.name: None for column in QUERY.columns}
