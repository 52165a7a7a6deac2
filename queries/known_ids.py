"""An id that the load does not have is refused: an empty answer would look like good news."""

from difflib import get_close_matches
from typing import Any

import pyarrow as pa

from graph.errors import CaseNotFoundError, ParameterError
from graph.load import Load
from graph.store import GraphStore
from graph.tables import UNREGISTERED
from graph.text import Text
from queries.handoff_rows import NODES_OF
from queries.parameters import parameters_of
from queries.remembered import Page, remembered

WORDS = {
    "items": Text("事项", "items"),
    "departments": Text("部门", "departments"),
    "persons": Text("经办人", "persons"),
}
SHOWN = 3
"""Ids that an error names."""


def check_ids(store: GraphStore, load: Load, parameters: Any) -> None:
    """Raise `ParameterError`, for a case `CaseNotFoundError`, for an id that `load` does not have.

    Looked at are the parameters that are declared as ids (`queries.parameters.IdOf`).
    """
    for one in parameters_of(type(parameters)):
        wanted = getattr(parameters, one.name) if one.id_of else None
        if wanted is None:
            continue
        if one.id_of == "cases":
            _check_case(store, load, wanted)
        else:
            _check_node(store, load, one.name, wanted, _table(one.id_of, parameters))


def _table(id_of: str, parameters: Any) -> str:
    """Return the table of an id; nodes are departments or persons, as the level says."""
    return NODES_OF[getattr(parameters, "level", "department")] if id_of == "nodes" else id_of


def _check_node(store: GraphStore, load: Load, name: str, wanted: str, table: str) -> None:
    if table == "persons" and "person" not in load.levels:
        return  # that is refused, with the levels there are, where the handoffs are asked for
    known = _known(store, load, table)
    names = dict(zip(known["id"].to_pylist(), known["name"].to_pylist(), strict=True))
    if wanted not in names:
        raise _unknown(load, name, wanted, WORDS[table], names)


def _known(store: GraphStore, load: Load, table: str) -> pa.Table:
    def ask() -> Page:
        rows = store.fetch(store.table(load.load_id, table).select("id", "name").order_by("id"))
        return rows, rows.num_rows

    return remembered(store, load, ("ids", table), ask)[0]


def _unknown(
    load: Load, name: str, wanted: str, words: Text, names: dict[str, str]
) -> ParameterError:
    near = nearest(wanted, names)
    count = len(names) - (UNREGISTERED in names)
    zh = f"有 {count} 个{words.zh}，如 {'、'.join(near)}" if near else f"没有{words.zh}"
    en = f"{count} {words.en}, such as {', '.join(near)}" if near else f"no {words.en}"
    return ParameterError(
        f"参数 {name} 的 {wanted!r} 不在批次 {load.load_id} 中；这批数据{zh}。请用 search 查编码。",
        f"The load {load.load_id} has no {wanted!r} (parameter {name}); it has {en}. "
        "Look the id up with search.",
        name,
        near,
    )


def nearest(wanted: str, names: dict[str, str]) -> tuple[str, ...]:
    """Return a few ids for one that is not known: who is called so, those like it, or the first.

    >>> names = {"D01": "审批局", "D02": "规划局", "X9": "水利局"}
    >>> nearest("规划局", names), nearest("D1", names), nearest("?", names)
    (('D02',), ('D01',), ('D01', 'D02', 'X9'))
    """
    ids = [each for each in names if each != UNREGISTERED]
    called = [each for each in ids if names[each] == wanted]
    return tuple((called or get_close_matches(wanted, ids, SHOWN) or ids)[:SHOWN])


def _check_case(store: GraphStore, load: Load, wanted: str) -> None:
    cases = store.table(load.load_id, "cases")
    if not store.fetch(cases.filter(cases.case_id == wanted)).num_rows:
        raise CaseNotFoundError(
            f"批次 {load.load_id} 中没有办件 {wanted!r}。请在“办件”列表中查找编号。",
            f"The load {load.load_id} has no case {wanted!r}. Look its id up in the list of cases.",
        )
