"""Rater and ratee effects, taken out of many tables with the same gaps at once."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class TwoWay:
    r"""Least squares of a constant, and of rater and ratee effects, over the known cells.

    With s the row and column sums of a table and :math:`D^T D` those of the dummies, the part of
    its squares that they explain is :math:`s^T (D^T D)^+ s`: no table of cells by dummies is made.

    Parameters
    ----------
    seen : (n, n) the known cells
    effects : False leaves only the constant

    Examples
    --------
    >>> fit = TwoWay(~np.eye(4, dtype=bool))
    >>> fit.rank
    7
    >>> table = (np.arange(4)[:, None] + 2 * np.arange(4)) * fit.seen
    >>> bool(abs(fit.without(table[None])).max() < 1e-9)
    True
    """

    def __init__(self, seen: ArrayLike, effects: bool = True) -> None:
        self.seen: Bools = np.asarray(seen, np.bool_)
        self.effects = effects
        cells = self.seen.astype(np.float64)
        row, column = np.diag(cells.sum(axis=1)), np.diag(cells.sum(axis=0))
        gram = np.block([[row, cells], [cells.T, column]]) if effects else [[cells.sum()]]
        self._inverse: Floats = np.linalg.pinv(gram, rcond=1e-10, hermitian=True)
        self.rank = int(np.linalg.matrix_rank(gram, hermitian=True))

    def without(self, tables: ArrayLike) -> Floats:
        """Return tables (p, n, n), which are 0 at the gaps, with the effects taken out."""
        given = np.asarray(tables, np.float64)
        effect = self._sums(given) @ self._inverse
        n = len(self.seen)
        if not self.effects:
            return given - effect[:, :, None] * self.seen
        found: Floats = given - (effect[:, :n, None] + effect[:, None, n:]) * self.seen
        return found

    def explained(self, tables: Floats) -> Floats:
        """Return how much of the sum of squares of each table (p, n * n) the effects explain."""
        sums = self._sums(tables.reshape(-1, *self.seen.shape))
        explained: Floats = np.einsum("ps,ps->p", sums @ self._inverse, sums)
        return explained

    def _sums(self, tables: Floats) -> Floats:
        if not self.effects:
            total: Floats = tables.sum(axis=(1, 2))[:, None]
            return total
        return np.concatenate([tables.sum(axis=2), tables.sum(axis=1)], axis=1)
