"""The loads: list, make active, delete."""

from flask import Blueprint, Response, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from graph.load import Load
from web.importing import SUFFIXES
from web.language import gettext
from web.pages import sturdy_page
from web.parts import parts

blueprint = Blueprint("loads", __name__)


@blueprint.get("/data")
def index() -> Response:
    """List the loads and offer to upload another one."""
    return data_page()


def data_page(
    status: int = 200, refusal: str = "", given: dict[str, str] | None = None
) -> Response:
    """Render the page of the data, with what was wrong with the last upload."""
    return sturdy_page(
        "data.html",
        status,
        loads=parts().store.loads(),
        refusal=refusal,
        given=given or {},
        suffixes=SUFFIXES,
        most_bytes=parts().settings.max_upload_bytes,
    )


@blueprint.post("/data/loads/<load_id>/activate")
def activate(load_id: str) -> AnyResponse:
    """Make an earlier load the active one."""
    load = parts().store.activate(load_id)
    flash(gettext("已启用 %(load)s，各页现在用这批数据。", load=load.load_id))
    return redirect(url_for("loads.index"), 303)


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


def known_load(load_id: str) -> Load:
    """Return the load of that id; raises `LoadNotFoundError`."""
    return parts().store.load(load_id)
