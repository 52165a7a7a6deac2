"""How sure it is that a pair waits longer than is usual: grade, likely ranks, a sentence."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from queries.bottleneck_words import GRADE_WORDS
from queries.query import Answer
from web import figures
from web.bottlenecks.whisker import Whisker, whisker
from web.every_row import every_row
from web.language import gettext, language, words
from web.links import address

Ends = tuple[str, str]
Row = Mapping[str, Any]
COLUMNS = [
    *("sender", "receiver", "stage", "share", "share_low", "share_high"),
    *("rank", "rank_low", "rank_high"),
    *("grade", "suspect", "sentence", "sentence_en"),
]
LOOKS = {"A": "a", "B": "b"}


class Verdict(NamedTuple):
    """What is said of a pair; `suspect` tells whether it is called a suspected bottleneck.

    ``share`` is of the waiting of all pairs, ``shares`` its 95 % interval, ``stage`` where most of
    the score is.
    """

    stage: str
    share: str
    shares: str
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


class Verdicts:
    """What is said of each pair that the filters of a page leave."""

    def __init__(self, answer: Answer | None) -> None:
        rows = [] if answer is None else answer.rows.select(COLUMNS).to_pylist()
        self._of = {(row["sender"], row["receiver"]): row for row in rows}

    def __bool__(self) -> bool:
        return bool(self._of)

    def of(self, ends: Ends | None) -> Verdict | None:
        """Return what is said of a pair."""
        row = self._of.get(ends) if ends else None
        return _verdict(row) if row else None

    def rank(self, ends: Ends) -> int | None:
        """Return the rank of a pair by how far it is beyond the usual."""
        return self._of[ends]["rank"] if ends in self._of else None

    def suspects(self) -> int | None:
        """Return how many pairs are suspected; None where nothing was judged."""
        return sum(row["suspect"] for row in self._of.values()) if self._of else None


def verdicts(raw: Mapping[str, str]) -> Verdicts:
    """Ask what is said of the pairs of a page.

    Nothing where only forward handoffs or only returns are shown: what is usual is known of both
    together.
    """
    if raw.get("kind"):
        return Verdicts(None)
    answer = every_row("bottlenecks", raw)  # as `findings` asks, so that all is judged once
    return Verdicts(replace(answer, rows=answer.rows.filter(pc.equal(answer.rows["kind"], "edge"))))


def findings(raw: Mapping[str, str]) -> list[Finding]:
    """Return the suspects that are no pairs: departments, returns, changes and chains."""
    if raw.get("kind"):
        return []
    rows = every_row("bottlenecks", raw).rows
    rows = rows.filter(pc.and_(rows["suspect"], pc.not_equal(rows["kind"], "edge")))
    return [_finding(row, raw) for row in rows.to_pylist()]


def by_rank(answer: Answer, said: Verdicts, most: int) -> Answer:
    """Return the `most` pairs in `answer` that stand out most, those without a rank last."""
    ends = zip(answer.rows["sender"].to_pylist(), answer.rows["receiver"].to_pylist(), strict=True)
    places = [said.rank(pair) for pair in ends]
    order = sorted(range(len(places)), key=lambda i: (places[i] is None, places[i] or 0))
    return replace(answer, rows=answer.rows.take(pa.array(order[:most])))


def _verdict(row: Row) -> Verdict:
    low, high = row["rank_low"], row["rank_high"]
    return Verdict(
        stage=row["stage"] or "",
        share=figures.share(row["share"]),
        shares=figures.share_range(row["share_low"], row["share_high"], language()),
        rank=row["rank"],
        ranks=figures.between(figures.number(low), figures.number(high), language()),
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
