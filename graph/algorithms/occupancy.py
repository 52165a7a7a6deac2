"""What servers work on at each instant, as step functions that many questions can be put to."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.range_sums import range_sums

Ints = NDArray[np.int64]
Ruler = Callable[[Ints, Ints], Ints]
IDLE = np.iinfo(np.int64).max  # the earliest arrival in service where nothing is in service


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """The instants at which something changes for each server, and where others lie among them.

    ``server`` and ``time`` are sorted; each server has a first instant before all others.
    """

    server: Ints
    time: Ints
    _instants: Ints
    _keys: Ints

    @classmethod
    def of(cls, servers: int, server: Ints, time: Ints) -> "Axis":
        """Return the axis of servers 0.. with the changes of `server` at `time`."""
        instants = _different(np.append(time, np.iinfo(np.int64).min))
        every = np.arange(servers) * len(instants)
        keys = server * len(instants) + np.searchsorted(instants, time)
        keys = _different(np.concatenate([every, keys]))
        time = instants[keys % len(instants)]
        time[keys % len(instants) == 0] = instants[1] if len(instants) > 1 else 0
        return cls(keys // len(instants), time, instants, keys)

    def place(self, server: Ints, time: Ints) -> Ints:
        """Return the last change of each server that is not after its `time`."""
        rank = np.searchsorted(self._instants, time, "right") - 1
        return np.searchsorted(self._keys, server * len(self._instants) + rank, "right") - 1

    def lengths(self) -> Ints:
        """Return how long it is from each change to the next of the same server, 0 of the last."""
        length = np.diff(self.time, append=self.time[-1:])
        return np.where(np.diff(self.server, append=-1) == 0, length, 0)


@dataclass(frozen=True, slots=True, eq=False)
class InService:
    """When the earliest arrival among what each server works on had arrived, at each instant.

    ``earliest`` belongs to the stretch from a change of ``axis`` to the next; `IDLE` where the
    server works on nothing.
    """

    axis: Axis
    earliest: Ints

    @classmethod
    def of(cls, servers: int, server: Ints, start: Ints, end: Ints, arrived: Ints) -> "InService":
        """Return the step function of the services [start, end) of what had `arrived`.

        Examples
        --------
        A server works on what arrived at 3 from 5 to 9, and on what arrived at 1 from 8 to 10.

        >>> columns = (np.array(c) for c in ([0, 0], [5, 8], [9, 10], [3, 1]))
        >>> found = InService.of(1, *columns)
        >>> one = np.zeros(3, np.int64)
        >>> low, high = np.zeros(3, np.int64), np.array([9, 9, 99])
        >>> found.worked(one, low, high, np.array([1, 3, 2])).tolist()
        [1, 4, 2]
        """
        some = start < end
        server, start, end, arrived = server[some], start[some], end[some], arrived[some]
        axis = Axis.of(servers, np.concatenate([server] * 2), np.concatenate([start, end]))
        low, high = axis.place(server, start), axis.place(server, end)
        return cls(axis, _least_over(len(axis.time), low, high, arrived))

    def worked(self, server: Ints, low: Ints, high: Ints, bound: Ints) -> Ints:
        """Return how long in each [low, high) its server worked on any that arrived by `bound`."""
        at = [self.axis.place(server, end) for end in (low, high)]
        length = self.axis.lengths()
        (whole,) = range_sums(self.earliest, [length], at[0], at[1], bound)
        within = [
            np.where(self.earliest[place] <= bound, end - self.axis.time[place], 0)
            for place, end in zip(at, (low, high), strict=True)
        ]
        return whole + within[1] - within[0]

    def busy(self, server: Ints, low: Ints, high: Ints, ruler: Ruler) -> Ints:
        """Return how much of each [low, high) its server worked on anything, by its `ruler`."""
        works = self.earliest != IDLE
        return integral(self.axis, works.astype(np.int64), server, low, high, ruler)


def integral(axis: Axis, level: Ints, server: Ints, low: Ints, high: Ints, ruler: Ruler) -> Ints:
    """Return the integral of a step function over each [low, high), by the ruler of its server.

    Parameters
    ----------
    axis : the places where it changes
    level : (changes,) its level from each change to the next, 0 after the last of each server
    server, low, high : (q,) with low <= high
    ruler : monotone; (servers, instants) -> position
    """
    mark = ruler(axis.server, axis.time)
    length = np.where(level == 0, 0, np.diff(mark, append=mark[-1:]))
    before = np.concatenate([[0], np.cumsum(length * level)])
    ends = []
    for end in (low, high):
        place = axis.place(server, end)
        passed = np.where(level[place] == 0, 0, ruler(server, end) - mark[place])
        ends.append(before[place] + passed * level[place])
    return ends[1] - ends[0]


def _different(values: Ints) -> Ints:
    """Return the values once each, in order (np.unique hashes them, which takes longer)."""
    values = np.sort(values)
    different: Ints = values[np.diff(values, prepend=values[:1] - 1) != 0]
    return different


def _least_over(n: int, low: Ints, high: Ints, values: Ints) -> Ints:
    """Return for each of n places the least value of the stretches [low, high) that cover it.

    A stretch is two halves of a power of two that may overlap; these are halved level by level.
    """
    level = np.frexp((high - low).astype(np.float64))[1] - 1
    least = np.full(n, IDLE)
    for k in reversed(range(int(level.max(initial=0)) + 1)):
        rows = np.flatnonzero(level == k)
        np.minimum.at(least, low[rows], values[rows])
        np.minimum.at(least, high[rows] - (1 << k), values[rows])
        if k:
            half = 1 << (k - 1)
            second = np.minimum(least[half:], least[:-half])
            least[half:] = second
    return least
