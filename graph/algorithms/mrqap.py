r"""Whether ratings go with what was measured, where the cells of a table are not independent.

Cells share their departments, so that an ordinary regression finds too much. Whole departments
are permuted instead, rows and columns together.

References
----------
Dekker, Krackhardt and Snijders (2007), Sensitivity of MRQAP tests to collinearity and
autocorrelation conditions, Psychometrika 72(4), 563-581, doi:10.1007/s11336-007-9016-1
(double semi-partialling, method "qapspp" of sna::netlm).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.algorithms.two_way import TwoWay

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

PERMUTATIONS = 1000
EXPLAINED = 1e-18  # residual squares over squares
ROUNDED = 1e-12  # share of squares that a difference of sums does not tell from 0
BLOCK = 200_000  # permuted cells at a time


@dataclass(frozen=True, slots=True, eq=False)
class Mrqap:
    """One entry a predictor."""

    coefficient: Floats  # unit of y by unit of the predictor
    t: Floats
    p: Floats  # two-sided
    p_above: Floats  # one-sided, that the coefficient is above 0
    p_below: Floats
    cells: int  # without a gap in y or a predictor


def mrqap(
    y: ArrayLike,
    predictors: ArrayLike,
    *,
    effects: bool = True,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
) -> Mrqap:
    r"""Return the regression of one table on others, tested by permuting departments.

    For each predictor :math:`X_k` with Z all others, the intercept and the effects of raters and
    ratees: :math:`\epsilon` is the residual of :math:`X_k` on Z, its rows and columns are permuted,
    and y is regressed on the permuted :math:`\epsilon` and Z. The t of :math:`\epsilon` as it is
    equals that of :math:`X_k`; the permuted ones are its distribution by chance.

    Parameters
    ----------
    y : (n, n) not a number = no value; the diagonal is ignored
    predictors : (p, n, n) likewise
    effects : take out rater and ratee effects
    permutations, seed : of departments

    Returns
    -------
    coefficients of least squares and p = (1 + as extreme) / (1 + permutations); not a number for
    a predictor that the others or the effects explain in full

    Raises
    ------
    ValueError
        if shapes differ, or there are no more cells than coefficients

    Notes
    -----
    A gap that a permutation moves onto a known cell counts as 0 there, the mean of the residual
    (netlm leaves the cell out). A permutation that leaves nothing of the residual beside Z has no
    slope: t = 0. O(permutations · n²) a predictor.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> delay = rng.normal(0, 1, (20, 20))
    >>> found = mrqap(4 - 0.5 * delay + rng.normal(0, 1, (20, 20)), [delay, delay.T])
    >>> found.coefficient.round(1).tolist(), (found.p < 0.05).tolist()
    ([-0.6, -0.1], [True, False])
    """
    given, others = np.asarray(y, np.float64), np.asarray(predictors, np.float64)
    if (
        given.ndim != 2
        or others.ndim != 3
        or {given.shape[0], given.shape[1]} != set(others.shape[1:])
    ):
        raise ValueError(f"y of shape {given.shape} and predictors of {others.shape}")
    n = len(given)
    seen = ~np.isnan(given) & ~np.isnan(others).any(axis=0) & ~np.eye(n, dtype=np.bool_)
    fit = TwoWay(seen, effects)
    if seen.sum() <= fit.rank + len(others):
        raise ValueError(f"{seen.sum()} cells are too few")
    tables = fit.without(np.where(seen, [given, *others], 0))
    moved = orders(n, permutations, seed)
    spread = ((np.where(seen, others, 0)) ** 2).sum(axis=(1, 2))
    rows = [_tested(fit, tables[0], tables[1:], k, moved, spread[k]) for k in range(len(others))]
    coefficient, t, p, above, below = np.array(rows, np.float64).reshape(-1, 5).T
    return Mrqap(coefficient, t, p, above, below, int(seen.sum()))


def orders(n: int, permutations: int, seed: int) -> Ints:
    """Return random orders of n departments, one a row.

    >>> orders(3, 2, seed=0).shape
    (2, 3)
    """
    rng = np.random.default_rng(seed)
    return rng.permuted(np.tile(np.arange(n), (permutations, 1)), axis=1)


def _tested(
    fit: TwoWay, y: Floats, predictors: Floats, k: int, moved: Ints, spread: float
) -> tuple[float, float, float, float, float]:
    """Return coefficient, t and the three p-values of one predictor."""
    basis = _basis(np.delete(predictors, k, axis=0).reshape(len(predictors) - 1, y.size).T)
    partial, residual = (_out(table.ravel(), basis) for table in (y, predictors[k]))
    if residual @ residual <= EXPLAINED * spread:
        return (np.nan,) * 5
    freedom = int(fit.seen.sum()) - fit.rank - basis.shape[1] - 1
    own = _t(fit, residual[None], basis, partial, freedom)[0]
    square = residual.reshape(y.shape)
    size = max(1, BLOCK // square.size)
    drawn = [
        _t(fit, _permuted(square, fit.seen, moved[at : at + size]), basis, partial, freedom)
        for at in range(0, len(moved), size)
    ]
    by_chance = np.concatenate(drawn)
    as_extreme = (abs(by_chance) >= abs(own), by_chance >= own, by_chance <= own)
    two_sided, above, below = (float((1 + e.sum()) / (1 + len(moved))) for e in as_extreme)
    coefficient = float(residual @ partial / (residual @ residual))
    return coefficient, float(own), two_sided, above, below


def _basis(columns: Floats) -> Floats:
    """Return an orthonormal basis of the space of the columns."""
    scaled = columns / np.maximum(np.linalg.norm(columns, axis=0), 1e-300)
    left, size, _ = np.linalg.svd(scaled, full_matrices=False)
    basis: Floats = left[:, size > 1e-9 * size.max(initial=0)]
    return basis


def _out(table: Floats, basis: Floats) -> Floats:
    return table - basis @ (basis.T @ table)


def _permuted(square: Floats, seen: Bools, moved: Ints) -> Floats:
    cell = moved[:, :, None] * len(seen) + moved[:, None, :]
    tables = square.ravel().take(cell.reshape(len(moved), -1))
    tables *= seen.ravel()
    return tables


def _t(fit: TwoWay, x: Floats, basis: Floats, partial: Floats, freedom: int) -> Floats:
    """Return t of each row of x beside all others, for y with these taken out of it.

    0, no slope, for a row of which the others and the effects leave nothing but rounding.
    """
    squares = np.einsum("pc,pc->p", x, x)
    size = squares - ((x @ basis) ** 2).sum(axis=1) - fit.explained(x)
    common = x @ partial
    slope = np.divide(common, size, out=np.zeros_like(size), where=size > ROUNDED * squares)
    total = float(partial @ partial)
    if total <= 0:
        return np.zeros_like(size)
    error = np.maximum(1 - slope * common / total, ROUNDED)  # share of the squares that is left
    t: Floats = slope * np.sqrt(np.maximum(size, 0) / total * freedom / error)
    return t
