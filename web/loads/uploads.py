"""A file sent by a browser or a program waits for its turn as a job."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import orjson
from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from graph.errors import InputError
from graph.inputs import CALENDARS, DIRECTIONS, EVENT_LOGS, OPTIONS, WORKBOOKS
from web.jobs.notice import watch
from web.jobs.queue import Upload
from web.jobs.record import Job
from web.jobs.view import view
from web.language import words
from web.loads.pages import data_page
from web.parts import parts

blueprint = Blueprint("uploads", __name__)

SUFFIXES = (*WORKBOOKS, *EVENT_LOGS)
LONGEST_NAME = 80
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')


@blueprint.post("/data/upload")
def upload() -> AnyResponse:
    """Let the uploaded file wait for its turn and open the page of its job."""
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        job = receive()
    except InputError as error:
        if wants_json:
            raise
        given = {name: request.form.get(name, "") for name in (*OPTIONS, "strict", "ask_columns")}
        return data_page(422, words(error.text), given)
    watch(job)
    if wants_json:
        return Response(orjson.dumps(view(job)), 202, content_type="application/json")
    return redirect(url_for("job_pages.show", job_id=job.id), 303)


def receive() -> Job:
    """Keep the file of this request and let it wait for its turn.

    Raises `InputError` for a file or an option that cannot be used, `QueueFullError`.
    """
    file = _file(request.files.get("file"))
    name = safe_name(file.filename or "")
    options = _options({name: request.form.get(name, "").strip() for name in OPTIONS})
    with parts().jobs.receiving() as folder:
        file.save(folder / name)
        strict, ask = "strict" in request.form, "ask_columns" in request.form
        job = parts().jobs.add(Upload(folder / name, options, strict, ask))
    parts().start_worker(True)
    return job


def _file(file: FileStorage | None) -> FileStorage:
    if file is None or not file.filename:
        raise InputError("没有选择文件。请先选一个文件再上传。", "No file was chosen. Choose one.")
    return file


def safe_name(name: str) -> str:
    r"""Return a plain file name for the name a browser sent; raises `InputError` for its kind.

    >>> safe_name("../../etc/九月 月报.XLSX"), safe_name("C:\\a\\b.csv.gz")
    ('九月 月报.xlsx', 'b.csv.gz')
    """
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    suffix = max((s for s in SUFFIXES if last.lower().endswith(s)), key=len, default="")
    if not suffix:
        raise InputError(
            f"不认识的文件类型：{last or name!r}。可以上传 {'、'.join(SUFFIXES)}。"
            "压缩包请先解压；WPS 的 .et 请另存为 .xlsx。",
            f"Not a kind of file that can be read: {last or name!r}. Upload one of "
            f"{', '.join(SUFFIXES)}. Unpack archives first; save a WPS .et file as .xlsx.",
        )
    stem = _FORBIDDEN.sub("_", last[: -len(suffix)]).strip(". ")[:LONGEST_NAME]
    return (stem or "upload") + suffix


def _options(given: Mapping[str, str]) -> dict[str, str]:
    """Return the options that were filled in; raises `InputError` for one that cannot work."""
    options = {name: text for name, text in given.items() if text}
    if options.get("calendar", "china") not in CALENDARS:
        raise InputError("工作日历只能选 china 或 none。", "The calendar is china or none.")
    if options.get("score_direction", "high") not in DIRECTIONS:
        raise InputError(
            "互评分数的方向只能选 high 或 low。", "The direction of scores is high or low."
        )
    _check_zone(options.get("timezone", "UTC"))
    return options


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as cause:
        raise InputError(
            f"没有时区 {name!r}。请写成 Asia/Shanghai 的样子。",
            f"There is no time zone {name!r}. Write it like Asia/Shanghai.",
        ) from cause
