"""What other questions say of the ranked pairs: why they wait, what is open, how sure it is."""

from collections.abc import Mapping
from dataclasses import replace

from queries.query import Answer
from web import figures
from web.pairs import Pair, Pairs
from web.verdicts import Ends, Verdict
from web.why import Causes


def with_more(
    shown: Pairs, why: Causes | None, waiting: Answer | None, said: Mapping[Ends, Verdict]
) -> Pairs:
    """Return the pairs with their causes and verdicts, and how many are open beyond their P90."""
    beyond = _beyond(waiting) if waiting else {}

    def more(pair: Pair) -> Pair:
        return replace(
            pair,
            why=why.of(pair.ends) if why else None,
            beyond=beyond.get(pair.ends, ""),
            verdict=said.get(pair.ends),
        )

    return replace(shown, rows=[more(pair) for pair in shown.rows])


def _beyond(waiting: Answer) -> dict[tuple[str, str], str]:
    return {
        (row["sender"], row["receiver"]): figures.number(row["beyond"])
        for row in waiting.rows.to_pylist()
        if row["beyond"]
    }
