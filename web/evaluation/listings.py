"""The tables of the pages of evaluation, as they go into files."""

from collections.abc import Iterable

from graph.evaluation.figures import Document, Oversight, Round, Score
from graph.evaluation.rules import Rules
from queries.evaluation_words import (
    CHANGES,
    RANKS,
    VERDICTS,
    counted,
    dimension,
    hidden,
    ranks,
    score,
    step,
)
from web.evaluation.listing import Listing, Value
from web.evaluation.scores_view import by_rank, shown_first
from web.figures import UNKNOWN
from web.language import gettext, words


def oversight_listing(report: Oversight) -> Listing:
    """Return the scores of a round, dimension by dimension, each in the order of the page."""
    keys = ("", *report.round.dimensions)
    scores = [
        each
        for key in keys
        for each in by_rank(one for one in report.scores if one.dimension == key)
    ]
    return _scores(gettext("监督报告"), scores, report.round, report.rules)


def document_listing(document: Document) -> Listing:
    """Return the scores of a department."""
    title = gettext("%(name)s互评报告", name=document.department.name)
    return _scores(title, document.scores, document.round, document.rules)


def counts_listing(report: Oversight) -> Listing:
    """Return how many departments answered about each, before any score."""
    heads = [
        ("department", gettext("部门")),
        ("dimension", gettext("维度")),
        ("raters", gettext("评价部门数")),
        ("note", gettext("说明")),
    ]
    rows: list[list[Value]] = [
        [
            report.round.name(one.department),
            words(dimension(one.dimension)),
            words(counted(one.raters, report.rules)),
            words(hidden(one.reason or "protected", report.rules)) if one.score is None else "",
        ]
        for one in sorted(report.scores, key=lambda each: (each.score is None, each.department))
    ]
    return Listing(gettext("互评设计"), heads, rows)


def departments_listing(report: Oversight) -> Listing:
    """Return the departments that have a report, with the overall score of each, as on the page."""
    heads = [
        ("department", gettext("部门")),
        ("department_id", gettext("编码")),
        ("score", gettext("综合得分")),
    ]
    overall = {each.department: each for each in report.scores if not each.dimension}
    rows: list[list[Value]] = []
    for one in shown_first(report):
        found = overall.get(one.id)
        text = words(score(found, report.round, report.rules)) if found else UNKNOWN
        rows.append([one.name, one.id, text])
    return Listing(gettext("部门报告"), heads, rows)


def _scores(title: str, scores: Iterable[Score], about: Round, rules: Rules) -> Listing:
    heads = [
        ("department", gettext("部门")),
        ("dimension", gettext("维度")),
        ("score", gettext("得分")),
        ("step", gettext("取整到")),
        ("low", gettext("区间下限")),
        ("high", gettext("区间上限")),
        ("ranks", words(RANKS)),
        ("mean", gettext("均值")),
        ("verdict", gettext("判断")),
        ("change", gettext("较上期")),
    ]
    return Listing(title, heads, [_row(each, about, rules) for each in scores])


def _row(one: Score, about: Round, rules: Rules) -> list[Value]:
    shown = one.score is not None and not one.coded
    return [
        about.name(one.department),
        words(dimension(one.dimension)),
        one.score if shown else words(score(one, about, rules)),
        step(one, about),
        one.low,
        one.high,
        words(ranks(one, rules)),
        one.mean,
        words(VERDICTS[one.verdict]),
        words(CHANGES[one.change]),
    ]
