"""The order that a reader chooses: ``sort=COLUMN``, or ``sort=-COLUMN`` for the largest first."""

from collections.abc import Sequence
from typing import Any

import ibis


def sorted_first(sort: str | None, order: Sequence[Any]) -> list[Any]:
    """Return the order by the column that `sort` names, ties and all else by `order`.

    Rows where the column is not known come last either way. None: `order` alone.
    """
    if sort is None:
        return list(order)
    name = sort.removeprefix("-")
    first = ibis.desc(name, nulls_first=False) if sort[0] == "-" else ibis.asc(name)
    return [first, *order]
