"""Every question as a page, as files at the same address, and over HTTP for programs."""

from http import HTTPStatus
from typing import Any, NamedTuple

import orjson
from flask import Blueprint, Response

from queries.formats import FORMATS
from queries.openapi import describe
from queries.query import Answer, Query
from queries.registry import QUERIES, find
from queries.run import run
from web.answer_view import table
from web.arguments import raw_arguments
from web.comparison_words import compared
from web.downloads import download
from web.filter_bar import filter_bar
from web.first_columns import ALL, FIRST, NAME, asked_for, choices, first_columns
from web.forms import fields
from web.language import gettext, words
from web.links import linker, with_query
from web.pages import page
from web.parts import parts
from web.suggestions import suggestions

blueprint = Blueprint("questions", __name__)

MOST = "10000"
"""Rows of a file that is asked for without a limit of one's own."""

DRAWN = 1000
"""Rows of one page at most: more of them nobody reads, and browsers are slow to draw them."""


class Whole(NamedTuple):
    """A page shows `drawn` rows at most where `asked` were asked for; `files` have them all."""

    drawn: int
    asked: int
    files: list[tuple[str, str]]


@blueprint.get("/queries/")
def index() -> Response:
    """List the questions that can be asked."""
    return page("questions.html", queries=QUERIES.values())


@blueprint.get("/queries/<name>")
def show(name: str) -> Response:
    """Answer one question as a page."""
    query = find(name)
    raw = raw_arguments(name)
    every = asked_for(name, raw)
    if _lacks_required(query, raw):
        return page("question.html", query=query, fields=fields(query.parameters, raw))
    answer = run(parts().store, name, raw, DRAWN)
    path = f"/queries/{name}"
    own = {NAME: ALL} if name in FIRST and every else {}
    bar = filter_bar(name, raw, path, answer, own)
    shown = view(answer, raw, path)
    if not every:
        shown["table"] = first_columns(answer, shown["table"])
    shown |= ways(answer, {**raw, **own}, path)
    if name == "comparison":
        shown |= compared(answer, raw, shown["table"])
    columns = choices(name, path, raw, every)
    return page("question.html", query=query, bar=bar, columns=columns, **shown)


@blueprint.get(f"/queries/<name>.<any({','.join(FORMATS)}):form>")
def file(name: str, form: str) -> Response:
    """Answer one question as a file."""
    return download(name, form, raw_arguments(name))


@blueprint.get("/api/v1/queries/<name>")
def api(name: str) -> Response:
    """Answer one question as JSON."""
    return download(name, "json", raw_arguments(name))


@blueprint.get("/api/v1/openapi.json")
def openapi() -> Response:
    """Describe the API."""
    body = orjson.dumps(describe(parts().settings.release))
    return Response(body, HTTPStatus.OK, content_type="application/json")


@blueprint.get("/healthz")
def health() -> Response:
    """Tell that the site answers."""
    body = {"status": "ok", "release": parts().settings.release}
    return Response(orjson.dumps(body), HTTPStatus.OK, content_type="application/json")


def view(answer: Answer, raw: dict[str, str], path: str) -> dict[str, Any]:
    """Return what the page at `path` needs to show `answer`."""
    query = answer.query
    return {
        "answer": answer,
        "table": table(answer, linker(query.name, raw)),
        "fields": fields(query.parameters, raw, suggestions(answer)),
        "files": files(answer, raw),
        "whole": whole(answer, raw),
        **ways(answer, raw, path),
        "definitions": [(words(c.label), c.name, words(c.meaning)) for c in query.columns],
    }


def ways(answer: Answer, raw: dict[str, str], path: str) -> dict[str, str | None]:
    """Return where the following page of an answer is, and the first one."""
    return {
        "next_address": with_query(path, {**raw, "after": answer.next}) if answer.next else None,
        "first_address": with_query(path, _without_cursor(raw)) if raw.get("after") else None,
    }


def files(answer: Answer, raw: dict[str, str]) -> list[tuple[str, str]]:
    """Return label and address of each file with the rows of this page, and of more rows."""
    base = f"/queries/{answer.query.name}"
    labels = {"xlsx": "Excel", "csv": "CSV", "json": "JSON"}
    links = [(label, with_query(f"{base}.{form}", raw)) for form, label in labels.items()]
    more = {**_without_cursor(raw), "limit": MOST}
    if (answer.next or raw.get("after")) and more != raw:
        label = gettext("Excel（前10,000行）")
        links.append((label, with_query(f"{base}.xlsx", more)))
    return links


def whole(answer: Answer, raw: dict[str, str]) -> Whole | None:
    """Return where the rows are that were asked for and are too many for a page."""
    limit = answer.parameters.get("limit")
    if not answer.next or not isinstance(limit, int) or limit <= answer.rows.num_rows:
        return None
    return Whole(DRAWN, limit, files(answer, raw)[:2])


def _without_cursor(raw: dict[str, str]) -> dict[str, str]:
    return {key: text for key, text in raw.items() if key != "after"}


def _lacks_required(query: Query, raw: dict[str, str]) -> bool:
    """Tell whether only the form can be shown, because a question needs a value first."""
    return not raw and any(field.required for field in fields(query.parameters, raw))
