"""The report that one department gets, made of what the gate lets through.

What it holds besides aggregates of its raters does not depend on what it was given: its own habit
is told from a panel in which nobody rated it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from graph.evaluation.assessment import Assessment
from graph.evaluation.beside import beside
from graph.evaluation.design import design, hub
from graph.evaluation.figures import Document, Named, Own, Round, Score
from graph.evaluation.gate import Gate


def document(through: Gate, about: Round, scores: Sequence[Score], at: int) -> Document:
    """Return the report of department number `at`; `scores` are those of all, from the gate."""
    of, one = through.of, about.departments[at]
    apart = zip((*about.dimensions, ""), of.distinguishable, strict=True)
    beside_star = design(of).shape == "star" and one.id != hub(of)
    own = tuple(each for each in scores if each.department == one.id)
    if len(about.departments) < of.rules.min_ranked:  # ranks are made of the scores of others
        own = tuple(replace(each, rank_low=None, rank_high=None, ranked=None) for each in own)
    return Document(
        round=about,
        rules=of.rules,
        department=one,
        asked=1 if beside_star else len(about.departments) - 1,
        raters=own[0].raters,
        corrected=of.corrected,
        distinguishable=tuple(name for name, told in apart if told),
        scores=own,
        named=tuple(each for each in named(of) if one.id in (each.rater, each.ratee)),
        subgroups=through.subgroups(at),
        objective=list(beside(of, scores))[at],
        own=_own(through, at),
    )


def _own(through: Gate, at: int) -> Own:
    found, ratings = through.habits[at], through.of.ratings
    rated = np.any(~np.isnan(ratings.x[:, at]), axis=0)
    return Own(
        rated=int(rated.sum()),
        unknown=int((np.any(ratings.unknown[:, at], axis=0) & ~rated).sum()),
        flags=found.flags,
        judged=found.judged,
    )


def named(of: Assessment) -> Iterator[Named]:
    """Yield the ratings of open raters, which are theirs (具名评价)."""
    ratings = of.ratings
    for at, rater in enumerate(ratings.departments):
        if rater in ratings.open_raters:
            for layer, ratee in np.argwhere(~np.isnan(ratings.x[:, at])):
                yield Named(
                    rater,
                    ratings.departments[ratee],
                    ratings.dimensions[layer],
                    float(ratings.x[layer, at, ratee]),
                )
