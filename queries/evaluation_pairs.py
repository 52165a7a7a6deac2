"""Pairs and rings that stand out in a round of mutual evaluation."""

from collections.abc import Iterator
from itertools import combinations

import pyarrow as pa

from graph.evaluation.figures import Oversight
from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.columns import HANDOFFS, count
from queries.evaluation import OfRound, member, named, report, version
from queries.evaluation_words import KINDS, WAITS
from queries.query import Column, Query, arrow_table

WORDS: dict[str, Text] = {
    **{str(kind): words for kind, words in KINDS.items()},
    "ring": Text("互评普遍偏高的一组", "a group that rates each other high"),
}


def pairs(store: GraphStore, load: Load | None, parameters: OfRound) -> pa.Table:
    """Which departments do not get on, or favour each other?

    Without score and direction; by kind, then by department; rings last, as the pairs of their
    members. Every kind can come of real cooperation or real trouble: a list for reading, and no
    finding. Asking is logged, of a draft too.
    """
    found = report(store, load, parameters, who="query")
    rows = [] if found is None else [*_pairs(found), *_rings(found)]
    return arrow_table(rows, QUERY.columns)


def _pairs(of: Oversight) -> Iterator[dict[str, object]]:
    for each in of.pairs:
        yield {
            "kind": each.kind,
            "ring": None,
            **named(of.round, each.first, "first"),
            **named(of.round, each.second, "second"),
            "process": each.process or None,
            "handoffs": each.handoffs,
        }


def _rings(of: Oversight) -> Iterator[dict[str, object]]:
    for number, ring in enumerate(of.rings, 1):
        for first, second in combinations(ring, 2):
            yield {
                "kind": "ring",
                "ring": number,
                **named(of.round, first, "first"),
                **named(of.round, second, "second"),
                "process": None,
                "handoffs": None,
            }


QUERY = Query(
    name="evaluation-pairs",
    title=Text("互评中的问题配对", "Pairs of a round"),
    question=Text(
        "哪些部门之间相互评价明显偏低或偏高？",
        "Which departments do not get on, or favour each other?",
    ),
    parameters=OfRound,
    columns=(
        Column(
            "kind",
            "string",
            Text("类型", "Kind"),
            Text(
                "配对的类型；不给方向和分数。", "Kind of pair; neither direction nor score is told."
            ),
            words=WORDS,
        ),
        count("ring", "第几组", "Ring", "互评普遍偏高的第几组。", "Number of the ring."),
        *member("first", "部门一", "First department"),
        *member("second", "部门二", "Second department"),
        Column(
            "process",
            "string",
            Text("流程", "Process"),
            Text(
                "两家之间的交接是否比同环节的其他交接慢；空为交接不足20次。",
                "Whether handoffs between them are slower than the same stages elsewhere; empty: "
                "fewer than 20.",
            ),
            words={key: words for key, words in WAITS.items() if key},
        ),
        HANDOFFS,
    ),
    function=pairs,
    graph=True,
    version=version,
)
