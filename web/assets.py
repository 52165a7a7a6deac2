"""The scripts that were built from ``web/client``: their tags, and how long they may be kept."""

import json
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

STATIC = Path(__file__).parent / "static"
MANIFEST = STATIC / "dist" / "manifest.json"
IMMUTABLE = "public, max-age=31536000, immutable"
HASHED = "dist/assets/"


def install(app: Flask) -> None:
    """Give the templates ``client(name)`` and let browsers keep what has its hash in its name."""
    mimetypes.add_type("text/javascript", ".js")  # some systems say text/plain, which nosniff stops
    app.jinja_env.globals["client"] = client
    app.after_request(_keep)


def is_built() -> bool:
    """Say whether the front end is there; without it the pages have no charts and no keys."""
    return MANIFEST.is_file()


def client(name: str) -> Markup:
    """Return the tags of the entry ``web/client/src/<name>.ts``, nothing where it is not built."""
    entry = _manifest().get(f"src/{name}.ts")
    if entry is None:
        return Markup()
    style = Markup('<link rel="stylesheet" href="{}">')
    script = Markup('<script type="module" src="{}"></script>')
    tags = [style.format(_address(file)) for file in entry.get("css", ())]
    return Markup("\n").join([*tags, script.format(_address(entry["file"]))])


def _address(file: str) -> str:
    return url_for("static", filename=f"dist/{file}")


def _manifest() -> dict[str, Any]:
    return _read(MANIFEST.stat().st_mtime_ns) if is_built() else {}


@lru_cache(maxsize=1)
def _read(changed: int) -> dict[str, Any]:
    """Read the manifest that was `changed` then: a build while the site runs is seen."""
    found: dict[str, Any] = json.loads(MANIFEST.read_text("utf-8"))
    return found


def _keep(response: Response) -> Response:
    hashed = str((request.view_args or {}).get("filename", "")).startswith(HASHED)
    if request.endpoint == "static" and hashed and response.status_code in (200, 206, 304):
        response.headers["Cache-Control"] = IMMUTABLE
    return response
