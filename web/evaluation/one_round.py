"""One round of evaluation: its design, the report for oversight, and those of the departments."""

from functools import partial

from flask import Blueprint, Response, url_for

from graph.evaluation.figures import Document, Oversight
from graph.evaluation.rounds import RoundState
from web.evaluation.design_view import design_view
from web.evaluation.files import REPORTS, TABLES, is_known, listed, not_modified, sent, tag
from web.evaluation.gate import WHO, gate, keep_draft, shown_round
from web.evaluation.listing import WRITERS
from web.evaluation.listings import (
    counts_listing,
    departments_listing,
    oversight_listing,
)
from web.evaluation.oversight_view import oversight_view
from web.evaluation.render import render
from web.evaluation.states import round_frame
from web.language import gettext, language
from web.pages import page
from web.parts import active_load

blueprint = Blueprint("evaluation_round", __name__, url_prefix="/evaluation/rounds")
blueprint.url_defaults(keep_draft)


@blueprint.get("/<evaluation_id:round_id>")
def design(round_id: str) -> Response:
    """Show what a round can show, before any score."""
    state, report = round_of(round_id)
    view = design_view(report, active_load())
    return page("evaluation_design.html", **round_frame(state, "design"), **view)


@blueprint.get(f"/<evaluation_id:round_id>.<{TABLES}:form>")
def design_file(round_id: str, form: str) -> Response:
    """Give how many departments answered about each as a file."""
    state, report = round_of(round_id)
    draft = state.state != "released"
    return listed(counts_listing(report), form, report.round.synthetic, draft=draft)


@blueprint.get("/<evaluation_id:round_id>/oversight")
def oversight(round_id: str) -> Response:
    """Show the report for oversight, as released or as a draft."""
    state, report = round_of(round_id, WHO)
    view = oversight_view(report, active_load(), partial(department_address, round_id))
    return page("evaluation_oversight.html", **round_frame(state, "oversight"), **view)


@blueprint.get(f"/<evaluation_id:round_id>/oversight.<{REPORTS}:form>")
def oversight_file(round_id: str, form: str) -> Response:
    """Give the report for oversight as a file."""
    state, report = round_of(round_id, WHO)
    tagged = tag_of(state, "oversight", report, form)
    if is_known(tagged):
        return not_modified(tagged)
    if form == "json":
        body = report.to_json()
    elif form == "csv":
        body = WRITERS[form][0](oversight_listing(report))
    else:
        body = render(report, form, language(), draft=not tagged)
    name = f"{gettext('监督报告')}-{round_id}"
    return sent(body, form, name, report.round.synthetic, tagged, draft=not tagged)


@blueprint.get(f"/<evaluation_id:round_id>/departments.<{TABLES}:form>")
def departments_file(round_id: str, form: str) -> Response:
    """Give the list of the departments that have a report as a file."""
    state, report = round_of(round_id)
    draft = state.state != "released"
    return listed(departments_listing(report), form, report.round.synthetic, draft=draft)


def round_of(round_id: str, who: str = "") -> tuple[RoundState, Oversight]:
    """Return a round and its figures for oversight; with `who`, the look is logged."""
    state = shown_round(round_id)
    draft = state.state == "draft"
    return state, gate().oversight(active_load(), round_id, who, draft=draft)


def tag_of(state: RoundState, view: str, report: Oversight | Document, form: str) -> str:
    """Return the tag of a released file; a draft has none."""
    if state.state != "released":
        return ""
    return tag(state.release_id, f"{view} {report.round.id}", report.rules, form)


def department_address(round_id: str, department_id: str) -> str:
    """Return the page of the report of a department."""
    return url_for("evaluation_departments.show", round_id=round_id, department_id=department_id)
