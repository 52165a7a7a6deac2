"""Plant I1: items whose cases spend their time with other departments, and are late for it."""

import numpy as np
from numpy.typing import NDArray

from loaders.sample_city.clock import DAY
from loaders.sample_city.departments import BUREAU
from loaders.sample_city.items import Items
from loaders.sample_city.plants import Plant
from loaders.sample_city.routes import ACCEPT, SLOTS, Routes
from loaders.sample_city.shares import Mask, pick
from loaders.sample_city.timing import Durations

Lengths = NDArray[np.float64]


def spend_outside(
    durations: Durations, plant: Plant, routes: Routes, items: Items, rng: np.random.Generator
) -> None:
    """Stretch the cases of the items of `plant`, in place.

    After acceptance each of them spends the share ``plant.size`` of its working time outside the
    bureau; the share ``plant.overdue`` of the cases of each item ends at least a working day after
    the promise, the others end before it.
    """
    draw = rng.uniform(size=(2, len(routes.item)))
    promise = items.promise[routes.item] * float(DAY)
    late = _late(plant, routes, items, draw[0])
    counted = routes.present & (np.arange(SLOTS) > ACCEPT)
    lengths = (durations.wait + durations.hold) * counted
    beyond = promise * (1 + draw[1] / 2) + DAY
    total = np.where(late, beyond, np.minimum(lengths.sum(axis=1), promise))
    outside = routes.department != BUREAU
    here = np.isin(routes.item, [items.codes.index(code) for code in plant.items])
    for where, share in ((outside, plant.size), (~outside, 1 - plant.size)):
        factor = share * total / _positive((lengths * where).sum(axis=1))
        rows = here[:, None] & counted & where
        for stretched in (durations.wait, durations.hold):
            stretched[rows] *= np.broadcast_to(factor[:, None], rows.shape)[rows]


def _late(plant: Plant, routes: Routes, items: Items, draw: Lengths) -> Mask:
    late = np.zeros(len(draw), bool)
    for code in plant.items:
        theirs = routes.item == items.codes.index(code)
        late |= pick(draw, theirs, round((plant.overdue or 0) * int(theirs.sum())))
    return late


def _positive(lengths: Lengths) -> Lengths:
    """Return `lengths` with one second in the place of none (of cases that are not stretched)."""
    return np.maximum(lengths, 1.0)
