"""Who left the page of a job is told on another page when the job has ended."""

from flask import Flask, flash, request, session

from graph.errors import JobNotFoundError, XietuError
from web.jobs.record import Job
from web.language import gettext
from web.parts import parts

KEY = "watched"
QUIET = ("job_pages.state", "job_pages.events", "job_pages.api", "job_pages.api_events", "static")
"""Answers that show no message."""


def install(app: Flask) -> None:
    """Look at the watched jobs before each page."""
    app.before_request(_look)


def watch(job: Job) -> None:
    """Tell the person at this browser when the job has ended."""
    session[KEY] = [*session.get(KEY, []), job.id][-10:]


def _look() -> None:
    if request.method != "GET" or request.endpoint in QUIET or not session.get(KEY):
        return
    jobs = [job for job in map(_job, session[KEY]) if job is not None]
    for job in jobs:
        if not job.is_open and (says := _says(job)):
            flash(says)
    session[KEY] = [job.id for job in jobs if job.is_open]


def _job(job_id: int) -> Job | None:
    try:
        return parts().jobs.get(job_id)
    except JobNotFoundError:
        return None


def _says(job: Job) -> str:
    if job.state == "done":
        refused = _refused(job)
        if not refused:
            return gettext("%(file)s 已装载并启用，没有拒收的行。", file=job.file_name)
        return gettext(
            "%(file)s 已装载并启用，拒收 %(rows)s 行，其余都可用。",
            file=job.file_name,
            rows=f"{refused:,}",
        )
    if job.state == "cancelled" or request.path == f"/data/jobs/{job.id}":
        return ""  # the page itself says so
    if job.state == "columns":
        return gettext("%(file)s 要先核对各列才能装载，见“数据”页。", file=job.file_name)
    return gettext("%(file)s 没有装载，当前数据没有变化，见“数据”页。", file=job.file_name)


def _refused(job: Job) -> int:
    try:
        return parts().store.load(job.load_id or "").refused
    except XietuError:  # deleted or broken since
        return 0
