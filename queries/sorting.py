"""The order that a reader chooses: ``sort=COLUMN``, or ``sort=-COLUMN`` for the largest first."""

from collections.abc import Iterable, Sequence
from typing import Any

import ibis

from queries.parameters import Help
from queries.query import Column

SORT_HELP = Help(
    "排序：列名由小到大，列名前加 - 由大到小；不给则按规定的顺序。",
    "Order: the name of a column upwards, with - before it downwards; none: as defined.",
)


def sorts(columns: Iterable[Column]) -> tuple[str, ...]:
    """Return what the parameter ``sort`` of a question with these columns accepts."""
    return tuple(sign + column.name for column in columns for sign in ("", "-"))


def ordered(table: ibis.Table, sort: str | None, order: Sequence[Any]) -> ibis.Table:
    """Order `table` by the column that `sort` names, ties and all else by `order`."""
    if sort is None:
        return table.order_by(order)
    name = sort.removeprefix("-")
    table = table.mutate(sorted_by=table[name])  # `order` may name the column too
    return table.order_by(sorted_first(sort.replace(name, "sorted_by"), order))


def sorted_first(sort: str | None, order: Sequence[Any]) -> list[Any]:
    """Return the order by the column that `sort` names, ties and all else by `order`.

    Rows where the column is not known come last either way. None: `order` alone.
    """
    if sort is None:
        return list(order)
    name = sort.removeprefix("-")
    first = ibis.desc(name, nulls_first=False) if sort[0] == "-" else ibis.asc(name)
    return [first, *order]
