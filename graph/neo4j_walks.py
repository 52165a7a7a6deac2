"""Walks and search answered by Neo4j, equal to `graph.algorithms.walks` and `graph.search`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph import neo4j_cypher as cypher
from graph.algorithms.walks import Near, Route, nearest_first
from graph.pairs import MONTHLY, Link, Which, links, network_of
from graph.search import HOW, KINDS, Found
from graph.walks import By

if TYPE_CHECKING:
    import networkx as nx

    from graph.neo4j_server import Neo4jServer


@dataclass(frozen=True, slots=True)
class CypherWalks:
    """`graph.walks.Walks` along the handoffs of a load on a server."""

    server: Neo4jServer
    load_id: str
    rule: str
    which: Which

    def network(self) -> nx.DiGraph:
        """Return who hands to whom."""
        import pyarrow as pa

        nodes = self.server.read(cypher.NODES, load=self.load_id)
        pairs = self.server.read(cypher.of_rule(cypher.ALL_PAIRS, self.rule), load=self.load_id)
        rows = [
            dict(zip(MONTHLY.names, (u, v, *months), strict=True))
            for u, v, *lists in pairs
            for months in zip(*lists, strict=True)
        ]
        order = [(name, "ascending") for name in MONTHLY.names[:3]]
        monthly = pa.Table.from_pylist(rows, schema=MONTHLY).sort_by(order)
        ids = {key: node for key, node, _ in nodes}
        names = {node: name for _, node, name in nodes}
        return network_of(links(monthly, ids, self.which), names)

    def neighbourhood(self, start: str, depth: int) -> Sequence[Near]:
        """Return the links within `depth` handoffs of `start`."""
        (columns,) = self._read(cypher.NEIGHBOURHOOD, start=start, depth=depth)
        near = [Near(Link(*values), at) for *values, at in zip(*columns, strict=True)]
        return sorted(near, key=nearest_first)

    def routes(self, source: str, target: str, hops: int, by: By, most: int) -> Sequence[Route]:
        """Return the best routes from `source` to `target`."""
        if source == target:
            return []
        statement = cypher.ROUTES_BY_USE if by == "handoffs" else cypher.ROUTES_BY_WAIT
        statement = cypher.of_length(statement, hops)
        return _routes(self._read(statement, source=source, target=target, most=most))

    def rings(self, size: int, most: int) -> Sequence[Route]:
        """Return the most used rings."""
        return _routes(self._read(cypher.of_length(cypher.RINGS, size), most=most))

    def _read(self, statement: Any, **parameters: Any) -> list[list[Any]]:
        return self.server.read(
            cypher.of_rule(statement, self.rule),
            load=self.load_id,
            all=self.which.all,
            first=self.which.first,
            last=self.which.last,
            forward=int(self.which.kind != "return"),
            back=int(self.which.kind != "forward"),
            **parameters,
        )


def _routes(rows: Sequence[Sequence[Any]]) -> list[Route]:
    return [Route(tuple(ids), *figures) for ids, *figures in rows]


def search(server: Neo4jServer, load_id: str, text: str, most: int) -> list[Found]:
    """Return the departments, items and cases that match `text`, the best first."""
    rows = server.read(cypher.SEARCH, load=load_id, text=text.lower(), most=most)
    return [Found(KINDS[kind], node, name, HOW[how]) for kind, node, name, how in rows]
