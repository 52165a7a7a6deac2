"""The mixed-model equations of a panel of ratings, without a matrix of the size of the cells.

The pair effects of two departments that rate each other are correlated, and no others are: their
covariance is inverted two by two.

References
----------
Henderson (1975), Best linear unbiased estimation and prediction under a selection model,
Biometrics 31(2), 423-447, doi:10.2307/2529430.
"""

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.social_relations import Variances

Floats = NDArray[np.float64]
LEAST = 1e-6  # share of the sum of variances below which none is taken
MOST = 0.95  # largest correlation taken


def clipped(variances: Variances) -> Variances:
    """Return the nearest variances that a mixed model can have.

    No variance is below 1e-6 of the sum of the positive ones, and no correlation above 0.95.

    Raises
    ------
    ValueError
        if the variances are undetermined, or none is above zero

    Examples
    --------
    >>> found = clipped(Variances(rater=1.0, ratee=-0.2, pair=3.0, rater_ratee=0.5, dyadic=-4.0))
    >>> found.ratee, round(found.rater_ratee, 9), round(found.dyadic, 9)
    (4e-06, 0.0019, -2.85)
    """
    total = float(np.maximum(variances.values[:3], 0).sum())
    if not variances.determined or not total > 0:
        raise ValueError("no variance is known from which effects could be predicted")
    least = LEAST * total
    rater, ratee, pair = (max(v, least) for v in (variances.rater, variances.ratee, variances.pair))
    cross, dyadic = MOST * (rater * ratee) ** 0.5, MOST * pair
    return Variances(
        rater,
        ratee,
        pair,
        min(max(variances.rater_ratee, -cross), cross),
        min(max(variances.dyadic, -dyadic), dyadic),
    )


def precision(seen: NDArray[np.bool_], of: Variances) -> tuple[Floats, Floats]:
    """Return the inverse of the covariance of pair effects, as two matrices of shape (n, n).

    The first holds the element of each cell with itself, the second that with its reverse.

    >>> straight, across = precision(~np.eye(2, dtype=bool), Variances(1.0, 1.0, 2.0, 0.0, 1.0))
    >>> straight[0, 1].round(4).item(), across[0, 1].round(4).item()  # of [[2, 1], [1, 2]]
    (0.6667, -0.3333)
    """
    both = seen & seen.T
    determinant = of.pair**2 - of.dyadic**2
    straight = np.where(both, of.pair / determinant, np.where(seen, 1 / of.pair, 0.0))
    return straight, np.where(both, -of.dyadic / determinant, 0.0)


def equations(straight: Floats, across: Floats, of: Variances) -> Floats:
    """Return the left side of the equations of mean, n raters and n ratees: (2n + 1, 2n + 1).

    >>> of = Variances(1.0, 0.5, 2.0, 0.0, 0.0)
    >>> equations(*precision(~np.eye(2, dtype=bool), of), of).diagonal().tolist()
    [1.0, 1.5, 1.5, 2.5, 2.5]
    """
    given, received, back = straight.sum(axis=1), straight.sum(axis=0), across.sum(axis=1)
    crossed = straight + np.diag(back)
    column = np.concatenate([given + back, received + back])
    prior = np.linalg.inv([[of.rater, of.rater_ratee], [of.rater_ratee, of.ratee]])
    effects = np.block(
        [[np.diag(given) + across, crossed], [crossed.T, np.diag(received) + across]]
    )
    effects += np.kron(prior, np.eye(len(straight)))
    return np.block([[np.atleast_2d(column.sum() / 2), column[None]], [column[:, None], effects]])
