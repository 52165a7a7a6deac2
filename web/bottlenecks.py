"""The ranked pairs: where waiting is concentrated."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response

from queries.query import Answer
from queries.run import run
from web.answer_view import duration, registered
from web.arguments import raw_arguments
from web.findings import Concentration, concentration
from web.links import kept
from web.pages import page
from web.pairs import pairs
from web.parts import parts
from web.questions import DRAWN, view

blueprint = Blueprint("bottlenecks", __name__)


@blueprint.get("/bottlenecks")
def bottlenecks() -> Response:
    """Rank the pairs of departments by the waiting between them."""
    raw = raw_arguments("handovers")
    answer = run(parts().store, "handovers", raw, DRAWN)
    whole = _whole(answer, raw)
    found = concentration(whole)
    return page(
        "bottlenecks.html",
        found=found,
        says=sentence(whole, found),
        pairs=pairs(answer, found, raw, _skipped(answer, whole)),
        **view(answer, raw, "/bottlenecks"),
    )


def sentence(answer: Answer, found: Concentration | None) -> dict[str, Any]:
    """Return what the answer sentence says, in the figures of the chosen clock."""
    if found is None:
        return {}
    return {
        "wait": duration(found.wait, answer.seconds_a_day),
        "sender": registered(found.first["sender_name"]),
        "receiver": registered(found.first["receiver_name"]),
        "persons": answer.parameters.get("level") == "person",
    }


def _whole(answer: Answer, raw: Mapping[str, str]) -> Answer:
    """Return the answer with every pair, so that the sentence does not depend on the page."""
    if not raw.get("after") and answer.next is None:
        return answer
    return run(parts().store, "handovers", kept("handovers", raw) | {"limit": "10000"})


def _skipped(answer: Answer, whole: Answer) -> int:
    """Return how many pairs come before those on this page."""
    if not answer.rows.num_rows:
        return 0
    first = answer.rows.slice(0, 1).select(["sender", "receiver"]).to_pylist()[0]
    ends = whole.rows.select(["sender", "receiver"]).to_pylist()
    return ends.index(first) if first in ends else 0
