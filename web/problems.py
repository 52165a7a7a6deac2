"""Error bodies for programs: RFC 9457 problem details."""

from collections.abc import Sequence
from http import HTTPStatus

import orjson
from flask import Response, request

CONTENT_TYPE = "application/problem+json"

FILES = (".json", ".csv", ".xlsx")
ROOMS_WITH_FILES = ("/queries/", "/data/loads/", "/data/jobs/")
"""Where an address that ends like a file is one; the id of a case may end so too."""


def wanted() -> bool:
    """Tell whether this request gets problem details rather than a page."""
    path = request.path
    if request.accept_mimetypes.best == "application/json":  # a script of a page
        return True
    return path.startswith("/api/") or (path.startswith(ROOMS_WITH_FILES) and path.endswith(FILES))


def problem(
    status: int,
    name: str,
    title: str,
    detail: str,
    parameter: str | None = None,
    accepted: Sequence[str] = (),
) -> Response:
    """Return problem details; `name` makes the type, a stable name of the kind of problem."""
    body: dict[str, object] = {
        "type": f"urn:xietu:problem:{name}",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if parameter is not None:
        body |= {"parameter": parameter, "accepted": list(accepted)}
    return Response(orjson.dumps(body), status, content_type=CONTENT_TYPE)
