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


def as_text(column: Column) -> Texts:
    """Return a column as the texts of its CSV file; blank stays None.

    >>> as_text(np.array(["2022-05-08T09:30:05", "NaT"], "datetime64[s]")).tolist()
    ['2022-05-08 09:30:05', None]
    """
    if column.dtype.kind == "M":
        shown = np.char.replace(np.datetime_as_string(column), "T", " ").astype(object)
        return np.asarray(blank_unless(~np.isnat(column), shown))
    return texts(None if value is None else str(value) for value in column.tolist())
