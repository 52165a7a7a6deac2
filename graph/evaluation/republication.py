"""What a round that was published before may publish of ratings that came late (P5)."""

from dataclasses import replace

import numpy as np

from graph.errors import NothingToReleaseError
from graph.evaluation.counts import counted, leader_labels, secret_raters
from graph.evaluation.ratings import Ratings

RENAMED = 0.9
"""Two rounds of which so large a share of the ratings agree are one round under two names."""


def merged(released: Ratings, ratings: Ratings, least: int) -> Ratings:
    """Return `ratings`, with the released ones of a ratee and dimension where few changed.

    A difference of two publications tells the sum over the raters that changed: departments of one
    leader count once, and the ratings of open raters, which are known, do not wait. Raises
    `NothingToReleaseError` where departments, dimensions, marks or open raters are not those of
    the release.
    """
    if _frame(released) != _frame(ratings):
        raise NothingToReleaseError(
            f"{ratings.round_id} 已经按另一组部门、维度、满分或具名评价部门发布过，"
            "不能用这批数据重新发布；变动留到下一评价期。",
            f"{ratings.round_id} was released with other departments, dimensions, marks or open "
            "raters; these data cannot be published again. The changes wait for the next period.",
        )
    secret, labels = secret_raters(ratings), leader_labels(ratings)
    differs = ~((released.x == ratings.x) | (np.isnan(released.x) & np.isnan(ratings.x)))
    few = np.stack([counted(each, secret, labels) for each in differs])[:, None] < least
    kept = few & secret[:, None]
    return replace(
        ratings,
        x=np.where(kept, released.x, ratings.x),
        unknown=np.where(kept, released.unknown, ratings.unknown),
    )


def _frame(of: Ratings) -> tuple[object, ...]:
    """Return what all publications of a round have in common."""
    return of.departments, of.dimensions, of.low, of.high, of.open_raters


def same(one: Ratings, other: Ratings) -> bool:
    """Whether two publications would rest on the same ratings."""
    return one.departments == other.departments and np.array_equal(one.x, other.x, equal_nan=True)


def is_renamed(released: Ratings, ratings: Ratings) -> bool:
    """Whether these are, but for a few, the ratings that were released under another name.

    Both publications together would tell the few that changed (P5: one publication a period).
    Of two periods that are known to lie apart, departments may say the same.
    """
    if _apart(released, ratings) or _apart(ratings, released):
        return False
    return any(_agree(released, ratings, by_name) for by_name in (False, True))


def _agree(released: Ratings, ratings: Ratings, by_name: bool) -> bool:
    """Whether nearly all ratings that both have are equal."""
    places = _places(released, ratings, by_name)
    shared, there = list(places), list(places.values())
    given = agreeing = 0
    for layer, name in enumerate(ratings.dimensions):
        if name not in released.dimensions:
            continue
        now = ratings.x[layer][np.ix_(shared, shared)]
        then = released.x[released.dimensions.index(name)][np.ix_(there, there)]
        given += int((~np.isnan(now) & ~np.isnan(then)).sum())
        agreeing += int((now == then).sum())
    return given > 0 and agreeing >= RENAMED * given


def _places(released: Ratings, ratings: Ratings, by_name: bool) -> dict[int, int]:
    """Return where departments of `ratings` are in `released`: by id, else by name, or reversed."""
    ids = {one: at for at, one in enumerate(released.departments)}
    names = {released.names[one]: at for at, one in enumerate(released.departments)}
    found: dict[int, int] = {}
    for at, one in enumerate(ratings.departments):
        both = ids.get(one), names.get(ratings.names[one])
        place = next((each for each in both[:: -1 if by_name else 1] if each is not None), None)
        if place is not None:
            found[at] = place
    return found


def _apart(one: Ratings, other: Ratings) -> bool:
    """Whether one round is known to end before the other begins."""
    return one.ends is not None and other.starts is not None and one.ends < other.starts


def renamed(round_id: str, other: str) -> NothingToReleaseError:
    """Return the error that says that these ratings were released already."""
    return NothingToReleaseError(
        f"{round_id} 的评分与已发布的 {other} 几乎相同：同一批评分只能以一个名称发布，"
        f"否则两次一比就知道变动的几个评分。请以 {other} 重新发布。",
        f"The ratings of {round_id} are almost those released as {other}: they are published under "
        "one name only, as both together would tell the few that differ. Release them again as "
        f"{other}.",
    )


def nothing_new(round_id: str, least: int) -> NothingToReleaseError:
    """Return the error that says that too few ratings have changed."""
    return NothingToReleaseError(
        f"{round_id} 没有可以发布的新内容：一家部门的一个维度至少有{least}家评价部门的评分变化，"
        "才会重新发布。",
        f"There is nothing new in {round_id} to publish: a dimension of a department is published "
        f"again only when the ratings of {least} departments have changed.",
    )
