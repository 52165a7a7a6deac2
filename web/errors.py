"""Every error as an answer: its HTTP status, and a page or problem details."""

import re
from collections.abc import Sequence

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.sansio.response import Response as AnyResponse

from graph.errors import (
    BrokenLoadError,
    CalendarError,
    CaseNotFoundError,
    EvaluationError,
    InputError,
    JobEndedError,
    JobError,
    JobNotFoundError,
    LevelError,
    LoadNotFoundError,
    NoActiveLoadError,
    OlderLoadError,
    ParameterError,
    QueryError,
    QueueFullError,
    RoundNotFoundError,
    StoreBusyError,
    StoreUnavailableError,
    UnfinishedRoundError,
    UnknownQueryError,
    XietuError,
)
from web import crash_page, problems
from web.correction import Correction, correction
from web.figures import size
from web.language import gettext, lazy_gettext, words
from web.pages import page, page_without_load, sturdy_page
from web.parts import parts

STATUS: dict[type[XietuError], int] = {
    XietuError: 500,
    InputError: 422,
    CalendarError: 422,
    QueryError: 400,
    UnknownQueryError: 404,
    CaseNotFoundError: 404,
    LoadNotFoundError: 404,
    NoActiveLoadError: 409,
    JobError: 409,
    JobEndedError: 409,
    JobNotFoundError: 404,
    QueueFullError: 503,
    EvaluationError: 409,
    RoundNotFoundError: 404,
    UnfinishedRoundError: 400,
    BrokenLoadError: 500,
    OlderLoadError: 409,
    StoreBusyError: 503,
    StoreUnavailableError: 503,
}
"""Status of each kind of error; a kind that is not named has that of its base."""

RETRY_SECONDS = 5
UNAVAILABLE = "store-unavailable"
"""The kind of error after which the store is not asked again: waiting for it takes seconds."""

TITLES = {
    400: lazy_gettext("请求有误"),
    404: lazy_gettext("没有找到"),
    405: lazy_gettext("这个地址不支持这种操作"),
    409: lazy_gettext("现在不能这样做"),
    413: lazy_gettext("文件太大"),
    422: lazy_gettext("输入未被接受"),
    500: lazy_gettext("出错了"),
    503: lazy_gettext("暂时不可用"),
}


def install(app: Flask) -> None:
    """Let `app` answer every error in its own words."""
    app.register_error_handler(XietuError, refuse)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(InternalServerError, _crash)


def status_of(error: XietuError) -> int:
    """Return the status of the nearest kind of error that has one."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def refuse(error: XietuError) -> Response:
    """Answer an error that was raised on purpose."""
    status = status_of(error)
    if isinstance(error, NoActiveLoadError) and not problems.wanted():
        return page("empty.html", others=bool(parts().store.loads()))
    name, accepted = _accepted(error)
    response = _answer(status, _kind(error), words(error.text), name, accepted)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _accepted(error: XietuError) -> tuple[str | None, Sequence[str]]:
    if isinstance(error, ParameterError):
        return error.parameter, error.accepted
    if isinstance(error, LevelError):
        return "level", error.levels
    return None, ()


def _kind(error: XietuError) -> str:
    """Return the name of the kind of error: ``LoadNotFoundError`` is ``load-not-found``."""
    name = type(error).__name__.removesuffix("Error")
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def _http(error: HTTPException) -> AnyResponse:
    status = error.code or 500
    if status < 400:  # a redirect travels as an exception too
        return error.get_response(request.environ)
    response = _answer(status, f"http-{status}", _http_words(status, error.description))
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _http_words(status: int, description: str | None) -> str:
    if status == 404:
        return gettext("没有这个地址：%(path)s。请从左侧导航重新进入。", path=request.path)
    if status == 405:
        return gettext("%(method)s 不能用于 %(path)s。", method=request.method, path=request.path)
    if status == 413:
        limit = size(parts().settings.max_upload_bytes)
        return gettext(
            "上传的文件超过 %(limit)s。请用命令 xietu load 装载，或分成几份。当前数据没有变化。",
            limit=limit,
        )
    if status == 400 and description == "host":
        return gettext("本站不以这个主机名提供服务。请用启动时显示的地址打开。")
    if status == 400:
        return gettext("表单已过期或不完整。请返回上一页，刷新后重试。数据没有变化。")
    return description or gettext("请求不能处理。")


def _answer(
    status: int,
    kind: str,
    detail: str,
    parameter: str | None = None,
    accepted: Sequence[str] = (),
) -> Response:
    title = str(TITLES.get(status, TITLES[400 if status < 500 else 500]))
    if problems.wanted():
        return problems.problem(status, kind, title, detail, parameter, accepted)
    frame = page_without_load if kind == UNAVAILABLE else sturdy_page
    return frame(
        "error.html",
        status,
        title=title,
        detail=detail,
        choices=_choices(parameter, accepted),
        mend=correction(parameter) if parameter is not None else Correction(),
    )


def _choices(parameter: str | None, accepted: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
    """Return the same address with each accepted level, for a person to click."""
    if parameter != "level":
        return []
    return [(level, {**request.args.to_dict(), "level": level}) for level in accepted]


def _crash(error: InternalServerError) -> Response:
    """Answer a defect of the program; needs nothing that may itself be broken."""
    if problems.wanted():
        return problems.problem(500, "internal", "Internal Server Error", crash_page.DETAIL)
    return Response(crash_page.PAGE, 500, content_type="text/html; charset=utf-8")
