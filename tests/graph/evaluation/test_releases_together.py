"""All releases of a round together tell no rating, however often it is released again."""

from itertools import permutations

import numpy as np
import pytest

from graph.evaluation.audit import Ledger
from graph.evaluation.gate import Gate
from graph.evaluation.publication import Publication
from tests.graph.evaluation.attacker import Attack
from tests.graph.evaluation.panel import again, drawn, ratings_of, released, report_of

N, STEP, RATEE = 8, 5, 0
ENOUGH = 20
"""A fifth of the scale."""


def redrawn(seed: int, audited: bool) -> list[Gate]:
    """Return releases of a round in which all columns but one are other ones each time."""
    hole = np.random.default_rng(seed).random((1, N, N)) < 0.2
    first, found = drawn(N, 1, seed), list[Gate]()
    earlier: list[Publication] = []
    for number in range(4):
        x = np.where(hole, np.nan, drawn(N, 1, 100 * seed + number))
        x[:, :, RATEE] = np.where(hole, np.nan, first)[:, :, RATEE]
        found.append(again(ratings_of(x), earlier if audited else ()))
        earlier.append(released(found[-1]))
    return found


def narrowest(releases: list[Gate]) -> float:
    """Return how far the rating is open that its ratee, and a colluder, know best."""
    attack = Attack(RATEE, 0, np.arange(0, 101, STEP, dtype=float))
    for each in releases:
        attack.read(each, RATEE)
    pairs = permutations(attack.cells, 2)
    return min(attack.width(target, [other[0]], 20) for target, other in pairs)


def test_a_rating_that_stays_is_not_told_by_redrawing_all_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    together = redrawn(5, audited=True)
    assert narrowest(together) >= ENOUGH
    assert any(each.shown[:, RATEE].all() for each in together)
    monkeypatch.setattr(Ledger, "settle", lambda self: None)  # to whole points, whatever they tell
    monkeypatch.setattr("graph.evaluation.gate.score_steps", lambda of, *_: np.ones((len(of), N)))
    assert narrowest(redrawn(5, audited=False)) < ENOUGH


def test_where_scores_do_not_suffice_the_mean_is_held_back() -> None:
    second = redrawn(8, audited=True)[1]
    assert second.shown.any()
    assert {each.mean for each in report_of(second).scores} == {None}


@pytest.mark.parametrize("back", [False, True])
def test_a_rating_that_alone_differs_from_an_earlier_release_is_not_told(back: bool) -> None:
    """Six ratings change each time, five of them back to what they were at first."""
    ratings, earlier = ratings_of(drawn(12, 1, 2)), list[Publication]()
    for raters, shift in ((range(5), -20), (range(6), 20 if back else 10)):
        through = again(ratings, earlier)
        assert through.shown.all()
        earlier.append(released(through))
        x = ratings.x.copy()
        x[0, raters, 7] += shift
        ratings = ratings_of(x)
    last = again(ratings, earlier).shown
    assert last[:, 7].all() != back
    assert np.delete(last, 7, axis=1).all()


def test_what_is_released_again_unchanged_is_told_as_it_was() -> None:
    ratings = ratings_of(drawn(N, 2, 3))
    first = again(ratings, ())
    assert report_of(again(ratings, [released(first)] * 2)) == report_of(first)
