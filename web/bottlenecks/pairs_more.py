"""What other questions say of the ranked pairs: why they wait, what is open, how sure it is."""

from dataclasses import replace

from queries.query import Answer
from web import figures
from web.bottlenecks.pairs import Pair, Pairs
from web.bottlenecks.verdicts import Verdict, Verdicts
from web.bottlenecks.why import Causes


def with_more(shown: Pairs, why: Causes | None, waiting: Answer | None, said: Verdicts) -> Pairs:
    """Return the pairs with their causes and verdicts, and how many are open beyond their P90."""
    beyond = _beyond(waiting) if waiting else {}

    def more(pair: Pair) -> Pair:
        verdict = said.of(pair.ends)
        return replace(
            pair,
            why=why.of(pair.ends) if why else None,
            beyond=beyond.get(pair.ends, ""),
            verdict=verdict,
            interval=_interval(pair, verdict),
        )

    return replace(shown, rows=[more(pair) for pair in shown.rows])


def _interval(pair: Pair, verdict: Verdict | None) -> str:
    """Return the interval of the share; none where filters make it a share of another total."""
    if verdict is None or verdict.share != pair.figures["share_of_wait"]:
        return ""
    return verdict.shares


def _beyond(waiting: Answer) -> dict[tuple[str, str], str]:
    return {
        (row["sender"], row["receiver"]): figures.number(row["beyond"])
        for row in waiting.rows.to_pylist()
        if row["beyond"]
    }
