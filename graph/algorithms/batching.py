"""Batches: what one resource left lying until it did it in one go."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
DAY = 86_400_000_000  # microseconds

DAYS = 3  # on which a habit shows
MOST = 0.5  # of the work of an activity that a habit takes in


class Instances(NamedTuple):
    """Columns of activity instances, in any order: who did what, and when.

    ``resource`` and ``activity`` are keys from 0; enabled <= start <= end, all in microseconds.
    """

    resource: Ints
    activity: Ints
    enabled: Ints
    start: Ints
    end: Ints


class Batches(NamedTuple):
    """The batch of every row.

    ``label`` numbers the batches from 0, ``size`` is how many rows its batch has, ``ready`` when
    the last of them was enabled, ``begins`` when the first of them was started.
    """

    label: Ints
    size: Ints
    ready: Ints
    begins: Ints


def batches(instances: Instances, gap: int = 0) -> Batches:
    r"""Return the batch to which every activity instance belongs; one alone is a batch of one.

    Instances of one resource and activity, by start. The first begins a batch; the next one, y,
    joins it if it was there when the batch began and no pause came before it, else it begins
    another:

    .. math:: E(y) \le S(batch), \quad S(y) - \max_{x \in batch} F(x) \le gap

    Parameters
    ----------
    instances : (n,) columns
    gap : longest pause within a batch, in microseconds

    Returns
    -------
    Batches, each array (n,). All rows of a batch were enabled before it began: ready <= begins.

    Notes
    -----
    O(n log n). Where each row *would* end its batch if it began one is found for all rows at
    once; the rows that do begin one are those reached from the first row of their group, in jumps
    that double.

    References
    ----------
    Lashkevich, Milani, Chapela-Campos, Suvorau, Dumas (2023), Why am I waiting?,
    https://doi.org/10.1007/978-3-031-34560-9_11

    Examples
    --------
    Two letters wait until 10 and are signed one after the other; the third came meanwhile.

    >>> one = np.zeros(3, np.int64)
    >>> times = (np.array(c) for c in ([1, 7, 11], [10, 12, 13], [12, 13, 15]))
    >>> found = batches(Instances(one, one, *times))
    >>> found.label.tolist(), found.size.tolist(), found.ready.tolist()
    ([0, 0, 1], [2, 2, 1], [7, 7, 11])
    """
    resource, activity, enabled, start, end = instances
    order = np.lexsort((enabled, end, start, activity, resource))
    enabled, start, end = enabled[order], start[order], end[order]
    first = _changes(resource[order], activity[order])
    group = np.cumsum(first) - 1
    stop = np.append(np.flatnonzero(first), len(order))[1:][group]
    following = np.minimum(_first_late(group, enabled, start), stop)
    following = np.minimum(following, _first_after_pause(group, start, end + gap, stop))
    begins = _reached(np.flatnonzero(first), following)
    label = np.cumsum(begins) - 1
    places = np.flatnonzero(begins)
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    latest = np.maximum.reduceat(enabled, places) if len(places) else enabled
    whole = (np.diff(places, append=len(order)), latest, start[places])
    return Batches(label[back], *(column[label][back] for column in whole))


def recurring(
    instances: Instances, found: Batches, min_size: int, offset: int = 0
) -> NDArray[np.bool_]:
    """Return which rows are of a batch that is a habit and not an accident.

    Whoever has a queue takes up several at once now and then. A habit is at least `DAYS`
    different days on which the resource began a batch of the activity with `min_size` rows or
    more, and at least `MOST` of all its rows of the activity in such batches. `offset` is how far
    the wall clock is ahead of UTC, in microseconds.

    Examples
    --------
    Three a day on three days, then one alone:

    >>> day, zero = 86_400_000_000, np.zeros(10, np.int64)
    >>> start = np.repeat(np.arange(4) * day, [3, 3, 3, 1])
    >>> signed = Instances(zero, zero, start, start, start)
    >>> recurring(signed, batches(signed), 3).sum(), recurring(signed, batches(signed), 4).sum()
    (np.int64(9), np.int64(0))
    """
    together = found.size >= min_size
    frame = pd.DataFrame(instances._asdict()).assign(
        together=together, day=np.where(together, (found.begins + offset) // DAY, -1)
    )
    groups = frame.groupby(["resource", "activity"])
    days = groups["day"].transform("nunique") - ~groups["together"].transform("all")
    often = (days >= DAYS) & (groups["together"].transform("mean") >= MOST)
    return together & often.to_numpy(bool)


def _changes(*columns: Ints) -> NDArray[np.bool_]:
    """Return for each row whether it differs from the one before it."""
    differs = np.zeros(len(columns[0]), bool)
    differs[:1] = True
    for column in columns:
        differs[1:] |= column[1:] != column[:-1]
    return differs


def _first_late(group: Ints, enabled: Ints, start: Ints) -> Ints:
    """Return the first row of the group that was enabled after the start of each row.

    Rows before it started no later, and were enabled before that: the running maximum will do.
    """
    instants, rank = np.unique(np.concatenate([enabled, start]), return_inverse=True)
    width = len(instants) + 1
    arrived, begun = group * width + rank[: len(group)], group * width + rank[len(group) :]
    return np.searchsorted(np.maximum.accumulate(arrived), begun, "right")


def _first_after_pause(group: Ints, start: Ints, end: Ints, stop: Ints) -> Ints:
    """Return the first row that starts when all from each row to the one before it have ended."""
    instants, rank = np.unique(np.concatenate([start, end]), return_inverse=True)
    width = len(instants) + 1
    begun, done = group * width + rank[: len(group)], group * width + rank[len(group) :]
    idle = np.minimum(np.searchsorted(begun, done, "right"), stop)
    last = _last_highest(done, np.arange(len(group)), idle)
    while (last != last[last]).any():  # what ends last is under way beyond the pause: go on there
        last = last[last]
    return idle[last]


def _last_highest(values: Ints, low: Ints, high: Ints) -> Ints:
    """Return the row of the highest value in each [low, high), of the last one if several."""
    best = np.arange(len(values))
    level = np.frexp((high - low).astype(np.float64))[1] - 1
    found = low.copy()
    for k in range(int(level.max(initial=-1)) + 1):
        if k:
            half = 1 << (k - 1)
            left, right = best[:-half], best[half:]
            best = np.where(values[right] >= values[left], right, left)
        rows = np.flatnonzero(level == k)
        left, right = best[low[rows]], best[high[rows] - (1 << k)]
        found[rows] = np.where(values[right] >= values[left], right, left)
    return found


def _reached(begin: Ints, following: Ints) -> NDArray[np.bool_]:
    """Return the rows reached from those of `begin` by going to the following one, ever on."""
    jump = np.append(following, len(following))
    reached = np.zeros(len(jump), bool)
    reached[begin] = True
    frontier = -1
    while frontier != (frontier := int(reached.sum())):
        reached[jump[reached]] = True
        jump = jump[jump]
    return reached[:-1]
