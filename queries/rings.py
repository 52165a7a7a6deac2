"""Returns that pass more than two departments."""

from dataclasses import dataclass
from typing import Annotated

import pyarrow as pa

from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.parameters import Help, Range
from queries.query import Query
from queries.walking import ROUTE_COLUMNS, Walking, known, names, route_rows, walks


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Walking):
    """Parameters of ``rings``."""

    size: Annotated[
        int, Help("最多几个部门：3 或 4。", "Departments at most, 3 or 4."), Range(3, 4)
    ] = 3
    best: Annotated[
        int, Help("给出走得最多的几个。", "How many of the most used rings."), Range(1, 1000)
    ] = 100


def rings(store: GraphStore, load: Load, parameters: Parameters) -> pa.Table:
    """Which returns pass more than two departments?

    Rings of handoffs that come back to where they began, with a return on the way; the most used
    first. Each begins with the smallest of its ids.
    """
    found = walks(store, load, parameters).rings(parameters.size, parameters.best)
    return route_rows(list(found), names(store, load))


QUERY = Query(
    name="rings",
    title=Text("多部门回环", "Rings"),
    question=Text("哪些退回绕经两个以上部门？", "Which returns pass more than two departments?"),
    parameters=Parameters,
    columns=ROUTE_COLUMNS,
    function=rings,
    graph=True,
    check=known(),
)
