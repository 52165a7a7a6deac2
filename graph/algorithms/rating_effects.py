r"""How severe each rater is and how well each ratee does, from ratings of which some are missing.

A plain mean of the ratings received is unfair where raters differ in severity and not everybody
rates everybody. Least squares of

.. math:: x_{ij} = \mu + a_i + b_j + g_{ij}, \qquad \sum_i a_i = \sum_j b_j = 0

over the observed cells takes severity (:math:`-a_i`) out. With all cells it is the estimator of
the social relations model; it is also HodgeRank of the differences that each rater makes between
two ratees, weighted by one over its ratings.

References
----------
Warner, Kenny and Stoto (1979), A new round robin analysis of variance for social interaction data,
Journal of Personality and Social Psychology 37(10), 1742-1757, doi:10.1037/0022-3514.37.10.1742.
Jiang, Lim, Yao and Ye (2011), Statistical ranking and combinatorial Hodge theory, Mathematical
Programming 127(1), 203-244, doi:10.1007/s10107-010-0419-x.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.algorithms.rating_islands import islands, ratings

__all__ = ["Effects", "effects", "islands", "ratee_map", "rater_map", "ratings"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """The parts of each rating; they add up to it. Not a number where there is nothing to say."""

    mean: float  # mean over the rated departments of the level of their island
    level: Floats  # (n,) of each ratee: the mean of its island
    rater: Floats  # (n,) above zero: lenient
    ratee: Floats  # (n,)
    residual: Floats  # (n, n) of the observed cells: pair effect and error
    island: Ints  # (2n,) as of `islands`

    @property
    def connected(self) -> bool:
        """Whether one island holds all: else effects of different islands do not compare."""
        return int(self.island.max(initial=-1)) <= 0

    @property
    def published(self) -> Floats:
        """Score of each ratee with severity taken out, in points."""
        return self.level + self.ratee


def effects(x: ArrayLike, weights: ArrayLike | None = None) -> Effects:
    r"""Return the least-squares effects of raters and ratees over the observed cells.

    The effects of raters are taken out first, so that one system of size n is left. With W the
    weights and r, c their row and column sums,

    .. math:: \big(\mathrm{diag}(c) - W^T \mathrm{diag}(r)^{-1} W\big)\, b
        = \sum_i w_{ij} (x_{ij} - \bar x_{i\cdot})

    Parameters
    ----------
    x : (n, n) ratings in points; row = rater, column = ratee, not a number = not rated; the
        diagonal is ignored
    weights : (n, n), or (n, 1) for raters; zero leaves a cell out; all one by default

    Returns
    -------
    effects in points, which sum to zero over the raters, and over the ratees, of each island

    Raises
    ------
    ValueError
        if the matrix is not square, or a weight is negative

    Notes
    -----
    O(n^3) of one dense system of size n. A constant added to the ratings of one rater shifts
    its own effect and the mean only.

    Examples
    --------
    The first is lenient and deserves least, the last severe and deserves most:

    >>> found = effects([[np.nan, 6, 7], [4, np.nan, 6], [3, 4, np.nan]])
    >>> round(found.mean, 9), found.rater.round(9).tolist(), (found.ratee.round(9) + 0).tolist()
    (5.0, [1.0, 0.0, -1.0], [-1.0, 0.0, 1.0])
    """
    cells = ratings(x)
    weight = _weights(cells, weights)
    cells = np.where(weight > 0, cells, np.nan)
    island = islands(cells)
    return _split(cells, weight, island)


def _weights(cells: Floats, weights: ArrayLike | None) -> Floats:
    given = np.broadcast_to(np.asarray(1.0 if weights is None else weights), cells.shape)
    if (given < 0).any():
        raise ValueError("a weight is negative")
    return np.where(np.isnan(cells), 0.0, given)


def _split(cells: Floats, weight: Floats, island: Ints) -> Effects:
    n = len(cells)
    values = np.where(weight > 0, cells, 0.0)
    row = weight.sum(axis=1, keepdims=True)
    gave = np.divide(weight, row, out=np.zeros_like(weight), where=row > 0)
    own = (gave * values).sum(axis=1, keepdims=True)
    ratee = _pseudo_inverse(weight, island) @ (weight * (values - own)).sum(axis=0)
    lenient = own[:, 0] - gave @ ratee  # with the mean still in it
    count = int(island.max(initial=-1)) + 1
    inside = island[:n] == np.arange(count)[:, None]
    means = (inside * lenient).sum(axis=1) / np.maximum(inside.sum(axis=1), 1)
    of_island = np.append(means, np.nan)  # the last one is of those without ratings
    level = of_island[island[n:]]
    rater = lenient - of_island[island[:n]]
    ratee = np.where(np.isnan(level), np.nan, ratee)
    rated = ~np.isnan(level)
    mean = float(level[rated].mean()) if rated.any() else np.nan
    residual = cells - level - rater[:, None] - ratee
    return Effects(mean, level, rater, ratee, residual, island)


def _pseudo_inverse(weight: Floats, island: Ints) -> Floats:
    """Return the map from the right side to the ratee effects that sum to zero by island."""
    n = len(weight)
    row = weight.sum(axis=1, keepdims=True)
    gave = np.divide(weight, row, out=np.zeros_like(weight), where=row > 0)
    system = np.diag(weight.sum(axis=0)) - weight.T @ gave
    of = island[n:]
    same = (of[:, None] == of) & (of >= 0)[:, None]
    size = np.where(of >= 0, same.sum(axis=1), 1)
    scale = max(float(weight.sum()) / n, 1e-300)  # keeps the sum-to-zero part in proportion
    fixed = scale * (same / size + np.diag((of < 0).astype(float)))
    inverse: Floats = np.linalg.inv(system + fixed)
    return inverse - np.where(same, 1 / (scale * size), 0)


def ratee_map(observed: ArrayLike) -> Floats:
    """Return the ratee effects as linear functions of the ratings.

    Parameters
    ----------
    observed : (n, n) whether there is a rating; the diagonal is ignored

    Returns
    -------
    (n, N) row j times the N observed ratings, row by row of the matrix, is the effect of ratee j;
    zero for a department nobody rated

    Examples
    --------
    >>> found = ratee_map(np.ones((3, 3), bool))
    >>> ((found @ [6, 7, 4, 6, 3, 4]).round(9) + 0).tolist()  # the ratings of `effects`
    [-1.0, 0.0, 1.0]
    """
    cells = ratings(np.where(np.asarray(observed, np.bool_), 0.0, np.nan))
    seen = ~np.isnan(cells)
    rater, ratee = np.nonzero(seen)
    share = seen / np.maximum(seen.sum(axis=1, keepdims=True), 1)
    of_cell = np.eye(len(seen))[:, ratee] - share.T[:, rater]
    found: Floats = _pseudo_inverse(seen.astype(float), islands(cells)) @ of_cell
    return found


def rater_map(observed: ArrayLike, rater: int) -> Floats:
    r"""Return the effect of one rater as a linear function of the ratings.

    With the right side s of `effects` and its inverse P, v picking the rater less the mean of its
    island, and :math:`G = \mathrm{diag}(r)^{-1} W`,

    .. math:: a_i = v^T (G \circ x) 1 - (v^T G) P\, s(x)

    Parameters
    ----------
    observed : (n, n) whether there is a rating; the diagonal is ignored
    rater : its number

    Returns
    -------
    (n, n) by how much each rating moves the effect; zero for a rater that rated nobody

    Examples
    --------
    >>> x = np.array([[0, 6, 7], [4, 0, 6], [3, 4, 0]])  # the ratings of `effects`
    >>> [round(float((rater_map(np.ones((3, 3), bool), i) * x).sum()), 9) + 0 for i in range(3)]
    [1.0, 0.0, -1.0]
    """
    cells = ratings(np.where(np.asarray(observed, np.bool_), 0.0, np.nan))
    seen, island = (~np.isnan(cells)).astype(float), islands(cells)
    n = len(seen)
    if not seen[rater].any():
        return np.zeros_like(seen)
    inside = island[:n] == island[rater]
    against = (np.arange(n) == rater) - inside / inside.sum()
    gave = seen / np.maximum(seen.sum(axis=1, keepdims=True), 1)
    through = _pseudo_inverse(seen, island).T @ (against @ gave)
    of_ratees = seen * through - (seen @ through)[:, None] * gave
    found: Floats = against[:, None] * gave - of_ratees
    return found
