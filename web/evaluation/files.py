"""Figures of evaluation as files: the bytes, their name, and the tag that tells a change."""

import hashlib
from dataclasses import asdict

import orjson
from flask import Response, request

from graph.evaluation.rules import Rules
from web.downloads import SYNTHETIC, attachment
from web.evaluation.listing import WRITERS, Listing
from web.evaluation.render import DRAFT
from web.language import language, words
from web.parts import parts

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = WRITERS["xlsx"][1]
KINDS = {"json": "application/json", "csv": WRITERS["csv"][1], "xlsx": EXCEL, "docx": WORD,
         "pdf": "application/pdf"}  # fmt: skip
LABELS = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel", "csv": "CSV", "json": "JSON"}
TABLES = "any(json,csv,xlsx)"
REPORTS = "any(json,csv,xlsx,docx,pdf)"


def tag(release_id: str, view: str, rules: Rules, form: str) -> str:
    """Return what names an answer: release, view, thresholds, format, language, program.

    It tells nothing of any rating: a release is frozen, and its id is that of a moment.
    """
    told = [release_id, view, asdict(rules), form, language(), parts().settings.release]
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]


def is_known(tagged: str) -> bool:
    """Tell whether the reader has the answer of that tag already."""
    return bool(tagged) and request.if_none_match.contains_weak(tagged)


def not_modified(tagged: str) -> Response:
    """Answer that nothing has changed."""
    return with_tag(Response(status=304), tagged)


def with_tag(response: Response, tagged: str) -> Response:
    """Let a released answer be kept and asked for again; a draft (no tag) is not kept."""
    if not tagged:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.set_etag(tagged)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Cookie",))
    return response


def sent(
    body: bytes, form: str, name: str, synthetic: bool, tagged: str = "", *, draft: bool = False
) -> Response:
    """Send a file called `name`; that it is a draft, or the data synthetic, stands in its name."""
    response = Response(body, content_type=KINDS[form])
    if form != "json" or draft:
        marks = [words(DRAFT)] * draft + [SYNTHETIC] * synthetic
        kind = "inline" if form == "json" else "attachment"
        whole = "-".join((name, *marks))
        response.headers["Content-Disposition"] = attachment(f"{whole}.{form}", kind)
    return with_tag(response, tagged)


def listed(listing: Listing, form: str, synthetic: bool, *, draft: bool = False) -> Response:
    """Send a table of a page."""
    return sent(WRITERS[form][0](listing), form, listing.title, synthetic, draft=draft)
