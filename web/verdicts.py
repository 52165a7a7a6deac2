"""How sure it is that a pair waits longer than is usual: grade, likely ranks, a sentence."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import pyarrow as pa

from queries.bottleneck_words import GRADE_WORDS
from queries.query import Answer
from web import figures
from web.every_row import every_row
from web.language import gettext, language, words
from web.links import address
from web.whisker import Whisker, whisker

Ends = tuple[str, str]
Row = Mapping[str, Any]
LOOKS = {"A": "a", "B": "b"}


class Verdict(NamedTuple):
    """What is said of a pair; `suspect` tells whether it is called a suspected bottleneck."""

    rank: int | None
    ranks: str
    drawn: Whisker | None
    grade: str
    look: str
    suspect: bool
    says: str


class Finding(NamedTuple):
    """A finding about something else than a pair, and where its rows are."""

    kind: str
    says: str
    address: str


def verdicts(raw: Mapping[str, str]) -> dict[Ends, Verdict]:
    """Return what is said of each pair that the filters of a page leave.

    Empty where only forward handoffs or only returns are shown: what is usual is known of both
    together.
    """
    if raw.get("kind"):
        return {}
    found = every_row("bottlenecks", {**raw, "kind": "edge"})
    return {(row["sender"], row["receiver"]): _verdict(row) for row in found.rows.to_pylist()}


def suspects(said: Mapping[Ends, Verdict]) -> int | None:
    """Return how many pairs are suspected; None where nothing was judged."""
    return sum(one.suspect for one in said.values()) if said else None


def findings(raw: Mapping[str, str]) -> list[Finding]:
    """Return the suspects that are no pairs: departments, returns, changes and chains."""
    if raw.get("kind"):
        return []
    rows = every_row("bottlenecks", raw).rows.to_pylist()
    return [_finding(row, raw) for row in rows if row["suspect"] and row["kind"] != "edge"]


def by_rank(answer: Answer, said: Mapping[Ends, Verdict], most: int) -> Answer:
    """Return the `most` pairs in `answer` that stand out most, those without a rank last."""
    ends = zip(answer.rows["sender"].to_pylist(), answer.rows["receiver"].to_pylist(), strict=True)
    places = [said[pair].rank if pair in said else None for pair in ends]
    order = sorted(range(len(places)), key=lambda i: (places[i] is None, places[i] or 0))
    return replace(answer, rows=answer.rows.take(pa.array(order[:most])))


def _verdict(row: Row) -> Verdict:
    low, high = row["rank_low"], row["rank_high"]
    return Verdict(
        rank=row["rank"],
        ranks=figures.number(low) if low == high else f"{low}～{high}",
        drawn=None if low is None else whisker(row["rank"], low, high),
        grade=gettext("未定") if row["grade"] == "unsettled" else words(GRADE_WORDS[row["grade"]]),
        look=LOOKS.get(row["grade"], "x"),
        suspect=row["suspect"],
        says=_says(row),
    )


def _says(row: Row) -> str:
    return str(row["sentence" if language() == "zh" else "sentence_en"])


def _finding(row: Row, raw: Mapping[str, str]) -> Finding:
    label = {
        "node": gettext("办理慢"),
        "return": gettext("退回多"),
        "change": gettext("变慢了"),
        "chain": gettext("一路都慢"),
    }[row["kind"]]
    ends = {"sender": row["sender"], "receiver": row["receiver"]}
    more = {
        "node": {"receiver": row["department"]},
        "return": {**ends, "kind": "return"},
        "change": {**ends, "since": f"{row['since']}-01"},
        "chain": {"sender": row["department"], "receiver": row["receiver"]},
    }[row["kind"]]
    return Finding(label, _says(row), address("handoffs", raw, more))
