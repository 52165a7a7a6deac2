"""The report for oversight of one round, as its page shows it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from graph.evaluation.figures import Objective, Oversight, Pair, Quadrant, Score
from graph.load import Load
from queries.evaluation_sentences import oversight_answer
from queries.evaluation_words import (
    ABLE,
    FLAGS,
    KINDS,
    RANKS,
    SPLITS,
    TITLES,
    WAITS,
    dimension,
    method,
    points,
    quadrant,
)
from web import figures
from web.evaluation.beside_view import (
    EFFICIENCY,
    PROCESS_LIGHTS,
    QUALITY,
    Facts,
    return_facts,
    waiting_facts,
)
from web.evaluation.design_view import handoff_links
from web.evaluation.score_line import Axis, axis
from web.evaluation.scores_view import Light, ScoreRow, by_rank, score_row
from web.evaluation.splits import agreement_facts, audit_facts, split_row
from web.language import gettext, words

Address = Callable[[str], str]
"""Gives the page of a department of the round."""
QUADRANTS: tuple[Quadrant, ...] = ("confirmed", "perception", "hidden", "good")


class MapRow(NamedTuple):
    """A department with its score in each dimension."""

    name: str
    address: str
    cells: list[ScoreRow]


class PairRow(NamedTuple):
    """A pair that stands out, with what the process says of it."""

    kind: str
    first: str
    second: str
    process: Light
    handoffs: str
    addresses: list[tuple[str, str]]


class ProcessRow(NamedTuple):
    """What the process says of a department, beside its ratings."""

    name: str
    address: str
    handoffs: str
    waiting: Facts
    returned: Facts
    efficiency: str
    quality: str


def oversight_view(report: Oversight, load: Load | None, to: Address) -> dict[str, Any]:
    """Return what the template needs to show `report`; links open what `load` has."""
    names = report.round.name
    overall = [each for each in report.scores if not each.dimension]
    on = axis(report.scores, report.round.low, report.round.high)
    return {
        "report": report,
        "rank_head": words(RANKS),
        "titles": {name: words(each) for name, each in TITLES.items()},
        "heads": {name: words(each) for name, each in SPLITS.items()},
        "able": {able: words(each) for able, each in ABLE.items()},
        "answer": words(oversight_answer(report)),
        "axis": on.labels() if any(each.score is not None for each in report.scores) else [],
        "league": [_row(report, each, on, to) for each in by_rank(overall)],
        "map": [_map_row(report, each.department, on, to) for each in by_rank(overall)],
        "dimensions": [words(dimension(each)) for each in report.round.dimensions],
        "splits": [split_row(each) for each in report.splits],
        "pairs": [_pair(report, each, load) for each in report.pairs],
        "raters": [
            (names(each.department), [words(FLAGS[flag]) for flag in each.flags], each.excluded)
            for each in report.raters
        ],
        "rings": [[names(each) for each in ring] for ring in report.rings],
        "process": [_process(report, each, to) for each in report.objective],
        "quadrants": [_quadrant(report, each) for each in QUADRANTS],
        "moves": [
            (
                words(method(each)),
                [names(one) for one in each.up],
                [names(one) for one in each.down],
            )
            for each in report.moves
        ],
        "agreement": agreement_facts(report),
        "unsaid": [
            (
                names(first),
                names(second),
                handoff_links(report, ((first, second), (second, first)), load),
            )
            for first, second in report.agreement.unsaid
        ],
        "audit": audit_facts(report),
        "named": _named(report),
    }


def _row(report: Oversight, one: Score, on: Axis, to: Address) -> ScoreRow:
    name = report.round.name(one.department)
    return score_row(one, name, on, report, to(one.department))


def _map_row(report: Oversight, department: str, on: Axis, to: Address) -> MapRow:
    found = {each.dimension: each for each in report.scores if each.department == department}
    cells = [_row(report, found[key], on, to) for key in report.round.dimensions if key in found]
    return MapRow(report.round.name(department), to(department), cells)


def _pair(report: Oversight, one: Pair, load: Load | None) -> PairRow:
    first, second = report.round.name(one.first), report.round.name(one.second)
    both = ((one.first, one.second), (one.second, one.first))
    ways = both if one.handoffs else ()
    return PairRow(
        words(KINDS[one.kind]),
        first,
        second,
        (PROCESS_LIGHTS[one.process], words(WAITS[one.process])),
        figures.number(one.handoffs),
        handoff_links(report, ways, load),
    )


def _process(report: Oversight, one: Objective, to: Address) -> ProcessRow:
    return ProcessRow(
        report.round.name(one.department),
        to(one.department),
        figures.number(one.handoffs),
        waiting_facts(one),
        return_facts(one),
        words(quadrant(EFFICIENCY, one)),
        words(quadrant(QUALITY, one)),
    )


def _quadrant(report: Oversight, key: Quadrant) -> tuple[str, list[str], list[str]]:
    """Return the words of a quadrant and who is in it, by 工作效率 and by 工作质量."""
    words_of = {
        "confirmed": gettext("评价低，流程也差"),
        "perception": gettext("评价低，流程不差"),
        "hidden": gettext("评价高，流程差"),
        "good": gettext("评价高，流程也好"),
    }
    return (
        words_of[key],
        [report.round.name(one.department) for one in report.objective if one.efficiency == key],
        [report.round.name(one.department) for one in report.objective if one.quality == key],
    )


def _named(report: Oversight) -> list[tuple[str, str, list[str]]]:
    """Return each open rater and ratee with the scores in the order of the dimensions."""
    given: dict[tuple[str, str], dict[str, str]] = {}
    for each in report.named:
        pair = report.round.name(each.rater), report.round.name(each.ratee)
        given.setdefault(pair, {})[each.dimension] = points(each.score, report.round)
    return [
        (rater, ratee, [scores.get(key, figures.UNKNOWN) for key in report.round.dimensions])
        for (rater, ratee), scores in given.items()
    ]
