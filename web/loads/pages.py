"""The loads: list, make active, delete; what is being loaded, and the form to upload."""

from flask import Blueprint, Response, flash, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from graph.errors import BrokenLoadError, NoActiveLoadError
from graph.inputs import EVENT_LOGS, OPTIONS, WORKBOOKS
from web.jobs.record import Job
from web.jobs.view import STATES, steps, view
from web.language import gettext
from web.loads.import_report import known_load
from web.loads.report_words import head
from web.pages import sturdy_page
from web.parts import parts

blueprint = Blueprint("loads", __name__)

UNDO = "undo"
"""Where the session keeps the load that was active before another one was chosen."""


@blueprint.get("/data")
def index() -> Response:
    """List the loads and offer to upload another one."""
    return data_page(given=_given(request.args.get("again", "")))


def data_page(
    status: int = 200, refusal: str = "", given: dict[str, str] | None = None
) -> Response:
    """Render the page of the data, with what was wrong with the last upload."""
    jobs, loads = parts().jobs.open(), parts().store.loads()
    if jobs and not parts().jobs.is_worked_on():
        parts().start_worker(False)
    active = next((load for load in loads if load.active), None)
    return sturdy_page(
        "data.html",
        status,
        loads=loads,
        broken=parts().store.broken(),
        said=head(active) if active else None,
        jobs=[(job, view(job, jobs[:place]), steps(job)) for place, job in enumerate(jobs)],
        ended=[(job, *STATES[job.state]) for job in parts().jobs.unloaded()],
        refusal=refusal,
        kept_at=parts().store.address,
        given=given or {},
        suffixes=(*WORKBOOKS, *EVENT_LOGS),
        most_bytes=parts().settings.max_upload_bytes,
        undo=session.pop(UNDO, None),
    )


def _given(again: str) -> dict[str, str]:
    """Return what was said of an earlier upload: of a job, or the columns of a load."""
    if again.isascii() and again.isdigit():
        return _of_job(parts().jobs.get(int(again)))
    if again:
        source = known_load(again).source
        said = {role: column for role, column in source.mapping if role in OPTIONS}
        return {
            **said,
            "timezone": source.timezone,
            "calendar": source.calendar,
            "ask_columns": "1",
        }
    return {}


def _of_job(job: Job) -> dict[str, str]:
    strict, ask = ("1" if ticked else "" for ticked in (job.strict, job.ask_columns))
    return {**job.options, "strict": strict, "ask_columns": ask}


@blueprint.get("/data/template.xlsx")
def template() -> Response:
    """Return the blank workbook to be filled in."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = Response(parts().template(), content_type=kind)
    response.headers["Content-Disposition"] = "attachment; filename=xietu-template.xlsx"
    return response


@blueprint.post("/data/loads/<load_id>/activate")
def activate(load_id: str) -> AnyResponse:
    """Make an earlier load the active one."""
    before = _active_id()
    load = parts().store.activate(load_id)
    if before not in ("", load_id) and "undone" not in request.form:
        session[UNDO] = [load_id, before]
    else:
        flash(gettext("已启用 %(load)s，各页现在用这批数据。", load=load.load_id))
    return redirect(url_for("loads.index"), 303)


def _active_id() -> str:
    try:
        return parts().store.load().load_id
    except (NoActiveLoadError, BrokenLoadError):
        return ""


@blueprint.get("/data/loads/<load_id>/delete")
def ask(load_id: str) -> Response:
    """Ask before a load is deleted."""
    return sturdy_page("delete.html", doomed=known_load(load_id))


@blueprint.post("/data/loads/<load_id>/delete")
def delete(load_id: str) -> AnyResponse:
    """Delete a load."""
    parts().store.delete(load_id)
    flash(gettext("已删除 %(load)s。", load=load_id))
    return redirect(url_for("loads.index"), 303)
