import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import ParameterError
from graph.local_store import LocalStore
from queries import cursor
from queries.run import run, run_all
from tests.queries.asked import ask, page

ROWS: list[tuple[str, dict[str, str]]] = [
    ("overview", {"limit": "9"}),
    ("handovers", {"limit": "4"}),
    ("handoffs", {"limit": "4"}),
    ("cases", {"limit": "4"}),
    ("case", {"case": "C", "limit": "4"}),
]


@pytest.mark.parametrize(("name", "raw"), ROWS)
def test_the_pages_together_are_all_rows_once_and_in_order(
    world: LocalStore, name: str, raw: dict[str, str]
) -> None:
    rows, after = [], ""
    while True:
        answer = run(world, name, {**raw, "after": after})
        rows += answer.rows.to_pylist()
        if answer.next is None:
            break
        assert answer.rows.num_rows == int(raw["limit"])
        after = answer.next
    assert rows == ask(world, name, **raw)
    assert answer.total == len(rows)


def test_an_answer_that_ends_with_its_page_has_no_next(world: LocalStore) -> None:
    answer = run(world, "cases", {"limit": "6"})
    assert (answer.rows.num_rows, answer.total, answer.next) == (6, 6, None)


def test_the_limit_may_change_from_page_to_page(world: LocalStore) -> None:
    first = run(world, "cases", {"limit": "1"})
    rest = page(world, "cases", limit="10", after=first.next or "")
    assert [row["case"] for row in rest] == list("CABEF")


@pytest.mark.parametrize(
    "raw", [{"item": "I1"}, {"clock": "calendar"}, {"since": "2022-05-10"}, {"state": "open"}]
)
def test_a_cursor_of_other_parameters_is_refused(world: LocalStore, raw: dict[str, str]) -> None:
    after = run(world, "cases", {"limit": "2"}).next or ""
    with pytest.raises(ParameterError) as caught:
        run(world, "cases", {**raw, "after": after})
    assert caught.value.parameter == "after"


def test_a_cursor_of_another_question_is_refused(world: LocalStore) -> None:
    after = run(world, "handoffs", {"limit": "2"}).next or ""
    with pytest.raises(ParameterError):
        run(world, "handovers", {"after": after})


def test_a_cursor_of_another_load_is_refused() -> None:
    token = cursor.write(4, "L1", "cases", {"item": None})
    assert cursor.read(token, "L1", "cases", {"item": None}) == 4
    with pytest.raises(ParameterError):
        cursor.read(token, "L2", "cases", {"item": None})


def test_a_default_that_is_spelt_out_is_the_same_question(world: LocalStore) -> None:
    after = run(world, "cases", {"limit": "2"}).next or ""
    assert page(world, "cases", after=after, rule="causal") == ask(world, "cases")[2:]


@given(offset=st.integers(0, 1 << 62))
def test_a_cursor_is_fit_for_an_address_and_read_as_written(offset: int) -> None:
    token = cursor.write(offset, "L1", "cases", {})
    assert token.replace("-", "").replace("_", "").isalnum()
    assert cursor.read(token, "L1", "cases", {}) == offset


@given(token=st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_any_other_text_is_refused(token: str) -> None:
    with pytest.raises(ParameterError):
        cursor.read(token, "L1", "cases", {})


def test_all_rows_are_given_whatever_the_limit_says(world: LocalStore) -> None:
    answer = run_all(world, "handoffs", {"limit": "1"})
    assert (answer.rows.num_rows, answer.total, answer.next) == (15, 15, None)
