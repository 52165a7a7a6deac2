"""The network and the search of a load of the embedded store, kept in memory once asked for.

A load never changes, so what was derived from it stays right as long as the process lives.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from graph.pairs import Which, links, monthly_pairs, network_of
from graph.search import Found, how, ordered, search
from graph.tables import handoff_table
from graph.walks import NetworkWalks

if TYPE_CHECKING:
    import pyarrow as pa

    from graph.store import GraphStore


class LocalWalks:
    """Answers from the tables of a store; what is derived from them is kept while it is used."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self.walks = lru_cache(maxsize=32)(self._walks)
        self.pairs = lru_cache(maxsize=16)(self._pairs)
        self._nodes = lru_cache(maxsize=32)(self._read_nodes)

    def _walks(self, load_id: str, rule: str, which: Which) -> NetworkWalks:
        """Return the walks along the handoffs of a load that count."""
        nodes = self._nodes(load_id, "departments")
        ids = {key: node for key, node, *_ in nodes}
        names = {node: name for key, node, name, _ in nodes if key}
        return NetworkWalks(network_of(links(self.pairs(load_id, rule), ids, which), names))

    def _pairs(self, load_id: str, rule: str) -> pa.Table:
        """Return the rows `graph.pairs.MONTHLY` of a load."""
        rows = self._store.table(load_id, handoff_table(rule, "department"))
        return self._store.fetch(monthly_pairs(rows, self._store.load(load_id)))

    def _read_nodes(self, load_id: str, table: str) -> list[tuple[int, str, str, list[str]]]:
        rows = self._store.table(load_id, table).order_by("key")
        found = self._store.fetch(rows).to_pylist()
        return [(row["key"], row["id"], row["name"], row.get("short_names") or []) for row in found]

    def search(self, load_id: str, text: str, most: int) -> list[Found]:
        """Return the departments, items and cases that match `text`, the best first."""
        found = []
        for kind in ("department", "item"):
            nodes = self._nodes(load_id, f"{kind}s")
            found += search(text, kind, (node[1:] for node in nodes if node[0]))
        return ordered([*found, *_cases(self._store, load_id, text, most)], most)


def _cases(store: GraphStore, load_id: str, text: str, most: int) -> list[Found]:
    """Return cases whose id holds `text`, those that begin with it first."""
    import ibis

    wanted = text.lower()
    cases, items = store.table(load_id, "cases"), store.table(load_id, "items")
    lower = cases.case_id.lower()
    rank = ibis.cases((lower == wanted, 0), (lower.startswith(wanted), 1), else_=2)
    rows = cases.filter(lower.contains(wanted)).mutate(rank=rank)
    rows = rows.join(items, rows.item_key == items.key)
    rows = rows.order_by("rank", "case_id").limit(most).select("case_id", "name")
    return [
        Found(
            "case",
            row["case_id"],
            row["name"],
            how(text, row["case_id"], row["case_id"]) or "within",
        )
        for row in store.fetch(rows).to_pylist()
    ]
