"""``sort`` changes the order of the pairs, and neither their ranks nor their shares."""

import pytest

from graph.errors import ParameterError
from graph.local_store import LocalStore
from queries.handovers import COLUMNS
from queries.run import run, run_all
from tests.queries.asked import NOBODY, ask, only
from tests.world import APPROVAL, BUILDING, PLANNING, WINDOW

NAMES = [column.name for column in COLUMNS]


def test_no_pair_of_the_small_world_has_handoffs_enough_for_a_rank(world: LocalStore) -> None:
    assert {row["rank"] for row in ask(world, "handovers")} == {None}


def test_pairs_can_be_ordered_by_the_median_downwards(world: LocalStore) -> None:
    rows = ask(world, "handovers", sort="-median_wait")
    assert only(rows, "sender", "receiver", "median_wait/h") == [
        (PLANNING, WINDOW, 4),
        (NOBODY, APPROVAL, 4),
        (WINDOW, PLANNING, 3),
        (BUILDING, APPROVAL, 3),
        (PLANNING, APPROVAL, 1),
        (WINDOW, BUILDING, 1),
        (WINDOW, NOBODY, 1),
        (PLANNING, BUILDING, None),
    ]


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("name", NAMES)
def test_by_any_column_what_is_not_known_comes_last_and_equals_as_they_were(
    world: LocalStore, name: str, sign: str
) -> None:
    rows = ask(world, "handovers")
    values = sorted({row[name] for row in rows if row[name] is not None}, reverse=bool(sign))
    expected = [row for value in [*values, None] for row in rows if row[name] == value]
    assert len(expected) == len(rows)
    assert ask(world, "handovers", sort=sign + name) == expected


def test_pages_follow_the_order(world: LocalStore) -> None:
    whole = run_all(world, "handovers", {"sort": "cases"}).rows.to_pylist()
    first = run(world, "handovers", {"sort": "cases", "limit": "3"})
    assert first.next is not None
    rest = run(world, "handovers", {"sort": "cases", "after": first.next})
    assert first.rows.to_pylist() + rest.rows.to_pylist() == whole


def test_a_column_that_is_not_there_is_refused(world: LocalStore) -> None:
    with pytest.raises(ParameterError) as caught:
        run(world, "handovers", {"sort": "wait"})
    assert {"total_wait", "-total_wait"} <= set(caught.value.accepted)
    with pytest.raises(ParameterError):
        run(world, "handovers", {"sort": "--total_wait"})
