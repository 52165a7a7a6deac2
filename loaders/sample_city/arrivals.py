"""When each case begins, so that exactly the wanted share is still open at the date of the data."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loaders.sample_city.clock import DAY, END, Seconds, arrival_weights
from loaders.sample_city.routes import ACCEPT, SCARCE, SLOTS, Routes
from loaders.sample_city.shares import Mask, pick
from loaders.sample_city.stops import Stops
from loaders.sample_city.timing import Durations, Times, walk

OPEN = 0.03
LONGEST_OPEN = 60 * DAY  # so that changes of the last months have begun before the case
MARGIN = 3600  # what the hour of the day may add to a case with parallel steps


@dataclass(frozen=True, slots=True)
class Arrivals:
    """One row a case; `slot` is where an open case is, -1 of a closed one."""

    at: Seconds
    slot: NDArray[np.int64]
    waiting: Mask  # open, and its last step has not begun

    @property
    def open(self) -> Mask:
        """Mark the cases that are still open."""
        return np.asarray(self.slot >= 0)


def draw_arrivals(
    rng: np.random.Generator,
    routes: Routes,
    durations: Durations,
    stops: Stops,
    taken_back: tuple[int, ...],
) -> Arrivals:
    """Draw the beginnings.

    Long cases are open more often, as in life: the chance is proportional to the throughput
    time. Half of the open ones wait at their department, half are being worked on. No case of the
    items `taken_back` is open, so that their plant keeps its exact size.
    """
    draw = rng.uniform(size=(4, len(routes.item)))
    times = walk(np.zeros(len(routes.item), np.int64), routes, durations, stops, longest=True)
    special = routes.parallel | stops.by_calendar | stops.extended | (routes.origin == SCARCE)
    special |= np.isin(routes.item, taken_back)
    race = -np.log1p(-draw[0]) / times.end
    chosen = pick(race, ~special & (times.end <= LONGEST_OPEN), round(OPEN * len(race)))
    waiting = pick(draw[1], chosen, int(chosen.sum()) // 2)
    slot, now = _places(times, routes, stops, waiting, draw[2])
    positions, shares = arrival_weights()
    latest = np.interp(END - MARGIN - times.end, positions, shares)
    closed = np.interp(draw[3] * latest, shares, positions).astype(np.int64)
    return Arrivals(np.where(chosen, END - now, closed), np.where(chosen, slot, -1), waiting)


def _places(
    times: Times, routes: Routes, stops: Stops, waiting: Mask, draw: NDArray[np.float64]
) -> tuple[NDArray[np.int64], Seconds]:
    """Draw where each case would be if it were open: slot and seconds since its beginning."""
    since = np.where(waiting[:, None], times.arrived, times.started)
    until = np.where(waiting[:, None], times.started, times.finished)
    slots = np.arange(SLOTS)
    stopped = slots == stops.slot[:, None]
    since = np.where(stopped, np.maximum(since, times.stop_from[:, None]), since)
    possible = routes.present & (slots > ACCEPT) & (slots >= stops.slot[:, None])
    lengths = np.where(possible, np.maximum(until - since, 0), 0)
    total = lengths.cumsum(axis=1)
    goal = (draw * total[:, -1]).astype(np.int64)
    slot = (total <= goal[:, None]).sum(axis=1).clip(max=SLOTS - 1)
    rows = np.arange(len(draw))
    return slot, since[rows, slot] + goal - (total[rows, slot] - lengths[rows, slot])
