"""What a question is: title, parameters, columns and a function, declared once.

From one `Query` come the page, ``.json``, ``.csv``, ``.xlsx``, the OpenAPI description, the
command line, the documentation page and the contract tests.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

import ibis
import pandas as pd
import pyarrow as pa

from graph.load import Load
from graph.store import GraphStore
from graph.tables import INSTANT
from graph.text import Text

ColumnType = Literal["string", "integer", "number", "boolean", "instant"]
ARROW_TYPES: Mapping[ColumnType, pa.DataType] = MappingProxyType(
    {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "instant": INSTANT,
    }
)
Unit = Literal["", "s", "share"]
"""``s``: seconds of the chosen clock (pages and .xlsx divide into days); ``share``: 0 to 1."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an answer: its label in both languages, unit and meaning.

    ``clock`` is the clock of a duration that does not follow the chosen one. ``unit_column``
    names the column that tells the unit of each row, where they differ. ``words`` are the
    labels of the keys that a column of keys can hold; pages and .xlsx show them, ``.json`` and
    ``.csv`` keep the keys.
    """

    name: str
    type: ColumnType
    label: Text
    meaning: Text
    unit: Unit = ""
    clock: Literal["", "working", "calendar"] = ""
    unit_column: str = ""
    words: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Long:
    """How a question with many rows is cut before it is finished.

    ``narrow(store, load, parameters)`` returns one row for each row of the answer, cheap to count;
    ordered by ``order(parameters)`` and cut, they go to ``widen(store, load, rows, parameters)``,
    which returns the columns of the query in the same order.
    """

    narrow: Callable[[GraphStore, Any, Any], ibis.Table]
    order: Callable[[Any], Sequence[Any]]
    widen: Callable[[GraphStore, Any, ibis.Table, Any], ibis.Table]


@dataclass(frozen=True, slots=True)
class Query:
    """A question that can be asked of a load (``of_load``) or of the store itself.

    ``function(store, load, parameters)`` returns an Ibis table whose columns are exactly
    ``columns``, in an order that is part of the definition and total (ends in ids); a question
    to the store itself and one about the network as a whole (``graph``), which needs an
    algorithm rather than an engine, return an Arrow table. ``check`` refuses parameters that the
    load cannot answer. ``version(store)`` tells what an answer depends on besides the load.
    """

    name: str
    title: Text
    question: Text
    parameters: type[Any]
    columns: tuple[Column, ...]
    function: Callable[[GraphStore, Any, Any], ibis.Table | pa.Table]
    of_load: bool = True
    graph: bool = False
    long: Long | None = None
    check: Callable[[GraphStore, Load, Any], None] | None = None
    version: Callable[[GraphStore], str] | None = None


def arrow_table(rows: list[dict[str, Any]], columns: tuple[Column, ...]) -> pa.Table:
    """Return rows as the table that a question about the whole network returns."""
    types = [(column.name, ARROW_TYPES[column.type]) for column in columns]
    return pa.Table.from_pylist(rows, schema=pa.schema(types))


def frame_table(rows: pd.DataFrame, columns: tuple[Column, ...]) -> pa.Table:
    """Return a frame with the columns of a question as its table; not a number becomes null."""
    types = [(column.name, ARROW_TYPES[column.type]) for column in columns]
    return pa.Table.from_pandas(rows, pa.schema(types), preserve_index=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of the rows of a question.

    ``rows`` has the columns of the query; unknown is null, never NaN. ``total`` counts all rows
    that match, ``next`` is the cursor of the following page or None. ``seconds_a_day`` turns
    durations into days of the chosen clock (28,800 working, 86,400 calendar).
    """

    query: Query
    load: Load | None
    parameters: Mapping[str, object]
    rows: pa.Table
    total: int
    next: str | None
    seconds_a_day: int
