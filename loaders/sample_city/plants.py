"""What is planted in the city, and how large: the truth that an analysis has to find."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loaders.sample_city.catalogue import PROJECT_CHAIN
from loaders.sample_city.departments import BUREAU, CODES, place

RETURN_RATE = 0.04  # of the cases in a city without plants
MOST_RETURNS = 0.35
OUTSIDE, OVERDUE = 0.7, 0.4  # of plant I1
ENOUGH = 25  # handoffs of a pair to be drawn: 20 remain although some cases are still open
DECOYS = ("D09", "D18")  # departments that must not rank are never drawn


@dataclass(frozen=True, slots=True)
class Plant:
    """One planted bottleneck.

    ``edge`` and ``change`` multiply the waiting of the handoffs from `sender` to `receiver` by
    `size` (at `stage`, or at any; a change only of those sent on or after `since`), ``node``
    multiplies the processing time at `department`, ``return`` makes `size` the share of the cases
    first sent to `sender` that it sends back to `receiver`. ``chain`` multiplies waiting and
    processing of every step that cases of `items` take at the `departments`, which they pass one
    after the other. ``item`` makes `size` the share of the time of the cases of `items` that is
    spent outside the bureau, and `overdue` the share of those cases that are late.
    """

    id: str
    type: str
    size: float
    sender: str | None = None
    receiver: str | None = None
    department: str | None = None
    stage: str | None = None
    since: str | None = None
    departments: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    overdue: float | None = None

    def truth(self) -> dict[str, object]:
        """Return the entry of ``truth.json``."""
        return {
            "id": self.id,
            "type": self.type,
            "sender": self.sender,
            "receiver": self.receiver,
            "department": self.department,
            "departments": list(self.departments) or None,
            "items": list(self.items) or None,
            "stage": self.stage,
            "from": self.since,
            "size": round(self.size, 6),
            "overdue": self.overdue,
        }


def fixed_plants(
    effect: float, chained: tuple[str, ...] = (), taken_back: tuple[str, ...] = ()
) -> tuple[Plant, ...]:
    """Return B1 to B4, B6 and I1, or nothing for the null city.

    `chained` and `taken_back` are the codes of the items of B6 and I1.

    >>> [plant.size for plant in fixed_plants(3.0)], fixed_plants(1.0)
    ([3.0, 2.5, 0.35, 2.5, 1.3, 0.7], ())
    """
    if effect == 1:
        return ()
    bureau, half = CODES[BUREAU], 1 + 0.75 * (effect - 1)
    returns = min(MOST_RETURNS, RETURN_RATE + 0.155 * (effect - 1))
    return (
        Plant("B1", "edge", effect, sender=bureau, receiver="D02", stage="征求意见"),
        Plant("B2", "node", half, department="D03", stage="审查"),
        Plant("B3", "return", returns, sender="D05", receiver=bureau),
        Plant("B4", "change", half, sender=bureau, receiver="D04", since="2022-06-01"),
        Plant("B6", "chain", 1 + 0.15 * (effect - 1), departments=PROJECT_CHAIN, items=chained),
        Plant("I1", "item", OUTSIDE, items=taken_back, overdue=OVERDUE),
    )


def random_plants(
    effect: float, rng: np.random.Generator, pairs: NDArray[np.int64], reviews: NDArray[np.int64]
) -> tuple[Plant, ...]:
    """Draw three slow edges and one slow node, or nothing for the null city.

    Parameters
    ----------
    pairs
        Handoffs from department (row) to department (column), square.
    reviews
        Reviews done by each department.
    """
    known = np.array([code not in DECOYS for code in CODES])
    edges = np.argwhere(
        (pairs >= ENOUGH) & known[:, None] & known & ~np.eye(len(CODES), dtype=bool)
    )
    nodes = np.flatnonzero((reviews >= ENOUGH) & known)
    drawn = edges[np.sort(rng.choice(len(edges), 3, replace=False))]
    node = CODES[int(rng.choice(nodes))]
    if effect == 1:
        return ()
    return (
        *(
            Plant(f"E{n + 1}", "edge", effect, sender=CODES[sender], receiver=CODES[receiver])
            for n, (sender, receiver) in enumerate(drawn)
        ),
        Plant("N1", "node", 1 + 0.75 * (effect - 1), department=node, stage="审查"),
    )


def return_rates(plants: tuple[Plant, ...]) -> NDArray[np.float64]:
    """Return the share of cases that each department sends back."""
    rates = np.full(len(CODES), RETURN_RATE)
    for plant in plants:
        if plant.type == "return" and plant.sender:
            rates[place(plant.sender)] = plant.size
    return rates
