"""What waits right now. The small world is looked at on 31 May at nine in the morning."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph.local_store import LocalStore
from tests.queries.asked import HOUR, NOBODY, ask, only
from tests.world import APPROVAL, BUILDING, PLANNING, WINDOW, at, write_world


def test_what_is_open_has_waited_until_the_date_of_the_data(world: LocalStore) -> None:
    rows = ask(world, "open-cases")
    assert only(rows, "case", "sender", "receiver", "since", "waiting/h", "beyond") == [
        ("F", WINDOW, NOBODY, at("18T10:00"), 71, False),
        ("D", PLANNING, BUILDING, at("18T13:00"), 68, False),
    ]
    assert only(rows, "received", "median", "p90", "excess")[1] == (
        at("18T14:00"),
        None,
        None,
        None,
    )


def test_the_calendar_clock_counts_nights_and_weekends(world: LocalStore) -> None:
    rows = ask(world, "open-cases", clock="calendar")
    assert only(rows, "case", "waiting/h") == [("F", 311), ("D", 308)]


def test_open_cases_can_be_narrowed(world: LocalStore) -> None:
    assert only(ask(world, "open-cases", receiver=BUILDING), "case") == [("D",)]
    assert ask(world, "open-cases", beyond="yes") == []
    assert len(ask(world, "open-cases", beyond="no")) == 2


def test_every_pair_has_its_waits_with_and_without_the_open_ones(world: LocalStore) -> None:
    rows = {(row["sender"], row["receiver"]): row for row in ask(world, "open-pairs")}
    approval = rows[PLANNING, APPROVAL]  # waits of 2 and 0 hours; that of case B does not bind
    assert only([approval], "handoffs", "open", "median/h", "p90/h", "ended_mean/h") == [
        (2, 0, 0, 2, 1)
    ]
    assert approval["restricted_mean"] == HOUR
    building = rows[PLANNING, BUILDING]
    assert only([building], "open", "longest/h", "median", "ended_mean") == [(1, 68, None, None)]
    assert building["restricted_mean"] == 30 * 8 * HOUR  # never seen to end: all of the horizon


def test_a_shorter_horizon_counts_less_of_each_wait(world: LocalStore) -> None:
    window = {r["receiver"]: r for r in ask(world, "open-pairs", sender=WINDOW, horizon="1")}
    # 5, 2, 3, 2 and 10 hours to planning, of which 8 count
    assert window[PLANNING]["restricted_mean"] == pytest.approx((5 + 2 + 3 + 2 + 8) / 5 * HOUR)


def test_an_open_wait_beyond_the_ninth_tenth_of_its_pair_is_first(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Case D waits for building again, as eleven cases did that waited an hour each."""
    checked = tmp_path_factory.mktemp("checked")
    write_world(checked)
    steps = pq.read_table(checked / "steps.parquet").to_pylist()
    cases = pq.read_table(checked / "cases.parquet").to_pylist()
    for number in range(11):
        case = f"Z{number}"
        cases.append({**cases[0], "case_id": case})
        first = {**steps[1], "case_id": case, "sequence": 100 + 2 * number, "predecessors": []}
        second = {**first, "sequence": 101 + 2 * number, "step_no": 9, "department_id": BUILDING}
        times = {"received_at": None, "started_at": at("10T10:00"), "finished_at": at("10T12:00")}
        steps += [first, {**second, **times, "predecessors": [2]}]
    for name, rows in (("steps", steps), ("cases", cases)):
        schema = pq.read_schema(checked / f"{name}.parquet")
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), checked / f"{name}.parquet")
    store = LocalStore(tmp_path_factory.mktemp("home"))
    store.add(checked)
    rows = ask(store, "open-cases")
    assert only(rows, "case", "waiting/h", "median/h", "p90/h", "excess/h", "beyond") == [
        ("D", 68, 1, 1, 67, True),
        ("F", 71, 1, None, None, False),
    ]
    pair = ask(store, "open-pairs")[0]
    assert only([pair], "sender", "receiver", "open", "beyond") == [(PLANNING, BUILDING, 1, 1)]
    assert pair["ended_mean"] == HOUR < pair["restricted_mean"]
