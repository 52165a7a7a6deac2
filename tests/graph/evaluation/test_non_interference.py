"""What one department says of another changes the other's report in aggregates only.

For every ordered pair (A, B) of the mesh of 16, A's ratings of B are deleted, set to the least or to
the most: B's report, as canonical JSON, may differ in a closed list of places only. Where two
raters swap their scores of B, nothing differs that rests on the ratings of B.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import orjson
import pytest

from graph.evaluation.gate import Gate
from graph.evaluation.ratings import Ratings
from tests.graph.evaluation.panel import busy_process, document_of, gated, mesh, with_points

AGGREGATES = frozenset(
    {f"scores/{name}" for name in ("score", "step", "coded", "low", "high", "mean", "mean_step")}
    | {
        f"scores/{name}"
        for name in ("rank_low", "rank_high", "ranked", "raters", "reason", "change", "verdict")
    }
    | {"objective/efficiency", "objective/quality", "raters", "distinguishable", "corrected"}
)
EXTREMES = (np.nan, 0.0, 100.0)
ALL_THREE = (7,)
"""The ratee of whom all three variants of every rater are tried; of the others one a rater."""


@cache
def rounds() -> tuple[Ratings, Ratings]:
    """Return a round and the one before it; nobody is left out of either."""
    return replace(mesh(seed=1), round_id="2022H2"), mesh(seed=2)


@cache
def published() -> Gate:
    return gated(rounds()[0], busy_process(), earlier=rounds()[1])


def places(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """Yield the paths at which two JSON values differ, without the numbers of list elements."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for name in one:
            yield from places(one[name], other[name], f"{path}/{name}".lstrip("/"))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for pair in zip(one, other, strict=True):
            yield from places(*pair, path)
    elif one != other:
        yield path


def report(through: Gate, at: int) -> Any:
    return orjson.loads(document_of(through, at).to_json())


@pytest.mark.parametrize("ratee", range(16))
def test_what_one_department_says_of_another_moves_only_aggregates(ratee: int) -> None:
    now, earlier = rounds()
    before = report(published(), ratee)
    seen = set()
    for rater in [at for at in range(16) if at != ratee]:
        for points in EXTREMES if ratee in ALL_THREE else EXTREMES[(rater + ratee) % 3 :][:1]:
            changed = with_points(now, (rater, ratee, points))
            after = gated(changed, busy_process(), earlier=earlier)
            seen |= set(places(before, report(after, ratee)))
    assert seen <= AGGREGATES
    assert "scores/score" in seen


def test_a_rating_of_the_round_before_moves_only_the_change() -> None:
    now, earlier = rounds()
    for rater, ratee, points in ((0, 5, 0.0), (3, 8, np.nan), (9, 2, 100.0)):
        changed = gated(now, busy_process(), earlier=with_points(earlier, (rater, ratee, points)))
        found = set(places(report(published(), ratee), report(changed, ratee)))
        assert found <= {"scores/change"}


def swapped(ratings: Ratings, one: int, other: int, ratee: int) -> Ratings:
    x = ratings.x.copy()
    x[:, [one, other], ratee] = x[:, [other, one], ratee]
    return replace(ratings, x=x)


@cache
def alone() -> Gate:
    return gated(rounds()[0], busy_process())


@pytest.mark.parametrize("ratee", range(16))
def test_who_gave_which_score_does_not_show(ratee: int) -> None:
    """B's report is the same bytes, but where a swap moves a figure that is not of B's ratings.

    Such are the variances of the whole round (how severity differs between raters), by one step
    of their grid, and the score of one of the two raters by a point: then B's rank and verdict
    among the others may move, and after a step the score and interval by a point.
    """
    through, ratings = alone(), rounds()[0]
    before = document_of(through, ratee)
    rng = np.random.default_rng(ratee)
    pairs = list(combinations([at for at in range(16) if at != ratee], 2))
    same = 0
    for one, other in [pairs[at] for at in rng.choice(len(pairs), 3, replace=False)]:
        after = gated(swapped(ratings, one, other, ratee), busy_process())
        found = document_of(after, ratee)
        if no_step(through, after):
            assert np.array_equal(after.written()[:, ratee], through.written()[:, ratee])
            others = np.array_equal(after.written(), through.written())
            assert found.to_json() == before.to_json() or not others
        same += found.to_json() == before.to_json()
        for each, was in zip(found.scores, before.scores, strict=True):
            assert abs((each.score or 0) - (was.score or 0)) <= 1
            assert abs((each.low or 0) - (was.low or 0)) <= 1
        assert (
            set(places(orjson.loads(before.to_json()), orjson.loads(found.to_json()))) <= AGGREGATES
        )
    assert same >= 1


def no_step(one: Gate, other: Gate) -> bool:
    """Tell whether both rest on the same variances, nobody being left out."""
    assert not one.of.excluded.any()
    pairs = zip(one.of.estimates, other.of.estimates, strict=True)
    return not other.of.excluded.any() and all(a.variances == b.variances for a, b in pairs)
