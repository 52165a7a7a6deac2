"""Short ways to ask a question in a test."""

from typing import Any

from graph.local_store import LocalStore
from queries.run import run, run_all

HOUR = 3600.0
NOBODY = "未登记"
REQUIRED = {
    "case": {"case": "A"},
    "case-place": {"case": "A"},
    "neighbourhood": {"department": "D1"},
    "paths": {"source": "D1", "target": "D3"},
    "rings": {"rule": "consecutive", "size": "4"},
    "gatekeepers": {"source": "D1", "target": "D4"},
    "search": {"text": "规划"},
}
"""What a question cannot do without or gives no rows without, for the small world of ``tests/world.py``."""


def ask(store: LocalStore, name: str, **raw: str) -> list[dict[str, Any]]:
    """Return all rows of the answer."""
    rows: list[dict[str, Any]] = run_all(store, name, raw).rows.to_pylist()
    return rows


def page(store: LocalStore, name: str, **raw: str) -> list[dict[str, Any]]:
    """Return one page of the answer."""
    rows: list[dict[str, Any]] = run(store, name, raw).rows.to_pylist()
    return rows


def only(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    """Return some columns of the rows; hours instead of seconds for those named ``NAME/h``."""
    return [tuple(_cell(row, name) for name in names) for row in rows]


def _cell(row: dict[str, Any], name: str) -> Any:
    name, slash, _ = name.partition("/")
    return row[name] / HOUR if slash and row[name] is not None else row[name]
