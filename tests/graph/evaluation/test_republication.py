"""The same ratings are known again, whatever codes the departments have by then."""

from dataclasses import replace

import numpy as np
import pytest

from graph.evaluation.ratings import Ratings
from graph.evaluation.republication import is_renamed
from tests.graph.evaluation.panel import mesh, with_points

N = 8


def recoded(ratings: Ratings, order: list[int], letter: str = "E") -> Ratings:
    """Return the round, of no known period, with the departments in another order of codes."""
    new = {ratings.departments[old]: f"{letter}{at:02}" for at, old in enumerate(order, 1)}
    cells = np.ix_(range(len(ratings.x)), order, order)
    return replace(
        ratings,
        round_id="again",
        departments=tuple(new[ratings.departments[old]] for old in order),
        names={new[one]: name for one, name in ratings.names.items()},
        x=ratings.x[cells],
        unknown=ratings.unknown[cells],
        starts=None,
        ends=None,
    )


@pytest.mark.parametrize("letter", ["E", "D"])
def test_ratings_with_other_codes_of_departments_are_no_new_round(letter: str) -> None:
    released = mesh(N, step=1)
    order = [*range(2, N), 1, 0]
    again = recoded(released, order, letter)
    assert is_renamed(released, again)
    assert is_renamed(released, with_points(again, (0, 1, 3.0)))
    assert not is_renamed(released, recoded(mesh(N, seed=1, step=1), order, letter))


def test_departments_with_other_names_are_known_by_their_codes() -> None:
    released = mesh(N, step=1)
    names = {one: f"新{name}" for one, name in released.names.items()}
    assert is_renamed(released, replace(released, names=names))
