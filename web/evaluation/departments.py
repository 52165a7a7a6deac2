"""The reports of the departments of a round, as oversight sees them."""

from dataclasses import asdict

import orjson
from flask import Blueprint, Response, url_for

from graph.evaluation.figures import Document
from queries.evaluation_words import hidden, score
from web.evaluation.department_view import report_view
from web.evaluation.files import REPORTS, is_known, not_modified, sent
from web.evaluation.gate import keep_draft, report_of, shown_round
from web.evaluation.listing import WRITERS
from web.evaluation.listings import document_listing
from web.evaluation.one_round import department_address, round_of, tag_of
from web.evaluation.render import render
from web.evaluation.scores_view import shown_first
from web.evaluation.states import round_frame
from web.language import language, words
from web.links import address
from web.pages import page
from web.parts import active_load

blueprint = Blueprint(
    "evaluation_departments",
    __name__,
    url_prefix="/evaluation/rounds/<evaluation_id:round_id>/departments",
)
blueprint.url_defaults(keep_draft)


@blueprint.get("")
def index(round_id: str) -> Response:
    """List the reports of the departments."""
    state, report = round_of(round_id)
    overall = {each.department: each for each in report.scores if not each.dimension}
    rows = []
    for one in shown_first(report):
        found = overall.get(one.id)
        held = found is None or found.score is None
        why = words(hidden((found and found.reason) or "protected", report.rules)) if held else ""
        text = words(score(found, report.round, report.rules)) if found and not held else ""
        rows.append((one.name, one.id, department_address(round_id, one.id), text, why))
    return page("evaluation_departments.html", **round_frame(state, "departments"), rows=rows)


@blueprint.get("/<evaluation_id:department_id>")
def show(round_id: str, department_id: str) -> Response:
    """Show the report of a department, without what only the department may see."""
    state = shown_round(round_id)
    document = report_of(state, department_id)
    files = [
        (label, _file(round_id, department_id, form))
        for form, label in (("docx", "Word"), ("pdf", "PDF"), ("xlsx", "Excel"))
    ]
    return page(
        "evaluation_report.html",
        **round_frame(state, "departments"),
        **report_view(document),
        files=files,
        tables=[
            (label, _file(round_id, department_id, form))
            for form, label in (("csv", "CSV"), ("json", "JSON"))
        ],
        handoffs=_handoffs(document),
    )


@blueprint.get(f"/<evaluation_id:department_id>.<{REPORTS}:form>")
def file(round_id: str, department_id: str, form: str) -> Response:
    """Give the report of a department as a file: as on the page."""
    state = shown_round(round_id)
    document = report_of(state, department_id)
    tagged = tag_of(state, f"department {department_id}", document, form)
    if is_known(tagged):
        return not_modified(tagged)
    if form == "json":
        body = _without_own(document)
    elif form == "csv":
        body = WRITERS[form][0](document_listing(document))
    else:
        body = render(document, form, language(), draft=not tagged)
    name = f"{document.department.name}-{round_id}"
    return sent(body, form, name, document.round.synthetic, tagged, draft=not tagged)


def _without_own(document: Document) -> bytes:
    """Return the figures as JSON, less the behaviour as a rater: that is for the department."""
    shown = {name: value for name, value in asdict(document).items() if name != "own"}
    return orjson.dumps(shown, option=orjson.OPT_SORT_KEYS)


def _file(round_id: str, department_id: str, form: str) -> str:
    return url_for(".file", round_id=round_id, department_id=department_id, form=form)


def _handoffs(document: Document) -> str:
    """Return where the handoffs to a department are, where the load is that of the round."""
    about = document.round
    if (load := active_load()) is None or about.load_id != load.load_id:
        return ""
    dates = {"since": about.starts, "until": about.ends}
    given = {name: text for name, text in dates.items() if text}
    return address("handoffs", {}, {"receiver": document.department.id, **given})
