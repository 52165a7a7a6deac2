"""What a round can show, before any score."""

from typing import Any, NamedTuple

from graph.evaluation.figures import Oversight, Score, Unasked
from graph.load import Load
from queries.evaluation_words import SHAPES, counted, dimension, hidden
from web import figures
from web.evaluation.scores_view import shown_first
from web.language import gettext, words
from web.links import address


class CountRow(NamedTuple):
    """How many answered about a department, in each dimension; a text, and whether it is shown."""

    name: str
    cells: list[tuple[str, bool]]


class UnaskedRow(NamedTuple):
    """Two departments that hand over to each other and do not rate each other."""

    first: str
    second: str
    handoffs: str
    addresses: list[tuple[str, str]]


def design_view(report: Oversight, load: Load | None) -> dict[str, Any]:
    """Return what the template needs to show the design of a round."""
    held = [each for each in report.scores if each.score is None]
    return {
        "report": report,
        "answer": _answer(report, held),
        "shape": words(SHAPES[report.design.shape]),
        "counts": _counts(report),
        "dimensions": [words(dimension(each)) for each in report.round.dimensions],
        "unasked": [_unasked(report, each, load) for each in report.design.unasked],
        "silent": figures.number(report.design.silent),
        "unknown": figures.share(report.design.unknown),
        "held": held_rows(report),
    }


def _answer(report: Oversight, held: list[Score]) -> str:
    wholly = len({each.department for each in held if not each.dimension})
    design = report.design
    if design.corrected:
        said = gettext("评价够密，得分可以扣除宽严，给出区间和位次。")
    else:
        said = gettext("评价不够密，只能给出平均分，未校正宽严，不列配对。")
    if not wholly:
        return said + gettext("%(all)s家的综合得分都能显示。", all=design.departments)
    shown = gettext(
        "%(all)s家中%(held)s家的综合得分不予显示。", all=design.departments, held=wholly
    )
    return said + shown


def held_rows(report: Oversight) -> list[tuple[str, str, str]]:
    """Return departments, dimensions and reason of what is not shown, by id."""
    found: dict[tuple[str, str], list[str]] = {}
    for each in sorted(report.scores, key=lambda one: one.department):
        if each.score is None:
            why = words(hidden(each.reason or "protected", report.rules))
            found.setdefault((each.department, why), []).append(words(dimension(each.dimension)))
    together: dict[tuple[str, str], list[str]] = {}
    for (department, why), names in found.items():
        where = gettext("、").join(names)
        if len(names) == 1 + len(report.round.dimensions):
            where = gettext("综合和全部维度")
        together.setdefault((where, why), []).append(report.round.name(department))
    return [(gettext("、").join(names), *which) for which, names in together.items()]


def _counts(report: Oversight) -> list[CountRow]:
    found = {(each.department, each.dimension): each for each in report.scores}
    return [
        CountRow(
            one.name,
            [_count(found.get((one.id, key)), report) for key in report.round.dimensions],
        )
        for one in shown_first(report)
    ]


def _count(one: Score | None, report: Oversight) -> tuple[str, bool]:
    if one is None:
        return figures.UNKNOWN, False
    if one.score is None:
        return words(hidden(one.reason or "protected", report.rules)), False
    return words(counted(one.raters, report.rules)), True


def _unasked(report: Oversight, one: Unasked, load: Load | None) -> UnaskedRow:
    first, second = report.round.name(one.first), report.round.name(one.second)
    number = figures.number(one.handoffs)
    ways = ((one.first, one.second), (one.second, one.first))
    return UnaskedRow(first, second, number, handoff_links(report, ways, load))


def handoff_links(
    report: Oversight, ways: tuple[tuple[str, str], ...], load: Load | None
) -> list[tuple[str, str]]:
    """Return label and address of the handoffs of each way, where `load` is that of the round."""
    if load is None or report.round.load_id != load.load_id:
        return []
    dates = {"since": report.round.starts, "until": report.round.ends}
    given = {name: text for name, text in dates.items() if text}
    name = report.round.name
    return [
        (
            f"{name(sender)}→{name(receiver)}",
            address("handoffs", {}, {"sender": sender, "receiver": receiver, **given}),
        )
        for sender, receiver in ways
    ]
