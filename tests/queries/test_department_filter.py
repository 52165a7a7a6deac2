"""``department`` keeps what it sends and what it receives, in every question about handoffs."""

from graph.local_store import LocalStore
from tests.queries.asked import NOBODY, ask, only
from tests.world import APPROVAL, BUILDING, PERMIT, PLANNING, WINDOW


def test_a_department_is_on_either_side(world: LocalStore) -> None:
    rows = ask(world, "handovers", department=BUILDING)
    assert only(rows, "sender", "receiver", "handoffs", "total_wait/h") == [
        (BUILDING, APPROVAL, 1, 3),
        (WINDOW, BUILDING, 1, 1),
        (PLANNING, BUILDING, 1, None),
    ]


def test_shares_are_of_the_waiting_of_the_department(world: LocalStore) -> None:
    assert only(ask(world, "handovers", department=BUILDING), "cumulative_share") == [
        (3 / 4,),
        (1.0,),
        (None,),
    ]


def test_it_narrows_beside_sender_receiver_and_item(world: LocalStore) -> None:
    pair = {"sender": PLANNING, "receiver": APPROVAL}
    assert ask(world, "handoffs", department=BUILDING, **pair) == []
    both = ask(world, "handoffs", department=PLANNING, **pair)
    assert both == ask(world, "handoffs", **pair)
    permits = ask(world, "handoffs", department=BUILDING, item=PERMIT)
    assert {row["case"] for row in permits} == {"B"}


def test_what_nobody_registered_sent_or_received_can_be_asked_for(world: LocalStore) -> None:
    rows = ask(world, "handoffs", department=NOBODY)
    assert {row["case"] for row in rows} == {"E", "F"}
    assert all(NOBODY in (row["sender"], row["receiver"]) for row in rows)


def test_cases_and_items_are_those_with_a_handoff_of_it(world: LocalStore) -> None:
    assert [row["case"] for row in ask(world, "cases", department=BUILDING)] == ["B", "D"]
    assert [row["cases"] for row in ask(world, "items", department=BUILDING)] == [1, 1]


def test_departments_show_what_they_exchange_with_it_and_its_own_work(world: LocalStore) -> None:
    rows = ask(world, "departments", department=BUILDING)
    names = ("department", "handoffs_in", "handoffs_out", "waiting_before/h", "processing/h")
    assert only(rows, *names) == [
        (APPROVAL, 1, 0, 3, None),
        (BUILDING, 2, 1, 1, 9),
        (WINDOW, 0, 1, None, None),
        (PLANNING, 0, 1, None, None),
    ]


def test_the_overview_counts_its_handoffs_and_its_work(world: LocalStore) -> None:
    values = {row["name"]: row["value"] for row in ask(world, "overview", department=BUILDING)}
    assert (values["handoffs"], values["open_handoffs"], values["cases"]) == (3, 1, 2)
    assert (values["waiting"], values["processing"]) == (4 * 3600, 9 * 3600)


def test_between_persons_it_is_the_department_of_their_steps(world: LocalStore) -> None:
    rows = ask(world, "handovers", level="person", department=BUILDING)
    assert only(rows, "sender", "receiver", "handoffs") == [
        ("p5", "p4", 1),
        ("p1", "p5", 1),
        ("p2", "p5", 1),
    ]


def test_between_persons_of_one_department_it_is_theirs_too(world: LocalStore) -> None:
    rows = ask(world, "handovers", level="person", department=PLANNING)
    assert ("p2", "p3") in only(rows, "sender", "receiver")
