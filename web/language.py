"""Chinese by default, English on demand: `?lang=en` or the switch in the top bar."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

import flask_babel
from flask import Blueprint, Flask, g, redirect, request, session
from flask_babel.speaklater import LazyString
from markupsafe import Markup
from werkzeug.wrappers import Response

from graph.text import Language, Text

NOTHING: Mapping[str, object] = MappingProxyType({})
TRANSLATIONS = Path(__file__).parent / "translations"

blueprint = Blueprint("language", __name__)


def install(app: Flask) -> None:
    """Let `app` speak both languages, and people switch between them in its top bar."""
    speak(app)
    app.register_blueprint(blueprint)


def speak(app: Flask) -> None:
    """Let `app` speak both languages, as the address asks."""
    flask_babel.Babel(
        app,
        default_locale="zh",
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=language,
    )
    app.before_request(_remember)


def language() -> Language:
    """Return the language of this request."""
    chosen = g.get("language") or session.get("language")
    return "en" if chosen == "en" else "zh"


def gettext(message: str, **values: object) -> str:
    """Return `message`, which is Chinese, in the language of this request."""
    return str(flask_babel.gettext(message, **values))


def strong(message: str, plain: Mapping[str, object] = NOTHING, **values: object) -> Markup:
    """Return `message`, already in the language of this request, its values in bold, not `plain`.

    >>> str(strong("%(few)s of <all> %(things)s", {"things": "<x>"}, few=3))
    '<b>3</b> of <all> &lt;x&gt;'
    """
    bold = {name: Markup("<b>{}</b>").format(value) for name, value in values.items()}
    return Markup(message) % {**plain, **bold}


def lazy_gettext(message: str) -> LazyString:
    """Return `message` as text that finds its language when it is shown."""
    return flask_babel.lazy_gettext(message)


def words(text: Text) -> str:
    """Return `text` in the language of this request."""
    return text.of(language())


def _remember() -> None:
    asked = request.args.get("lang", "")
    if asked in ("zh", "en"):
        g.language = asked
        if session.get("language", "zh") != asked:
            session["language"] = asked


@blueprint.post("/language")
def switch() -> Response:
    """Remember the language chosen in the top bar and return to the page."""
    session["language"] = "en" if request.form.get("lang") == "en" else "zh"
    return redirect(own_address(request.form.get("next", "/")), 303)


def own_address(address: str) -> str:
    """Return `address` if it is a plain path of this site, else the first page."""
    split = urlsplit(address)
    own = address.startswith("/") and not address.startswith(("//", "/\\"))
    control = any(ord(letter) < 32 for letter in address)
    return address if own and not (split.scheme or split.netloc or control) else "/"
