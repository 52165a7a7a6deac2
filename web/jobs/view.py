"""A job as a page and a program are told of it."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from graph.progress import STEPS, place_of
from web import figures
from web.jobs.record import WAITING, Job
from web.jobs.table import now
from web.language import gettext, language, lazy_gettext
from web.parts import parts

STATES = {
    "queued": ("none", lazy_gettext("排队")),
    "running": ("watch", lazy_gettext("正在装载")),
    "done": ("ok", lazy_gettext("已装载")),
    "refused": ("late", lazy_gettext("整批退回")),
    "columns": ("watch", lazy_gettext("等待列对照")),
    "failed": ("late", lazy_gettext("没有完成")),
    "cancelled": ("none", lazy_gettext("已取消")),
}
"""The light and the word of each state."""

SOON = 2.0  # seconds of a stage before which nobody can say how long it will last


def view(job: Job, before: Sequence[Job] | None = None) -> dict[str, Any]:
    """Return what is told of a job: keys for programs, ``words`` for people.

    ``before`` are the open jobs that come before it, where they are known already.
    """
    place = place_of(job.stage)
    if before is None:
        before = parts().jobs.before(job)
    seconds = seconds_left(job)
    return {
        "job": job.id,
        "state": job.state,
        "file": job.file_name,
        "bytes": job.size,
        "step": place.step or None,
        "subject": place.subject.of(language()) or None,
        "unit": place.unit,
        "done": job.done,
        "total": job.total,
        "percent": percent(job),
        "seconds_left": seconds,
        "ahead": len(before),
        "waits": waits(job),
        "first": url_for("job_pages.show", job_id=before[0].id) if before else None,
        "load": job.load_id,
        "message": job.message.of(language()) or None,
        "can_cancel": job.is_open and job.stage != "activate",
        "page": url_for("job_pages.show", job_id=job.id),
        "events": url_for("job_pages.events", job_id=job.id),
        "words": {"state": str(STATES[job.state][1]), "line": _line(job, before, seconds)},
        "steps": [state for _, _, state in steps(job)],
    }


def waits(job: Job) -> bool:
    """Tell whether nothing is done yet, since something else is loaded first."""
    return job.state == "queued" or (job.state == "running" and job.stage == WAITING)


def steps(job: Job) -> list[tuple[str, str, str]]:
    """Return the steps of a load with their words, and whether each is done, now or to come."""
    at = list(STEPS).index(place.step) if (place := place_of(job.stage)).step else -1
    states = ["done" if n < at else "now" if n == at else "" for n in range(len(STEPS))]
    words = [text.of(language()) for text in STEPS.values()]
    return list(zip(STEPS, words, states, strict=True))


def percent(job: Job) -> float | None:
    """Return how much of the stage is done; None where nobody knows."""
    if not job.total:
        return None
    return round(min(100.0, 100 * job.done / job.total), 1)


def seconds_left(job: Job) -> int | None:
    """Return how long the stage will last at the pace it had so far."""
    if job.state != "running" or not job.total or not job.done or job.stage_at is None:
        return None
    passed = (now() - job.stage_at).total_seconds()
    if passed < SOON or job.done >= job.total:
        return None
    return max(1, round(passed * (job.total - job.done) / job.done))


def _line(job: Job, before: Sequence[Job], seconds: int | None) -> str:
    if job.state == "queued":
        return _turn(before)
    if job.state != "running":
        return job.message.of(language())
    if job.stage == WAITING:
        return gettext("终端或另一个进程正在装载，等它结束后自动开始。")
    return _doing(job, seconds)


def _turn(before: Sequence[Job]) -> str:
    """Say what is loaded before a job that waits."""
    if not before:
        return gettext("就要开始。")
    first = before[0].file_name
    if len(before) == 1:
        return gettext("在等 %(file)s 装载完，轮到后自动开始。", file=first)
    return gettext(
        "前面还有 %(count)s 个，先是 %(file)s；轮到后自动开始。", count=len(before), file=first
    )


def _doing(job: Job, seconds: int | None) -> str:
    """Say what the job is busy with, how much of it is done, and how long it will last."""
    place = place_of(job.stage)
    if not place.step:
        return gettext("就要开始。")
    step, subject = STEPS[place.step].of(language()), place.subject.of(language())
    what = gettext("%(step)s“%(subject)s”", step=step, subject=subject) if subject else step
    count = _count(job, place.unit)
    parts_ = [gettext("%(what)s：%(count)s", what=what, count=count) if count else what]
    if seconds is not None:
        parts_.append(gettext("本步约剩%(time)s", time=_time(seconds)))
    return gettext("，").join(parts_) + gettext("。")


def _count(job: Job, unit: str) -> str:
    if job.total is None:
        return ""
    if unit == "bytes":
        return f"{figures.size(job.done)} / {figures.size(job.total)}"
    done, total = figures.number(job.done), figures.number(job.total)
    return gettext("%(done)s / %(total)s 行", done=done, total=total)


def _time(seconds: int) -> str:
    if seconds < 100:
        return gettext("%(count)s秒", count=seconds)
    return gettext("%(count)s分钟", count=round(seconds / 60))
