"""Light or dark: what the system says, until a person has chosen."""

from flask import Blueprint, Flask, redirect, request, session
from werkzeug.wrappers import Response

from web.language import own_address

THEMES = ("light", "dark")

blueprint = Blueprint("theme", __name__)


def install(app: Flask) -> None:
    """Let people choose the theme of `app`."""
    app.register_blueprint(blueprint)


def theme() -> str:
    """Return the theme that was chosen, or nothing where the system decides."""
    chosen = session.get("theme")
    return chosen if chosen in THEMES else ""


@blueprint.post("/theme")
def switch() -> Response:
    """Remember the theme chosen in the top bar and return to the page."""
    session["theme"] = "dark" if request.form.get("theme") == "dark" else "light"
    return redirect(own_address(request.form.get("next", "/")), 303)
