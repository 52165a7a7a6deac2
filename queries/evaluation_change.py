"""Which departments are rated better or worse than in the round before."""

from collections.abc import Iterator

import pyarrow as pa

from graph.evaluation.figures import Oversight
from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.evaluation import DIMENSION, OfRound, member, named, report, version
from queries.evaluation_words import CHANGES
from queries.query import Column, Query, arrow_table


def change(store: GraphStore, load: Load | None, parameters: OfRound) -> pa.Table:
    """Which departments are rated better or worse than before, by the same raters?

    Of scores that are shown and have an earlier round; overall first, then by dimension, then by
    department. The direction only, and only where it is clear and large enough.
    """
    found = report(store, load, parameters)
    return arrow_table([] if found is None else list(_rows(found)), QUERY.columns)


def _rows(of: Oversight) -> Iterator[dict[str, object]]:
    for each in of.scores:
        if each.change:
            own = {"dimension": each.dimension or None, "change": each.change}
            yield named(of.round, each.department) | own


QUERY = Query(
    name="evaluation-change",
    title=Text("互评较上期", "Change since the round before"),
    question=Text(
        "哪些部门的互评较上期上升或下降？",
        "Which departments are rated better or worse than before, by the same raters?",
    ),
    parameters=OfRound,
    columns=(
        *member("department", "被评部门", "Ratee"),
        DIMENSION,
        Column(
            "change",
            "string",
            Text("较上期", "Change"),
            Text(
                "只按两期都评过的部门；withheld 为保护评价部门不予显示。",
                "By raters of both rounds only; withheld: not shown, to protect the raters.",
            ),
            words={key: words for key, words in CHANGES.items() if key},
        ),
    ),
    function=change,
    graph=True,
    version=version,
)
