"""An earlier release of a round for the audit of a new one, read from what was frozen."""

from collections.abc import Sequence

import numpy as np

from graph.evaluation.assessment import layered, without
from graph.evaluation.counts import secret_raters
from graph.evaluation.estimates import Bools, Floats
from graph.evaluation.facts import scale_of
from graph.evaluation.figures import Document, Oversight
from graph.evaluation.kinds import kinds_of, members_of
from graph.evaluation.publication import Publication
from graph.evaluation.ratings import Ratings


def earlier_release(
    ratings: Ratings, report: Oversight, documents: Sequence[Document]
) -> Publication:
    """Return the figures of a release, with the ratings and thresholds that it rests on.

    How a figure comes from the ratings is worked out anew; which were shown, and as what, is read.
    """
    scale = scale_of(ratings)
    weights = np.array(report.rules.weights(ratings.dimensions))
    excluded = np.isin(
        ratings.departments, [each.department for each in report.raters if each.excluded]
    )
    estimates = layered(without(ratings, excluded), weights)
    read, told = _written(ratings, report)
    steps, part_steps = _steps(ratings, report, documents)
    found = np.stack([each.score for each in estimates])
    as_read = scale.written(found, steps) == read  # not so after a change of the estimator
    return Publication(
        estimates=estimates,
        weights=weights,
        scale=scale,
        steps=steps,
        part_steps=part_steps,
        shown=~np.isnan(read),
        means=told,
        parts=_parts(ratings, documents),
        members=members_of(ratings, kinds_of(ratings)),
        given=ratings.x,
        secret=secret_raters(ratings),
        scores=np.where(as_read | np.isnan(read), found, read),
    )


def _written(ratings: Ratings, report: Oversight) -> tuple[Floats, Bools]:
    """Return the published scores (k + 1, n), and of which layers the mean was (k + 1,)."""
    layer = {name: at for at, name in enumerate((*ratings.dimensions, ""))}
    place = {name: at for at, name in enumerate(ratings.departments)}
    scores, told = np.full((len(layer), len(place)), np.nan), np.zeros(len(layer), np.bool_)
    for each in report.scores:
        told[layer[each.dimension]] |= each.mean is not None
        if each.score is not None:
            scores[layer[each.dimension], place[each.department]] = each.score
    return scores, told


def _steps(
    ratings: Ratings, report: Oversight, documents: Sequence[Document]
) -> tuple[Floats, Floats]:
    """Return to what the scores (k + 1, n) and the scores by kind (k, n) were rounded."""
    layer = {name: at for at, name in enumerate((*ratings.dimensions, ""))}
    place = {name: at for at, name in enumerate(ratings.departments)}
    steps, parts = np.full((2, len(layer), len(place)), scale_of(ratings).unit)
    for each in report.scores:
        if each.step is not None:
            steps[layer[each.dimension], place[each.department]] = each.step
    for document in documents:
        for part in document.subgroups:
            if part.step is not None:
                parts[layer[part.dimension], place[document.department.id]] = part.step
    return steps, parts[:-1]


def _parts(ratings: Ratings, documents: Sequence[Document]) -> Bools:
    """Return which scores by kind were published (k, n, c)."""
    kinds = {name: at for at, name in enumerate(kinds_of(ratings))}
    layer = {name: at for at, name in enumerate(ratings.dimensions)}
    place = {name: at for at, name in enumerate(ratings.departments)}
    found = np.zeros((len(layer), len(place), len(kinds)), np.bool_)
    for document in documents:
        for each in document.subgroups:
            cell = layer[each.dimension], place[document.department.id], kinds[each.kind]
            found[cell] = each.score is not None
    return found
