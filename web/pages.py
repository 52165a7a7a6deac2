"""The frame around every page: top bar, navigation, footer, and the words they need."""

from http import HTTPStatus
from urllib.parse import urlencode

from flask import Flask, Response, make_response, render_template, request

from graph.errors import XietuError
from graph.load import Load
from web import figures
from web.cases.address import case_address
from web.language import gettext, language, lazy_gettext, words
from web.parts import active_load, parts
from web.theme import theme

NAVIGATION = (
    ("/", lazy_gettext("总览")),
    ("/network", lazy_gettext("协同图谱")),
    ("/bottlenecks", lazy_gettext("堵点")),
    ("/cases", lazy_gettext("办件")),
    ("/evaluation", lazy_gettext("互评")),
    ("/queries/", lazy_gettext("查询")),
    ("/data", lazy_gettext("数据")),
)


def install(app: Flask) -> None:
    """Teach the templates of `app` how figures and words are written."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        number=figures.number,
        share=figures.share,
        instant=figures.instant,
        long_date=lambda value, zone=figures.ZONE: figures.long_date(value, zone, language()),
        short_instant=figures.short_instant,
        month=lambda text, year=True: figures.month(text, language(), year),
        size=figures.size,
        words=words,
        case_address=case_address,
        query_string=urlencode,
    )


def page(template: str, status: int = HTTPStatus.OK, **values: object) -> Response:
    """Render a page inside the frame, for the load that is active now."""
    return framed(template, active_load(), status, **values)


def sturdy_page(template: str, status: int = HTTPStatus.OK, **values: object) -> Response:
    """Render a page that must come out even where the active load is broken."""
    try:
        load = active_load()
    except XietuError:
        load = None
    return framed(template, load, status, **values)


def page_without_load(template: str, status: int = HTTPStatus.OK, **values: object) -> Response:
    """Render a page inside the frame without asking the store for the active load."""
    return framed(template, None, status, **values)


def framed(template: str, load: Load | None, status: int, **values: object) -> Response:
    """Render `template` with the frame's own values."""
    frame = {
        "load": load,
        "language": language(),
        "theme": theme(),
        "navigation": NAVIGATION,
        "here": _section(request.path),
        "address": request.full_path.rstrip("?"),
        "release": parts().settings.release,
        "calendar": calendar_name(load) if load else "",
        "basis_of_figures": _basis(load) if load else "",
    }
    return make_response(render_template(template, **frame, **values), status)


def _basis(load: Load) -> str:
    """Return how handoffs and waits are counted on this page."""
    if request.args.get("rule") == "consecutive":
        paired = gettext("交接按先后相邻配对")
    else:
        paired = gettext("交接按因果配对")
    natural = request.args.get("clock") == "calendar" or load.source.calendar == "none"
    clock = gettext("按自然时间计") if natural else gettext("按工作时间计")
    return gettext(
        "口径：%(paired)s；等待＝前一环节办结至后一环节开始，%(clock)s，停表时间已扣除；"
        "尚未开始的不计入等待。",
        paired=paired,
        clock=clock,
    )


def calendar_name(load: Load) -> str:
    """Return the words for the working calendar of `load`."""
    calendar = load.source.calendar
    if calendar == "china":
        return gettext("全国法定节假日和调休")
    if calendar == "none":
        return gettext("不用，全天计时")
    return gettext("全国法定节假日和调休，另加 %(file)s", file=calendar)


def _section(path: str) -> str:
    if path == "/":
        return "/"
    return next((to for to, _ in NAVIGATION if to != "/" and path.startswith(to.rstrip("/"))), "")
