"""Who stands on every route."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import networkx as nx
import pyarrow as pa

from graph.algorithms.gatekeepers import Gate, articulations, bridges, smallest_cut
from graph.errors import ParameterError
from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.columns import HANDOFFS, count, text
from queries.parameters import Help
from queries.query import Column, Query, arrow_table
from queries.walking import Walking, known, listed, names, walks

KINDS = {
    "department": Text("关口部门", "department"),
    "pair": Text("唯一通道", "pair"),
    "cut": Text("必经部门", "cut"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Walking):
    """Parameters of ``gatekeepers``."""

    source: Annotated[
        str | None,
        Help("一边的部门（编码，逗号分隔），与 target 一起用。", "Departments on one side (ids)."),
    ] = None
    target: Annotated[
        str | None,
        Help("另一边的部门（编码，逗号分隔）。", "Departments on the other side (ids)."),
    ] = None


def gatekeepers(store: GraphStore, load: Load, parameters: Parameters) -> pa.Table:
    """Who stands on every route between departments?

    First the fewest departments between ``source`` and ``target``, where these are given; then
    departments, then pairs, without which others lose touch with most, those that cut off most
    first. Directions do not matter.
    """
    network = walks(store, load, parameters).network()
    either = network.to_undirected()
    called = names(store, load)
    rows = [*_cut(either, parameters)]
    rows += [("department", gate) for gate in articulations(either)]
    rows += [("pair", gate) for gate in bridges(either)]
    table = [_row(rank, kind, gate, network, called) for rank, (kind, gate) in enumerate(rows, 1)]
    return arrow_table(table, QUERY.columns)


def _cut(network: nx.Graph, parameters: Parameters) -> Iterator[tuple[str, Gate]]:
    one, other = listed(parameters.source), listed(parameters.target)
    if not one or not other:
        return
    try:
        found = smallest_cut(network, one, other)
    except ValueError as error:
        raise ParameterError(
            "source 和 target 有相同或直接往来的部门，中间没有必经的部门。请另选。",
            "source and target share a department or work with each other directly, so nothing "
            "stands between them. Choose others.",
            "target",
        ) from error
    if found:
        yield "cut", Gate(found, ())


def _row(
    rank: int, kind: str, gate: Gate, network: nx.DiGraph, called: dict[str, str]
) -> dict[str, Any]:
    nodes = set(gate.nodes)
    through = (
        link.handoffs
        for u, v, link in network.edges(data="link")
        if (nodes == {u, v} if kind == "pair" else nodes & {u, v})
    )
    return {
        "rank": rank,
        "kind": kind,
        "departments": ",".join(gate.nodes),
        "departments_name": (" — " if kind == "pair" else "、").join(called[n] for n in gate.nodes),
        "cut_off": len(gate.cut_off),
        "cut_off_name": "、".join(called[node] for node in gate.cut_off) or None,
        "handoffs": sum(through),
    }


QUERY = Query(
    name="gatekeepers",
    title=Text("关口部门", "Gatekeepers"),
    question=Text("谁在每条路径上？", "Who stands on every route between departments?"),
    parameters=Parameters,
    columns=(
        count("rank", "次序", "Rank", "从 1 起。", "From 1."),
        Column(
            "kind",
            "string",
            Text("种类", "Kind"),
            Text(
                "department 去掉它别的部门就断了联系；pair 去掉这一对就断了联系；"
                "cut 两边之间最少的必经部门。",
                "department: without it others lose touch; pair: without this pair; "
                "cut: the fewest departments between both sides.",
            ),
            words=KINDS,
        ),
        text("departments", "部门编码", "Department ids", "部门编码。", "Ids."),
        text("departments_name", "部门", "Departments", "部门。", "Their names."),
        count(
            "cut_off",
            "断开的部门数",
            "Cut off",
            "去掉后与大多数断开的部门数。",
            "Departments that lose touch with most others.",
        ),
        text(
            "cut_off_name",
            "断开的部门",
            "Cut off (names)",
            "与大多数断开的部门。",
            "Names of those that lose touch.",
        ),
        HANDOFFS,
    ),
    function=gatekeepers,
    graph=True,
    check=known("source", "target"),
)
