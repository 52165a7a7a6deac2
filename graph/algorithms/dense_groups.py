r"""The group of departments whose pairs are strongest together, found greedily.

References
----------
Charikar (2000), Greedy approximation algorithms for finding dense components in a graph, LNCS
1913, 84-95, doi:10.1007/3-540-44436-X_10 (there from the whole graph down, here from edges up).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STARTS = 60  # pairs to grow from
SMALLEST, LARGEST = 3, 8
OUT = -1e9  # below any gain


@dataclass(frozen=True, slots=True)
class Ring:
    """Departments whose pair effects are high within."""

    members: tuple[int, ...]
    score: float


def strongest_ring(
    strength: ArrayLike,
    *,
    starts: int = STARTS,
    smallest: int = SMALLEST,
    largest: int = LARGEST,
) -> Ring:
    r"""Return the group of departments whose pairs are strongest together.

    Grown from each of the strongest pairs by the department that adds most, until `largest`; of all
    sizes on the way the one with the greatest

    .. math:: \frac{\sum_{i<j} S_{ij}}{\sqrt{m(m-1)/2}}

    Parameters
    ----------
    strength : (n, n) of `pair_strength`
    starts : how many pairs to grow from
    smallest, largest : members

    Returns
    -------
    members in order; none, with minus infinity, where there are fewer departments than `smallest`

    Notes
    -----
    O(starts · largest · n). Greedy: the strongest clique may be missed, so a threshold must come
    from the same rule (`ring_threshold`).

    Examples
    --------
    >>> together = np.zeros((6, 6))
    >>> together[:3, :3] = 2
    >>> strongest_ring(together - 2 * np.eye(6) * (np.arange(6) < 3)).members
    (0, 1, 2)
    """
    s = np.asarray(strength, np.float64)
    n = len(s)
    if n < smallest:
        return Ring((), -np.inf)
    first, second = np.triu_indices(n, 1)
    order = np.argsort(-s[first, second], kind="stable")[:starts]
    members = np.stack([first[order], second[order]], axis=1)
    return _grown(s, members, smallest, min(largest, n))


def _grown(s: Floats, members: Ints, smallest: int, largest: int) -> Ring:
    """Grow all starts at once and return the best group on the way."""
    each = np.arange(len(members))
    total = s[members[:, 0], members[:, 1]]
    gain = s[members].sum(axis=1)
    gain[each[:, None], members] = OUT
    best = Ring((), -np.inf)
    for size in range(2, largest + 1):
        score = total / np.sqrt(size * (size - 1) / 2)
        top = int(score.argmax())
        if size >= smallest and score[top] > best.score:
            best = Ring(tuple(sorted(members[top].tolist())), float(score[top]))
        if size < largest:
            new = gain.argmax(axis=1)
            total = total + gain[each, new]
            gain += s[new]
            gain[each, new] = OUT
            members = np.column_stack([members, new])
    return best
