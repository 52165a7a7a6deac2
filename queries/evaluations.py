"""The rounds of mutual evaluation."""

from dataclasses import dataclass

import pyarrow as pa

from graph.evaluation.releases import Deed
from graph.evaluation.rounds import Rounds, RoundState
from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.columns import count, other, text
from queries.evaluation import ROUND, version
from queries.filters import Paged
from queries.query import Column, Query, arrow_table

STATES = {
    "draft": Text("草稿", "draft"),
    "released": Text("已发布", "released"),
    "withdrawn": Text("已撤回", "withdrawn"),
}


DEEDS: dict[Deed, Text] = {
    "released": Text("发布", "released"),
    "withdrawn": Text("撤回", "withdrawn"),
    "viewed": Text("查看", "viewed"),
    "delivered": Text("写出报告", "delivered"),
}
"""What can be done with a released round, as its log tells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Paged):
    """Parameters of ``evaluations``."""


def evaluations(store: GraphStore, load: Load | None, parameters: Parameters) -> pa.Table:
    """Which rounds of mutual evaluation are there?

    Rounds of the load and those released of any load, the newest first.
    """
    return arrow_table([_row(each) for each in Rounds(store).list(load)], QUERY.columns)


def _row(state: RoundState) -> dict[str, object]:
    return {
        "round": state.round.id,
        "starts": state.round.starts or None,
        "ends": state.round.ends or None,
        "departments": len(state.round.departments),
        "dimensions": len(state.round.dimensions),
        "state": state.state,
        "release": state.release_id or None,
        "released_at": state.released_at,
    }


QUERY = Query(
    name="evaluations",
    title=Text("互评批次", "Rounds of evaluation"),
    question=Text("有哪些部门互评批次？", "Which rounds of mutual evaluation are there?"),
    parameters=Parameters,
    columns=(
        ROUND,
        text("starts", "开始", "Starts", "评价期的第一天。", "First day of the period."),
        text("ends", "结束", "Ends", "评价期的最后一天。", "Last day of the period."),
        count("departments", "部门数", "Departments", "参评部门。", "Departments in it."),
        count("dimensions", "维度数", "Dimensions", "评价维度。", "Dimensions."),
        Column(
            "state",
            "string",
            Text("状态", "State"),
            Text(
                "draft 草稿，部门看不到；released 已发布并冻结；withdrawn 已撤回。",
                "draft: departments see nothing; released: frozen and shown; withdrawn.",
            ),
            words=STATES,
        ),
        text("release", "发布编号", "Release", "最近一次发布。", "The latest release."),
        other("released_at", "instant", "发布时刻", "Released", "发布的时刻。", "When."),
    ),
    function=evaluations,
    graph=True,
    version=version,
)
