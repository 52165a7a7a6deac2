r"""Groups of departments that rate each other above what is due.

A ring is evidence of mutual favour or of close cooperation: whoever shows one has to say both.

References
----------
Besag and Clifford (1989), Generalized Monte Carlo significance tests, Biometrika 76(4), 633-642,
doi:10.1093/biomet/76.4.633 (a threshold from tables drawn without rings).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.algorithms.dense_groups import Ring, strongest_ring
from graph.algorithms.pair_effects import PairMeans, PairVariances
from graph.algorithms.rating_effects import effects

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

QUANTILE = 0.99
SIMULATIONS = 400
NOTHING = 1e-9  # points: rounding


def filled(means: PairMeans, variances: PairVariances) -> Floats:
    r"""Return mean residuals with a missing direction put at its expectation given the other.

    .. math::
        E[g_{ji} \mid \bar g_{ij}] = \bar g_{ij}\,\sigma_{gg} / (\sigma_g^2 + \sigma_e^2 / k_{ij})

    Examples
    --------
    >>> means = PairMeans(np.array([[np.nan, 2], [np.nan, np.nan]]), np.array([[0, 1], [0, 0]]), 1)
    >>> filled(means, PairVariances(0.75, 0.25, 0.25)).tolist()
    [[nan, 2.0], [0.5, nan]]
    """
    cells = np.where(means.cells > 0, means.cells, np.nan)
    whole = np.maximum(variances.pair + variances.noise / cells, 1e-300)
    expected = means.mean * variances.reciprocity / whole
    return np.where(np.isnan(means.mean), expected.T, means.mean)


def pair_strength(mean: ArrayLike) -> Floats:
    r"""Return how far above its due each pair rates one another, in robust standard deviations.

    .. math:: S_{ij} = \frac{\bar g_{ij} + \bar g_{ji}}{2 \cdot 1.4826\,\mathrm{MAD}}

    Parameters
    ----------
    mean : (n, n) mean residual of each ordered pair, best `filled`; not a number = no rating

    Returns
    -------
    (n, n) symmetric; 0 on the diagonal and where a direction is missing, in the deviation too;
    all 0 where the deviation is

    Examples
    --------
    >>> pair_strength([[np.nan, 1, 0], [1, np.nan, -1], [0, -1, np.nan]])[0].round(3).tolist()
    [0.0, 0.674, 0.0]
    """
    given = np.asarray(mean, np.float64)
    both = np.nan_to_num((given + given.T) / 2)
    pairs = both[np.triu_indices(len(both), 1)]
    spread = 1.4826 * float(np.median(abs(pairs - np.median(pairs)))) if len(pairs) else 0.0
    found = both / spread if spread > NOTHING else np.zeros_like(both)
    np.fill_diagonal(found, 0)
    return found


def ring_scores_by_chance(
    x: ArrayLike,
    variances: PairVariances,
    low: float,
    high: float,
    *,
    simulations: int = SIMULATIONS,
    seed: int = 0,
) -> Floats:
    """Return the scores of the strongest rings of tables without rings, in order of size.

    Each table has the fitted raters, ratees and gaps, pair effects and noise of the fitted
    variances, and the ends of the scale: what is cut off at full mark makes rings by chance weaker,
    so that a threshold without it misses many.

    Parameters
    ----------
    x : (..., n, n) the ratings, in points, without excluded raters
    variances : fitted to their pairs
    low, high : ends of the scale, in points

    Returns
    -------
    (simulations,) not a number if the variances are

    Notes
    -----
    O(simulations · (cells + n³)).

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(60, 10, (15, 15))
    >>> found = ring_scores_by_chance(x, PairVariances(80, 10, 20), 0, 100, simulations=50)
    >>> bool(2.5 < np.median(found) < 3.5)
    True
    """
    if np.isnan(variances.pair):
        return np.full(simulations, np.nan)
    given = np.asarray(x, np.float64)
    layers = given.reshape(-1, *given.shape[-2:])
    count = (~np.isnan(layers)).sum(axis=0)
    fit = effects(_mean(layers))
    fitted = fit.level + fit.rater[:, None] + fit.ratee
    apart = layers - fitted
    offset = np.array([np.nanmean(layer) if not np.isnan(layer).all() else 0.0 for layer in apart])
    level = np.where(np.isnan(layers), np.nan, fitted + offset[:, None, None])
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(simulations):
        drawn = np.clip(_drawn(level, variances, rng), low, high) - offset[:, None, None]
        means = PairMeans(effects(_mean(drawn)).residual, count, variances.noise)
        found.append(strongest_ring(pair_strength(filled(means, variances))).score)
    return np.sort(np.array(found))


def _mean(layers: Floats) -> Floats:
    known = ~np.isnan(layers)
    count = known.sum(axis=0)
    mean: Floats = np.where(known, layers, 0).sum(axis=0) / np.where(count > 0, count, np.nan)
    return mean


def _drawn(level: Floats, variances: PairVariances, rng: np.random.Generator) -> Floats:
    """Return the levels (k, n, n) with pair effects and noise."""
    own = rng.standard_normal(level.shape[1:])
    cross = variances.reciprocity / max(variances.pair, 1e-300)
    # Half sum and half difference of the directions are independent.
    same, apart = (own + own.T) / 2, (own - own.T) / 2
    pair = np.sqrt(1 + cross) * same + np.sqrt(1 - cross) * apart
    noise = np.sqrt(variances.noise) * rng.standard_normal(level.shape)
    drawn: Floats = level + np.sqrt(variances.pair) * pair + noise
    return drawn


def ring_threshold(scores: ArrayLike, quantile: float = QUANTILE) -> float:
    """Return the score that a table without rings exceeds with chance 1 - `quantile`.

    Examples
    --------
    >>> ring_threshold(np.arange(101.0))
    99.0
    """
    return float(np.quantile(np.asarray(scores, np.float64), quantile))


def rings(strength: ArrayLike, threshold: float, most: int = 5) -> list[Ring]:
    """Return the rings above the threshold, the strongest first, without a common pair.

    Examples
    --------
    >>> together = np.zeros((9, 9))
    >>> together[:3, :3] = together[4:8, 4:8] = 2
    >>> np.fill_diagonal(together, 0)
    >>> [ring.members for ring in rings(together, 3)]
    [(4, 5, 6, 7), (0, 1, 2)]
    """
    left = np.array(strength, np.float64)
    found: list[Ring] = []
    while len(found) < most:
        ring = strongest_ring(left)
        if not ring.members or not ring.score > threshold:
            break
        found.append(ring)
        left[np.ix_(ring.members, ring.members)] = 0
    return found
