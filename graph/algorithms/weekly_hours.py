"""When somebody is usually at work, told from when their work began and ended."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
GRANULE = 15 * 60 * 1_000_000  # microseconds
A_DAY, A_WEEK = 96, 672  # granules; the week begins on Thursday, as 1970 did

MIN_CONFIDENCE = 0.1
DESIRED_SUPPORT = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class WeeklyHours:
    """The quarters of an hour of a week in which each resource works, the same every week.

    ``works`` is (resources, 672); ``offset`` is how far the wall clock is ahead of UTC.
    """

    works: NDArray[np.bool_]
    offset: int = 0  # microseconds

    def position(self, resource: Ints, instants: Ints) -> Ints:
        """Return the ruler: worked microseconds from 1970 to each instant, by its `resource`."""
        before = np.zeros((len(self.works), A_WEEK + 1), np.int16)
        np.cumsum(self.works, axis=1, out=before[:, 1:])
        local = instants + self.offset
        week, granule = np.divmod(local // GRANULE, A_WEEK)
        whole = week * before[resource, -1].astype(np.int64) + before[resource, granule]
        within = np.where(self.works[resource, granule], local % GRANULE, 0)
        ruler: Ints = whole * GRANULE + within
        return ruler


def discovered(resource: Ints, activity: Ints, instants: Ints, offset: int = 0) -> WeeklyHours:
    r"""Return the weekly hours in which each resource is usually active.

    A quarter of an hour g of a weekday counts where, for some activity a of the resource, enough
    of the dates of that weekday on which the resource did a have an event of it in g:

    .. math:: \max_a \frac{|dates(r, a, g)|}{|dates(r, a, weekday(g))|} \ge 0.1

    If less than 0.7 of the events of the resource fall into these, the busiest of the others are
    added until it is reached.

    Parameters
    ----------
    resource, activity, instants : (n,) one row a start and one an end, in microseconds
    offset : how far the wall clock is ahead of UTC, in microseconds

    Returns
    -------
    WeeklyHours for resources 0.. to the highest one.

    Notes
    -----
    These are the parameters with which waiting-time-analysis calls Prosimos (quarters of an hour,
    confidence 0.1, support 0.7). Such a week knows no holidays, and a resource that was seen once
    works a quarter of an hour a week: for comparison, not for judgement.

    References
    ----------
    López-Pintado, Dumas (2022), Business process simulation with differentiated resources,
    https://doi.org/10.1007/978-3-031-16103-2_24

    Examples
    --------
    Active on Thursday 1 January 1970 from 00:00, at 00:20 and 12:00:

    >>> at = np.array([0, 20, 720]) * 60_000_000
    >>> hours = discovered(np.zeros(3, np.int64), np.zeros(3, np.int64), at)
    >>> np.flatnonzero(hours.works[0]).tolist()
    [0, 1, 48]
    """
    seen = pd.DataFrame({"resource": resource, "activity": activity})
    granule = (instants + offset) // GRANULE
    seen["date"], seen["granule"] = granule // A_DAY, granule % A_WEEK
    found = _confidence(seen)
    found["frequency"] = seen.groupby(["resource", "granule"]).size().to_numpy()
    works = np.zeros((int(resource.max(initial=-1)) + 1, A_WEEK), bool)
    kept = found[_accepted(found)]
    works[kept["resource"], kept["granule"]] = True
    return WeeklyHours(works, offset)


def _confidence(seen: pd.DataFrame) -> pd.DataFrame:
    """Return for each resource and granule the confidence by its best activity."""
    seen = seen.drop_duplicates()
    seen = seen.assign(weekday=seen["granule"] // A_DAY)
    who = ["resource", "activity"]
    here = seen.groupby([*who, "weekday", "granule"]).size().rename("dates").reset_index()
    days = seen[[*who, "weekday", "date"]].drop_duplicates().groupby([*who, "weekday"]).size()
    found = here.join(days.rename("days"), on=[*who, "weekday"])
    found["confidence"] = found["dates"] / found["days"]
    return found.groupby(["resource", "granule"])["confidence"].max().reset_index()


def _accepted(found: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows count: sure enough, or needed for the support."""
    sure = (found["confidence"] >= MIN_CONFIDENCE).to_numpy()
    order = np.lexsort((-found["frequency"], ~sure, found["resource"]))
    of = found["resource"].to_numpy()[order]
    frequency = found["frequency"].iloc[order]
    groups = frequency.groupby(of)
    before = groups.cumsum() - frequency
    support = before.to_numpy() / groups.transform("sum").to_numpy()
    any_sure = pd.Series(sure[order]).groupby(of).transform("any").to_numpy()
    accepted = np.zeros(len(found), bool)
    accepted[order] = sure[order] | (any_sure & (support < DESIRED_SUPPORT))
    return accepted
