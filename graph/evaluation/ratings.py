"""The ratings of one round: who gave whom how many points, or said that it does not know."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

Answer = tuple[str, str, str, float | None]
"""Dimension, rater, ratee, points; None: 不了解."""
MARK = "|".join(
    [
        "(?P<half>[上下](?:半年?)?|H[12])",
        "第?(?P<quarter>[一二三四1-4])季度",
        "Q(?P<q>[1-4])",
        "(?P<month>1[0-2]|0?[1-9])月?",
    ]
)
PERIOD = re.compile(rf"(?P<year>(?:19|20)\d\d)年?[-_/. ]*(?:{MARK})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """One round of mutual evaluation, as it was answered; nothing of it is fit to be shown.

    Row of a matrix = rater, column = ratee, in the order of ``departments``; the diagonal holds
    neither points nor 不了解.
    """

    round_id: str
    departments: tuple[str, ...]  # ids, sorted: invited, or rates or is rated
    dimensions: tuple[str, ...]
    x: NDArray[np.float64]  # (k, n, n) points; NaN: none
    unknown: NDArray[np.bool_]  # (k, n, n) said 不了解
    low: float
    high: float
    levels: tuple[float, ...] | None  # that a rating has, where words or digits were used
    open_raters: frozenset[str]
    leader_groups: dict[str, str]  # of the departments that have one
    names: dict[str, str]
    starts: date | None
    ends: date | None
    kinds: dict[str, str] = field(default_factory=dict)  # 部门类别, of those that have one


def ratings_of(facts: Mapping[str, Any], answers: Iterable[Answer]) -> Ratings:
    """Return the ratings of a round from its facts (see `facts_of`) and its answers."""
    known = sorted(facts["departments"], key=lambda one: str(one["id"]))
    place = {one["id"]: at for at, one in enumerate(known)}
    layer = {name: at for at, name in enumerate(facts["dimensions"])}
    shape = (len(layer), len(place), len(place))
    x, unknown = np.full(shape, np.nan), np.zeros(shape, np.bool_)
    for dimension, rater, ratee, score in answers:
        cell = layer[dimension], place[rater], place[ratee]
        unknown[cell] = score is None
        x[cell] = np.nan if score is None else score
    levels = facts["levels"]
    return Ratings(
        round_id=facts["round_id"],
        departments=tuple(place),
        dimensions=tuple(layer),
        x=x,
        unknown=unknown,
        low=float(facts["low"]),
        high=float(facts["high"]),
        levels=None if levels is None else tuple(float(level) for level in levels),
        open_raters=frozenset(one["id"] for one in known if one["open"]),
        leader_groups={one["id"]: one["leader_group"] for one in known if one["leader_group"]},
        kinds={one["id"]: one["kind"] for one in known if one.get("kind")},
        names={one["id"]: one["name"] for one in known},
        starts=_day(facts["starts"]),
        ends=_day(facts["ends"]),
    )


def facts_of(ratings: Ratings) -> dict[str, Any]:
    """Return what is known of a round besides its answers, for JSON."""
    return {
        "round_id": ratings.round_id,
        "departments": [
            {
                "id": one,
                "name": ratings.names[one],
                "leader_group": ratings.leader_groups.get(one, ""),
                "kind": ratings.kinds.get(one, ""),
                "open": one in ratings.open_raters,
            }
            for one in ratings.departments
        ],
        "dimensions": list(ratings.dimensions),
        "low": ratings.low,
        "high": ratings.high,
        "levels": None if ratings.levels is None else list(ratings.levels),
        "starts": ratings.starts and ratings.starts.isoformat(),
        "ends": ratings.ends and ratings.ends.isoformat(),
    }


def answers_of(ratings: Ratings) -> list[Answer]:
    """Return the answers of a round by dimension, rater and ratee."""
    given = ~np.isnan(ratings.x)
    ids = ratings.departments
    return [
        (
            ratings.dimensions[k],
            ids[i],
            ids[j],
            float(ratings.x[k, i, j]) if given[k, i, j] else None,
        )
        for k, i, j in np.argwhere(given | ratings.unknown)
    ]


def are_equal(some: Sequence[Ratings], others: Sequence[Ratings]) -> bool:
    """Tell whether the same was answered in the same rounds."""

    def text(rounds: Sequence[Ratings]) -> list[tuple[dict[str, Any], list[Answer]]]:
        return [(facts_of(one), answers_of(one)) for one in rounds]

    return text(in_order(some)) == text(in_order(others))


def in_order(rounds: Iterable[Ratings]) -> list[Ratings]:
    """Return rounds by their first day, those without one last."""
    return sorted(rounds, key=lambda one: (one.starts or date.max, one.round_id))


def period_of(round_id: str) -> tuple[date | None, date | None]:
    """Return the first and last day that the name of a round means; None where it means none.

    >>> [str(day) for day in period_of("2022H1")]
    ['2022-01-01', '2022-06-30']
    >>> period_of("2022年下半年") == period_of("2022h2 部门互评")
    True
    >>> [str(day) for day in period_of("2021年第四季度")]
    ['2021-10-01', '2021-12-31']
    >>> [str(day) for day in period_of("2022-02")], [str(day) for day in period_of("2022年度")]
    (['2022-02-01', '2022-02-28'], ['2022-01-01', '2022-12-31'])
    >>> period_of("第一期")
    (None, None)
    """
    found = PERIOD.search(round_id)
    if found is None:
        return None, None
    year, first, months = int(found["year"]), 1, 12
    if found["half"]:
        first, months = (1 if found["half"][0] == "上" or found["half"][-1] == "1" else 7), 6
    elif found["quarter"] or found["q"]:
        number = "一二三四".find(found["quarter"] or "") + 1 or int(found["q"] or found["quarter"])
        first, months = 3 * number - 2, 3
    elif found["month"]:
        first, months = int(found["month"]), 1
    after = date(year + (first + months) // 13, (first + months - 1) % 12 + 1, 1)
    return date(year, first, 1), after - timedelta(days=1)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
