"""The first page: the whole in a few numbers, and the pairs that carry most of the waiting."""

from typing import Any

from flask import Blueprint, Response

from queries.query import Answer
from queries.run import run
from web.answer_view import Table, table
from web.arguments import raw_arguments
from web.bottlenecks import sentence
from web.findings import Concentration, concentration
from web.links import kept, with_query
from web.pages import page
from web.pairs import pairs
from web.parts import parts
from web.questions import view

blueprint = Blueprint("overview", __name__)

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
