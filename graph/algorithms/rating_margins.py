"""Sums of a panel of ratings by rater and ratee, as the moments of social relations need them.

The panel without one department has the same sums less its row and column, so that all n panels
of a jackknife cost no more than the panel itself.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """Counts, sums and products of the cells that have both x and y.

    Shape (n,) by department, and () for the whole; one more axis in front for several panels.
    Mutual cells are those whose reverse is observed too.
    """

    given: Floats  # ratings given, of each department
    received: Floats
    partners: Floats  # mutual cells in its row
    row_x: Floats
    row_y: Floats
    column_x: Floats
    column_y: Floats
    gave_x: Floats  # sums of mutual cells by row
    gave_y: Floats
    got_x: Floats  # and by column
    got_y: Floats
    cells: Floats  # how many
    mutual: Floats
    product: Floats  # sum of x_ij y_ij
    mutual_product: Floats  # the same of mutual cells
    crossed: Floats  # sum of x_ij y_ji of mutual cells


def margins(x: Floats, y: Floats) -> Margins:
    """Return the sums of two variables, centred, over the cells that have both.

    Raises
    ------
    ValueError
        if the shapes differ

    Examples
    --------
    >>> x = np.array([[np.nan, 2.0], [4.0, np.nan]])
    >>> margins(x, x).given.tolist(), float(margins(x, x).crossed)  # of -1 and 1
    ([1.0, 1.0], -2.0)
    """
    return _margins(*_centred(x, y))


def margins_without_each(x: Floats, y: Floats) -> Margins:
    """Return the sums without each department in turn, which is the first axis.

    Examples
    --------
    >>> x = np.array([[np.nan, 2.0, 3.0], [4.0, np.nan, 5.0], [6.0, 7.0, np.nan]])
    >>> margins_without_each(x, x).cells.tolist()
    [2.0, 2.0, 2.0]
    """
    seen, left, right = _centred(x, y)
    whole = _margins(seen, left, right)
    both = seen * seen.T
    by_row = {"given": seen, "row_x": left, "row_y": right}
    by_row |= {"partners": both, "gave_x": both * left, "gave_y": both * right}
    by_column = {"received": seen, "column_x": left, "column_y": right}
    by_column |= {"got_x": both * left, "got_y": both * right}
    totals = {"cells": seen, "mutual": both, "product": left * right}
    totals |= {"mutual_product": both * left * right, "crossed": left * right.T}
    less = {name: getattr(whole, name) - cells.T for name, cells in by_row.items()}
    less |= {name: getattr(whole, name) - cells for name, cells in by_column.items()}
    less |= {
        name: getattr(whole, name) - cells.sum(axis=0) - cells.sum(axis=1)
        for name, cells in totals.items()
    }
    for name in (*by_row, *by_column):
        np.fill_diagonal(less[name], 0)
    return Margins(**less)


def _centred(x: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
    """Return which cells count, and both variables less their means, zero elsewhere."""
    if x.shape != y.shape:
        raise ValueError(f"the shapes differ: {x.shape} and {y.shape}")
    seen = ~np.isnan(x) & ~np.isnan(y)
    cells = max(int(seen.sum()), 1)
    left, right = np.where(seen, x, 0), np.where(seen, y, 0)
    left, right = left - left.sum() / cells, right - right.sum() / cells
    return seen.astype(np.float64), np.where(seen, left, 0), np.where(seen, right, 0)


def _margins(seen: Floats, x: Floats, y: Floats) -> Margins:
    both = seen * seen.T
    mutual_x, mutual_y = both * x, both * y
    by_row = (each.sum(axis=1) for each in (x, y))
    by_column = (each.sum(axis=0) for each in (x, y))
    gave = (each.sum(axis=1) for each in (mutual_x, mutual_y))
    got = (each.sum(axis=0) for each in (mutual_x, mutual_y))
    counts = (seen.sum(axis=1), seen.sum(axis=0), both.sum(axis=1))
    totals = (each.sum() for each in (seen, both, x * y, mutual_x * y, x * y.T))
    return Margins(*counts, *by_row, *by_column, *gave, *got, *totals)
