"""Loads over HTTP for programs: send a file, follow its job, cancel it."""

from urllib.parse import urlsplit

import orjson
from flask import Blueprint, Response, abort, request, url_for

from web.jobs.view import view
from web.loads.uploads import receive
from web.parts import parts

blueprint = Blueprint("jobs_api", __name__)


@blueprint.before_request
def check_origin() -> None:
    """Refuse what a page of another site sends: these addresses ask for no token of a form."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403)


@blueprint.post("/api/v1/loads")
def add() -> Response:
    """Let a file wait for its turn; where to follow it is in the answer."""
    job = receive()
    response = Response(orjson.dumps(view(job)), 202, content_type="application/json")
    response.headers["Location"] = url_for("job_pages.api", job_id=job.id)
    return response


@blueprint.delete("/api/v1/jobs/<int:job_id>")
def cancel(job_id: int) -> Response:
    """Cancel a job; the active load stays."""
    job = parts().jobs.cancel(job_id)
    parts().start_worker(True)
    return Response(orjson.dumps(view(job)), content_type="application/json")
