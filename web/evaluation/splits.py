"""Whose view the scores are, and how far they agree with the process."""

from typing import NamedTuple

from graph.evaluation.figures import Oversight, Relation, Split
from queries.evaluation_words import audited, dimension
from web import figures
from web.language import gettext, words

VIEWS = ("ratee", "rater", "pair")


class SplitRow(NamedTuple):
    """Where the scores of a dimension come from; `parts`: look, left end, width in percent."""

    name: str
    parts: list[tuple[str, float, float]]
    shares: list[str]
    reliability: str
    apart: bool
    given_received: str
    both_ways: str
    stable: str


def split_row(one: Split) -> SplitRow:
    """Return the row of a dimension."""
    shares = (one.ratee, one.rater, one.pair)
    lefts = (0.0, one.ratee, one.ratee + one.rater)
    return SplitRow(
        words(dimension(one.dimension)),
        [
            (look, round(100 * left, 2), round(100 * share, 2))
            for look, left, share in zip(VIEWS, lefts, shares, strict=True)
        ],
        [
            f"{share * 100:.0f}%{error}"
            for share, error in zip(shares, (_error(one), "", ""), strict=True)
        ],
        _two(one.reliability),
        one.distinguishable,
        _two(one.generalised),
        _two(one.dyadic),
        figures.UNKNOWN if one.stable is None else f"{one.stable * 100:.0f}%",
    )


def _error(one: Split) -> str:
    return "" if one.ratee_error is None else f"±{one.ratee_error * 100:.0f}%"


def agreement_facts(report: Oversight) -> list[tuple[str, str]]:
    """Return label and text of each figure on how far ratings and process agree."""
    found = report.agreement
    said = [
        (
            gettext("效率得分与等待的相关（负：等得久的得分低）"),
            _with_p(found.wait_correlation, found.wait_p),
        ),
        (gettext("配对评分与等待"), pair_relation(found.pairs)),
        (gettext("慢而没有人给低分的配对"), figures.number(found.slow_unsaid)),
        (gettext("给低分而流程不慢的配对"), figures.number(found.said_not_slow)),
        (gettext("给低分、流程也慢的配对"), figures.number(found.said_and_slow)),
    ]
    return said if report.design.corrected else said[:1]


def audit_facts(report: Oversight) -> list[tuple[str, str]]:
    """Return label and text of what the disclosure audit did."""
    one = report.audit
    counts = (one.figures, one.few, one.protected, one.changes_withheld)
    labels = audited(report.rules)
    return [(words(each), figures.number(n)) for each, n in zip(labels, counts, strict=True)]


def pair_relation(found: Relation) -> str:
    """Return how the ratings of pairs go with their waits, in a few words."""
    return {
        "lower": gettext("等得久的低"),
        "higher": gettext("等得久的高"),
        "none": gettext("看不出关系"),
        "": figures.UNKNOWN,
    }[found]


def _with_p(value: float | None, p: float | None) -> str:
    if value is None:
        return figures.UNKNOWN
    text = figures.number(value, 2)
    if p is None:
        return text
    chance = "p<0.01" if p < 0.01 else f"p={p:.2f}"
    return gettext("%(figure)s（%(chance)s）", figure=text, chance=chance)


def _two(value: float | None) -> str:
    return figures.UNKNOWN if value is None else figures.number(value, 2)
