"""The OpenAPI 3.1 description of the questions, made of what each one declares."""

from typing import Any

from queries.parameters import Parameter, parameters_of
from queries.query import Column, Query
from queries.registry import QUERIES

_ROOT = "/api/v1"
_TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "instant": {"type": "string", "format": "date-time"},
}
_UNITS = {"": "", "s": " Seconds of the chosen clock.", "share": " A share from 0 to 1."}
_UNCHANGED = "The reader has this answer already: `If-None-Match` names its `ETag`."
_PROBLEMS = {
    "400": "A parameter is unknown or its value is not accepted.",
    "404": "There is no such case.",
    "409": "Nothing has been loaded yet.",
    "500": "The files of the load are damaged, or the program failed.",
    "503": "The store does not answer; try again.",
}


def describe(release: str) -> dict[str, Any]:
    """Return the description of the HTTP API of `release` as an OpenAPI 3.1 document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Xietu",
            "version": release,
            "description": "Where government approvals wait between departments.",
        },
        "servers": [{"url": "/"}],
        "paths": {
            f"{_ROOT}/openapi.json": {"get": _own_description()},
            **{f"{_ROOT}/queries/{name}": {"get": _get(q)} for name, q in QUERIES.items()},
        },
        "components": {"schemas": {"Problem": _problem(), "Column": _column_schema()}},
    }


def _own_description() -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "object"}}}
    return {
        "operationId": "openapi",
        "summary": "This document.",
        "responses": {"200": {"description": "OpenAPI 3.1.", "content": content}},
    }


def _get(query: Query) -> dict[str, Any]:
    body = {"application/json": {"schema": _answer(query)}}
    return {
        "operationId": query.name,
        "summary": query.title.en,
        "description": f"{query.question.en}\n\n{query.question.zh}",
        "parameters": [_parameter(p) for p in parameters_of(query.parameters)],
        "responses": {
            "200": {"description": "One page of the rows.", "content": body},
            **({"304": {"description": _UNCHANGED}} if query.of_load else {}),
            **{status: _refusal(status) for status in _statuses(query)},
        },
    }


def _statuses(query: Query) -> list[str]:
    names_a_case = any(one.id_of == "cases" for one in parameters_of(query.parameters))
    left_out = set() if query.check or names_a_case else {"404"}
    return [s for s in _PROBLEMS if s not in left_out and (query.of_load or s != "409")]


def _refusal(status: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": _PROBLEMS[status],
        "content": {"application/problem+json": {"schema": schema}},
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": f"{parameter.help.en}\n\n{parameter.help.zh}",
        "schema": _schema(parameter),
    }


def _schema(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer" if parameter.kind == "integer" else "string"}
    if parameter.choices:
        schema["enum"] = list(parameter.choices)
    if parameter.range:
        schema |= {"minimum": parameter.range.low, "maximum": parameter.range.high}
    if parameter.kind == "instant" or parameter.month:
        schema["examples"] = list(parameter.accepted)
    if parameter.default is not None:
        schema["default"] = parameter.default
    return schema


def _answer(query: Query) -> dict[str, Any]:
    row = {
        "type": "object",
        "properties": {column.name: _cell(column) for column in query.columns},
    }
    properties = {
        "query": {"const": query.name},
        "load": {"type": "string" if query.of_load else "null"},
        "parameters": {"type": "object"},
        "columns": {"type": "array", "items": {"$ref": "#/components/schemas/Column"}},
        "rows": {"type": "array", "items": _closed(row)},
        "next": {
            "type": ["string", "null"],
            "description": "Cursor of the following page, to be given as `after`.",
        },
    }
    return _closed({"type": "object", "properties": properties})


def _cell(column: Column) -> dict[str, Any]:
    told = _TYPES[column.type]
    unit = _UNITS[column.unit] if not column.clock else f" Seconds of the {column.clock} clock."
    return {
        **told,
        "type": [told["type"], "null"],
        "description": f"{column.meaning.en}{unit}",
    }


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "required": list(schema["properties"]), "additionalProperties": False}


def _column_schema() -> dict[str, Any]:
    text = {"type": "string"}
    properties = {
        "name": text,
        "type": {"enum": list(_TYPES)},
        "unit": {"enum": list(_UNITS)},
        "label": text,
    }
    return _closed({"type": "object", "properties": properties})


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "Problem details (RFC 9457).",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "parameter": {**text, "description": "The parameter that was refused."},
            "accepted": {
                "type": "array",
                "items": text,
                "description": "What would have been accepted.",
            },
        },
    }
