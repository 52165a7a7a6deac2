r"""Scores of ratees drawn towards the mean as far as the ratings are unsure, with their errors.

A least-squares effect from five ratings scatters more than one from fifty, so that a ranking of
such effects has the least rated at both ends. The best linear unbiased prediction at estimated
variances (empirical, hence EBLUP) takes each towards the mean by its own reliability. With u the
rater and ratee effects, G their covariance [[sa2, sab], [sab, sb2]] of each department, and R that
of the pair effects, [[sg2, sgg], [sgg, sg2]] of each two departments that rate each other,

.. math:: \begin{pmatrix} 1^T R^{-1} 1 & 1^T R^{-1} Z \\ Z^T R^{-1} 1 & Z^T R^{-1} Z + G^{-1}
    \end{pmatrix} \begin{pmatrix} \hat\mu \\ \hat u \end{pmatrix}
    = \begin{pmatrix} 1^T R^{-1} y \\ Z^T R^{-1} y \end{pmatrix}

and the inverse of the matrix is the covariance of the errors of prediction.

References
----------
Henderson (1975), Best linear unbiased estimation and prediction under a selection model,
Biometrics 31(2), 423-447, doi:10.2307/2529430.
Bates, Maechler, Bolker and Walker (2015), Fitting linear mixed-effects models using lme4, Journal
of Statistical Software 67(1), doi:10.18637/jss.v067.i01 (whose errors take the mean as known).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.algorithms.mixed_model import clipped, equations, precision
from graph.algorithms.rank_intervals import rank_intervals
from graph.algorithms.rating_effects import ratings
from graph.algorithms.social_relations import Variances

__all__ = ["Predicted", "clipped", "predict", "published_map", "rank_intervals"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Predicted:
    """Predicted effects in points; not a number for who gave, or received, no rating."""

    mean: float
    rater: Floats  # (n,)
    ratee: Floats  # (n,)
    rater_error: Floats  # (n,) root of the variance of the error of prediction
    ratee_error: Floats  # (n,)
    ratee_error_given_mean: Floats  # (n,) the same with the mean taken as known: what lme4 prints
    published_error: Floats  # (n,) standard error of mean + ratee effect, of both together
    covariance: Floats  # (n, n) of the errors of mean + ratee effect
    reliability: Floats  # (n,) of ratee effects, 1 - error variance / variance

    @property
    def published(self) -> Floats:
        """Score of each ratee: mean + ratee effect."""
        return self.mean + self.ratee


def predict(x: ArrayLike, variances: Variances) -> Predicted:
    r"""Return the predicted effects of raters and ratees, and how sure each is.

    Parameters
    ----------
    x : (n, n) ratings in points; row = rater, column = ratee, not a number = not rated; the
        diagonal is ignored
    variances : in squared points, as of `social_relations.variances`; taken as `clipped`

    Returns
    -------
    published scores are mean + ratee effect; their covariance holds the error of the mean too

    Raises
    ------
    ValueError
        if the matrix is not square or has no rating, or the variances are undetermined

    Notes
    -----
    O(n^3) of one inverse of size 2n + 1; the pair effects are solved two by two. Equal to lme4
    where lme4 can represent the model (no rater-ratee and no negative dyadic covariance).

    Examples
    --------
    Without differences between raters, half of what two ratings say is believed:

    >>> x = [[np.nan, 4, 6], [6, np.nan, 6], [6, 4, np.nan]]
    >>> found = predict(x, Variances(rater=1e-9, ratee=1.0, pair=2.0, rater_ratee=0, dyadic=0))
    >>> found.ratee.round(4).tolist()
    [0.3333, -0.6667, 0.3333]
    """
    cells = ratings(x)
    seen = ~np.isnan(cells)
    if not seen.any():
        raise ValueError("there is no rating")
    used = clipped(variances)
    straight, across = precision(seen, used)
    inverse = np.asarray(np.linalg.inv(equations(straight, across, used)), np.float64)
    centre = float(np.nanmean(cells))  # keeps rounding small
    around = np.where(seen, cells - centre, 0)
    weighted = straight * around + across * around.T
    right = np.concatenate([[weighted.sum()], weighted.sum(axis=1), weighted.sum(axis=0)])
    return _predicted(inverse @ right, inverse, seen, centre, used.ratee)


def _predicted(
    solution: Floats, inverse: Floats, seen: NDArray[np.bool_], centre: float, variance: float
) -> Predicted:
    n = len(seen)
    gave = np.where(seen.any(axis=1), 1.0, np.nan)
    received = np.where(seen.any(axis=0), 1.0, np.nan)
    error = inverse.diagonal()
    with_mean = inverse[0, n + 1 :]
    known = error[n + 1 :] - with_mean**2 / inverse[0, 0]
    sums = inverse[n + 1 :, n + 1 :] + with_mean + with_mean[:, None] + inverse[0, 0]
    covariance = sums * received * received[:, None]
    return Predicted(
        mean=float(solution[0]) + centre,
        rater=solution[1 : n + 1] * gave,
        ratee=solution[n + 1 :] * received,
        rater_error=np.sqrt(error[1 : n + 1]) * gave,
        ratee_error=np.sqrt(error[n + 1 :]) * received,
        ratee_error_given_mean=np.sqrt(known) * received,
        published_error=np.sqrt(covariance.diagonal()),
        covariance=covariance,
        reliability=(1 - error[n + 1 :] / variance) * received,
    )


def published_map(observed: ArrayLike, variances: Variances) -> Floats:
    """Return the published scores as linear functions of the ratings, at fixed variances.

    Parameters
    ----------
    observed : (n, n) whether there is a rating; the diagonal is ignored
    variances : as for `predict`

    Returns
    -------
    (n, N) row j times the N observed ratings, row by row of the matrix, is the published score of
    ratee j; each row sums to one, or is zero for a department nobody rated

    Raises
    ------
    ValueError
        as for `predict`

    Examples
    --------
    >>> found = published_map(np.ones((3, 3)), Variances(1.0, 1.0, 2.0, 0.0, 0.0))
    >>> found.shape, found.sum(axis=1).round(9).tolist()
    ((3, 6), [1.0, 1.0, 1.0])
    """
    return _maps(observed, variances)[0]


def rater_map(observed: ArrayLike, variances: Variances) -> Floats:
    """Return the rater effects as linear functions of the ratings, at fixed variances.

    Parameters and errors as for `published_map`; row i is the effect of rater i.

    Examples
    --------
    >>> found = rater_map(np.ones((3, 3)), Variances(1.0, 1.0, 2.0, 0.0, 0.0))
    >>> found.shape, (found.sum(axis=1).round(9) + 0).tolist()
    ((3, 6), [0.0, 0.0, 0.0])
    """
    return _maps(observed, variances)[1]


def _maps(observed: ArrayLike, variances: Variances) -> tuple[Floats, Floats]:
    """Return the maps of published scores and of rater effects."""
    seen = ~np.isnan(ratings(np.where(np.asarray(observed, np.bool_), 0.0, np.nan)))
    if not seen.any():
        raise ValueError("there is no rating")
    n, used = len(seen), clipped(variances)
    straight, across = precision(seen, used)
    inverse = np.asarray(np.linalg.inv(equations(straight, across, used)), np.float64)
    i, j = np.nonzero(seen)

    def of_cells(rows: Floats) -> Floats:
        own = rows[:, :1] + rows[:, 1 + i] + rows[:, 1 + n + j]
        reverse = rows[:, :1] + rows[:, 1 + j] + rows[:, 1 + n + i]
        found: Floats = straight[i, j] * own + across[i, j] * reverse
        return found

    received, gave = seen.any(axis=0, keepdims=True).T, seen.any(axis=1, keepdims=True)
    published = of_cells((inverse[0] + inverse[n + 1 :]) * received)
    return published, of_cells(inverse[1 : n + 1] * gave)
