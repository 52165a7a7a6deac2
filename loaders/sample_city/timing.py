"""How long each step waits and takes, and the instants that follow from it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loaders.sample_city.clock import DAY, Seconds, days_later
from loaders.sample_city.departments import place
from loaders.sample_city.items import Items
from loaders.sample_city.plants import Plant
from loaders.sample_city.routes import (
    ACCEPT,
    CONSULT,
    SCARCE,
    SLOTS,
    STAGES,
    SURVEY,
    Routes,
)
from loaders.sample_city.shares import Mask
from loaders.sample_city.stops import REVIEW_DAYS, Stops

Matrix = NDArray[np.float64]

WAIT = {"收件": 0, "受理": 0.5, "审查": 0.8, "征求意见": 1.2, "现场勘验": 1.0}
WAIT |= {"其他": 0.6, "决定": 0.7, "制证": 0.6, "送达": 0.6}
"""Mean working days between two departments; within one department the part `INTERNAL`."""

HOLD = {"收件": 0.05, "受理": 0.12, "审查": 0.6, "征求意见": 0.6, "现场勘验": 0.4}
HOLD |= {"其他": 0.2, "决定": 0.2, "制证": 0.1, "送达": 0.05}
"""Median working days of work."""

SLOWED = {"edge": ("wait",), "node": ("hold",), "change": ("change",), "chain": ("wait", "hold")}
"""What a plant multiplies, by its type."""

INTERNAL = 0.4
FAST, SLOW = 0.4, 4.0  # decoys D1 and D4
SHORTEST = 60  # seconds
LONGEST_REVIEW = 21 * DAY  # more working time than REVIEW_DAYS can hold
REVIEWED_NET = 2 * DAY  # the rest of a case of decoy D2 takes no longer
HALF_HOUR = 1800


@dataclass(frozen=True, slots=True)
class Durations:
    """Working seconds before and in each slot; `change` applies from the instant `since`."""

    wait: Matrix
    hold: Matrix
    transfer: Matrix  # part of the waiting before the receiver signs for the case
    change: Matrix
    since: int


@dataclass(frozen=True, slots=True)
class Times:
    """Instants as working seconds, one row a case and one column a slot; stops one a case."""

    arrived: Seconds
    started: Seconds
    finished: Seconds
    stop_from: Seconds
    stop_to: Seconds
    end: Seconds


def draw_durations(
    rng: np.random.Generator, routes: Routes, items: Items, plants: tuple[Plant, ...], since: int
) -> Durations:
    """Draw waiting and work, slowed where planted and where a decoy wants it.

    What is planted in whole items (``item``) is not drawn here.
    """
    shape = routes.present.shape
    wait = np.minimum(rng.gamma(1.3, 1 / 1.3, shape), 6) * [WAIT[stage] * DAY for stage in STAGES]
    hold = np.exp(np.clip(rng.normal(0, 0.6, shape), -2, 2))
    hold *= [HOLD[stage] * DAY for stage in STAGES]
    senders = routes.senders()
    internal = senders == routes.department
    transfer = np.where(internal, 0, rng.uniform(0.05, 0.35, shape))
    wait *= np.where(internal, INTERNAL, 1)
    change = np.ones(shape)
    for plant in plants:
        where = _where(plant, routes, senders)
        for slowed in SLOWED.get(plant.type, ()):
            {"wait": wait, "hold": hold, "change": change}[slowed][where] *= plant.size
    pace = _pace(routes)
    wait, hold = wait * pace, hold * pace
    _shorten(wait, hold, routes, routes.item == items.expert_review)
    return Durations(wait, hold, transfer, change, since)


def walk(
    arrival: Seconds, routes: Routes, durations: Durations, stops: Stops, *, longest: bool = False
) -> Times:
    """Lead every case from its `arrival` through its slots.

    With `longest` the changes apply at once and reviews by the calendar take the most they can,
    so that no walk from another instant takes longer.
    """
    arrived, started, finished = (np.zeros((len(arrival), SLOTS), np.int64) for _ in range(3))
    stop_from, stop_to = np.zeros_like(arrival), np.zeros_like(arrival)
    end = arrival
    for slot in range(SLOTS):
        here, enabled = routes.present[:, slot], end
        in_step, in_wait = (
            (stops.slot == slot) & ~stops.in_wait,
            (stops.slot == slot) & stops.in_wait,
        )
        wait = durations.wait[:, slot]
        wait = wait * np.where(longest | (enabled >= durations.since), durations.change[:, slot], 1)
        receipt = enabled + _whole(wait * durations.transfer[:, slot])
        ready = np.maximum(enabled + _whole(wait), receipt + SHORTEST if slot else arrival)
        if slot == ACCEPT:
            ready = ready + stops.correction
        stop_from = np.where(
            in_wait, receipt + _whole((ready - receipt) * stops.fraction), stop_from
        )
        start = ready + np.where(in_wait, stops.length, 0)
        if slot == SURVEY:
            receipt, start = _beside(routes.parallel, receipt, start, arrived, started)
        work = np.maximum(_whole(durations.hold[:, slot]), SHORTEST)
        stop_from = np.where(in_step, start + _whole(work * stops.fraction), stop_from)
        length = _lengths(stops, stop_from, longest)
        stop_to = np.where(in_step | in_wait, stop_from + length, stop_to)
        arrived[:, slot], started[:, slot] = receipt, start
        finished[:, slot] = start + work + np.where(in_step, length, 0)
        end = np.where(here, np.maximum(end, finished[:, slot]), end)
    return Times(arrived, started, finished, stop_from, stop_to, end)


def _where(plant: Plant, routes: Routes, senders: NDArray[np.int64]) -> Mask:
    where = np.ones(senders.shape, bool)
    if plant.stage:
        where &= np.array([stage == plant.stage for stage in STAGES])
    if plant.departments:
        outside = np.isin(routes.department, [place(code) for code in plant.departments])
        where &= routes.chained[:, None] & outside
    if plant.department:
        where &= routes.department == place(plant.department)
    if plant.sender and plant.receiver:
        where &= senders == place(plant.sender)
        where &= routes.department == place(plant.receiver)
    return where


def _pace(routes: Routes) -> Matrix:
    fast = np.where(routes.origin == place("D09"), FAST, 1)[:, None]
    return np.asarray(fast * np.where(routes.department == SCARCE, SLOW, 1))


def _shorten(wait: Matrix, hold: Matrix, routes: Routes, chosen: Mask) -> None:
    """Keep what is not expert review of the cases of decoy D2 within its limit."""
    net = ((wait + hold) * routes.present).sum(axis=1)
    part = np.where(chosen, np.minimum(1, REVIEWED_NET / net), 1)[:, None]
    wait *= part
    hold *= part


def _beside(
    parallel: Mask, receipt: Seconds, start: Seconds, arrived: Seconds, started: Seconds
) -> tuple[Seconds, Seconds]:
    """Let a parallel survey begin within half an hour, and the same day, of the consultation."""
    other = started[:, CONSULT]
    soon = other + np.minimum(HALF_HOUR, (DAY - 1 - other % DAY) // 2)
    return np.where(parallel, arrived[:, CONSULT], receipt), np.where(parallel, soon, start)


def _lengths(stops: Stops, stop_from: Seconds, longest: bool) -> Seconds:
    lengths, reviews = stops.length.copy(), stops.by_calendar
    from_ = stop_from[reviews]
    lengths[reviews] = LONGEST_REVIEW if longest else days_later(from_, REVIEW_DAYS) - from_
    return lengths


def _whole(seconds: Matrix) -> Seconds:
    return seconds.astype(np.int64)
