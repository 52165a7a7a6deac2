"""What one department sees: its own reports of the rounds that are released, and nothing else.

It is an application of its own rather than a filter of the other one: an address that it does not
have cannot be forgotten. Every address but those below is 404.
"""

from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, url_for
from werkzeug.exceptions import HTTPException

from graph.errors import NotReleasedError, RoundNotFoundError, XietuError
from graph.evaluation.figures import Document
from graph.evaluation.rounds import RoundState
from web import assets, language, pages, parts, security
from web.errors import status_of
from web.evaluation import gate as evaluation_gate
from web.evaluation.address import EvaluationIdConverter
from web.evaluation.department_view import own_facts, report_view
from web.evaluation.files import LABELS, REPORTS, is_known, not_modified, sent, tag, with_tag
from web.evaluation.gate import Gate, gate, rounds
from web.evaluation.listing import to_csv
from web.evaluation.listings import document_listing
from web.evaluation.render import render
from web.evaluation.states import period
from web.language import gettext, words
from web.pages import page_without_load
from web.parts import Parts, active_load

blueprint = Blueprint("department", __name__)

WEB = Path(__file__).parent.parent
FRAME = "department_base.html"
KEY = "xietu-department"


def make_department_site(made_of: Parts, department_id: str, rounds: Gate) -> Flask:
    """Return a WSGI application with the reports of one department."""
    app = Flask(
        "xietu-department",
        template_folder=str(WEB / "templates"),
        static_folder=str(WEB / "static"),
    )
    app.url_map.converters["evaluation_id"] = EvaluationIdConverter
    app.extensions[KEY] = department_id
    parts.install(app, made_of)
    evaluation_gate.install(app, rounds)
    security.install(app, made_of.settings)
    language.speak(app)
    assets.install(app)
    pages.install(app)
    app.register_error_handler(XietuError, _refuse)
    app.register_error_handler(HTTPException, _http)
    app.register_blueprint(blueprint)
    return app


@blueprint.get("/")
def index() -> Response:
    """List the rounds of which the department has a report."""
    found = [each for each in rounds() if _has_report(each)]
    rows = [
        (
            each.round.id,
            url_for(".show", round_id=each.round.id),
            period(each.round.starts, each.round.ends),
            [
                (label, url_for(".file", round_id=each.round.id, form=form))
                for form, label in LABELS.items()
            ],
        )
        for each in found
    ]
    name = next((each.round.name(_own_id()) for each in found), "")
    response = page_without_load("department_rounds.html", frame=FRAME, rows=rows, name=name)
    return with_tag(response, "")


@blueprint.get("/rounds/<evaluation_id:round_id>")
def show(round_id: str) -> Response:
    """Show the report of the department in a round."""
    state, document = _report(round_id)
    tagged = _tag(state, document, "html")
    if is_known(tagged):
        return not_modified(tagged)
    files = [(label, url_for(".file", round_id=round_id, form=form))
             for form, label in LABELS.items()]  # fmt: skip
    response = page_without_load(
        "evaluation_report.html",
        frame=FRAME,
        **report_view(document),
        own_facts=own_facts(document),
        files=files[:3],
        tables=files[3:],
    )
    return with_tag(response, tagged)


@blueprint.get(f"/rounds/<evaluation_id:round_id>.<{REPORTS}:form>")
def file(round_id: str, form: str) -> Response:
    """Give the report of the department in a round as a file."""
    state, document = _report(round_id)
    tagged = _tag(state, document, form)
    if is_known(tagged):
        return not_modified(tagged)
    if form == "json":
        body = document.to_json()
    elif form == "csv":
        body = to_csv(document_listing(document))
    else:
        body = render(document, form, language.language(), with_own=True)
    name = f"{document.department.name}-{round_id}"
    return sent(body, form, name, document.round.synthetic, tagged)


def _own_id() -> str:
    department_id: str = current_app.extensions[KEY]
    return department_id


def _has_report(state: RoundState) -> bool:
    """Tell whether a round is released and the department took part in it."""
    departments = {each.id for each in state.round.departments}
    return state.state == "released" and _own_id() in departments


def _report(round_id: str) -> tuple[RoundState, Document]:
    """Return a released round and the department's report; of others it is not told they exist."""
    for state in rounds():
        if state.round.id == round_id and _has_report(state):
            return state, gate().document(active_load(), round_id, _own_id())
    raise RoundNotFoundError(
        "没有这份报告。请从首页选择。", "There is no such report. Choose one on the first page."
    )


def _tag(state: RoundState, document: Document, form: str) -> str:
    view = f"own {_own_id()} {document.round.id}"
    return tag(state.release_id, view, document.rules, form)


def _refuse(error: XietuError) -> Response:
    hidden = isinstance(error, NotReleasedError)
    return _error(404 if hidden else status_of(error), words(error.text))


def _http(error: HTTPException) -> Response:
    detail = gettext("没有这个地址。") if error.code == 404 else gettext("请求不能处理。")
    return _error(error.code or 500, detail)


def _error(status: int, detail: str) -> Response:
    return page_without_load("department_error.html", status, frame=FRAME, detail=detail)
