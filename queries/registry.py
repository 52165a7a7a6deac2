"""All questions by name."""

from graph.errors import UnknownQueryError
from queries import (
    bottlenecks,
    case,
    case_place,
    cases,
    causes,
    comparison,
    departments,
    evaluation_change,
    evaluation_design,
    evaluation_objective,
    evaluation_pairs,
    evaluation_raters,
    evaluation_scores,
    evaluations,
    gatekeepers,
    groups,
    handoffs,
    handovers,
    items,
    loads,
    neighbourhood,
    network,
    open_cases,
    open_pairs,
    overview,
    pair_trend,
    paths,
    rings,
    search,
    trend,
    waits,
)
from queries.query import Query

_MODULES = (
    overview,
    bottlenecks,
    handovers,
    causes,
    comparison,
    handoffs,
    trend,
    pair_trend,
    waits,
    departments,
    network,
    groups,
    neighbourhood,
    paths,
    rings,
    gatekeepers,
    items,
    cases,
    case,
    case_place,
    open_cases,
    open_pairs,
    search,
    evaluations,
    evaluation_design,
    evaluation_scores,
    evaluation_raters,
    evaluation_pairs,
    evaluation_change,
    evaluation_objective,
    loads,
)

QUERIES: dict[str, Query] = {module.QUERY.name: module.QUERY for module in _MODULES}
"""Every question, in the order in which they are listed."""


def find(name: str) -> Query:
    """Return the question of that name, or raise `UnknownQueryError`."""
    if name not in QUERIES:
        raise UnknownQueryError(
            f"没有查询 {name!r}。可用的查询：{'、'.join(QUERIES)}。",
            f"There is no query {name!r}. Queries: {', '.join(QUERIES)}.",
        )
    return QUERIES[name]
