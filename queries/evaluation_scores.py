"""The scores of departments in a round of mutual evaluation."""

from collections.abc import Iterator

import pyarrow as pa

from graph.evaluation.figures import Oversight
from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.columns import count, other
from queries.evaluation import DIMENSION, RATERS, REASON, OfRound, member, named, report, version
from queries.evaluation_words import BOUNDS, VERDICTS, step
from queries.query import Column, Query, arrow_table

CODED = {key: Text(words.zh, words.en.strip()) for key, words in BOUNDS.items()}


def scores(store: GraphStore, load: Load | None, parameters: OfRound) -> pa.Table:
    """How do departments rate each department, fairly?

    Overall first, then by dimension; scores that are shown by department, then those that are not,
    by department; last what open raters said, under their names.
    """
    found = report(store, load, parameters)
    rows = [] if found is None else [*_scores(found), *_named(found)]
    return arrow_table([_EMPTY | row for row in rows], QUERY.columns)


def _scores(of: Oversight) -> Iterator[dict[str, object]]:
    for each in of.scores:
        yield {
            **named(of.round, each.department),
            "dimension": each.dimension or None,
            "score": each.score,
            "coded": each.coded or None,
            "step": step(each, of.round),
            "low": each.low,
            "high": each.high,
            "rank_low": each.rank_low,
            "rank_high": each.rank_high,
            "ranked": each.ranked,
            "mean": each.mean,
            "verdict": each.verdict or None,
            "corrected": of.design.corrected,
            "raters": each.raters,
            "reason": each.reason or None,
        }


def _named(of: Oversight) -> Iterator[dict[str, object]]:
    for each in of.named:
        yield {
            **named(of.round, each.ratee),
            **named(of.round, each.rater, "rater"),
            "dimension": each.dimension,
            "score": each.score,
        }


QUERY = Query(
    name="evaluation-scores",
    title=Text("互评得分", "Scores of a round"),
    question=Text(
        "各部门在互评中得分如何（已扣除评价部门的宽严）？",
        "How do departments rate each department, fairly?",
    ),
    parameters=OfRound,
    columns=(
        *member("department", "被评部门", "Ratee"),
        *member("rater", "具名评价部门", "Open rater"),
        DIMENSION,
        other(
            "score",
            "number",
            "得分",
            "Score",
            "得分，已取整；不予显示时为空，见原因。",
            "Score, rounded; empty where it is not shown, see reason.",
        ),
        Column(
            "coded",
            "string",
            Text("两端", "Ends"),
            Text(
                "得分在两端时只写不低于或不高于。", "At the ends of the scale only a bound is told."
            ),
            words=CODED,
        ),
        other(
            "step",
            "number",
            "取整到",
            "Rounded to",
            "得分取整到多少分。部门少或缺评多的一期取整到2、5或10个末位，以保护评价部门。",
            "Points to which the score is rounded: 2, 5 or 10 of its last digits in rounds of few "
            "departments or with many gaps, to protect the raters.",
        ),
        other(
            "low", "number", "区间下限", "Low", "95%区间下限。", "Lower end of the 95 % interval."
        ),
        other(
            "high", "number", "区间上限", "High", "95%区间上限。", "Upper end of the 95 % interval."
        ),
        count("rank_low", "位次自", "Rank from", "可能的最好位次。", "Best likely rank."),
        count("rank_high", "位次至", "Rank to", "可能的最差位次。", "Worst likely rank."),
        count(
            "ranked", "参与排位", "Ranked", "有得分显示的部门数。", "Departments that are ranked."
        ),
        other(
            "mean",
            "number",
            "均值",
            "Mean",
            "显示得分的部门的均值。",
            "Mean over the scores shown.",
        ),
        Column(
            "verdict",
            "string",
            Text("判断", "Verdict"),
            Text(
                "与均值相比，已做多重比较校正；空为不作判断。",
                "Against the mean, corrected for many comparisons; empty: none.",
            ),
            words={key: words for key, words in VERDICTS.items() if key},
        ),
        other(
            "corrected",
            "boolean",
            "已校正宽严",
            "Corrected",
            "是否已扣除评价部门的宽严。",
            "Whether the severity of raters is taken out.",
        ),
        RATERS,
        REASON,
    ),
    function=scores,
    graph=True,
    version=version,
)
_EMPTY: dict[str, object] = {column.name: None for column in QUERY.columns}
