"""Ask a question of a store."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from graph.clock import CALENDAR_DAY, WORKING_DAY
from graph.errors import NoActiveLoadError
from graph.load import Load
from graph.store import GraphStore
from queries import cursor
from queries.instants import timezone_of
from queries.known_ids import check_ids
from queries.parameters import parse
from queries.query import ARROW_TYPES, Answer, Query
from queries.registry import find
from queries.remembered import remembered


class _Asked(NamedTuple):
    query: Query
    load: Load | None
    parameters: Any
    shown: dict[str, object]

    @property
    def load_id(self) -> str:
        return self.load.load_id if self.load else ""


def run(
    store: GraphStore,
    name: str,
    raw: Mapping[str, str],
    most: int | None = None,
    load_id: str | None = None,
) -> Answer:
    """Return one page of the answer to the question `name` with the parameters `raw`.

    With `most` the page has no more rows than that, whatever ``limit`` says. The question is
    asked of the load `load_id`, of the active one without.
    Raises `UnknownQueryError`, `ParameterError`, `NoActiveLoadError`, `LoadNotFoundError`,
    `LevelError`, `CaseNotFoundError`.
    """
    asked = _ask(store, name, raw, load_id)
    limit = min(asked.parameters.limit, most or asked.parameters.limit)
    offset = cursor.read(asked.parameters.after, asked.load_id, name, asked.shown)
    key = (name, _version(store, asked.query), tuple(asked.shown.items()), offset, limit)
    if asked.load:
        rows, total = remembered(store, asked.load, key, lambda: _page(store, asked, limit, offset))
    else:
        rows, total = _page(store, asked, limit, offset)
    end = offset + rows.num_rows
    more = cursor.write(end, asked.load_id, name, asked.shown) if end < total else None
    return _answer(asked, rows, total, more)


def run_all(
    store: GraphStore, name: str, raw: Mapping[str, str], load_id: str | None = None
) -> Answer:
    """Return all rows of the answer, whatever ``limit`` and ``after`` say."""
    asked = _ask(store, name, raw, load_id)

    def every() -> tuple[pa.Table, int]:
        rows = _all(store, asked)
        return rows, rows.num_rows

    if asked.load is None:
        return _answer(asked, *every(), None)
    shown = {key: value for key, value in asked.shown.items() if key not in ("limit", "after")}
    key = (name, _version(store, asked.query), tuple(shown.items()), "all")
    return _answer(asked, *remembered(store, asked.load, key, every), None)


def _ask(
    store: GraphStore, name: str, raw: Mapping[str, str], load_id: str | None = None
) -> _Asked:
    query = find(name)
    load = _load(store, query, load_id)
    timezone = timezone_of(load)
    parameters = parse(query.parameters, raw, timezone)
    if load:
        check_ids(store, load, parameters)
        if query.check:
            query.check(store, load, parameters)
    return _Asked(query, load, parameters, _shown(parameters))


def _load(store: GraphStore, query: Query, load_id: str | None) -> Load | None:
    """Return the load that is asked about; what was released outlasts all loads."""
    if not query.of_load:
        return None
    try:
        return store.load(load_id)
    except NoActiveLoadError:
        if query.version is None:
            raise
        return None


def _version(store: GraphStore, query: Query) -> str:
    return query.version(store) if query.version else ""


def _shown(parameters: Any) -> dict[str, object]:
    values = {field.name: getattr(parameters, field.name) for field in fields(parameters)}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def _page(store: GraphStore, asked: _Asked, limit: int, offset: int) -> tuple[pa.Table, int]:
    long = asked.query.long
    if long is None:
        rows = _all(store, asked)
        return rows.slice(offset, limit), rows.num_rows
    narrow = long.narrow(store, asked.load, asked.parameters)
    counted = store.fetch(narrow.aggregate(total=narrow.count()))
    cut = narrow.order_by(long.order(asked.parameters)).limit(limit, offset=offset)
    rows = store.fetch(long.widen(store, asked.load, cut, asked.parameters))
    return rows, counted["total"][0].as_py()


def _all(store: GraphStore, asked: _Asked) -> pa.Table:
    rows = asked.query.function(store, asked.load, asked.parameters)
    return rows if isinstance(rows, pa.Table) else store.fetch(rows)


def _answer(asked: _Asked, rows: pa.Table, total: int, more: str | None) -> Answer:
    return Answer(
        query=asked.query,
        load=asked.load,
        parameters=asked.shown,
        rows=_typed(rows, asked.query),
        total=total,
        next=more,
        seconds_a_day=_seconds_a_day(asked.load, asked.shown.get("clock", "working")),
    )


def _typed(rows: pa.Table, query: Query) -> pa.Table:
    columns = [_column(rows[c.name].cast(ARROW_TYPES[c.type])) for c in query.columns]
    return pa.table(columns, names=[c.name for c in query.columns])


def _column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_floating(column.type):
        return column
    return pc.if_else(pc.is_finite(column), column, None)


def _seconds_a_day(load: Load | None, clock: object) -> int:
    working = load is not None and load.source.calendar != "none" and clock == "working"
    return WORKING_DAY if working else CALENDAR_DAY
