from pathlib import Path
from typing import Any

import orjson
import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from graph.local_store import LocalStore
from queries.formats import to_json
from queries.openapi import describe
from queries.queries_page import page
from queries.registry import QUERIES
from queries.run import run
from tests.queries.asked import REQUIRED

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = describe("1.2.3")


def operation(name: str) -> Any:
    return DOCUMENT["paths"][f"/api/v1/queries/{name}"]["get"]


def test_the_description_is_valid_openapi() -> None:
    validate(DOCUMENT)
    assert orjson.loads(orjson.dumps(DOCUMENT)) == DOCUMENT


def test_every_question_and_the_description_itself_are_described() -> None:
    expected = {f"/api/v1/queries/{name}" for name in QUERIES} | {"/api/v1/openapi.json"}
    assert set(DOCUMENT["paths"]) == expected


@pytest.mark.parametrize("name", QUERIES)
def test_an_answer_is_as_described(world: LocalStore, name: str) -> None:
    schema = operation(name)["responses"]["200"]["content"]["application/json"]["schema"]
    answer = run(world, name, {"limit": "3", **REQUIRED.get(name, {})})
    whole = {**schema, "components": DOCUMENT["components"]}
    OAS31Validator(whole).validate(orjson.loads(to_json(answer)))


def test_a_parameter_is_described_by_what_it_accepts() -> None:
    parameters = {p["name"]: p for p in operation("handovers")["parameters"]}
    assert parameters["rule"]["schema"] == {
        "type": "string",
        "enum": ["causal", "consecutive"],
        "default": "causal",
    }
    limit = parameters["limit"]["schema"]
    assert (limit["minimum"], limit["maximum"], limit["default"]) == (1, 10_000, 100)
    assert {p["name"] for p in operation("case")["parameters"] if p["required"]} == {"case"}


def test_refusals_are_problem_details() -> None:
    responses = operation("case")["responses"]
    assert set(responses) == {"200", "304", "400", "404", "409", "500", "503"}
    assert "content" not in responses["304"]
    assert "304" not in operation("loads")["responses"]
    assert all(
        "application/problem+json" in responses[status]["content"]
        for status in ("400", "404", "500")
    )


@pytest.mark.parametrize("name", QUERIES)
def test_every_column_has_a_label_and_a_meaning_in_both_languages(name: str) -> None:
    columns = QUERIES[name].columns
    assert len({column.name for column in columns}) == len(columns)
    for column in columns:
        assert column.label.zh, column.name
        assert column.label.en, column.name
        assert column.meaning.zh.endswith("。"), column.name
        assert column.meaning.en.endswith("."), column.name


@pytest.mark.parametrize("language", [0, 1])
@pytest.mark.parametrize("name", QUERIES)
def test_no_two_columns_are_headed_alike(name: str, language: int) -> None:
    labels = [column.label[language] for column in QUERIES[name].columns]
    assert len(set(labels)) == len(labels)


def test_the_page_of_the_questions_is_current() -> None:
    written = (ROOT / "docs" / "queries.md").read_text("utf-8")
    assert written == page(), "docs/queries.md is out of date: run make docs"


def test_a_load_is_called_by_one_word_and_loading_by_another() -> None:
    words = [query.title.zh + query.question.zh for query in QUERIES.values()]
    columns = [column for query in QUERIES.values() for column in query.columns]
    words += [column.label.zh + column.meaning.zh for column in columns]
    words += [text.zh for column in columns for text in column.words.values()]

    assert [text for text in words if "装载" in text] == ["装载时刻装载的时刻。", "装载行"]
    assert QUERIES["loads"].title.zh == "批次"
