"""The first page and the ranked pairs: where waiting is concentrated."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response

from queries.query import Answer
from queries.run import run
from web.answer_view import Table, duration, registered, table
from web.arguments import raw_arguments
from web.findings import Concentration, concentration
from web.links import kept, with_query
from web.pages import page
from web.pairs import pairs
from web.parts import parts
from web.questions import DRAWN, view

blueprint = Blueprint("bottlenecks", __name__)

TILES = ("cases", "open_cases", "handoffs", "waiting", "processing", "share_of_waiting")
NOT_QUALITY = (*TILES, "first_at", "last_at", "pairs_80")
FEWEST, MOST = 5, 40
"""How many pairs the first page shows: those that carry 80 %, within these bounds."""


@blueprint.get("/")
def overview() -> Response:
    """Show the whole in a few numbers and the pairs that carry most of the waiting."""
    raw = raw_arguments("overview")
    numbers = run(parts().store, "overview", raw)
    ranked = run(parts().store, "handovers", kept("handovers", raw) | {"limit": "10000"})
    found = concentration(ranked)
    shown = view(numbers, raw, "/")
    first = _first(ranked, found)
    return page(
        "overview.html",
        found=found,
        says=sentence(ranked, found),
        fields=[field for field in shown["fields"] if field.name != "limit"],
        files=shown["files"],
        tiles=_measures(numbers, TILES),
        quality=_quality(numbers),
        pairs=pairs(first, found, raw),
        cut=first.rows.num_rows if found and first.rows.num_rows < found.pairs else 0,
        all_address=with_query("/bottlenecks", kept("handovers", raw)),
    )


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


def _first(ranked: Answer, found: Concentration | None) -> Answer:
    """Return the answer with only the pairs that the first page shows."""
    count = min(max(found.pairs if found else 0, FEWEST), MOST)
    return Answer(
        ranked.query,
        ranked.load,
        ranked.parameters,
        ranked.rows.slice(0, count),
        ranked.total,
        None,
        ranked.seconds_a_day,
    )


def _measures(numbers: Answer, names: tuple[str, ...]) -> list[Any]:
    """Return the measures `names` as (label, figure, unit), in that order."""
    cells = _by_name(numbers)
    return [cells[name] for name in names if name in cells]


def _quality(numbers: Answer) -> list[Any]:
    return [cells for name, cells in _by_name(numbers).items() if name not in NOT_QUALITY]


def _by_name(numbers: Answer) -> dict[str, Any]:
    drawn: Table = table(numbers)
    names = numbers.rows["name"].to_pylist()
    return {
        name: (row[0].text, row[1].text, row[1].small)
        for name, row in zip(names, drawn.rows, strict=True)
    }
