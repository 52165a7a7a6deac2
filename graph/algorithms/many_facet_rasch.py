r"""A second opinion on scores in steps: the many-facet Rasch model.

Effects in points take the step from 1 to 2 for as long as that from 4 to 5. Here steps are
estimated too, and ratees, raters and dimensions are on one scale of logits,

.. math:: \ln \frac{P_k}{P_{k-1}} = B_\mathrm{ratee} - C_\mathrm{rater} - D_\mathrm{dimension} - F_k

Estimates lie too far out where ratings are few, so this is not the score itself.

References
----------
Linacre (1989), Many-Facet Rasch Measurement, MESA Press.
Wright and Masters (1982), Rating Scale Analysis, MESA Press (joint maximum likelihood).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.algorithms.rasch_fit import Facet, Moments, facet
from graph.algorithms.rating_effects import islands, ratings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ROUNDS = 2_000
ENOUGH = 1e-9  # logits by which no measure moves any more
STEP = 1.0  # largest one


@dataclass(frozen=True, slots=True, eq=False)
class ManyFacetRasch:
    """Measures in logits. Ratees, dimensions and steps are centred, raters are not."""

    ratee: Facet  # (n,) above zero: better
    rater: Facet  # (n,) above: more severe
    dimension: Facet  # (D,) above: harder
    step: Floats  # (K,) between each category and the next
    fair_average: Floats  # (n,) points each ratee would have from the mean rater and dimension


@dataclass(slots=True)
class _Model:
    place: tuple[Ints, Ints, Ints]  # ratee, rater, dimension of each rating
    category: Ints
    measures: list[Floats]  # of ratees, raters, dimensions
    step: Floats

    def level(self) -> Floats:
        ratee, rater, dimension = (m[p] for m, p in zip(self.measures, self.place, strict=True))
        return np.asarray(ratee - rater - dimension)


def many_facet_rasch(x: ArrayLike) -> ManyFacetRasch:
    """Return measures, fit and fair averages by joint maximum likelihood.

    Parameters
    ----------
    x : (D, n, n) whole numbers, the categories; dimension, rater, ratee; not a number = not rated;
        diagonals are ignored

    Returns
    -------
    not a number for who gave or received the lowest, or the highest, category only: it has no
    finite measure, and its ratings are left out

    Raises
    ------
    ValueError
        if a rating is no whole number, a category between the lowest and the highest is not used
        (join categories first), raters and ratees do not hang together, or the measures do not
        settle, as ratings are too few

    Notes
    -----
    A few hundred rounds of O(D n^2 K).

    Examples
    --------
    Four give one another 1 to 3; the third does best:

    >>> found = many_facet_rasch([[[0, 2, 3, 1], [2, 0, 3, 2], [1, 3, 0, 1], [2, 1, 2, 0]]])
    >>> found.fair_average.round(2).tolist(), found.step.round(2).tolist()
    ([1.58, 2.23, 2.81, 1.15], [-1.66, 1.66])
    """
    cells = np.stack([ratings(each) for each in np.asarray(x, np.float64)])
    cells = _finite(cells)
    lowest = np.nanmin(cells) if not np.isnan(cells).all() else np.nan
    model = _begun(cells, lowest)
    for _ in range(ROUNDS):
        if _improve(model) < ENOUGH:
            break
    else:
        raise ValueError("the measures do not settle")
    return _described(model, float(lowest))


def _finite(cells: Floats) -> Floats:
    """Leave out, until none is left, who has only the lowest or only the highest category."""
    found = cells
    while not np.isnan(found).all():
        low, high = np.nanmin(found), np.nanmax(found)
        before = found
        lowest, highest = (np.isnan(before) | (before == end) for end in (low, high))
        for axes in ((0, 1), (0, 2), (1, 2)):
            extreme = lowest.all(axes, keepdims=True) | highest.all(axes, keepdims=True)
            found = np.where(extreme, np.nan, found)
        if np.isnan(found).sum() == np.isnan(before).sum():
            break
    return found


def _begun(cells: Floats, lowest: float) -> _Model:
    dimension, rater, ratee = np.nonzero(~np.isnan(cells))
    values = cells[dimension, rater, ratee] - lowest
    category = values.astype(np.int64)
    if not len(values) or (category != values).any() or (np.bincount(category) == 0).any():
        raise ValueError("ratings are whole numbers, and every one between the ends is used")
    if islands(np.where(np.isnan(cells).all(axis=0), np.nan, 1.0)).max() > 0:
        raise ValueError("raters and ratees do not hang together")
    sizes = (cells.shape[2], cells.shape[1], cells.shape[0])
    measures = [np.zeros(size) for size in sizes]
    return _Model((ratee, rater, dimension), category, measures, np.zeros(int(category.max())))


def _chances(level: Floats, step: Floats) -> Floats:
    """Return the chance of each category (N, K + 1)."""
    k = np.arange(len(step) + 1)
    power = level[:, None] * k - np.concatenate([[0.0], np.cumsum(step)])
    weight = np.exp(power - power.max(axis=1, keepdims=True))
    found: Floats = weight / weight.sum(axis=1, keepdims=True)
    return found


def _moments(model: _Model) -> Moments:
    chance = _chances(model.level(), model.step)
    k = np.arange(chance.shape[1])
    expected = chance @ k
    away = k - expected[:, None]
    variance, fourth = ((chance * away**power).sum(axis=1) for power in (2, 4))
    return Moments(model.category - expected, variance, fourth)


def _improve(model: _Model) -> float:
    """Take one Newton step of each facet and of the steps; return the longest."""
    longest = 0.0
    for which, sign in enumerate((1, -1, -1)):
        of, place, measure = _moments(model), model.place[which], model.measures[which]
        information = np.bincount(place, of.variance, len(measure))
        total = np.bincount(place, of.residual, len(measure))
        move = np.divide(sign * total, information, out=total * 0, where=information > 0)
        move = np.clip(move, -STEP, STEP)
        model.measures[which] = measure + move
        longest = max(longest, float(np.abs(move).max()))
    chance = _chances(model.level(), model.step).sum(axis=0)
    counted = np.bincount(model.category, minlength=len(chance))
    move = np.log(counted[:-1] / counted[1:]) - np.log(chance[:-1] / chance[1:])
    model.step = model.step + np.clip(move, -STEP, STEP)
    _centre(model)
    return max(longest, float(np.abs(move).max(initial=0)))


def _centre(model: _Model) -> None:
    ratees, raters, dimensions = model.measures
    used = (np.unique(place) for place in model.place)
    shifts = [float(m[u].mean()) for m, u in zip(model.measures, used, strict=True)]
    step = float(model.step.mean()) if len(model.step) else 0.0
    model.measures = [
        ratees - shifts[0],
        raters - shifts[0] + shifts[2] + step,
        dimensions - shifts[2],
    ]
    model.step = model.step - step


def _described(model: _Model, lowest: float) -> ManyFacetRasch:
    of = _moments(model)
    measures = [np.full(len(m), np.nan) for m in model.measures]
    for shown, measure, place in zip(measures, model.measures, model.place, strict=True):
        shown[place] = measure[place]
    ratee, rater, dimension = (
        facet(m, place, of) for m, place in zip(measures, model.place, strict=True)
    )
    fair = measures[0] - np.nanmean(measures[1]) - np.nanmean(measures[2])
    expected = _chances(fair, model.step) @ np.arange(len(model.step) + 1)
    return ManyFacetRasch(ratee, rater, dimension, model.step, lowest + expected)
