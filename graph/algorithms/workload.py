"""How much a department has in hand and how many it has to do it, at each instant."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.occupancy import Axis, Ruler
from graph.algorithms.range_sums import range_sums

Ints = NDArray[np.int64]
FINE = 12  # bits after the point of a microsecond, where time is divided among many
WINDOW = 28 * 86_400_000_000  # microseconds


class Services(NamedTuple):
    """Steps in service over [start, end), by whom (person 0: not known), arrived when."""

    department: Ints
    person: Ints
    arrived: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Workload:
    """The steps in service in each department, and when these are as many as its staff.

    ``staffed`` tells of which departments, from 0, the staff is known. The staff at t is what the
    roster says, else the different persons with a step in service within (t - window, t], one at
    least. A department is *full* while it has as many steps in
    service as staff. Time counts by the ruler of the department.
    """

    staffed: NDArray[np.bool_]
    _axis: Axis
    _mark: Ints  # position on the ruler at each change
    _served: Ints
    _full: NDArray[np.bool_]
    _before: tuple[Ints, Ints]  # full time before each change, and the share of one step of it
    _events: tuple[Ints, Ints, Ints, Ints]  # place, - arrived, share before, +1 a start -1 an end
    _ruler: Ruler

    @classmethod
    def of(
        cls,
        departments: int,
        services: Services,
        ruler: Ruler,
        roster: Mapping[int, int],
        window: int,
    ) -> "Workload":
        """Return the workload of so many departments; `roster` gives the staff of some."""
        services = Services(*(column[services.start < services.end] for column in services))
        who, present = _presence(services, window)
        ends = [(services.department, services.start), (services.department, services.end)]
        axis = Axis.of(
            departments,
            np.concatenate([end[0] for end in ends] + [who] * 2),
            np.concatenate([end[1] for end in ends] + list(present)),
        )
        places = [axis.place(*end) for end in ends]
        served = _steps(axis, *places)
        staff = np.maximum(_steps(axis, *(axis.place(who, at) for at in present)), 1)
        staffed = np.bincount(who, minlength=departments) > 0
        for department, number in ((d, n) for d, n in roster.items() if d < departments):
            staff[axis.server == department] = number
            staffed[department] = True
        full = served >= staff
        mark = ruler(axis.server, axis.time)
        length = np.where(full, np.diff(mark, append=mark[-1:]), 0)
        before = [np.cumsum(part) - part for part in (length, _shared(length, served))]
        events = np.concatenate(places)
        order = np.argsort(events, kind="stable")
        sign = np.repeat([1, -1], len(services.start))[order]
        arrived = np.tile(services.arrived, 2)[order]
        events = events[order]
        return cls(
            *(staffed, axis, mark, served, full, (before[0], before[1])),
            (events, -arrived, before[1][events], sign),
            ruler,
        )

    def full(self, department: Ints, instants: Ints) -> Ints:
        """Return for how long each `department` has been full up to each instant."""
        return self._until(department, instants)[0]

    def overtaking(self, department: Ints, arrived: Ints, instants: Ints) -> Ints:
        r"""Return how much full time went to what came after somebody, up to each instant.

        While a department is full, each of its b steps in service has 1/b of the time. Of x that
        `arrived` at E(x), and up to t, this sums the parts of those that arrived later:

        .. math:: \sum_{y: E(y) > E(x)} \Phi(\min(F(y), t)) - \Phi(\min(S(y), t)),
            \quad \Phi(t) = \int^t \frac{[full]}{b}

        Whatever arrived later started later, so only the stretch of starts and ends from E(x) to t
        matters: two sums over a stretch with a bound on the arrival. The unit is a microsecond
        divided by 2 to the `FINE`.
        """
        (_, shared), place = (
            self._until(department, instants),
            self._axis.place(department, instants),
        )
        event, negative, share, sign = self._events
        low = np.searchsorted(event, self._axis.place(department, arrived), "right")
        high = np.maximum(np.searchsorted(event, place, "right"), low)
        spent, under_way = range_sums(negative, [share * -sign, sign], low, high, -arrived - 1)
        return spent + under_way * shared

    def _until(self, department: Ints, instants: Ints) -> tuple[Ints, Ints]:
        place = self._axis.place(department, instants)
        passed = self._ruler(department, instants) - self._mark[place]
        passed = np.where(self._full[place], passed, 0)
        shared = self._before[1][place] + _shared(passed, self._served[place])
        return self._before[0][place] + passed, shared


def _shared(length: Ints, served: Ints) -> Ints:
    return (length << FINE) // np.maximum(served, 1)


def _steps(axis: Axis, start: Ints, end: Ints) -> Ints:
    """Return how many of the stretches [start, end) of places cover each place."""
    change = np.bincount(start, minlength=len(axis.time))
    return np.cumsum(change - np.bincount(end, minlength=len(axis.time)))


def _presence(services: Services, window: int) -> tuple[Ints, tuple[Ints, Ints]]:
    """Return when each person is on the staff of a department: its key, and from when to when."""
    known = services.person != 0
    department, person, start = (
        column[known] for column in (services.department, services.person, services.start)
    )
    end = services.end[known] + window
    order = np.lexsort((start, person, department))
    department, person, start, end = (c[order] for c in (department, person, start, end))
    first = np.ones(len(order), bool)
    first[1:] = (department[1:] != department[:-1]) | (person[1:] != person[:-1])
    group = np.cumsum(first) - 1
    instants, rank = np.unique(end, return_inverse=True)
    reached = np.maximum.accumulate(group * len(instants) + rank)
    reached = instants[reached % max(len(instants), 1)]
    first[1:] |= start[1:] > reached[:-1]
    last = np.append(np.flatnonzero(first)[1:], len(order)) - 1
    last = last[: int(first.sum())]
    return department[first], (start[first], reached[last])
