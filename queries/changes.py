"""What differs between the same question asked of two loads."""

import pyarrow as pa
import pyarrow.compute as pc

PAIR = ["sender", "receiver"]
FIGURES = ["total_wait", "median_wait", "handoffs"]


def pair_changes(first: pa.Table, second: pa.Table) -> pa.Table:
    """Return how the waiting of each pair changed, what rose most first.

    Parameters
    ----------
    first, second
        Rows of ``handovers`` of either load. A pair that is in one of them only has no waiting in
        the other; pairs of which neither load knows a wait are left out.

    Returns
    -------
    pa.Table
        ``sender``, ``sender_name``, ``receiver``, ``receiver_name`` (as in the second load, if it
        has the pair), the figures of both loads with ``_before`` and ``_after``, and ``change`` of
        the total wait in seconds. By ``change``, the greatest first, then ids.

    Examples
    --------
    >>> def rows(**waits):
    ...     pairs = [dict(sender=p[0], sender_name=p[0], receiver=p[1], receiver_name=p[1],
    ...                   total_wait=w, median_wait=w, handoffs=1) for p, w in waits.items()]
    ...     return pa.Table.from_pylist(pairs)
    >>> found = pair_changes(rows(AB=10.0, BC=5.0), rows(AB=4.0, CA=1.0))
    >>> found.select(["sender", "receiver", "change"]).to_pylist()[0]
    {'sender': 'C', 'receiver': 'A', 'change': 1.0}
    >>> found["change"].to_pylist()
    [1.0, -5.0, -6.0]
    """
    both = _figures(first).join(_figures(second), PAIR, join_type="full outer",
                                left_suffix="_before", right_suffix="_after")  # fmt: skip
    before, after = (_zero(both[f"total_wait{side}"]) for side in ("_before", "_after"))
    known = pc.or_(pc.is_valid(both["total_wait_before"]), pc.is_valid(both["total_wait_after"]))
    columns = {
        "sender": both["sender"],
        "sender_name": _either(both, "sender_name"),
        "receiver": both["receiver"],
        "receiver_name": _either(both, "receiver_name"),
        **{f"{name}{side}": _figure(both, name, side) for name in FIGURES for side in SIDES},
        "change": pc.subtract(after, before),
    }
    order = [("change", "descending"), *((name, "ascending") for name in PAIR)]
    return pa.table(columns).filter(known).sort_by(order)


SIDES = ("_before", "_after")


def _figure(both: pa.Table, name: str, side: str) -> pa.ChunkedArray:
    """Return a figure of one side; a pair that is not there has none of it, and no median."""
    if name == "median_wait":
        return both[f"{name}{side}"]
    absent = pc.is_null(both[f"handoffs{side}"])
    return pc.if_else(absent, pa.scalar(0, both[f"{name}{side}"].type), both[f"{name}{side}"])


def _figures(rows: pa.Table) -> pa.Table:
    return rows.select([*PAIR, "sender_name", "receiver_name", *FIGURES])


def _zero(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(column, 0.0)


def _either(both: pa.Table, name: str) -> pa.ChunkedArray:
    return pc.coalesce(both[f"{name}_after"], both[f"{name}_before"])


def node_changes(first: pa.Table, second: pa.Table, column: str) -> tuple[list[str], list[str]]:
    """Return the names of the nodes that came and of those that went, in order of their ids.

    >>> def rows(*ids):
    ...     return pa.table({"department": list(ids), "department_name": [i.lower() for i in ids]})
    >>> node_changes(rows("A", "B"), rows("B", "C"), "department")
    (['c'], ['a'])
    """
    before, after = (_names(rows, column) for rows in (first, second))
    came = [after[key] for key in sorted(after.keys() - before.keys())]
    went = [before[key] for key in sorted(before.keys() - after.keys())]
    return came, went


def _names(rows: pa.Table, column: str) -> dict[str, str]:
    return dict(zip(rows[column].to_pylist(), rows[f"{column}_name"].to_pylist(), strict=True))
