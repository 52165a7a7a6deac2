"""What a question is: title, parameters, columns and a function, declared once.

From one `Query` come the page, ``.json``, ``.csv``, ``.xlsx``, the OpenAPI description, the
command line, the documentation page and the contract tests.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import ibis
import pyarrow as pa

from graph.load import Load
from graph.store import GraphStore
from graph.text import Text

ColumnType = Literal["string", "integer", "number", "boolean", "instant"]
Unit = Literal["", "s", "share"]
"""``s``: seconds of the chosen clock (pages and .xlsx divide into days); ``share``: 0 to 1."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an answer: its label in both languages, unit and meaning."""

    name: str
    type: ColumnType
    label: Text
    meaning: Text
    unit: Unit = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A question that can be asked of a load (``of_load``) or of the store itself.

    ``function(store, load, parameters)`` returns an Ibis table whose columns are exactly
    ``columns``, in an order that is part of the definition and total (ends in ids).
    """

    name: str
    title: Text
    question: Text
    parameters: type[Any]
    columns: tuple[Column, ...]
    function: Callable[[GraphStore, Load | None, Any], ibis.Table]
    of_load: bool = True


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
