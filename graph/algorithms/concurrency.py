"""Which activities run side by side: the heuristics oracle."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

THRESHOLD = 0.9


@dataclass(slots=True)
class FollowCounts:
    """How often one activity directly follows another, gathered batch by batch.

    ``follows[a, b]`` counts the pairs a, b next to each other in a case; ``loops[a, b]`` the
    triples a, b, a.
    """

    activities: int
    follows: NDArray[np.int64] = field(init=False)
    loops: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        self.follows = np.zeros((self.activities, self.activities), np.int64)
        self.loops = np.zeros((self.activities, self.activities), np.int64)

    def add(self, case: NDArray[np.int32], activity: NDArray[np.int32]) -> None:
        """Count one batch of whole cases, in order of time."""
        pair = case[:-1] == case[1:]
        self._count(self.follows, activity[:-1][pair], activity[1:][pair])
        if len(case) > 2:
            loop = (case[:-2] == case[2:]) & (activity[:-2] == activity[2:])
            self._count(self.loops, activity[:-2][loop], activity[1:-1][loop])

    def _count(
        self, into: NDArray[np.int64], first: NDArray[np.int32], second: NDArray[np.int32]
    ) -> None:
        code = first.astype(np.int64) * self.activities + second
        if into.size <= 4 * len(code):
            into += np.bincount(code, minlength=into.size).reshape(into.shape)
        else:
            found, counts = np.unique(code, return_counts=True)
            into.reshape(-1)[found] += counts


def concurrent(
    follows: NDArray[np.int64], loops: NDArray[np.int64], threshold: float = THRESHOLD
) -> NDArray[np.bool_]:
    r"""Return which pairs of activities are concurrent.

    Two activities seen in both orders are not yet concurrent: one order may be rare noise, or the
    two may form a short loop (send back, send again). So

    .. math:: A \parallel B \iff A>B \land B>A \land
       \frac{\lvert\,|A>B|-|B>A|\,\rvert}{|A>B|+|B>A|+1} < t \land
       \frac{|ABA|+|BAB|}{|ABA|+|BAB|+1} < t

    Parameters
    ----------
    follows : (n, n) counts of B directly after A within a case
    loops : (n, n) counts of the triples A, B, A
    threshold : t; 0.9 is the field's default

    Returns
    -------
    (n, n) symmetric, the diagonal False: an activity is never concurrent with itself.

    References
    ----------
    Weijters and Ribeiro (2011), Flexible Heuristics Miner, doi:10.1109/CIDM.2011.5949453.

    Examples
    --------
    Examine (0) and check (1) come in either order, three times and twice:

    >>> import numpy as np
    >>> concurrent(np.array([[0, 3], [2, 0]]), np.zeros((2, 2)))[0, 1]
    np.True_

    Sent back nine times and more, they are a loop:

    >>> concurrent(np.array([[0, 9], [9, 0]]), np.array([[0, 9], [0, 0]]))[0, 1]
    np.False_
    """
    total = follows + follows.T
    dependency = np.abs(follows - follows.T) / (total + 1)
    triples = loops + loops.T
    result: NDArray[np.bool_] = (follows > 0) & (follows.T > 0)
    result &= (dependency < threshold) & (triples / (triples + 1) < threshold)
    np.fill_diagonal(result, False)
    return result
