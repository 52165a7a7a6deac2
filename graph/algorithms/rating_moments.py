"""The equations of moments that `social_relations` explains, set up and solved.

They are six, as two variables x and y have; of one variable two of them are the same.
"""

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.rating_margins import Margins

Floats = NDArray[np.float64]
EQUATIONS = 6


def solved(of: Margins) -> tuple[Floats, NDArray[np.int64]]:
    """Return aa, bb, ab, ba, gg, ggt (..., 6) and the rank of the equations; of each panel.

    >>> from graph.algorithms.rating_margins import margins
    >>> x = np.array([[np.nan, 1, 1, 1], [2, np.nan, 2, 2], [3, 3, np.nan, 3], [4, 4, 4, np.nan]])
    >>> values, rank = solved(margins(x, x))
    >>> round(float(values[0]), 9), int(rank)
    (1.666666667, 6)
    """
    system, right = _system(of), _sums(of)
    _assume(system, right, of)
    size = np.linalg.norm(system, axis=-1, keepdims=True)
    size[size == 0] = 1
    system, right = system / size, right / size[..., 0]
    rank = np.asarray(np.linalg.matrix_rank(system, tol=1e-9))
    system = np.where((rank == EQUATIONS)[..., None, None], system, np.eye(EQUATIONS))
    values = np.linalg.solve(system, right[..., None])[..., 0]
    return np.where((rank == EQUATIONS)[..., None], values, np.nan), rank


def _system(of: Margins) -> Floats:
    n, mutual = of.cells, of.mutual
    inside = np.maximum(n, 1)
    raters, ratees = (of.given > 0).sum(axis=-1), (of.received > 0).sum(axis=-1)
    partners = np.maximum(of.partners - 1, 0).sum(axis=-1)
    row2, column2 = (of.given**2).sum(axis=-1), (of.received**2).sum(axis=-1)
    cross = (of.given * of.received).sum(axis=-1) / inside
    o = np.zeros_like(n)
    rows = [
        [n - ratees, o, o, o, n - ratees, o],
        [o, n - raters, o, o, n - raters, o],
        [o, o, partners, o, o, partners],
        [o, o, o, partners, o, partners],
        [mutual, mutual, -mutual, -mutual, mutual, -mutual],
        [n - row2 / inside, n - column2 / inside, -cross, -cross, n - 1, -mutual / inside],
    ]
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def _sums(of: Margins) -> Floats:
    n, given, received = (np.maximum(m, 1) for m in (of.cells, of.given, of.received))
    partners = np.maximum(of.partners, 1)
    sums = [
        of.product - (of.column_x * of.column_y / received).sum(axis=-1),
        of.product - (of.row_x * of.row_y / given).sum(axis=-1),
        of.crossed - (of.got_x * of.gave_y / partners).sum(axis=-1),
        of.crossed - (of.gave_x * of.got_y / partners).sum(axis=-1),
        of.mutual_product - of.crossed,
        of.product - of.row_x.sum(axis=-1) * of.row_y.sum(axis=-1) / n,
    ]
    return np.stack(sums, axis=-1)


def _assume(system: Floats, right: Floats, of: Margins) -> None:
    """Put what is assumed in the place of equations that say nothing."""
    one_way = of.mutual == 0
    single = ~one_way & (of.partners.max(axis=-1, initial=0) <= 1)
    for where, row, assumed in (
        (one_way, 2, [0, 0, 1, 0, 0, 0]),
        (one_way, 3, [0, 0, 0, 1, 0, 0]),
        (one_way, 4, [0, 0, 0, 0, 0, 1]),
        (single, 2, [0, 0, 0, 0, 0, 1]),
        (single, 3, [0, 0, 1, -1, 0, 0]),
    ):
        system[..., row, :] = np.where(where[..., None], assumed, system[..., row, :])
        right[..., row] = np.where(where, 0, right[..., row])
