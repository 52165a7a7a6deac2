"""What is unusual in the ratings that departments gave."""

from collections.abc import Iterator

import pyarrow as pa

from graph.evaluation.figures import Oversight
from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.columns import other
from queries.evaluation import OfRound, member, named, report, version
from queries.evaluation_words import FLAGS
from queries.query import Column, Query, arrow_table


def raters(store: GraphStore, load: Load | None, parameters: OfRound) -> pa.Table:
    """Which departments rate in an unusual way?

    One row a department and mark, without values; by department, then in the order of the marks.
    Asking for a released round is logged.
    """
    found = report(store, load, parameters, who="query")
    return arrow_table([] if found is None else list(_rows(found)), QUERY.columns)


def _rows(of: Oversight) -> Iterator[dict[str, object]]:
    for each in of.raters:
        for flag in each.flags or (None,):
            yield {**named(of.round, each.department), "flag": flag, "excluded": each.excluded}


QUERY = Query(
    name="evaluation-raters",
    title=Text("评价部门的打分习惯", "Raters of a round"),
    question=Text("哪些部门的打分不同寻常？", "Which departments rate in an unusual way?"),
    parameters=OfRound,
    columns=(
        *member("department", "评价部门", "Rater"),
        Column(
            "flag",
            "string",
            Text("情况", "Mark"),
            Text("不同寻常之处；只描述，不给数值。", "What is unusual; described, without value."),
            words={str(key): words for key, words in FLAGS.items()},
        ),
        other(
            "excluded",
            "boolean",
            "已剔除",
            "Left out",
            "其评分是否没有计入；只因几乎都打同一个分或打分杂乱而剔除。",
            "Whether its ratings are left out: only for straight lines or noise.",
        ),
    ),
    function=raters,
    graph=True,
    version=version,
)
