"""A sheet in memory: columns by their Chinese header, all of one length."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]
"""Texts or numbers with None for blank, or instants (s) or days (D) with NaT for blank."""

Sheet = dict[str, Column]
Texts = NDArray[np.object_]


def texts(values: Iterable[str | int | None]) -> Texts:
    """Return a column of texts; None is blank.

    >>> texts(["是", None]).tolist()
    ['是', None]
    """
    rows = list(values)
    column = np.empty(len(rows), object)
    column[:] = rows
    return column


def blank_unless(known: NDArray[np.bool_], column: Column) -> Column:
    """Return `column`, blank where not `known`.

    >>> blank_unless(np.array([True, False]), np.array([3, 4])).tolist()
    [3, None]
    """
    instants = column.dtype.kind == "M"
    blanked = column.copy() if instants else column.astype(object)
    blanked[~known] = np.datetime64("NaT") if instants else None
    return blanked
