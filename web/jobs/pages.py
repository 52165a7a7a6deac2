"""One job: how far it is, what came of it, which column plays which role, and to cancel it."""

from http import HTTPStatus

import orjson
from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from graph.errors import LoadNotFoundError
from graph.inputs import NO_COLUMN, ROLES
from web import figures
from web.jobs import events as job_events
from web.jobs.record import Job
from web.jobs.view import STATES, steps, view
from web.language import gettext, lazy_gettext
from web.loads.import_report import report_page
from web.loads.report import of_job
from web.pages import sturdy_page
from web.parts import parts

blueprint = Blueprint("job_pages", __name__)

ROLE_WORDS = {
    "case": lazy_gettext("办件编号"),
    "activity": lazy_gettext("环节名称"),
    "department": lazy_gettext("办理部门"),
    "person": lazy_gettext("经办人"),
    "item": lazy_gettext("事项"),
    "start": lazy_gettext("开始时间"),
    "end": lazy_gettext("结束时间"),
}
blueprint.add_app_template_filter(figures.clock, "clock")

NEEDED = ("case", "activity", "department", "end")
"""Roles without which nothing can be loaded."""


@blueprint.get("/data/jobs/<int:job_id>")
def show(job_id: int) -> AnyResponse:
    """Show how far a job is; one that is done leads to the report of its load."""
    job = watched(job_id)
    if job.state == "done" and job.load_id and _is_there(job.load_id):
        return redirect(url_for("import_report.show", load_id=job.load_id), 302)
    if job.state == "refused" and (report := of_job(job)):
        return report_page(report)
    if job.state == "columns":
        return columns_page(job)
    return job_page(job)


def job_page(job: Job) -> Response:
    """Render the page of a job that is under way or came to nothing."""
    return sturdy_page(
        "job.html", job=job, told=view(job), steps=steps(job), light=STATES[job.state][0]
    )


@blueprint.get("/data/jobs/<int:job_id>.json")
@blueprint.get("/api/v1/jobs/<int:job_id>", endpoint="api")
def state(job_id: int) -> Response:
    """Tell how far a job is."""
    response = Response(orjson.dumps(view(watched(job_id))), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/data/jobs/<int:job_id>/events")
@blueprint.get("/api/v1/jobs/<int:job_id>/events", endpoint="api_events")
def events(job_id: int) -> Response:
    """Tell how far a job is, as it goes."""
    watched(job_id)
    return job_events.events(lambda: view(watched(job_id)))


@blueprint.post("/data/jobs/<int:job_id>/cancel")
def cancel(job_id: int) -> AnyResponse:
    """Cancel a job; the active load stays."""
    job = parts().jobs.cancel(job_id)
    parts().start_worker(True)
    flash(gettext("已取消装载 %(file)s，当前数据没有变化。", file=job.file_name))
    return redirect(url_for("loads.index"), 303)


@blueprint.post("/data/jobs/<int:job_id>/columns")
def name_columns(job_id: int) -> AnyResponse:
    """Load again, now that a person said which column plays which role."""
    job = parts().jobs.get(job_id)
    known = {str(column["name"]) for column in job.columns or ()} | {NO_COLUMN}
    roles = {role: request.form.get(role, "") for role in ROLES}
    fault = _fault({role: column for role, column in roles.items() if column in known})
    if fault:
        return columns_page(job, fault, roles, HTTPStatus.UNPROCESSABLE_ENTITY)
    parts().jobs.name_columns(job_id, roles)
    parts().start_worker(True)
    return redirect(url_for("job_pages.show", job_id=job_id), 303)


def _fault(roles: dict[str, str]) -> str:
    """Return what is wrong with the roles, or nothing."""
    chosen = {role: column for role, column in roles.items() if column != NO_COLUMN}
    lacking = [str(ROLE_WORDS[role]) for role in NEEDED if role not in chosen]
    if lacking:
        names = gettext("、").join(lacking)
        return gettext("还没有指定：%(roles)s。没有这些列不能装载。", roles=names)
    twice = {column for column in chosen.values() if list(chosen.values()).count(column) > 1}
    if twice:
        return gettext(
            "同一列只能有一个用途：%(columns)s。", columns=gettext("、").join(sorted(twice))
        )
    return ""


def columns_page(
    job: Job, fault: str = "", given: dict[str, str] | None = None, status: int = HTTPStatus.OK
) -> Response:
    """Ask which column of the file plays which role."""
    columns = job.columns or []
    proposed = {str(c["role"]): str(c["name"]) for c in columns if c["role"]}
    return sturdy_page(
        "columns.html",
        status,
        job=job,
        told=view(job),
        columns=columns,
        roles=[(role, word, role in NEEDED) for role, word in ROLE_WORDS.items()],
        given=given or proposed,
        no_column=NO_COLUMN,
        fault=fault,
    )


def watched(job_id: int) -> Job:
    """Return a job; where its worker died or never began, another one is started."""
    job = parts().jobs.get(job_id)
    if job.is_open and not parts().jobs.is_worked_on():
        parts().start_worker(False)
    return job


def _is_there(load_id: str) -> bool:
    try:
        parts().store.load(load_id)
    except LoadNotFoundError:
        return False
    return True
