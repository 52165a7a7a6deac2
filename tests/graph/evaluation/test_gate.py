"""The gate enforces the rules of publication, each at its edge."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from graph.evaluation.audit import Ledger
from graph.evaluation.gate import Gate
from graph.evaluation.publication import Publication
from graph.evaluation.ratings import Ratings
from graph.evaluation.rules import Rules
from tests.graph.evaluation.panel import (
    drawn,
    gated,
    mesh,
    ratings_of,
    report_of,
    score_of,
)

RATEE = 7


def rated_by(count: int, n: int = 16, **more: Any) -> Gate:
    """Return a round in which one department is rated by so many, all others by everybody."""
    x = drawn(n)
    x[:, [at for at in range(n) if at != RATEE][count:], RATEE] = np.nan
    return gated(ratings_of(x, **more))


# --- P1: few raters ----------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "reason"), [(0, "few"), (1, "few"), (4, "few"), (5, "")])
def test_a_score_needs_five_raters(count: int, reason: str) -> None:
    through = rated_by(count)
    for layer in (0, 1, -1):
        found = score_of(through, RATEE, layer)
        assert found.reason == reason
        assert (found.score is None) == bool(reason)
    assert score_of(through, 0).reason == ""


def test_what_is_held_back_has_neither_interval_nor_rank_nor_verdict_nor_change() -> None:
    earlier = mesh(seed=5)
    x = drawn()
    x[:, 5:, RATEE] = np.nan
    x[:, 4, RATEE] = np.nan
    through = gated(ratings_of(x, "2022H2"), earlier=earlier)
    found = score_of(through, RATEE)
    assert (found.low, found.high, found.rank_low, found.rank_high, found.ranked) == (None,) * 5
    assert (found.score, found.verdict, found.change, found.coded) == (None, "", "", "")
    assert score_of(through, 0).ranked == 15


def test_the_number_can_be_three_and_not_below() -> None:
    x = drawn()
    x[:, 3:, RATEE] = np.nan
    three = gated(ratings_of(x), rules=Rules(min_raters=3))
    assert three.counts[:, RATEE].tolist() == [3, 3, 3]
    assert score_of(three, RATEE).reason in ("", "protected")
    x[:, 2, RATEE] = np.nan
    assert score_of(gated(ratings_of(x), rules=Rules(min_raters=3)), RATEE).reason == "few"


def test_the_departments_of_one_leader_count_once() -> None:
    assert score_of(rated_by(6, groups={0: "甲", 1: "甲"}), RATEE).reason == ""
    assert score_of(rated_by(6, groups={0: "甲", 1: "甲", 2: "甲"}), RATEE).reason == "few"
    assert score_of(rated_by(6, groups={0: "甲", 1: "甲", 2: "乙", 9: "乙"}), RATEE).reason == ""


def test_open_raters_do_not_count() -> None:
    assert score_of(rated_by(6, open_raters=[0]), RATEE).reason == ""
    assert score_of(rated_by(6, open_raters=[0, 1]), RATEE).reason == "few"


def test_how_many_answered_is_told_in_bands() -> None:
    words = [score_of(rated_by(count), RATEE).raters for count in (0, 1, 4, 5, 9, 10, 15)]
    assert words == ["none", "few", "few", "enough", "enough", "many", "many"]


def test_an_overall_score_rests_on_those_who_answered_in_every_dimension() -> None:
    x = drawn()
    x[0, 5:7, RATEE] = np.nan
    x[0, 8:, RATEE] = np.nan
    x[1, 0, RATEE] = np.nan
    through = gated(ratings_of(x))
    assert through.counts[:, RATEE].tolist() == [5, 14, 4]
    assert score_of(through, RATEE).reason == "few"
    assert score_of(through, RATEE, 1).reason == ""


# --- P2, P6, P10: what a score is written as ----------------------------------------------------


def test_below_ten_raters_intervals_are_as_wide_as_the_widest() -> None:
    x = drawn()
    for ratee, count in ((3, 6), (8, 8), (12, 9), (14, 11)):
        x[:, [at for at in range(16) if at != ratee][count:], ratee] = np.nan
    through = gated(ratings_of(x))
    for layer in (0, 1, -1):
        found = [score_of(through, at, layer) for at in range(16)]
        reach = [((each.high or 0) - (each.low or 0)) / 2 for each in found]
        assert reach[3] == reach[8] == reach[12] == max(reach)
        assert max(reach[:3]) <= reach[14] < max(reach)


@pytest.mark.parametrize(("ends", "places"), [((0, 100), 0), ((0, 10), 0), ((1, 5), 1)])
def test_scores_have_no_places_but_one_on_a_narrow_scale(
    ends: tuple[float, float], places: int
) -> None:
    low, high = ends
    x = low + (high - low) * drawn() / 100
    through = gated(ratings_of(x, ends=ends))
    report = report_of(through)
    assert report.round.decimals == places
    for each in report.scores:
        for value in (each.score, each.low, each.high, each.mean):
            assert value is not None and value == round(value, places)
            assert low + 0.05 * (high - low) <= value <= low + 0.95 * (high - low)


@pytest.mark.parametrize(("points", "coded", "end"), [(100, "top", 95), (0, "bottom", 5)])
def test_a_unanimous_column_at_an_end_does_not_show(points: float, coded: str, end: float) -> None:
    found = []
    for shift in (0, 2):
        x = drawn(seed=2)
        x[:, :, RATEE] = points + np.sign(50 - points) * shift
        x[:, RATEE, RATEE] = np.nan
        found.append(score_of(gated(ratings_of(x)), RATEE))
    unanimous, near = found
    assert (unanimous.coded, unanimous.score) == (coded, end)
    assert replace(unanimous, mean=near.mean) == near
    inner = unanimous.low if coded == "top" else unanimous.high
    assert inner is not None and abs(inner - end) > 1  # as wide as about the end itself


def test_intervals_are_laid_around_the_score_as_it_is_written() -> None:
    for each in report_of(gated(mesh(seed=3, step=1))).scores:
        assert each.score is not None and each.low is not None and each.high is not None
        assert abs((each.high - each.score) - (each.score - each.low)) <= 1
        assert each.low <= each.score <= each.high


# --- P15: order and words ------------------------------------------------------------------------


def test_what_is_held_back_comes_last_by_id_and_no_score_orders() -> None:
    x = drawn()
    for ratee in (2, 9):
        x[:, 5:, ratee] = np.nan
        x[:, 4, ratee] = np.nan
    report = report_of(gated(ratings_of(x)))
    ids = list(report.round.departments)
    last = [ids[2].id, ids[9].id]
    expected = [each.id for each in ids if each.id not in last] + last
    for name in ("", *report.round.dimensions):
        assert [each.department for each in report.scores if each.dimension == name] == expected
    assert [each.dimension for each in report.scores] == sorted(
        (each.dimension for each in report.scores), key=["", *report.round.dimensions].index
    )
    assert report.audit.few == 6


def unanimous(n: int = 7, points: float = 97) -> Ratings:
    """Return a round in which all see one department alike, near the upper end."""
    x = drawn(n)
    x[:, :, 3] = points
    x[:, 3, 3] = np.nan
    return ratings_of(x)


def test_a_score_that_would_tell_each_rating_is_held_back_though_five_gave_one() -> None:
    through = gated(unanimous())
    assert score_of(through, 3).reason == score_of(through, 3, 0).reason == "protected"
    assert score_of(through, 3).raters == "enough"
    report = report_of(through)
    assert report.audit.protected == sum(each.reason == "protected" for each in report.scores) > 0
    shown = [each.department for each in report.scores if each.dimension == ""]
    assert shown[-1] == "D04"


@pytest.mark.parametrize("ratings", [unanimous(), unanimous(6, 95), unanimous(8, 100), mesh()])
def test_the_audit_has_nothing_to_add_to_what_it_held_back(ratings: Ratings) -> None:
    through = gated(ratings)
    n = len(ratings.departments)
    new = Publication(
        estimates=through.of.estimates,
        weights=np.ones(2),
        scale=through.scale,
        steps=through.steps,
        part_steps=through.part_steps,
        shown=through.shown.copy(),
        means=np.ones(3, np.bool_),
        parts=through.parts.copy(),
        members=np.zeros((0, n), np.bool_),
        given=ratings.x,
        secret=np.ones(n, np.bool_),
        scores=np.stack([each.score for each in through.of.estimates]),
    )
    Ledger(new, (), np.arange(n), 5).settle()
    assert (new.shown == through.shown).all()


def test_a_column_with_few_raters_holds_back_no_score_of_its_raters() -> None:
    """Their overall scores differ by a hair from the mean of the dimensions."""
    through = rated_by(4)
    assert np.flatnonzero(~through.shown.all(axis=0)).tolist() == [RATEE]


def test_dimensions_that_all_weigh_nothing_count_alike() -> None:
    """The sheet has two of four dimensions, and these were given no weight."""
    nothing = gated(mesh(), rules=Rules(weight_efficiency=0, weight_quality=0))
    assert np.array_equal(nothing.written(), gated(mesh()).written(), equal_nan=True)
    assert nothing.shown[-1].all()
