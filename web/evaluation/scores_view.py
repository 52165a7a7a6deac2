"""Scores as rows of a page: what is written, what is drawn, and what stands where nothing may."""

from collections.abc import Iterable
from typing import NamedTuple

from graph.evaluation.figures import Department, Document, Oversight, Score, Verdict
from queries.evaluation_words import (
    CHANGES,
    SHORT_VERDICTS,
    UNCORRECTED,
    VERDICTS,
    hidden,
    interval,
    mean,
    ranks,
    score,
)
from web import figures
from web.evaluation.score_line import Axis, ScoreLine, score_line
from web.language import gettext, words

Light = tuple[str, str]
"""Shape and colour of a light, and the word beside it."""

LIGHTS: dict[Verdict, str] = {"above": "ok", "below": "late", "level": "none", "": ""}


class ScoreRow(NamedTuple):
    """A score, all of it in words; `hidden` says why there is none."""

    name: str
    address: str
    hidden: str
    score: str
    interval: str
    ranks: str
    line: ScoreLine | None
    mean: str
    verdict: Light
    short: Light
    brief: Light
    change: str


def score_row(
    one: Score, name: str, on: Axis, report: Document | Oversight, address: str = ""
) -> ScoreRow:
    """Return the row of a score of `report`."""
    about, rules = report.round, report.rules
    reason, light = one.reason or "protected", LIGHTS[one.verdict]
    return ScoreRow(
        name,
        address,
        words(hidden(reason, rules)) if one.score is None else "",
        words(score(one, about, rules)),
        words(interval(one, about, rules)),
        words(ranks(one, rules)),
        score_line(one, on),
        words(mean(one, about, is_corrected(report))),
        (light, words(VERDICTS[one.verdict] if is_corrected(report) else UNCORRECTED)),
        (light, words(SHORT_VERDICTS[one.verdict] if is_corrected(report) else UNCORRECTED)),
        (light, brief(one.verdict)),
        words(CHANGES[one.change]),
    )


def is_corrected(report: Document | Oversight) -> bool:
    """Tell whether scores are corrected for the severity of raters."""
    return report.corrected if isinstance(report, Document) else report.design.corrected


def brief(verdict: Verdict) -> str:
    """Return the verdict on a score in one word."""
    return {
        "above": gettext("偏高"),
        "below": gettext("偏低"),
        "level": gettext("居中"),
        "": figures.UNKNOWN,
    }[verdict]


def by_rank(scores: Iterable[Score]) -> list[Score]:
    """Return scores in the order of what is shown of them; those not shown last, by id.

    >>> few, many = Score("A", "", "few", "few"), Score("B", "", "many", "", 70, rank_low=2)
    >>> [each.department for each in by_rank([few, many])]
    ['B', 'A']
    """
    last = 10**6
    return sorted(
        scores,
        key=lambda each: (
            each.score is None,
            last if each.rank_low is None else each.rank_low,
            last if each.rank_high is None else each.rank_high,
            0.0 if each.score is None or each.rank_low is None else -each.score,
            each.department,
        ),
    )


def shown_first(report: Oversight) -> list[Department]:
    """Return the departments by id, those of which no overall score is shown last (P15)."""
    shown = {each.department for each in report.scores if not each.dimension and not each.reason}
    return sorted(report.round.departments, key=lambda one: (one.id not in shown, one.id))
