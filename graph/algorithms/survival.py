r"""How long waits are when some of them have not ended: Kaplan and Meier by group.

Leaving open waits out makes means too short, as the long ones are open most often; taking them as
ended now does so too. An open wait only says that it lasts longer than what has passed of it.

References
----------
Kaplan and Meier (1958), Nonparametric estimation from incomplete observations, JASA 53(282),
457-481, doi:10.1080/01621459.1958.10501452.
Irwin (1949), The standard error of an estimate of expectation of life, J. Hygiene 47, 188-189
(the restricted mean).
"""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Curves(NamedTuple):
    r"""The curves of all groups, one entry for each group and distinct duration, in that order.

    ``survival`` is :math:`\hat S(t) = \prod_{t_i \le t} (1 - d_i / n_i)` just after ``time``;
    ``greenwood`` the sum :math:`\sum d_i / (n_i (n_i - d_i))` up to it.
    """

    group: Ints
    time: Floats
    at_risk: Ints
    ended: Ints
    survival: Floats
    greenwood: Floats

    @property
    def variance(self) -> Floats:
        """Variance of the survival by Greenwood's formula; 0 where nothing survives."""
        known = self.survival > 0
        return np.where(known, self.survival**2 * np.where(known, self.greenwood, 0), 0)


def kaplan_meier(duration: ArrayLike, ended: ArrayLike, group: ArrayLike) -> Curves:
    """Return the product-limit estimate of the waits of each group.

    Parameters
    ----------
    duration : how long each wait lasted, or has lasted until now; zero or more
    ended : of each wait, whether it has ended; what ended at the instant at which another one was
        seen last comes first
    group : of each wait, whole numbers from 0

    Returns
    -------
    curves that never rise

    Notes
    -----
    One sort; no loop over groups.

    Examples
    --------
    Of four waits two ended after 1 and 2; one was seen for 1 and one for 3 and both are open:

    >>> found = kaplan_meier([1, 1, 2, 3], [True, False, True, False], [0, 0, 0, 0])
    >>> found.survival.tolist()
    [0.75, 0.375, 0.375]
    """
    time, place = np.asarray(duration, np.float64), np.asarray(group, np.int64)
    order = np.lexsort((time, place))
    time, place = time[order], place[order]
    event = np.asarray(ended, bool)[order]
    new = (np.diff(place, prepend=-1) != 0) | (np.diff(time, prepend=-1.0) != 0)
    first = np.flatnonzero(new)
    counts = np.bincount(np.cumsum(new) - 1, minlength=len(first))
    deaths = np.bincount(np.cumsum(new) - 1, event, len(first)).astype(np.int64)
    of, size = place[first], np.bincount(place, minlength=1)
    at_risk = size[of] - _summed(counts, of) + counts
    left = at_risk - deaths
    parts = deaths / (at_risk * np.where(left == 0, np.nan, left))
    survival = pd.Series(left / at_risk).groupby(of).cumprod().to_numpy(np.float64)
    greenwood = _summed(np.where(left == 0, 0, parts), of)
    return Curves(of, time[first], at_risk, deaths, survival, greenwood)


class Waits(NamedTuple):
    """What the curve of each group says; one entry a group."""

    median: Floats  # not a number: the curve does not come down to half
    p90: Floats  # not a number: it does not come down to a tenth
    restricted_mean: Floats  # of the part of each wait before the horizon
    variance: Floats  # of the restricted mean


def waits(curves: Curves, groups: int, horizon: float) -> Waits:
    r"""Return median, 90th percentile and restricted mean of each curve.

    .. math:: \hat\mu(\tau) = \int_0^\tau \hat S(t)\,dt, \qquad
        \widehat{\mathrm{var}} = \sum_{t_i \le \tau}
        \Big(\int_{t_i}^\tau \hat S(t)\,dt\Big)^2 \frac{d_i}{n_i (n_i - d_i)}

    The mean itself is not known while the longest waits are open, that of the part before the
    horizon is.

    Parameters
    ----------
    curves : as of `kaplan_meier`
    groups : how many; one without waits has no figures
    horizon : the end of the part that counts, in the unit of the durations, above zero. Where the
        last wait is open and shorter, the curve stays where it is

    Returns
    -------
    quantiles are the shortest durations that at least so many do not outlast

    Examples
    --------
    >>> found = waits(kaplan_meier([1, 1, 2, 3], [True, False, True, False], [0, 0, 0, 0]), 1, 3)
    >>> found.median.tolist(), found.p90.tolist(), found.restricted_mean.tolist()
    ([2.0], [nan], [2.125])
    """
    of, time = curves.group, np.minimum(curves.time, horizon)
    last = np.append(of[1:] != of[:-1], True)[: len(of)]
    until = np.where(last, horizon, np.append(time[1:], horizon)[: len(of)])
    area = curves.survival * (until - time)
    beyond = _summed(area[::-1], of[::-1])[::-1]
    left = curves.at_risk - curves.ended
    spread = curves.ended / (curves.at_risk * np.where(left == 0, np.inf, left))
    first = np.append(True, of[1:] != of[:-1])[: len(of)]
    whole = np.full(groups, np.nan)
    whole[of[first]] = beyond[first] + time[first]
    variance = np.where(np.isnan(whole), np.nan, np.bincount(of, beyond**2 * spread, groups))
    return Waits(_quantile(curves, groups, 0.5), _quantile(curves, groups, 0.1), whole, variance)


def _quantile(curves: Curves, groups: int, left: float) -> Floats:
    """Return the first duration that no more than the share `left` outlasts."""
    found = np.full(groups, np.nan)
    reached = np.flatnonzero(curves.survival <= left + 1e-12)[::-1]
    found[curves.group[reached]] = curves.time[reached]  # the first one is written last
    return found


def _summed(values: NDArray[Any], of: Ints) -> NDArray[Any]:
    """Return the running sum within each group."""
    return pd.Series(values).groupby(of).cumsum().to_numpy()
