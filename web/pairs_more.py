"""What other questions say of the ranked pairs: why they wait, what is open, how sure it is."""

from dataclasses import replace

from queries.query import Answer
from web import figures
from web.pairs import Pair, Pairs
from web.verdicts import Verdicts
from web.why import Causes


def with_more(shown: Pairs, why: Causes | None, waiting: Answer | None, said: Verdicts) -> Pairs:
    """Return the pairs with their causes and verdicts, and how many are open beyond their P90."""
    beyond = _beyond(waiting) if waiting else {}

    def more(pair: Pair) -> Pair:
        return replace(
            pair,
            why=why.of(pair.ends) if why else None,
            beyond=beyond.get(pair.ends, ""),
            verdict=said.of(pair.ends),
        )

    return replace(shown, rows=[more(pair) for pair in shown.rows])


def _beyond(waiting: Answer) -> dict[tuple[str, str], str]:
    return {
        (row["sender"], row["receiver"]): figures.number(row["beyond"])
        for row in waiting.rows.to_pylist()
        if row["beyond"]
    }
