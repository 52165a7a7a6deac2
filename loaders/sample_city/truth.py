"""The entries of ``truth.json``: what was planted, what must not be found, what it adds up to."""

import numpy as np

from loaders.sample_city.arrivals import OPEN
from loaders.sample_city.case_sheets import Cases
from loaders.sample_city.clock import day_position
from loaders.sample_city.departments import CODES, RATED, SUPERVISING, place
from loaders.sample_city.plants import Plant
from loaders.sample_city.routes import SCARCE
from loaders.sample_city.shares import Mask
from loaders.sample_city.sheet import Sheet
from loaders.sample_city.stops import REVIEW_DAYS
from loaders.sample_city.timing import FAST, SLOW

FESTIVAL = ("2022-01-31", "2022-02-06")

Entry = dict[str, object]


def truth(
    cases: Cases,
    plants: tuple[Plant, ...],
    sheets: dict[str, Sheet],
    *,
    seed: int,
    scale: str,
    effect: float,
) -> Entry:
    """Return the content of ``truth.json``, in the codes that the sheets use."""
    return {
        "seed": seed,
        "effect": effect,
        "scale": scale,
        "plants": [plant.truth() for plant in plants],
        "decoys": decoys(cases),
        "totals": totals(cases, sheets),
    }


def decoys(cases: Cases) -> list[Entry]:
    """Return D1 to D4 with the number of cases that each concerns."""
    routes, times = cases.routes, cases.times
    across = (times.started[:, 0] < day_position(FESTIVAL[0])) & (
        times.end >= day_position(FESTIVAL[1])
    )
    reviewed = routes.item == cases.items.expert_review
    busiest = routes.origin == place("D09")
    return [
        _decoy("D1", "volume", busiest, department="D09", size=FAST),
        _decoy(
            "D2",
            "stopped",
            reviewed,
            item=cases.items.codes[cases.items.expert_review],
            size=REVIEW_DAYS,
        ),
        _decoy("D3", "holiday", across, since=FESTIVAL[0], until=FESTIVAL[1]),
        _decoy("D4", "scarce", routes.origin == SCARCE, department=CODES[SCARCE], size=SLOW),
    ]


def totals(cases: Cases, sheets: dict[str, Sheet]) -> Entry:
    """Return the numbers that the sheets add up to."""
    items, engineering = cases.items, cases.items.engineering[cases.routes.item]
    rows = {name: len(next(iter(sheet.values()))) for name, sheet in sheets.items()}
    return {
        "departments": len(CODES),
        "transferring_departments": len(np.unique(items.origin)),
        "supervising_departments": len(SUPERVISING),
        "rated_departments": len(RATED),
        "transferred_items": len(items.codes),
        "steps_after": int(items.steps.sum()),
        "materials_after": int(items.materials.sum()),
        "promise_days_after": int(items.promise.sum()),
        "cases": len(cases.order),
        "open_cases": round(OPEN * len(cases.order)),
        "steps": int(cases.reached.sum()),
        "engineering_cases": int(engineering.sum()),
        "stopped_engineering_cases": int(((cases.stops.slot >= 0) & engineering).sum()),
        "extended_cases": int(cases.stops.extended.sum()),
        "corrected_cases": int((cases.stops.corrections > 0).sum()),
        "parallel_cases": int(cases.routes.parallel.sum()),
        "rows": rows,
    }


def _decoy(
    name: str,
    kind: str,
    concerned: Mask,
    *,
    department: str | None = None,
    item: str | None = None,
    since: str | None = None,
    until: str | None = None,
    size: float | None = None,
) -> Entry:
    return {
        "id": name,
        "type": kind,
        "department": department,
        "item": item,
        "from": since,
        "until": until,
        "size": size,
        "cases": int(concerned.sum()),
    }
