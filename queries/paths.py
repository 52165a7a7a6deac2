"""The best ways from one department to another."""

from dataclasses import dataclass
from typing import Annotated

import pyarrow as pa

from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from graph.walks import By
from queries.parameters import Help, Range
from queries.query import Query
from queries.walking import ROUTE_COLUMNS, Walking, known, names, route_rows, walks


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Walking):
    """Parameters of ``paths``."""

    source: Annotated[str, Help("从哪个部门出发（编码）。", "The department to start from.")]
    target: Annotated[str, Help("到哪个部门（编码）。", "The department to arrive at.")]
    by: Annotated[
        By,
        Help(
            "怎样算好：handoffs 走的件多，waiting 等得短。",
            "What is best: handoffs, most used; or waiting, shortest waits.",
        ),
    ] = "handoffs"
    hops: Annotated[
        int, Help("最多交接几次：1 到 4。", "Handoffs at most, 1 to 4."), Range(1, 4)
    ] = 3
    best: Annotated[int, Help("给出最好的几条。", "How many of the best ways."), Range(1, 100)] = 10


def paths(store: GraphStore, load: Load, parameters: Parameters) -> pa.Table:
    """What are the best ways from one department to another?

    Ways along handoffs that happened, no department twice. By ``handoffs`` the one whose least
    used link is used most comes first; by ``waiting`` the one whose mean waits add up to least.
    """
    found = walks(store, load, parameters).routes(
        parameters.source, parameters.target, parameters.hops, parameters.by, parameters.best
    )
    return route_rows(list(found), names(store, load))


QUERY = Query(
    name="paths",
    title=Text("部门之间的路径", "Paths"),
    question=Text(
        "从一个部门到另一个部门，有哪些最好的路径？",
        "What are the best ways from one department to another?",
    ),
    parameters=Parameters,
    columns=ROUTE_COLUMNS,
    function=paths,
    graph=True,
    check=known("source", "target"),
)
