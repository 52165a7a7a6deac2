"""The report of one department, as its page shows it."""

from typing import Any, NamedTuple

from graph.evaluation.figures import Document, Score
from queries.evaluation_sentences import (
    document_answer,
    document_basis,
    own_severity,
    strengths,
)
from queries.evaluation_words import (
    FLAGS,
    OWN,
    TITLES,
    USUAL,
    counted,
    dimension,
    points,
    score,
)
from web import figures
from web.evaluation.beside_view import beside, corners
from web.evaluation.score_line import Axis, axis
from web.evaluation.scores_view import ScoreRow, score_row
from web.evaluation.states import period
from web.language import gettext, words

Cell = tuple[str, bool]
"""A text, and whether it is a figure."""


class KindRow(NamedTuple):
    """Mean scores from the departments of one kind; `all_hidden` where none is a figure."""

    kind: str
    cells: list[Cell]
    all_hidden: str


def report_view(document: Document) -> dict[str, Any]:
    """Return what the template needs to show `document`."""
    overall, *rest = document.scores
    on = axis(document.scores, document.round.low, document.round.high)
    apart = document.distinguishable
    return {
        "document": document,
        "own_title": words(TITLES["own"]),
        "answer": words(document_answer(document)),
        "basis": words(document_basis(document)),
        "rows": [_row(document, each, on) for each in rest],
        "overall": _row(document, overall, on),
        "axis": on.labels() if any(each.score is not None for each in document.scores) else [],
        "strengths": [words(each) for each in strengths(document)],
        "beside": [beside(document, each) for each in rest],
        "corners": corners(document),
        "kinds": _kinds(document),
        "named": _named(document),
        "answered": words(counted(document.raters, document.rules)),
        "told_apart": _dimensions(each for each in document.round.dimensions if each in apart),
        "blurred": _dimensions(each for each in document.round.dimensions if each not in apart),
        "period": period(document.round.starts, document.round.ends),
        "dimensions": [words(dimension(each)) for each in document.round.dimensions],
        "rules": document.rules,
    }


def own_facts(document: Document) -> list[tuple[str, str]]:
    """Return label and text of what a department did as a rater; it is for the department only."""
    own = document.own
    if not own.rated:
        return [(words(OWN["rated"]), gettext("没有打分"))]
    flags = gettext("；").join(words(FLAGS[each]) for each in own.flags)
    return [
        (words(OWN["rated"]), gettext("%(count)s家", count=own.rated)),
        (words(OWN["unknown"]), gettext("%(count)s家", count=own.unknown)),
        (words(OWN["severity"]), words(own_severity(own))),
        (words(OWN["flags"]), flags or words(USUAL)),
    ]


def _row(document: Document, one: Score, on: Axis) -> ScoreRow:
    return score_row(one, words(dimension(one.dimension)), on, document)


def _dimensions(keys: Any) -> str:
    return gettext("、").join(words(dimension(each)) for each in keys)


def _kinds(document: Document) -> list[KindRow]:
    kinds: dict[str, dict[str, Cell]] = {}
    for each in document.subgroups:
        text = words(score(each, document.round, document.rules))
        kinds.setdefault(each.kind, {})[each.dimension] = (text, each.score is not None)
    rows = []
    for kind, found in kinds.items():
        cells = [found.get(key, (figures.UNKNOWN, False)) for key in document.round.dimensions]
        texts = {text for text, shown in cells if not shown}
        alone = len(texts) == 1 and not any(shown for _, shown in cells)
        rows.append(KindRow(kind, cells, texts.pop() if alone else ""))
    return rows


def _named(document: Document) -> list[tuple[str, list[str]]]:
    """Return each open rater with the scores it gave, in the order of the dimensions."""
    given: dict[str, dict[str, str]] = {}
    for each in document.named:
        rater = given.setdefault(document.round.name(each.rater), {})
        rater[each.dimension] = points(each.score, document.round)
    return [
        (rater, [scores.get(key, figures.UNKNOWN) for key in document.round.dimensions])
        for rater, scores in given.items()
    ]
