"""Which raters a reader should know of, and which may be left out.

References
----------
Myford and Wolfe (2004), Detecting and measuring rater effects using many-facet Rasch measurement:
part II, Journal of Applied Measurement 5(2), 189-227.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.rater_behaviour import RaterBehaviour

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a rater is flagged."""

    severity: float = 0.125  # of the range of the scale, and beyond the next as well
    z: float = 2.0
    outfit: float = 2.0
    mode_share: float = 0.90
    same_share: float = 0.80
    halo_ratio: float = 0.50
    spread_ratio: float = 0.60
    agreement: float = 0.0
    ratees: int = 10  # for agreement


LIMITS = Limits()


@dataclass(frozen=True, slots=True, eq=False)
class RaterFlags:
    """One entry a rater, (n,); none of them is an accusation."""

    severe: Bools
    lenient: Bools
    erratic: Bools  # outfit: rates against everybody's pattern, as if at random
    straight_lining: Bools  # one value throughout
    same_on_all: Bools  # dimensions, though not one value throughout
    halo: Bools  # hardly tells dimensions apart
    narrow: Bools  # hardly tells ratees apart
    contrary: Bools  # to the others
    excluded: Bools  # straight-lining or erratic: may be left out; nobody else


def rater_flags(
    found: RaterBehaviour, low: float, high: float, limits: Limits = LIMITS
) -> RaterFlags:
    """Return who is beyond the limits.

    Parameters
    ----------
    found : indices
    low, high : ends of the scale, in points
    limits : for all indices; the defaults were set on simulated panels of 30 raters on 1-5

    Examples
    --------
    >>> from graph.algorithms.rater_behaviour import rater_behaviour
    >>> x = np.random.default_rng(1).integers(1, 6, (2, 6, 6)).astype(float)
    >>> x[:, 0] = 3
    >>> rater_flags(rater_behaviour(x), 1, 5).excluded.tolist()
    [True, False, False, False, False, False]
    """
    far = abs(found.lenient) >= limits.severity * (high - low)
    straight = found.mode_share >= limits.mode_share
    erratic = found.outfit > limits.outfit
    return RaterFlags(
        severe=far & (found.z < -limits.z),
        lenient=far & (found.z > limits.z),
        erratic=erratic,
        straight_lining=straight,
        same_on_all=(found.same_share >= limits.same_share) & ~straight,
        halo=found.halo_ratio < limits.halo_ratio,
        narrow=found.spread_ratio < limits.spread_ratio,
        contrary=(found.agreement < limits.agreement) & (found.ratees >= limits.ratees),
        excluded=straight | erratic,
    )


def flags_of(flags: RaterFlags) -> dict[str, list[int]]:
    """Return the flagged raters by name of the flag.

    >>> none = np.zeros(2, bool)
    >>> flags_of(RaterFlags(none, none, none, none, none, none, ~none, none, none))["narrow"]
    [0, 1]
    """
    return {
        name: np.flatnonzero(getattr(flags, name)).tolist()
        for name in RaterFlags.__dataclass_fields__
    }
