"""Which steps enabled a step: causal predecessors, on columns.

In a case, the step before in time is not always the one that was waited for: two branches that
run side by side each hand over to the step that joins them. This kernel finds for every step its
*enabling predecessors* and among them the *binding* one. It takes columns of whole cases sorted
by (case, end, sequence), so that any engine may call it on a batch of cases.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

UNFINISHED = np.iinfo(np.int64).max  # the end of a step that has none yet
WIDTH = 64  # steps of a case whose candidates fit into the bits of one word

Ints = NDArray[np.int64]
Bits = NDArray[np.uint64]
_ONE = np.uint64(1)


class Transitions(NamedTuple):
    """Pairs of rows: the step in row ``sender`` enabled the step in row ``receiver``.

    Sorted by receiver, then sender. ``binding`` marks for each receiver the one it waited for.
    """

    sender: Ints
    receiver: Ints
    binding: NDArray[np.bool_]


def enabling_predecessors(
    case: NDArray[np.int32],
    start: Ints,
    end: Ints,
    activity: NDArray[np.int32],
    concurrent: NDArray[np.bool_],
    named: tuple[Ints, Ints] | None = None,
) -> Transitions:
    r"""Return the enabling predecessors of every step.

    A candidate of x is a step y of its case with end(y) < end(x), end(y) <= start(x) and an
    activity not concurrent with that of x. The predecessors are the candidates that are not
    ancestors (through candidates) of another one. The binding one has the latest end, ties
    going to the later row.

    Parameters
    ----------
    case, start, end, activity : (n,) columns of whole cases, sorted by case, end, sequence;
        instants in microseconds; ``end`` is `UNFINISHED` of a step that is not finished and
        ``start`` is `UNFINISHED` of one that waits; an instant has start = end
    concurrent : (activities, activities) symmetric
    named : rows (receiver, sender) where the source names the predecessors of a step; they
        replace what the times would say. A named sender that is not finished is left out.

    Returns
    -------
    Transitions; a step without any predecessor is in no receiver.

    Notes
    -----
    The candidates at a distance of d rows are bit d - 1 of a word a row, one vector comparison
    for each d; longer cases go through arbitrary long integers one by one. About 0.8 s a million
    steps in cases of six.

    References
    ----------
    van der Aalst (2016), Process Mining, 2nd ed., p. 224: handover of work is causal.

    Examples
    --------
    After register (0), examine (1) and check (2) run side by side; decide (3) waits for both, and
    in the end for the check:

    >>> import numpy as np
    >>> side_by_side = np.zeros((4, 4), bool)
    >>> side_by_side[1, 2] = side_by_side[2, 1] = True
    >>> end = np.array([10, 20, 30, 40])
    >>> case, activity = np.zeros(4, np.int32), np.arange(4, dtype=np.int32)
    >>> found = enabling_predecessors(case, end, end, activity, side_by_side)
    >>> [(int(y), int(x), bool(b)) for y, x, b in zip(*found)]
    [(0, 1, True), (0, 2, True), (1, 3, False), (2, 3, True)]
    """
    first = np.flatnonzero(np.diff(case, prepend=case[:1] - 1)) if len(case) else np.zeros(0, int)
    length = np.diff(first, append=len(case))
    position = np.arange(len(case)) - np.repeat(first, length)
    forced = _named_bits(len(case), named) if named else None
    short = np.repeat(length <= WIDTH, length)
    candidates = _candidates(position, short, start, end, activity, concurrent)
    found = [_from_words(candidates, first, length, forced)]
    found += [
        _from_integers(slice(f, f + n), start, end, activity, concurrent, forced)
        for f, n in zip(first[length > WIDTH], length[length > WIDTH], strict=True)
    ]
    sender, receiver = (np.concatenate(rows) for rows in zip(*found, strict=True))
    if named:
        free = ~np.isin(receiver, named[0])
        usable = end[named[1]] != UNFINISHED
        receiver = np.concatenate([receiver[free], named[0][usable]])
        sender = np.concatenate([sender[free], named[1][usable]])
    order = np.lexsort((sender, receiver))
    sender, receiver = sender[order], receiver[order]
    # Rows are sorted by end, then sequence, so the last sender of a receiver is the binding one.
    return Transitions(sender, receiver, np.diff(receiver, append=-1) != 0)


def _candidates(
    position: Ints,
    short: NDArray[np.bool_],
    start: Ints,
    end: Ints,
    activity: NDArray[np.int32],
    concurrent: NDArray[np.bool_],
) -> Bits:
    bits = np.zeros(len(position), np.uint64)
    rows = np.flatnonzero(short)
    width, flat = concurrent.shape[0], concurrent.reshape(-1)
    for distance in range(1, WIDTH):
        rows = rows[position[rows] >= distance]
        if not len(rows):
            break
        before = rows - distance
        ended = end[before]
        enabled = (ended < end[rows]) & (ended <= start[rows])
        enabled &= ~flat[activity[before] * width + activity[rows]]
        bits[rows[enabled]] |= _ONE << np.uint64(distance - 1)
    return bits


def _from_words(
    candidates: Bits, first: Ints, length: Ints, forced: dict[int, list[int]] | None
) -> tuple[Ints, Ints]:
    """Strip the ancestors position by position, since a row needs those of the rows before it."""
    ancestors = np.zeros_like(candidates)
    senders, receivers = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    starts = first[length <= WIDTH]
    lengths = length[length <= WIDTH]
    if forced:
        candidates = candidates.copy()
        for row, distances in forced.items():
            candidates[row] = sum(1 << (d - 1) for d in distances if d < WIDTH)
    for place in range(1, int(lengths.max(initial=0))):
        rows = starts[lengths > place] + place
        left = candidates[rows]
        covered = left.copy()
        open_rows = np.flatnonzero(left)
        while len(open_rows):
            some = left[open_rows]
            lowest = some & (~some + _ONE)
            distance = np.bitwise_count(lowest - _ONE).astype(np.int64) + 1
            receiver = rows[open_rows]
            senders.append(receiver - distance)
            receivers.append(receiver)
            reached = ancestors[receiver - distance] << distance.astype(np.uint64)
            covered[open_rows] |= reached
            left[open_rows] = some & ~(lowest | reached)
            open_rows = open_rows[left[open_rows] != 0]
        ancestors[rows] = covered
    return np.concatenate(senders), np.concatenate(receivers)


def _from_integers(
    rows: slice,
    start: Ints,
    end: Ints,
    activity: NDArray[np.int32],
    concurrent: NDArray[np.bool_],
    forced: dict[int, list[int]] | None,
) -> tuple[Ints, Ints]:
    """Do the same for one long case, bit j standing for its step j."""
    start, end, activity = start[rows], end[rows], activity[rows]
    ancestors: list[int] = []
    pairs: list[tuple[int, int]] = []
    for x in range(len(end)):
        enabled = (end[:x] < end[x]) & (end[:x] <= start[x])
        enabled &= ~concurrent[activity[:x], activity[x]]
        left = int.from_bytes(np.packbits(enabled, bitorder="little").tobytes(), "little")
        if forced and rows.start + x in forced:
            left = sum(1 << (x - d) for d in forced[rows.start + x] if d <= x)
        covered = left
        while left:
            y = left.bit_length() - 1
            pairs.append((rows.start + y, rows.start + x))
            covered |= ancestors[y]
            left &= ~(ancestors[y] | 1 << y)
        ancestors.append(covered)
    both = np.array(pairs, np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _named_bits(n: int, named: tuple[Ints, Ints]) -> dict[int, list[int]]:
    """Return for each row with named predecessors how many rows before it they are."""
    result: dict[int, list[int]] = {}
    for receiver, sender in zip(*(column.tolist() for column in named), strict=True):
        distances = result.setdefault(receiver, [])
        if receiver > sender:
            distances.append(receiver - sender)
    return result
