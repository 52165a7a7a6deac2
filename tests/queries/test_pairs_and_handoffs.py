"""Every expected number follows from the picture in ``tests/world.py``."""

from graph.local_store import LocalStore
from tests.queries.asked import NOBODY, ask, only
from tests.world import APPROVAL, BUILDING, PERMIT, PLANNING, WINDOW, at


def test_pairs_are_ranked_by_total_wait_and_those_not_registered_come_last(
    world: LocalStore,
) -> None:
    rows = ask(world, "handovers")
    assert only(rows, "sender", "receiver", "handoffs", "cases", "total_wait/h") == [
        (WINDOW, PLANNING, 5, 4, 22),
        (PLANNING, WINDOW, 1, 1, 4),
        (BUILDING, APPROVAL, 1, 1, 3),
        (PLANNING, APPROVAL, 3, 3, 2),
        (WINDOW, BUILDING, 1, 1, 1),
        (PLANNING, BUILDING, 1, 1, None),
        (NOBODY, APPROVAL, 1, 1, 4),
        (WINDOW, NOBODY, 2, 2, 1),
    ]


def test_shares_are_of_the_waiting_that_is_ranked(world: LocalStore) -> None:
    rows = ask(world, "handovers")
    assert only(rows, "share_of_wait", "cumulative_share") == [
        (22 / 32, 22 / 32),
        (4 / 32, 26 / 32),
        (3 / 32, 29 / 32),
        (2 / 32, 31 / 32),
        (1 / 32, 1.0),
        (None, None),
        (None, None),
        (None, None),
    ]


def test_quantiles_are_linear(world: LocalStore) -> None:
    first = ask(world, "handovers")[:1]  # 2, 2, 3, 5 and 10 hours
    assert only(first, "mean_wait/h", "median_wait/h", "p90_wait/h", "max_wait/h") == [
        (4.4, 3, 8, 10)
    ]


def test_returns_and_open_handoffs_are_counted_beside_the_waits(world: LocalStore) -> None:
    counts = only(ask(world, "handovers"), "sender", "receiver", "returns", "open")
    assert (PLANNING, WINDOW, 1, 0) in counts
    assert (PLANNING, BUILDING, 0, 1) in counts
    assert sum(row[2] for row in counts) == 1
    assert sum(row[3] for row in counts) == 2


def test_a_name_stands_beside_every_id(world: LocalStore) -> None:
    row = ask(world, "handovers")[0]
    assert (row["sender_name"], row["receiver_name"]) == ("政务服务中心", "自然资源局")


def test_the_calendar_clock_counts_nights_and_not_stops(world: LocalStore) -> None:
    rows = ask(world, "handovers", clock="calendar", sender=PLANNING)
    assert only(rows, "receiver", "total_wait/h") == [
        (APPROVAL, 18 + 16),
        (WINDOW, 20),
        (BUILDING, None),
    ]
    stopped = ask(world, "handoffs", clock="calendar", case="D", receiver=PLANNING)
    assert only(stopped, "wait/h", "wait_working/h", "wait_calendar/h") == [(122 - 48, 10, 74)]


def test_internal_moves_are_shown_only_when_asked_for(world: LocalStore) -> None:
    rows = ask(world, "handovers", kind="internal")
    assert only(rows, "sender", "receiver", "handoffs", "total_wait/h") == [
        (PLANNING, PLANNING, 1, 2)
    ]


def test_kind_return_leaves_only_returns(world: LocalStore) -> None:
    rows = ask(world, "handovers", kind="return")
    assert only(rows, "sender", "receiver", "share_of_wait") == [(PLANNING, WINDOW, 1.0)]


def test_persons_can_be_asked_for_instead_of_departments(world: LocalStore) -> None:
    rows = ask(world, "handovers", level="person")
    assert only(rows[:1], "sender", "receiver", "total_wait/h") == [("p1", "p2", 22)]
    assert ("p2", "p3", 2.0) in only(rows, "sender", "receiver", "total_wait/h")


def test_a_row_before_is_not_a_cause(world: LocalStore) -> None:
    pair = {"sender": PLANNING, "receiver": BUILDING, "item": PERMIT}
    assert ask(world, "handovers", rule="causal", **pair) == []
    assert ask(
        world, "handovers", rule="consecutive", sender=BUILDING, receiver=PLANNING
    ) == [] or (ask(world, "handovers", rule="consecutive", **pair) == [])


def test_handoffs_come_with_the_longest_waits_first(world: LocalStore) -> None:
    waits = only(ask(world, "handoffs"), "wait/h")
    assert waits == [(h,) for h in (10, 5, 4, 4, 3, 3, 2, 2, 2, 1, 1, 0, None, None, None)]


def test_a_handoff_tells_its_times_its_kind_and_its_evidence(world: LocalStore) -> None:
    row = ask(world, "handoffs", case="A", receiver=PLANNING)[0]
    handoff = row.pop("handoff")
    assert handoff > 0
    assert row == {
        "case": "A",
        "item": PERMIT,
        "item_name": "建筑工程施工许可",
        "sender": WINDOW,
        "sender_name": "政务服务中心",
        "receiver": PLANNING,
        "receiver_name": "自然资源局",
        "stage": "审查",
        "sent": at("09T10:00"),
        "received": at("09T11:00"),
        "started": at("09T15:00"),
        "wait": 5 * 3600.0,
        "wait_working": 5 * 3600.0,
        "wait_calendar": 5 * 3600.0,
        "slack": 0.0,
        "kind": "forward",
        "open": False,
        "evidence": "receipt",
        "binding": True,
        "activity": "规划审查",
    }


def test_a_branch_that_finished_early_has_slack_and_no_wait(world: LocalStore) -> None:
    rows = ask(world, "handoffs", case="B", receiver=APPROVAL)
    shown = only(rows, "sender", "wait/h", "slack/h", "binding")
    assert shown == [(BUILDING, 3, 0, True), (PLANNING, None, 6, False)]
    calendar = ask(world, "handoffs", case="B", receiver=APPROVAL, clock="calendar")
    assert only(calendar, "sender", "slack/h")[1] == (PLANNING, 22)


def test_an_open_handoff_has_no_wait(world: LocalStore) -> None:
    rows = ask(world, "handoffs", case="D", receiver=BUILDING)
    assert only(rows, "open", "received", "started", "wait", "wait_calendar") == [
        (True, at("18T14:00"), None, None, None)
    ]


def test_a_window_includes_its_start_and_not_its_end(world: LocalStore) -> None:
    first = {"case": "A", "since": "2022-05-09T10:00:00", "until": "2022-05-09T17:00:00"}
    assert only(ask(world, "handoffs", **first), "receiver") == [(PLANNING,)]
    whole = {**first, "until": "2022-05-09"}
    assert only(ask(world, "handoffs", **whole), "receiver") == [(PLANNING,), (APPROVAL,)]
