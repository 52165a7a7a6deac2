"""Special procedures and corrections: what stops or lengthens a case."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loaders.sample_city.clock import DAY
from loaders.sample_city.items import Items
from loaders.sample_city.routes import DECIDE, REVIEW, Routes
from loaders.sample_city.shares import Mask, pick

STOPPED = 0.18  # of the engineering cases
EXTENDED = 0.02  # of the engineering cases
CORRECTED = 0.10  # of all cases
EXTENSION = 10  # working days
REVIEW_DAYS = 25  # calendar days of expert review in decoy D2
KINDS = ("检测", "检验", "鉴定", "专家评审", "听证")
EXPERTS = KINDS.index("专家评审")


@dataclass(frozen=True, slots=True)
class Stops:
    """One row a case.

    A stop lies within the work of its slot, or before it in the waiting (`in_wait`), after the
    part `fraction` of that time.
    """

    slot: NDArray[np.int64]  # -1: none
    in_wait: Mask
    length: NDArray[np.int64]  # working seconds
    by_calendar: Mask  # lasts REVIEW_DAYS whatever its length
    fraction: NDArray[np.float64]
    kind: NDArray[np.int64]
    extended: Mask
    correction: NDArray[np.int64]  # working seconds that the applicant takes before acceptance
    corrections: NDArray[np.int64]


def draw_stops(rng: np.random.Generator, routes: Routes, items: Items) -> Stops:
    """Draw the stops, extensions and corrections of the cases."""
    draw = rng.uniform(size=(10, len(routes.item)))
    engineering, everyone = items.engineering[routes.item], np.ones(len(routes.item), bool)
    in_expert_review = routes.item == items.expert_review
    of_engineering = int(engineering.sum())
    stopped = pick(draw[0], engineering, round(STOPPED * of_engineering))
    in_wait = (draw[1] < 0.5) & ~in_expert_review
    kind = np.where(in_wait, EXPERTS + (draw[2] < 0.3), (draw[2] * EXPERTS).astype(np.int64))
    corrected = pick(draw[5], everyone, round(CORRECTED * len(everyone)))
    return Stops(
        slot=np.where(stopped | in_expert_review, np.where(in_wait, DECIDE, REVIEW), -1),
        in_wait=in_wait,
        length=((3 + 12 * draw[3]) * DAY).astype(np.int64),
        by_calendar=in_expert_review,
        fraction=draw[4],
        kind=np.where(in_expert_review, EXPERTS, kind),
        extended=pick(draw[6], engineering, round(EXTENDED * of_engineering)),
        correction=np.where(corrected, (1 + 4 * draw[7]) * DAY, 0).astype(np.int64),
        corrections=np.where(corrected, 1 + (draw[8] < 0.1), 0),
    )
