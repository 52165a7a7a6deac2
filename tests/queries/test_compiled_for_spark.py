import inspect

import ibis
import pyarrow as pa
import pytest

from queries.parameters import parameters_of, parse
from queries.registry import QUERIES
from tests.queries.asked import REQUIRED
from tests.queries.unbound import LOAD, store

OF_LOAD = [name for name, query in QUERIES.items() if query.of_load and not query.graph]
FILTERS = {
    "since": "2022-05-01",
    "until": "2022-05-31",
    "item": "I'1",
    "department": "D'3",
    "sender": 'D"1',
    "receiver": "D\\2",
    "kind": "return",
    "rule": "consecutive",
    "level": "person",
    "clock": "calendar",
    "state": "open",
    "case": "A",
    "text": "a_%",
    "open": "yes",
    "wait_from": "3600",
    "wait_to": "86400",
    "pairs": "10",
    "sort": "-handoffs",
    "causes": "kronos",
}
SORTS = {"departments": "-handoffs_in"}


def expression(name: str, raw: dict[str, str]) -> ibis.Table:
    query = QUERIES[name]
    known = {parameter.name for parameter in parameters_of(query.parameters)}
    raw = {key: text for key, text in raw.items() if key in known}
    if "sort" in raw:
        raw["sort"] = SORTS.get(name, raw["sort"])
    parameters = parse(query.parameters, raw, "Asia/Shanghai")
    table = query.function(store(), LOAD, parameters)
    assert not isinstance(table, pa.Table)
    return table


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
@pytest.mark.usefixtures("compiles_for_spark")
@pytest.mark.parametrize("raw", [{}, FILTERS], ids=["all", "filtered"])
@pytest.mark.parametrize("name", OF_LOAD)
def test_every_question_compiles_for_spark(name: str, raw: dict[str, str]) -> None:
    sql = ibis.to_sql(expression(name, raw or REQUIRED.get(name, {})), dialect="pyspark")
    assert "ORDER BY" in sql
    assert "ASOF" not in sql
    assert "memtable" not in sql


@pytest.mark.parametrize("name", OF_LOAD)
def test_the_columns_are_those_declared(name: str) -> None:
    columns = expression(name, REQUIRED.get(name, {})).columns
    assert list(columns) == [column.name for column in QUERIES[name].columns]


@pytest.mark.parametrize("name", OF_LOAD)
def test_the_types_are_those_declared(name: str) -> None:
    schema = expression(name, REQUIRED.get(name, {})).schema()
    kinds = {
        "string": "is_string",
        "integer": "is_integer",
        "number": "is_floating",
        "boolean": "is_boolean",
        "instant": "is_timestamp",
    }
    for column in QUERIES[name].columns:
        assert getattr(schema[column.name], kinds[column.type])(), column.name


@pytest.mark.parametrize("name", QUERIES)
def test_the_docstring_begins_with_the_question(name: str) -> None:
    told = inspect.getdoc(QUERIES[name].function)
    assert told is not None
    assert told.splitlines()[0] == QUERIES[name].question.en
