"""The search field of every page: suggestions while typing, and a page of what is found."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

import orjson
from flask import Blueprint, Response, make_response, redirect
from werkzeug.wrappers import Response as AnyResponse

from queries.registry import find
from queries.run import run
from queries.search import HOW_WORDS, KIND_WORDS
from web.arguments import raw_arguments
from web.cases.address import case_address
from web.figures import number
from web.language import gettext, words
from web.links import with_query
from web.pages import page
from web.parts import parts

blueprint = Blueprint("search", __name__)

PATH = "/search"
LISTED, SUGGESTED = 100, 8


class Found(NamedTuple):
    """Something that was found, in the words of the page, and the page that shows it."""

    kind: str
    kind_word: str
    id: str
    name: str
    how: str
    address: str


@blueprint.get(PATH)
def show() -> AnyResponse:
    """List what is found; a text that is the id of one thing only leads there at once."""
    raw = raw_arguments("search")
    text = raw.get("text", "").strip()
    if not text:
        return page("search.html", **_page([], 0, ""))
    found, total = _found({**raw, "text": text, "best": str(LISTED)})
    exact = [one for one in found if one.id.lower() == text.lower()]
    if len(exact) == 1:
        return redirect(exact[0].address, HTTPStatus.SEE_OTHER)
    return page("search.html", **_page(found, total, text))


@blueprint.get(f"{PATH}/suggestions")
def suggest() -> Response:
    """Return the closest few as JSON, for the list under the search field."""
    text = raw_arguments("search").get("text", "").strip()
    found = _found({"text": text, "best": str(SUGGESTED)})[0] if text else []
    says = (
        gettext("%(count)s个候选，用上下键选", count=len(found))
        if found
        else gettext("没有相符的部门、事项、办件")
    )
    body = {"says": says, "found": [one._asdict() for one in found]}
    return make_response(orjson.dumps(body), {"Content-Type": "application/json"})


def address_of(kind: str, node: str) -> str:
    """Return the page that shows a department, an item or a case.

    >>> address_of("department", "D02"), address_of("item", "I 1"), address_of("case", "A/1")
    ('/network?focus=D02', '/bottlenecks?item=I+1', '/cases/A%2F1')
    """
    if kind == "case":
        return case_address(node)
    path, name = {"department": ("/network", "focus"), "item": ("/bottlenecks", "item")}[kind]
    return with_query(path, {name: node})


def _found(raw: dict[str, str]) -> tuple[list[Found], int]:
    answer = run(parts().store, "search", raw)
    return [_one(row) for row in answer.rows.to_pylist()], answer.total


def _one(row: dict[str, Any]) -> Found:
    return Found(
        kind=row["kind"],
        kind_word=words(KIND_WORDS[row["kind"]]),
        id=row["id"],
        name=row["name"],
        how=words(HOW_WORDS[row["how"]]),
        address=address_of(row["kind"], row["id"]),
    )


def _page(found: Sequence[Found], total: int, text: str) -> dict[str, Any]:
    """Return what the page says and lists, by kind; the closest kind is not moved."""
    sections = [
        (words(word), [one for one in found if one.kind == kind])
        for kind, word in KIND_WORDS.items()
    ]
    return {
        "query": find("search"),
        "searched": text,
        "says": _says(total, text),
        "sections": [(label, rows) for label, rows in sections if rows],
        "more": total >= LISTED,
        "cases_address": with_query("/cases", {"text": text}),
        "rows_address": with_query("/queries/search", {"text": text, "best": str(LISTED)}),
    }


def _says(total: int, text: str) -> str:
    if not text:
        return gettext("请输入部门、事项的名称或编码，或办件编号；名称也可只输拼音首字母。")
    if not total:
        return gettext("没有与“%(text)s”相符的部门、事项、办件。", text=text)
    if total >= LISTED:
        return gettext(
            "与“%(text)s”相符的很多，列出最相近的%(count)s个。", text=text, count=number(total)
        )
    return gettext("与“%(text)s”相符的有%(count)s个。", text=text, count=number(total))
