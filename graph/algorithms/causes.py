"""Why a department let a case wait: every instant of a wait has one cause."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.batching import Instances, batches, recurring
from graph.algorithms.occupancy import Ruler
from graph.algorithms.workload import FINE, WINDOW, Services, Workload

Ints = NDArray[np.int64]
Position = Callable[[Ints, Ints], Ints]  # (rows, instants) -> how much there was up to then
MIN_SIZE = 3  # of a batch; two of the same kind meet by accident
NOBODY: Mapping[int, int] = MappingProxyType({})


class Steps(NamedTuple):
    """Columns of all steps that were started, in any order; instants in microseconds.

    ``department`` and ``person`` are keys, 0: not registered. ``received`` is ``enabled`` where it
    is not known. ``told`` is 1 where the start is known; else start = end, the one instant known.
    """

    case: Ints
    department: Ints
    person: Ints
    activity: Ints
    enabled: Ints
    received: Ints
    start: Ints
    end: Ints
    told: Ints

    def rows(self, rows: Ints) -> "Steps":
        """Return some of the rows."""
        return Steps(*(column[rows] for column in self))


class Stopped(NamedTuple):
    """Disjoint clock stops: those of case c are in the rows first[c] to first[c + 1]."""

    first: Ints
    start: Ints
    end: Ints


class Causes(NamedTuple):
    """How much of the wait of each step has which cause, in microseconds."""

    stopped: Ints
    closed: Ints
    transfer: Ints
    batching: Ints
    capacity: Ints
    overtaken: Ints
    idle: Ints
    unknown: Ints


def causes(
    steps: Steps,
    stops: Stopped,
    ruler: Ruler,
    *,
    roster: Mapping[int, int] = NOBODY,
    window: int = WINDOW,
    min_size: int = MIN_SIZE,
    offset: int = 0,
) -> Causes:
    r"""Return the causes of the wait of every step for its department.

    Kronos takes a resource for one server; a department is many. Every instant t of the wait
    [E(x), S(x)) has the first cause that applies:

    1. *stopped*: the clock of the case is stopped;
    2. *closed*: the department is closed;
    3. *transfer*: sent, but not received;
    4. *batching*: x is of a batch that is a habit, and the last of the batch was not enabled yet;
       a batch is of one person and activity in the department, and of the department as a whole
       where no person is registered;
    5. *capacity* and *overtaken*: the department is full, b(t) steps in service for a staff of
       c(t) <= b(t). Of the time, the share of those in service that were enabled after x is
       overtaken, the rest is capacity;
    6. *idle*: the department was not full, and nobody began.

    What is left after 4 is *unknown* where only one instant is known of x (the wait then holds
    the work too, and nobody knows who was busy), and where no staff is known: the department is
    not registered, or none of its persons is.

    Parameters
    ----------
    steps : (n,) columns, enabled <= start <= end, which may be far in the future
    stops : of the cases
    ruler : (departments, instants) -> position on the clock of each department that runs while it
        is open
    roster : staff of the departments of which it is known; of the others the different persons
        with a step in service there within the `window` up to t count, one at least
    window : 28 days in microseconds, a month of working days
    min_size : rows that make a batch
    offset : how far the wall clock is ahead of UTC; a habit needs several days

    Returns
    -------
    Causes, each (n,), none negative. Their sum is start - enabled, exactly; without stopped and
    closed it is the working time of the wait less stops. They do not depend on the order of rows.

    Notes
    -----
    O(n log n). The share of later arrivals is exact: see `Workload.overtaking`.

    References
    ----------
    Lashkevich, Milani, Chapela-Campos, Suvorau, Dumas (2023), Why am I waiting?,
    https://doi.org/10.1007/978-3-031-34560-9_11, has the causes for single resources.

    Examples
    --------
    One person, no stops, always open. The third case waits from 1: for the first until 4, for
    the second, which came later, until 6, and then until 9 for nobody knows what.

    >>> def column(*values):
    ...     return np.array(values)
    >>> one, no = np.ones(3, np.int64), np.zeros(0, np.int64)
    >>> enabled, start, end = column(0, 2, 1), column(0, 4, 9), column(4, 6, 10)
    >>> steps = Steps(column(0, 1, 2), one, one, one, enabled, enabled, start, end, one)
    >>> none = Stopped(np.zeros(4, np.int64), no, no)
    >>> found = causes(steps, none, lambda department, instants: instants)
    >>> {name: int(part[2]) for name, part in found._asdict().items() if part[2]}
    {'capacity': 3, 'overtaken': 2, 'idle': 3}
    """
    order = np.lexsort((steps.start, steps.enabled, steps.department))
    steps = steps.rows(order)
    steps = steps._replace(end=np.minimum(steps.end, steps.start.max(initial=0) + 1))
    workload = Workload.of(
        int(steps.department.max(initial=0)) + 1, _services(steps), ruler, roster, window
    )
    ready = _ready(steps, min_size, offset)
    waits = np.flatnonzero(steps.enabled < steps.start)
    found = _of_waits(steps.rows(waits), ready[waits], stops, ruler, workload)
    result = [np.zeros(len(order), np.int64) for _ in found]
    for column, part in zip(result, found, strict=True):
        column[order[waits]] = part
    return Causes(*result)


def _services(steps: Steps) -> Services:
    counts = (steps.told != 0) & (steps.department != 0)
    columns = (steps.department, steps.person, steps.enabled, steps.start, steps.end)
    return Services(*(column[counts] for column in columns))


def _ready(steps: Steps, min_size: int, offset: int) -> Ints:
    """Return when the last of the batch of each step was enabled; `enabled` if it is of none."""
    ready = steps.enabled.copy()
    rows = np.flatnonzero((steps.told != 0) & (steps.department != 0))
    persons = int(steps.person.max(initial=0)) + 1
    resource = steps.department * persons + steps.person
    columns = (resource, steps.activity, steps.enabled, steps.start, steps.end)
    instances = Instances(*(column[rows] for column in columns))
    found = batches(instances)
    habit = recurring(instances, found, min_size, offset)
    ready[rows[habit]] = found.ready[habit]
    return ready


def _of_waits(
    steps: Steps, ready: Ints, stops: Stopped, ruler: Ruler, workload: Workload
) -> Causes:
    start, department = steps.start, steps.department
    cut = _cut(steps, stops)
    stopped = cut(lambda _, instants: -instants, steps.enabled, start) + start - steps.enabled

    def worked(rows: Ints, instants: Ints) -> Ints:
        return ruler(department[rows], instants)

    arrived = np.clip(steps.received, steps.enabled, start)
    gathered = np.clip(ready, arrived, start)
    transfer = cut(worked, steps.enabled, arrived)
    batching = cut(worked, arrived, gathered)
    rest = cut(worked, gathered, start)
    full = cut(lambda rows, instants: workload.full(department[rows], instants), gathered, start)
    known = (steps.told != 0) & workload.staffed[department]
    full = np.where(known, full, 0)

    def overtaking(rows: Ints, instants: Ints) -> Ints:
        result = np.zeros(len(rows), np.int64)
        some = np.flatnonzero((full[rows] > 0) & (instants > steps.enabled[rows]))
        of = rows[some]
        result[some] = workload.overtaking(department[of], steps.enabled[of], instants[some])
        return result

    later = cut(overtaking, gathered, start) + (1 << FINE - 1) >> FINE
    overtaken = np.clip(later, 0, full)
    return Causes(
        stopped,
        start - steps.enabled - stopped - transfer - batching - rest,
        transfer,
        batching,
        full - overtaken,
        overtaken,
        np.where(known, rest - full, 0),
        np.where(known, 0, rest),
    )


def _cut(steps: Steps, stops: Stopped) -> Callable[[Position, Ints, Ints], Ints]:
    """Return a function of (position, low, high): how much there is in [low, high) but the stops.

    The position is asked once, for all ends of all waits and of the stops within them.
    """
    every = np.arange(len(steps.case))
    counts = stops.first[steps.case + 1] - stops.first[steps.case]
    row = np.repeat(every, counts)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    stop = stops.first[steps.case[row]] + nth
    within = (stops.start[stop] < steps.start[row]) & (stops.end[stop] > steps.enabled[row])
    row, stop = row[within], stop[within]

    def cut(position: Position, low: Ints, high: Ints) -> Ints:
        ends = [np.clip(end[stop], low[row], high[row]) for end in (stops.start, stops.end)]
        rows = np.concatenate([every, every, row, row])
        places = np.cumsum([len(every), len(every), len(row)])
        asked = position(rows, np.concatenate([low, high, *ends]))
        before, after, began, ended = np.split(asked, places)
        left: Ints = after - before
        np.subtract.at(left, row, ended - began)
        return left

    return cut
