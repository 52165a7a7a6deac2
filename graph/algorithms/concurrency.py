"""Which activities run side by side: the heuristics oracle."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

THRESHOLD = 0.9


def concurrent(
    ab: ArrayLike, ba: ArrayLike, aba: ArrayLike, bab: ArrayLike, threshold: float = THRESHOLD
) -> NDArray[np.bool_]:
    r"""Return which pairs of different activities A and B are concurrent, elementwise.

    Two activities seen in both orders are not yet concurrent: one order may be rare noise, or the
    two may form a short loop (send back, send again). So

    .. math:: A \parallel B \iff A>B \land B>A \land
       \frac{\lvert\,|A>B|-|B>A|\,\rvert}{|A>B|+|B>A|+1} < t \land
       \frac{|ABA|+|BAB|}{|ABA|+|BAB|+1} < t

    Parameters
    ----------
    ab, ba : counts of B directly after A within a case, and of A directly after B
    aba, bab : counts of the triples A, B, A and B, A, B
    threshold : t; 0.9 is the field's default

    References
    ----------
    Weijters and Ribeiro (2011), Flexible Heuristics Miner, doi:10.1109/CIDM.2011.5949453.

    Examples
    --------
    Examine and check come in either order, three times and twice; then sent back nine times and
    more, they are a loop:

    >>> concurrent([3, 9], [2, 9], [0, 9], [0, 0])
    array([ True, False])
    """
    one, other = np.asarray(ab), np.asarray(ba)
    triples = np.asarray(aba) + np.asarray(bab)
    balanced = np.abs(one - other) / (one + other + 1) < threshold
    result: NDArray[np.bool_] = (one > 0) & (other > 0) & balanced
    result &= triples / (triples + 1) < threshold
    return result


class Concurrency(NamedTuple):
    """The concurrent pairs: ``matrix[lookup[a], lookup[b]]`` tells of the activities a and b.

    Activities that run beside no other share the first row, so that the matrix stays small
    however many activities there are.
    """

    lookup: NDArray[np.int32]
    matrix: NDArray[np.bool_]

    @property
    def pairs(self) -> int:
        """The number of concurrent pairs."""
        return int(self.matrix.sum()) // 2


@dataclass(slots=True)
class FollowCounts:
    """How often one activity directly follows another, gathered batch by batch.

    ``follows`` counts the pairs a, b next to each other in a case, ``loops`` the triples a, b, a,
    both by the code ``a * activities + b``; only what occurs takes space.
    """

    activities: int
    follows: Counter[int] = field(default_factory=Counter)
    loops: Counter[int] = field(default_factory=Counter)

    def add(self, case: NDArray[np.int32], activity: NDArray[np.int32]) -> None:
        """Count one batch of whole cases, in order of time."""
        code = activity[:-1].astype(np.int64) * self.activities + activity[1:]
        _count(self.follows, code[case[:-1] == case[1:]])
        loop = (case[:-2] == case[2:]) & (activity[:-2] == activity[2:])
        _count(self.loops, code[: len(loop)][loop])

    def concurrency(self, threshold: float = THRESHOLD) -> Concurrency:
        """Return which activities are concurrent; none is so with itself."""
        pairs = [divmod(code, self.activities) for code in self.follows]
        both = [(a, b) for a, b in pairs if a < b and self.follows[self._code(b, a)]]
        counts = np.array(
            [
                (self.follows[one], self.follows[other], self.loops[one], self.loops[other])
                for one, other in [(self._code(a, b), self._code(b, a)) for a, b in both]
            ],
            np.int64,
        ).reshape(-1, 4)
        ab, ba, aba, bab = counts.T
        shown = concurrent(ab, ba, aba, bab, threshold)
        found = np.array(both, np.int64).reshape(-1, 2)[shown]
        names = np.unique(found)
        lookup = np.zeros(self.activities, np.int32)
        lookup[names] = np.arange(1, len(names) + 1)
        matrix = np.zeros((len(names) + 1, len(names) + 1), bool)
        row, column = lookup[found].T
        matrix[row, column] = matrix[column, row] = True
        return Concurrency(lookup, matrix)

    def _code(self, a: int, b: int) -> int:
        return a * self.activities + b


def _count(into: Counter[int], codes: NDArray[np.int64]) -> None:
    found, counts = np.unique(codes, return_counts=True)
    into.update(dict(zip(found.tolist(), counts.tolist(), strict=True)))
