"""Why a person's work waited: the five causes of Kronos, for all activity instances at once."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.batching import Batches, Instances, batches
from graph.algorithms.occupancy import InService, Ruler

Ints = NDArray[np.int64]


class KronosCauses(NamedTuple):
    """How much of the wait of each instance has which cause; together they are the whole."""

    batching: Ints
    prioritization: Ints
    contention: Ints
    unavailability: Ints
    extraneous: Ints


def kronos(instances: Instances, ruler: Ruler, *, min_size: int = 2) -> KronosCauses:
    r"""Return the causes of the wait of every activity instance, each resource being one server.

    Every instant t of the wait [E(x), S(x)) has the first cause that applies:

    1. *batching*: x is of a batch, and t < BE, when the last of the batch was enabled;
    2. *contention*: the resource works on some y that was enabled before x, E(y) <= ref;
    3. *prioritization*: it works on others only, which were enabled later;
    4. *unavailability*: t lies outside the calendar of the resource;
    5. *extraneous*: the rest.

    ref is E(x) where y is of the batch of x, BE where x is of a batch and y is not, else E(x).

    Parameters
    ----------
    instances : (n,) columns
    ruler : (resources, instants) -> position on the clock of each resource that runs while it is
        available, in microseconds
    min_size : instances that make a batch

    Returns
    -------
    Five (n,) arrays of microseconds, none negative; their sum is start - enabled, exactly. They
    do not depend on the order of the rows.

    Notes
    -----
    O(n log n). For each resource the earliest arrival among what it works on is a step function
    of time, so contention is the time on which that lies below a bound. Within a batch, other
    bounds hold for its members than for the rest: the batch is looked at as a server of its own.

    References
    ----------
    Lashkevich, Milani, Chapela-Campos, Suvorau, Dumas (2023), Why am I waiting? Data-driven
    analysis of waiting times in business processes, https://doi.org/10.1007/978-3-031-34560-9_11

    Examples
    --------
    Work on another case (0 to 4), which came first, then on one that came later (4 to 6), then
    two hours of nothing, one of them at lunch (6 to 7):

    >>> def ruler(resource, instants):
    ...     return instants - np.clip(instants - 6, 0, 1)
    >>> one = np.zeros(3, np.int64)
    >>> times = (np.array(c) for c in ([0, 1, 2], [0, 8, 4], [4, 9, 6]))
    >>> causes = kronos(Instances(one, np.arange(3), *times), ruler)
    >>> {name: int(part[1]) for name, part in causes._asdict().items()}
    {'batching': 0, 'prioritization': 2, 'contention': 3, 'unavailability': 1, 'extraneous': 1}
    """
    resource, _, enabled, start, end = instances
    found = batches(instances)
    together = found.size >= min_size
    ready = np.where(together, found.ready, enabled)
    begins = np.where(together, found.begins, start)
    servers = int(resource.max(initial=-1)) + 1
    queue = InService.of(servers, resource, start, end, enabled)
    contention = queue.worked(resource, ready, begins, ready)
    within = np.flatnonzero(together & (begins < start))
    if len(within):
        batch = _in_batches(instances, found, together)
        label = found.label[within]
        contention[within] += batch.worked(label, begins[within], start[within], enabled[within])
    busy = queue.busy(resource, ready, start, lambda _, instants: instants)
    available = ruler(resource, start) - ruler(resource, ready)
    free = available - queue.busy(resource, ready, start, ruler)
    return KronosCauses(
        ready - enabled,
        busy - contention,
        contention,
        start - ready - busy - free,
        free,
    )


def _in_batches(instances: Instances, found: Batches, together: NDArray[np.bool_]) -> InService:
    """Return what is in service while each batch is, as if the batch were the server.

    What is not of the batch and was enabled before the batch was ready counts as there for ever.
    """
    resource, _, enabled, start, end = instances
    order = np.lexsort((end, start, resource))
    order = order[start[order] < end[order]]
    batch, row = _overlapping(instances, found, together, order)
    member = found.label[row] == batch
    ready = np.zeros(int(found.label.max()) + 1, np.int64)
    ready[found.label] = found.ready
    counts = member | (enabled[row] <= ready[batch])
    arrived = np.where(member, enabled[row], np.iinfo(np.int64).min)
    batch, row, arrived = batch[counts], row[counts], arrived[counts]
    return InService.of(len(ready), batch, start[row], end[row], arrived)


def _overlapping(
    instances: Instances, found: Batches, together: NDArray[np.bool_], order: Ints
) -> tuple[Ints, Ints]:
    """Return the pairs of a batch and of a service of its resource that are under way together.

    `order` sorts the services by resource and start.
    """
    resource, _, _, start, end = instances
    rows = np.flatnonzero(together)
    label, first = np.unique(found.label[rows], return_index=True)
    of, low = resource[rows[first]], found.begins[rows[first]]
    last = np.full(len(label), np.iinfo(np.int64).min)
    np.maximum.at(last, np.searchsorted(label, found.label[rows]), start[rows])
    instants, rank = np.unique(np.concatenate([start, end, low, last]), return_inverse=True)
    begun, done, low, last = np.split(rank, np.cumsum([len(start), len(end), len(low)]))
    width = len(instants) + 1
    begun, done = (resource[order] * width + at[order] for at in (begun, done))
    until = np.searchsorted(begun, of * width + last, "left")
    since = np.searchsorted(np.maximum.accumulate(done), of * width + low, "right")
    counts = np.maximum(until - since, 0)
    pair = np.repeat(np.arange(len(label)), counts)
    place = np.arange(len(pair)) - np.repeat(np.cumsum(counts) - counts, counts) + since[pair]
    both = done[place] > of[pair] * width + low[pair]
    return label[pair[both]], order[place[both]]
