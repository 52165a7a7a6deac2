r"""Standard errors of the variances by leaving out one department at a time.

Nothing is assumed of the form of the effects, and cells may be missing. With
:math:`\hat\theta_{(-d)}` the estimate without department d, the pseudo-values

.. math:: \tilde\theta_d = n \hat\theta - (n-1) \hat\theta_{(-d)}, \qquad
    SE^2 = \frac{1}{n(n-1)} \sum_d \big(\tilde\theta_d - \bar{\tilde\theta}\big)^2

are treated as n independent values. The cells themselves cannot be left out one by one: a
department is in 2(n - 1) of them.

References
----------
Tukey (1958), Bias and confidence in not-quite large samples, Annals of Mathematical Statistics 29,
614.
Bond and Malloy (2018), Social relations analysis of dyadic data structure: The general case,
Multivariate Behavioral Research 53(6), 773-788.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.algorithms.rating_effects import ratings
from graph.algorithms.rating_margins import margins_without_each
from graph.algorithms.rating_moments import solved
from graph.algorithms.social_relations import variances
from graph.algorithms.variance_significance import VarianceTests, against_zero

Floats = NDArray[np.float64]
ORDER = [0, 1, 4, 2, 5]  # rater, ratee, pair, rater_ratee, dyadic among aa, bb, ab, ba, gg, ggt


def jackknife(x: ArrayLike) -> VarianceTests:
    """Return the five variances and covariances with errors over departments, t and p.

    Parameters
    ----------
    x : (n, n) ratings in points; row = rater, column = ratee, not a number = not rated; the
        diagonal is ignored. Departments that neither rate nor are rated do not count

    Returns
    -------
    estimates of the whole panel, errors of pseudo-values, departments - 1 degrees of freedom; an
    error is not a number where the panel without some department is undetermined

    Raises
    ------
    ValueError
        if the matrix is not square

    Notes
    -----
    O(n^2): the sums without a department are those of all less its row and column.

    Examples
    --------
    Raters differ by one point, ratees not at all:

    >>> found = jackknife(np.repeat(np.arange(6.0), 6).reshape(6, 6))
    >>> found.estimate[:2].round(9).tolist(), found.error[:2].round(9).tolist()
    ([3.5, 0.0], [1.673320053, 0.0])
    """
    pseudo = pseudo_values(x)
    n = len(pseudo)
    spread = pseudo.std(axis=0, ddof=1) if n > 1 else np.full(len(ORDER), np.nan)
    return against_zero(variances(x).values, np.asarray(spread / max(n, 1) ** 0.5), max(n - 1, 1))


def pseudo_values(x: ArrayLike) -> Floats:
    """Return the pseudo-values of the five, one row for each department that takes part.

    >>> pseudo_values(np.repeat(np.arange(6.0), 6).reshape(6, 6))[:, 0].round(6).tolist()
    [8.5, 2.5, -0.5, -0.5, 2.5, 8.5]
    """
    cells = ratings(x)
    part = ~np.isnan(cells).all(axis=0) | ~np.isnan(cells).all(axis=1)
    cells = cells[np.ix_(part, part)]
    without, _ = solved(margins_without_each(cells, cells))
    n = len(cells)
    return n * variances(cells).values - (n - 1) * without[:, ORDER]
