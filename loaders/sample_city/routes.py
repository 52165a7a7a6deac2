"""The way of each case through the departments, before any time is known.

A case is a row of 14 slots in the order of time; which of them it has is ``present``. Behind each
of the slots in which a department may send the case back stand two for the way round: the bureau
completes it, the same department does the same step again.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loaders.sample_city.catalogue import PROJECT_CHAIN
from loaders.sample_city.departments import BUREAU, CODES, DEPARTMENTS, place
from loaders.sample_city.items import Items
from loaders.sample_city.shares import Mask, pick

STAGES = (
    "收件",
    "受理",
    *("审查", "其他", "审查"),
    *("征求意见", "其他", "征求意见"),
    *("现场勘验", "其他", "现场勘验"),
    "决定",
    "制证",
    "送达",
)
"""The standard stage of each slot."""

ACCEPT, REVIEW, CONSULT, SURVEY, DECIDE, CERTIFY, DELIVER = 1, 2, 5, 8, 11, 12, 13
SLOTS = len(STAGES)
COMPLETING = "退回补充"  # what the stage 其他 is here

SCARCE = place("D18")
SCARCE_CASES = 12  # decoy D4
RESULTS = ("准予", "不予", "撤回或终止", "转报")
RESULT_SHARES = (0.94, 0.03, 0.01, 0.02)


@dataclass(slots=True)
class Routes:
    """One row a case; the matrices have a column for each slot."""

    item: NDArray[np.int64]
    origin: NDArray[np.int64]  # place of the department that gave the item up
    partner: NDArray[np.int64]  # place of the other department that may be asked
    result: NDArray[np.int64]
    present: Mask
    department: NDArray[np.int64]
    returned: NDArray[np.int64]  # the slot that ended in a return, or -1
    parallel: Mask  # consultation and survey at the same time
    chained: Mask  # goes through the departments of PROJECT_CHAIN

    def senders(self) -> NDArray[np.int64]:
        """Return the department of the slot before each one (of the first: its own)."""
        senders = np.empty_like(self.department)
        before = self.department[:, 0]
        for slot in range(SLOTS):
            senders[:, slot] = before
            before = np.where(self.present[:, slot], self.department[:, slot], before)
        review = self.department[:, REVIEW]
        senders[self.parallel, SURVEY] = review[self.parallel]
        return senders

    def pairs(self) -> NDArray[np.int64]:
        """Count the steps by sending (row) and receiving (column) department."""
        counts = np.zeros((len(CODES), len(CODES)), np.int64)
        np.add.at(counts, (self.senders()[self.present], self.department[self.present]), 1)
        return counts

    def reviews(self) -> NDArray[np.int64]:
        """Count the reviews of each department."""
        return np.bincount(self.department[:, REVIEW], minlength=len(CODES))


def draw_routes(
    rng: np.random.Generator, count: int, items: Items, rates: NDArray[np.float64]
) -> Routes:
    """Draw item and way of `count` cases; each department sends back its share of `rates`."""
    draw = rng.uniform(size=(12, count))
    item = _draw_items(draw[0], pick(draw[1], np.ones(count, bool), SCARCE_CASES), items)
    origin = items.origin[item]
    partner = _partners(origin, draw[2])
    result = np.searchsorted(np.cumsum(RESULT_SHARES)[:-1], draw[3], side="right")
    present, department = _ordinary(item, origin, partner, items, draw[4:8])
    chained = np.isin(item, items.chained)
    _chain(present, department, chained)
    present[:, CERTIFY] = items.certified[item] & (result == 0)
    present[:, DELIVER] = items.certified[item]
    returned = _returns(draw[8], present, department, rates, item != items.expert_review)
    _send_back(present, department, returned)
    none = np.zeros(count, bool)
    return Routes(item, origin, partner, result, present, department, returned, none, chained)


def make_parallel(
    routes: Routes, rng: np.random.Generator, share: float, items: Items, planted: Mask
) -> None:
    """Let `share` of the cases be consulted on and surveyed at the same time.

    Cases that touch a planted pair (`planted`, sender by receiver) or a plant of items or of a
    chain stay as they are, so that the plants keep their exact size.
    """
    review = routes.department[:, REVIEW]
    touched = planted[review, routes.partner] | planted[review, routes.origin]
    touched |= planted[routes.partner, BUREAU] | planted[routes.origin, BUREAU]
    ordinary = (routes.origin != SCARCE) & (routes.item != items.expert_review)
    touched |= routes.chained | np.isin(routes.item, items.taken_back)
    eligible = ordinary & ~touched & (routes.returned < 0)
    count = len(review)
    chosen = pick(rng.uniform(size=count), eligible, round(share * count))
    routes.parallel = chosen
    routes.present[chosen, CONSULT] = routes.present[chosen, SURVEY] = True
    routes.department[chosen, CONSULT] = routes.partner[chosen]
    routes.department[chosen, SURVEY] = routes.origin[chosen]


def _draw_items(draw: NDArray[np.float64], scarce: Mask, items: Items) -> NDArray[np.int64]:
    shares = np.array([row.share for row in DEPARTMENTS.values()])
    weights = shares[items.origin] * items.popularity
    usual = np.searchsorted(np.cumsum(weights) / weights.sum(), draw, side="right")
    theirs = np.flatnonzero(items.origin == SCARCE)
    chosen = theirs[(draw * len(theirs)).astype(np.int64)]
    return np.where(scarce, chosen, np.minimum(usual, len(items.codes) - 1))


def _partners(origin: NDArray[np.int64], draw: NDArray[np.float64]) -> NDArray[np.int64]:
    known = [[place(code) for code in row.partners] or [BUREAU] for row in DEPARTMENTS.values()]
    pairs = np.array([(first[0], first[-1]) for first in known])
    return pairs[origin, (draw < 0.5).astype(np.int64)]


def _ordinary(
    item: NDArray[np.int64],
    origin: NDArray[np.int64],
    partner: NDArray[np.int64],
    items: Items,
    draw: NDArray[np.float64],
) -> tuple[Mask, NDArray[np.int64]]:
    there, engineering = items.reviewed_there[item], items.engineering[item]
    busy = np.where(engineering, 1.15, 0.95)
    present = np.zeros((len(item), SLOTS), bool)
    present[:, : REVIEW + 1] = True
    present[:, CONSULT] = draw[0] < np.where(there, 0.12, 0.7) * busy
    present[:, SURVEY] = draw[1] < np.where(there, 0.25, 0.3) * busy
    present[:, DECIDE] = True
    department = np.full(present.shape, BUREAU)
    department[:, REVIEW] = np.where(there, origin, BUREAU)
    department[:, CONSULT] = np.where(there | (draw[2] < 0.25), partner, origin)
    department[:, SURVEY] = origin
    return present, department


def _chain(present: Mask, department: NDArray[np.int64], chained: Mask) -> None:
    for slot, code in zip((REVIEW, CONSULT, SURVEY), PROJECT_CHAIN, strict=True):
        present[chained, slot] = True
        department[chained, slot] = place(code)


def _returns(
    draw: NDArray[np.float64],
    present: Mask,
    department: NDArray[np.int64],
    rates: NDArray[np.float64],
    may: Mask,
) -> NDArray[np.int64]:
    returned = np.full(len(draw), REVIEW)
    for slot in (SURVEY, CONSULT, REVIEW):
        outside = present[:, slot] & (department[:, slot] != BUREAU)
        returned = np.where(outside, slot, returned)
    first = department[np.arange(len(draw)), returned]
    sent_back = np.zeros(len(draw), bool)
    for rate in np.unique(rates):
        group = rates[first] == rate
        sent_back |= pick(draw, group & may, round(float(rate) * int(group.sum())))
    return np.where(sent_back, returned, -1)


def _send_back(present: Mask, department: NDArray[np.int64], returned: NDArray[np.int64]) -> None:
    rows = np.flatnonzero(returned >= 0)
    slot = returned[rows]
    present[rows, slot + 1] = present[rows, slot + 2] = True
    department[rows, slot + 2] = department[rows, slot]
