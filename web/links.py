"""What a cell of an answer opens: every number leads to its rows."""

from collections.abc import Mapping
from functools import cache
from urllib.parse import quote, urlencode

from queries.parameters import parameters_of
from queries.registry import find
from web.answer_view import Linker, Row
from web.cases.address import case_address

PAGING = ("limit", "after")

ROWS_BEHIND: dict[tuple[str, str], tuple[str, dict[str, str]]] = {
    ("handovers", "handoffs"): ("handoffs", {"sender": "sender", "receiver": "receiver"}),
    ("network", "handoffs"): ("handoffs", {"sender": "sender", "receiver": "receiver"}),
    ("groups", "handoffs_in"): ("handoffs", {"receiver": "node"}),
    ("groups", "handoffs_out"): ("handoffs", {"sender": "node"}),
    ("departments", "handoffs_in"): ("handoffs", {"receiver": "department"}),
    ("departments", "handoffs_out"): ("handoffs", {"sender": "department"}),
    ("items", "handoffs"): ("handoffs", {"item": "item"}),
    ("items", "cases"): ("cases", {"item": "item"}),
    ("cases", "handoffs"): ("handoffs", {"case": "case"}),
}
"""(question, column) -> (question with the rows behind it, {its parameter: our column})."""

OPEN_BEHIND: dict[tuple[str, str], dict[str, str]] = {
    ("handovers", "open"): {"sender": "sender", "receiver": "receiver"},
    ("departments", "open"): {"receiver": "department"},
}
"""(question, column) -> {parameter of ``handoffs``: our column}, for counts of open handoffs."""


def linker(name: str, raw: Mapping[str, str]) -> Linker:
    """Return what links the cells of the question `name`, keeping the filters in `raw`."""

    def link(column: str, row: Row) -> str | None:
        if column == "case":
            return case_address(row["case"])
        if column == "load":
            return f"/data/loads/{quote(row['load'], safe='')}"
        if (name, column) in ROWS_BEHIND:
            target, keys = ROWS_BEHIND[name, column]
            return address(target, raw, {key: row[ours] for key, ours in keys.items()})
        if (name, column) in OPEN_BEHIND and row["open"]:
            keys = OPEN_BEHIND[name, column]
            more = {key: row[ours] for key, ours in keys.items()}
            return address("handoffs", raw, {**more, "open": "yes"})
        return None

    return link


def address(target: str, raw: Mapping[str, str], more: Mapping[str, str]) -> str:
    """Return the page of the question `target` with the filters of `raw` it knows, and `more`."""
    page = {"cases": "/cases"}.get(target, f"/queries/{target}")
    return with_query(page, {**kept(target, raw), **more})


def kept(target: str, raw: Mapping[str, str]) -> dict[str, str]:
    """Return the filters of `raw` that the question `target` knows, without the paging."""
    known = _names(target)
    return {key: text for key, text in raw.items() if key in known and key not in PAGING and text}


def with_query(path: str, query: Mapping[str, str]) -> str:
    """Return `path` with `query`, each value quoted."""
    return f"{path}?{urlencode(query)}" if query else path


@cache
def _names(target: str) -> frozenset[str]:
    return frozenset(one.name for one in parameters_of(find(target).parameters))
