"""Which pairs 堵点 lists at first: those that carry 80 %, and where all of them are."""

from collections.abc import Mapping

from queries.query import Answer
from queries.run import run
from web.bottlenecks.findings import Concentration
from web.bottlenecks.pair_key import pair_key
from web.links import with_query
from web.parts import parts
from web.questions import DRAWN

FEWEST = 20
"""Pairs that are listed where fewer carry 80 %."""


def first_pairs(
    raw: Mapping[str, str], opened: str, found: Concentration | None, path: str
) -> tuple[Answer, str | None]:
    """Return the pairs to list, and the address of the page with all where some are folded away.

    Nothing is folded where rows are counted or paged by the reader, where one page has not all of
    them, or where the pair that is `opened` would not be seen.
    """
    if not raw.get("limit") and not raw.get("after"):
        count = max(found.pairs if found else 0, FEWEST)
        answer = run(parts().store, "handovers", raw, count)
        if answer.next and answer.total <= DRAWN and _is_seen(opened, answer):
            return answer, with_query(path, {**raw, "limit": str(DRAWN)}) + "#ranking"
    return run(parts().store, "handovers", raw, DRAWN), None


def _is_seen(opened: str, answer: Answer) -> bool:
    rows = answer.rows.select(["sender", "receiver"]).to_pylist()
    return not opened or opened in (pair_key(row["sender"], row["receiver"]) for row in rows)
