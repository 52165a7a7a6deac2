"""The sentence a planner can read out: how few pairs carry most of the waiting."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from queries.query import Answer

MOST = 0.8
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Concentration:
    """The first `pairs` of the ranked pairs wait `wait` seconds, `share` of all waiting.

    ``all_pairs`` counts every pair, ``reached`` tells whether the pairs carry 80 %, and
    ``first`` is the row of the pair that waits longest.
    """

    pairs: int
    wait: float
    share: float
    all_pairs: int
    reached: bool
    first: dict[str, Any]


def concentration(answer: Answer) -> Concentration | None:
    """Read from the ranked pairs in `answer` which first ones carry 80 %; None without waiting."""
    shares = answer.rows["cumulative_share"].to_numpy().astype(float)
    known = shares[~np.isnan(shares)]
    if not known.size:
        return None
    enough = np.flatnonzero(known >= MOST - TOLERANCE)
    count = int(enough[0]) + 1 if enough.size else int(known.size)
    waits = answer.rows["total_wait"].slice(0, count).to_numpy().astype(float)
    return Concentration(
        pairs=count,
        wait=float(np.nansum(waits)),
        share=float(known[count - 1]),
        all_pairs=answer.total,
        reached=bool(enough.size),
        first=answer.rows.slice(0, 1).to_pylist()[0],
    )


def is_needed(row: Mapping[str, Any]) -> bool:
    """Tell whether the pairs before this one do not carry 80 % yet: the pair is one that does.

    >>> row = {"share_of_wait": 0.3, "cumulative_share": 0.9}
    >>> is_needed(row), is_needed({**row, "cumulative_share": 1.1})
    (True, False)
    """
    if row["cumulative_share"] is None:
        return False
    return bool(row["cumulative_share"] - row["share_of_wait"] < MOST - TOLERANCE)
