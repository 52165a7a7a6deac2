"""The list of cases: searched, sorted, and a case in it with its neighbours."""

import pytest

from graph.errors import CaseNotFoundError, ParameterError
from graph.local_store import LocalStore
from queries.run import run
from tests.queries.asked import ask, page


def cases(store: LocalStore, **raw: str) -> str:
    return "".join(row["case"] for row in ask(store, "cases", **raw))


@pytest.mark.parametrize(
    ("text", "found"),
    [("施工", "ABE"), ("许可", "DCABEF"), ("a", "A"), ("A", "A"), ("%", ""), ("_", ""), ("无", "")],
)
def test_a_text_is_searched_for_in_ids_and_item_names(
    world: LocalStore, text: str, found: str
) -> None:
    assert cases(world, text=text) == found


def test_a_search_and_a_filter_narrow_together(world: LocalStore) -> None:
    assert cases(world, text="规划", state="open") == "DF"


def test_one_case_can_be_asked_for(world: LocalStore) -> None:
    assert cases(world, case="B") == "B"
    with pytest.raises(CaseNotFoundError, match="'b'"):
        cases(world, case="b")


def test_the_state_stands_beside_each_case(world: LocalStore) -> None:
    states = {row["case"]: row["state"] for row in ask(world, "cases")}
    assert states == dict(zip("ABCDEF", ["closed"] * 3 + ["open", "closed", "open"], strict=True))


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("case", "ABCDEF"),
        ("-case", "FEDCBA"),
        ("throughput", "EABCDF"),
        ("-throughput", "CBAEDF"),
        ("waiting", "EBACDF"),
        ("-waiting", "DCABEF"),
        ("-handoffs", "CBDAEF"),
        ("item_name", "ABEDCF"),
        ("-open", "DFCABE"),
        ("finished_at", "ABCEDF"),
    ],
)
def test_cases_are_sorted_by_any_column_unknown_last_and_ties_by_waiting(
    world: LocalStore, sort: str, found: str
) -> None:
    assert cases(world, sort=sort) == found


def test_pages_of_a_sorted_list_follow_one_another(world: LocalStore) -> None:
    first = run(world, "cases", {"sort": "-case", "limit": "4"})
    rest = page(world, "cases", sort="-case", after=first.next or "")
    assert first.rows["case"].to_pylist() + [row["case"] for row in rest] == list("FEDCBA")


def test_a_column_that_cannot_be_sorted_by_is_refused(world: LocalStore) -> None:
    with pytest.raises(ParameterError, match="-throughput"):
        run(world, "cases", {"sort": "colour"})


@pytest.mark.parametrize("raw", [{}, {"sort": "case"}, {"text": "施工", "sort": "-throughput"}])
def test_a_case_stands_between_its_neighbours_of_the_list(
    world: LocalStore, raw: dict[str, str]
) -> None:
    order = [None, *cases(world, **raw), None]
    for place, case in enumerate(order[1:-1], 1):
        assert case is not None
        assert ask(world, "case-place", case=case, **raw) == [
            {
                "case": case,
                "place": place,
                "total": len(order) - 2,
                "previous": order[place - 1],
                "next": order[place + 1],
            }
        ]


def test_a_case_that_the_list_has_not_has_no_place(world: LocalStore) -> None:
    assert ask(world, "case-place", case="D", state="closed") == []
    with pytest.raises(CaseNotFoundError):
        ask(world, "case-place", case="Z")
