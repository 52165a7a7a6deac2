r"""Whether the departments rated low are those that were measured slow.

References
----------
Spearman (1904), The proof and measurement of association between two things, American Journal of
Psychology 15(1), 72-101, doi:10.2307/1412159 (attenuation).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from graph.algorithms.mrqap import PERMUTATIONS, orders


@dataclass(frozen=True, slots=True)
class RateeCorrelation:
    """How two figures of the same departments go together."""

    r: float
    p: float  # two-sided
    disattenuated: float  # r without the error of both figures, within -1 and 1
    departments: int


def ratee_correlation(
    score: ArrayLike,
    figure: ArrayLike,
    *,
    reliabilities: tuple[float, float] = (1.0, 1.0),
    permutations: int = PERMUTATIONS,
    seed: int = 0,
) -> RateeCorrelation:
    r"""Return how the scores of departments go with a measured figure of them.

    .. math:: r_{true} = r / \sqrt{\rho_{score}\,\rho_{figure}}

    Parameters
    ----------
    score, figure : (n,) not a number = not known
    reliabilities : of both, above 0
    permutations, seed : of departments

    Returns
    -------
    not a number with fewer than four departments, or where all have the same value

    Examples
    --------
    >>> found = ratee_correlation([1, 2, 3, 4, 5, 6], [9, 8, 7, 6, 5, 3], reliabilities=(0.9, 0.8))
    >>> round(found.r, 2), found.p < 0.05, found.disattenuated
    (-0.99, True, -1.0)
    """
    both = np.stack([np.asarray(score, np.float64), np.asarray(figure, np.float64)])
    both = both[:, ~np.isnan(both).any(axis=0)]
    n = both.shape[1]
    centred = both - both.mean(axis=1, keepdims=True) if n else both
    length = np.linalg.norm(centred, axis=1)
    if n < 4 or (length <= 1e-12 * abs(both).max(axis=1)).any():
        return RateeCorrelation(np.nan, np.nan, np.nan, n)
    first, second = centred / length[:, None]
    r = float(first @ second)
    drawn = first[orders(n, permutations, seed)] @ second
    p = (1 + int((abs(drawn) >= abs(r) - 1e-12).sum())) / (1 + permutations)
    true = float(np.clip(r / np.sqrt(np.prod(reliabilities)), -1, 1))
    return RateeCorrelation(r, p, true, n)
