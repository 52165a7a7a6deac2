"""An answer as a file or as JSON, with an ETag that tells whether it can have changed."""

import hashlib
from collections.abc import Mapping
from urllib.parse import quote

import orjson
from flask import Response, request
from werkzeug.http import dump_options_header

from graph.load import Load
from queries.formats import FORMATS
from queries.query import Answer
from queries.registry import find
from queries.run import run
from web.language import language
from web.parts import active_load, parts

SYNTHETIC = "合成数据"
"""Stands in the name of every file of synthetic data, in either language."""

ATTACHED = ("csv", "xlsx")
"""Formats that a browser saves rather than shows."""


def download(name: str, form: str, raw: Mapping[str, str]) -> Response:
    """Answer the question `name` in the format `form`; 304 where the reader has it already."""
    known = request.if_none_match
    if find(name).of_load and not (find(name).version and active_load() is None):
        tag = _tag(parts().store.load(), name, form, raw)
        if not known.star_tag and known.contains_weak(tag):
            return _tagged(Response(status=304), tag)
    answer = run(parts().store, name, raw)
    if known.star_tag and answer.load:  # any answer will do, but there must be one
        return _tagged(Response(status=304), _tag(answer.load, name, form, raw))
    chosen = FORMATS[form]
    response = Response(chosen.write(answer, language()), content_type=chosen.media_type)
    if form in ATTACHED:
        response.headers["Content-Disposition"] = attachment(_file(answer, form))
    return _tagged(response, _tag(answer.load, name, form, raw) if answer.load else None)


def attachment(name: str, kind: str = "attachment") -> str:
    r"""Return the header that saves an answer as `name`; headers carry ASCII only.

    Of `kind` ``inline`` it is shown, and has the name when it is saved.

    >>> attachment("表.csv")
    'attachment; filename="?.csv"; filename*=UTF-8\'\'%E8%A1%A8.csv'
    """
    plain = name.replace(SYNTHETIC, "synthetic").encode("ascii", "replace").decode()
    whole = f"UTF-8''{quote(name)}"
    return dump_options_header(kind, {"filename": plain, "filename*": whole})


def _tag(load: Load, name: str, form: str, raw: Mapping[str, str]) -> str:
    """Return what names this answer: a load never changes, nor does what else it depends on."""
    release, version = parts().settings.release, find(name).version
    known = version(parts().store) if version else ""
    told = orjson.dumps([load.load_id, release, known, name, sorted(raw.items()), form, language()])
    return hashlib.sha256(told).hexdigest()[:32]


def _tagged(response: Response, tag: str | None) -> Response:
    if tag is None:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Cookie",))
    return response


def _file(answer: Answer, form: str) -> str:
    """Return the name of the file; that the data are synthetic stands in it."""
    words = ["xietu", answer.query.name]
    if answer.load is not None:
        words.append(answer.load.load_id)
        if answer.load.source.synthetic:
            words.append(SYNTHETIC)
    return "-".join(words) + "." + form
