"""Whom a department works with, and whom those work with."""

from dataclasses import dataclass
from typing import Annotated

import pyarrow as pa

from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.columns import HANDOFFS, MEAN_WAIT, RETURNS, TOTAL_WAIT, count, node
from queries.parameters import Help, Range
from queries.query import Query, arrow_table
from queries.walking import Walking, known, names, walks


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Walking):
    """Parameters of ``neighbourhood``."""

    department: Annotated[str, Help("从哪个部门看起（编码）。", "The department to start from.")]
    depth: Annotated[
        int,
        Help("看几层：1 到 3。", "How many handoffs away, 1 to 3."),
        Range(1, 3),
    ] = 1


def neighbourhood(store: GraphStore, load: Load, parameters: Parameters) -> pa.Table:
    """Whom does a department work with, and whom do those work with?

    The pairs met on the way, in whichever direction they go: by distance, then by total wait,
    then handoffs, then ids. Waits are in working time.
    """
    called = names(store, load)
    found = walks(store, load, parameters).neighbourhood(parameters.department, parameters.depth)
    rows = [
        {
            "distance": near.distance,
            "sender": near.link.sender,
            "sender_name": called[near.link.sender],
            "receiver": near.link.receiver,
            "receiver_name": called[near.link.receiver],
            "handoffs": near.link.handoffs,
            "returns": near.link.returns,
            "total_wait": near.link.wait / 1e6 if near.link.waits else None,
            "mean_wait": None if not near.link.waits else round(near.link.mean_wait or 0.0, 6),
        }
        for near in found
    ]
    return arrow_table(rows, QUERY.columns)


QUERY = Query(
    name="neighbourhood",
    title=Text("周边部门", "Neighbourhood"),
    question=Text(
        "一个部门与谁往来，它们又与谁往来？",
        "Whom does a department work with, and whom do those work with?",
    ),
    parameters=Parameters,
    columns=(
        count("distance", "层", "Distance", "离起点几层，从 1 起。", "Handoffs away, from 1."),
        *node("sender"),
        *node("receiver"),
        HANDOFFS,
        RETURNS,
        TOTAL_WAIT,
        MEAN_WAIT,
    ),
    function=neighbourhood,
    graph=True,
    check=known("department"),
)
