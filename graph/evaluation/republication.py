"""What a round that was published before may publish of ratings that came late (P5)."""

from dataclasses import replace

import numpy as np

from graph.errors import NothingToReleaseError
from graph.evaluation.counts import counted, leader_labels, secret_raters
from graph.evaluation.ratings import Ratings


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
            "不能用这批数据重新发布。请用新的评价批次名称。",
            f"{ratings.round_id} was released with other departments, dimensions, marks or open "
            "raters; these data cannot be published under that name. Give the round another name.",
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


def nothing_shown(round_id: str) -> NothingToReleaseError:
    """Return the error that says that a release would show no score at all."""
    return NothingToReleaseError(
        f"{round_id} 没有一个得分可以显示，不能发布。请等收到更多部门的评价后再试。",
        f"No score of {round_id} can be shown: there is nothing to release. Try again when more "
        "departments have answered.",
    )


def nothing_new(round_id: str, least: int) -> NothingToReleaseError:
    """Return the error that says that too few ratings have changed."""
    return NothingToReleaseError(
        f"{round_id} 没有可以发布的新内容：一家部门的一个维度至少有{least}家评价部门的评分变化，"
        "才会重新发布。",
        f"There is nothing new in {round_id} to publish: a dimension of a department is published "
        f"again only when the ratings of {least} departments have changed.",
    )
