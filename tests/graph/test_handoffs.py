"""Every row of the table of edge cases, and the definition of a handoff around it."""

from pathlib import Path
from typing import Any

import pytest

from graph.errors import CalendarError, LevelError
from graph.handoffs import FORWARD, INTERNAL, RETURN
from graph.local_store import LocalStore
from graph.tables import EVIDENCE, UNREGISTERED, handoff_table
from tests.checked import at, handoffs_of, step, write_checked

HOUR = 3600.0
RULES = pytest.mark.parametrize("rule", ["causal", "consecutive"])


def pairs(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(row["sender"], row["receiver"]) for row in rows if row["kind"] != INTERNAL]


@RULES
def test_waiting_runs_from_the_end_of_one_step_to_the_start_of_the_next(
    tmp_path: Path, rule: str
) -> None:
    steps = [
        step("1", "受理", "审批局", "16 09:00", "16 16:00"),  # a Monday
        step("1", "审查", "住建局", "17 10:00", "17 12:00"),
    ]
    (row,) = handoffs_of(tmp_path, steps, rule)
    assert (row["sender"], row["receiver"], row["binding"], row["open"]) == (
        "审批局",
        "住建局",
        True,
        False,
    )
    assert row["wait_working"] == 2 * HOUR  # 16 to 17 and 9 to 10
    assert row["wait_calendar"] == 18 * HOUR
    assert EVIDENCE[row["evidence"]] == "start"
    assert row["transfer_working"] is None


@RULES
def test_a_wait_over_a_holiday_with_make_up_days_counts_the_days_worked(
    tmp_path: Path, rule: str
) -> None:
    steps = [
        step("1", "受理", "A", "2022-04-29 09:00", "2022-04-29 17:00"),
        step("1", "审查", "B", "2022-05-09 09:00", "2022-05-09 10:00"),
    ]
    (row,) = handoffs_of(tmp_path, steps, rule)
    assert row["wait_working"] == 3 * 8 * HOUR  # 5, 6 and the Saturday 7 May


@RULES
def test_receipt_splits_the_wait_into_transfer_and_queue(tmp_path: Path, rule: str) -> None:
    steps = [
        step("1", "受理", "A", "16 09:00", "16 10:00"),
        step("1", "审查", "B", "16 11:00", "16 14:00", "16 15:00"),
    ]
    (row,) = handoffs_of(tmp_path, steps, rule)
    assert (row["wait_working"], row["transfer_working"]) == (4 * HOUR, 1 * HOUR)
    assert (row["wait_calendar"], row["transfer_calendar"]) == (4 * HOUR, 1 * HOUR)
    assert EVIDENCE[row["evidence"]] == "receipt"


@RULES
def test_overlapping_clock_stops_are_taken_out_once(tmp_path: Path, rule: str) -> None:
    steps = [
        step("1", "受理", "A", "16 09:00", "16 10:00"),
        step("1", "审查", "B", "18 10:00", "18 12:00"),
    ]
    stops = [
        ("1", "16 12:00", "17 12:00"),
        ("1", "17 10:00", "17 14:00"),
        ("1", "19 09:00", "20 09:00"),
    ]
    (row,) = handoffs_of(tmp_path, steps, rule, stops=stops)
    assert row["wait_working"] == (16 - (5 + 5)) * HOUR
    assert row["wait_calendar"] == (48 - 26) * HOUR


def test_two_branches_give_a_handoff_each_and_only_the_later_one_binds(tmp_path: Path) -> None:
    steps = [
        step("1", "受理", "A", "16 09:00", "16 10:00", step_no=1),
        step("1", "规划", "B", "16 11:00", "16 12:00", step_no=2, predecessors=[1]),
        step("1", "消防", "C", "16 11:00", "16 15:00", step_no=3, predecessors=[1]),
        step("1", "决定", "A", "16 16:00", "16 17:00", step_no=4, predecessors=[2, 3]),
    ]
    rows = handoffs_of(tmp_path, steps)
    assert pairs(rows) == [("A", "B"), ("A", "C"), ("B", "A"), ("C", "A")]
    assert [row["binding"] for row in rows] == [True, True, False, True]
    assert [row["slack_working"] for row in rows] == [0, 0, 3 * HOUR, 0]
    assert [row["wait_working"] for row in rows] == [HOUR, HOUR, None, HOUR]


def test_a_case_that_names_its_branches_does_not_make_others_run_side_by_side(
    tmp_path: Path,
) -> None:
    steps = [
        step("1", "受理", "A", "16 09:00", step_no=1),
        step("1", "乙", "C", "16 10:00", step_no=2, predecessors=[1]),
        step("1", "甲", "B", "16 11:00", step_no=3, predecessors=[1]),
        step("2", "受理", "A", "16 09:00", step_no=1),
        step("2", "甲", "B", "16 10:00", step_no=2),
        step("2", "乙", "C", "16 11:00", step_no=3),
    ]
    rows = handoffs_of(tmp_path, steps)
    assert [(r["sender"], r["receiver"]) for r in rows if r["case"] == "2"] == [
        ("A", "B"),
        ("B", "C"),
    ]


# --- the table of edge cases, row by row -------------------------------------------------------


def test_steps_that_end_at_the_same_instant_do_not_enable_each_other(tmp_path: Path) -> None:
    steps = [
        step("1", "受理", "A", "16 09:00"),
        step("1", "甲", "B", "16 10:00"),
        step("1", "乙", "C", "16 10:00"),
    ]
    assert pairs(handoffs_of(tmp_path, steps)) == [("A", "B"), ("A", "C")]


def test_ties_are_counted_and_go_by_the_order_of_the_file(tmp_path: Path) -> None:
    steps = [
        step("1", "受理", "A", "16 09:00"),
        step("1", "乙", "B", "16 09:00"),
        step("1", "甲", "C", "16 09:00"),
    ]
    assert pairs(handoffs_of(tmp_path, steps, "consecutive")) == [("A", "B"), ("B", "C")]
    assert LocalStore(tmp_path / "home").load().quality["tied_steps"] == 3


@RULES
def test_an_unsorted_input_gives_the_same_as_a_sorted_one(tmp_path: Path, rule: str) -> None:
    steps = [
        step("1", "一", "A", "16 09:00", sequence=1),
        step("1", "二", "B", "18 09:00", sequence=2),
        step("1", "三", "C", "17 09:00", sequence=3),
    ]
    there = handoffs_of(tmp_path / "there", steps, rule)
    back = handoffs_of(tmp_path / "back", steps[::-1], rule)
    assert pairs(there) == [("A", "C"), ("C", "B")]
    assert [{**row} for row in there] == [{**row} for row in back]


@RULES
def test_a_missing_start_is_never_invented(tmp_path: Path, rule: str) -> None:
    steps = [step("1", "受理", "A", "16 09:00"), step("1", "审查", "B", "16 12:00")]
    (row,) = handoffs_of(tmp_path, steps, rule)
    assert EVIDENCE[row["evidence"]] == "instant"
    assert row["wait_working"] == 3 * HOUR
    store = LocalStore(tmp_path / "home")
    assert store.load().evidence == "instant"
    processing = store.fetch(store.table(store.load().load_id, "steps"))["processing_working"]
    assert processing.null_count == 2


def test_a_step_without_a_department_enables_but_is_counted_apart(tmp_path: Path) -> None:
    steps = [
        step("1", "受理", "A", "16 09:00"),
        step("1", "流转", None, "16 10:00"),
        step("1", "审查", "B", "16 11:00"),
    ]
    assert pairs(handoffs_of(tmp_path, steps)) == [("A", UNREGISTERED), (UNREGISTERED, "B")]
    quality = LocalStore(tmp_path / "home").load().quality
    assert (quality["steps_without_department"], quality["handoffs_without_department"]) == (1, 2)


def test_the_consecutive_rule_skips_a_step_without_a_department(tmp_path: Path) -> None:
    steps = [
        step("1", "受理", "A", "16 09:00"),
        step("1", "流转", None, "16 10:00"),
        step("1", "审查", "B", "16 11:00"),
    ]
    (row,) = handoffs_of(tmp_path, steps, "consecutive")
    assert (row["sender"], row["receiver"], row["wait_working"]) == ("A", "B", 2 * HOUR)


def test_a_step_that_overlaps_the_one_before_is_not_its_successor(tmp_path: Path) -> None:
    steps = [
        step("1", "受理", "A", "16 09:00", "16 10:00"),
        step("1", "规划", "B", "16 10:00", "16 15:00"),
        step("1", "消防", "C", "16 11:00", "16 16:00"),
    ]
    rows = handoffs_of(tmp_path, steps)
    assert pairs(rows) == [("A", "B"), ("A", "C")]
    assert [row["wait_working"] for row in rows] == [0, HOUR]


def test_an_overlap_gives_no_negative_wait_by_the_consecutive_rule(tmp_path: Path) -> None:
    steps = [
        step("1", "规划", "B", "16 10:00", "16 15:00"),
        step("1", "消防", "C", "16 11:00", "16 16:00"),
    ]
    (row,) = handoffs_of(tmp_path, steps, "consecutive")
    assert (row["wait_working"], row["wait_calendar"]) == (0, 0)


@RULES
def test_a_department_that_hands_to_itself_is_internal(tmp_path: Path, rule: str) -> None:
    steps = [
        step("1", "受理", "A", "16 09:00", "16 10:00"),
        step("1", "初审", "A", "16 11:00", "16 12:00"),
        step("1", "复审", "B", "16 13:00", "16 14:00"),
    ]
    assert [row["kind"] for row in handoffs_of(tmp_path, steps, rule)] == [INTERNAL, FORWARD]


@RULES
def test_many_persons_of_one_department_are_one_sender_there_and_many_below(
    tmp_path: Path, rule: str
) -> None:
    steps = [
        step("1", "受理", "A", "16 09:00", person_id="p1"),
        step("1", "初审", "A", "16 10:00", person_id="p2"),
        step("1", "复审", "B", "16 11:00", person_id="p3"),
    ]
    assert pairs(handoffs_of(tmp_path / "d", steps, rule)) == [("A", "B")]
    assert pairs(handoffs_of(tmp_path / "p", steps, rule, "person")) == [("p1", "p2"), ("p2", "p3")]


@RULES
def test_every_handoff_carries_the_item_of_its_case(tmp_path: Path, rule: str) -> None:
    steps = [
        step(c, a, d, t)
        for c in "12"
        for a, d, t in [("一", "A", "16 09:00"), ("二", "B", "16 10:00")]
    ]
    cases = {"1": {"item_id": "甲"}, "2": {"item_id": "乙"}}
    rows = handoffs_of(tmp_path, steps, rule, cases=cases)
    assert {row["case"]: row["item_key"] for row in rows} == {"1": 2, "2": 1}  # 乙 sorts before 甲


@RULES
def test_a_step_that_waits_in_an_open_case_is_an_open_handoff(tmp_path: Path, rule: str) -> None:
    steps = [
        step("1", "受理", "A", "16 09:00", "16 10:00"),
        step("1", "审查", "B", "16 11:00", None, None),
    ]
    (row,) = handoffs_of(tmp_path, steps, rule, cases={"1": {"closed": False}})
    assert (row["receiver"], row["open"], row["wait_working"], row["started_at"]) == (
        "B",
        True,
        None,
        None,
    )
    assert row["enabled_at"] == at("16 10:00")


@RULES
def test_a_step_under_way_has_waited_and_is_not_open(tmp_path: Path, rule: str) -> None:
    steps = [
        step("1", "受理", "A", "16 09:00", "16 10:00"),
        step("1", "审查", "B", "16 11:00", None),
    ]
    (row,) = handoffs_of(tmp_path, steps, rule, cases={"1": {"closed": False}})
    assert (row["open"], row["wait_working"]) == (False, HOUR)


def test_the_last_step_of_an_open_case_hands_to_nobody_known(tmp_path: Path) -> None:
    steps = [step("1", "受理", "A", "16 09:00"), step("2", "受理", "A", "16 09:00")]
    (row,) = handoffs_of(tmp_path, steps, cases={"1": {"closed": False}})
    assert (row["case"], row["sender"], row["receiver"], row["open"]) == (
        "1",
        "A",
        UNREGISTERED,
        True,
    )
    assert row["to_step"] is None
    assert LocalStore(tmp_path / "home").load().quality["open_cases_without_next_step"] == 1


@RULES
def test_an_open_end_waits_since_its_last_step_ended(tmp_path: Path, rule: str) -> None:
    steps = [step("1", "受理", "A", "16 09:00", "16 12:00"), step("2", "受理", "A", "16 09:00")]
    (row,) = handoffs_of(tmp_path, steps, rule, cases={"1": {"closed": False}})
    assert (row["receiver"], row["open"], row["started_at"]) == (UNREGISTERED, True, None)
    assert row["enabled_at"] == row["sent_at"] == at("16 12:00")


@RULES
def test_a_case_that_was_withdrawn_ends_like_any_closed_one(tmp_path: Path, rule: str) -> None:
    steps = [step("1", "受理", "A", "16 09:00"), step("1", "撤回", "B", "16 10:00")]
    (row,) = handoffs_of(tmp_path, steps, rule, cases={"1": {"finished_at": at("16 10:00")}})
    assert not row["open"]


@RULES
@pytest.mark.parametrize("name", ["规划局, 建设局", "规划局，建设局", "ＡＢ局", "局\"引号'"])
def test_a_name_with_commas_quotes_or_full_width_letters_stays_one_department(
    tmp_path: Path, rule: str, name: str
) -> None:
    steps = [step("1", "受理", name, "16 09:00"), step("1", "审查", "B", "16 10:00")]
    assert pairs(handoffs_of(tmp_path, steps, rule)) == [(name, "B")]


def test_working_hours_follow_the_clock_on_the_wall_across_daylight_saving(tmp_path: Path) -> None:
    steps = [
        step("1", "a", "A", "2022-03-25 23:00"),  # 16:00 in Amsterdam
        step("1", "b", "B", "2022-03-28 16:00"),  # 10:00, in summer time
    ]
    (row,) = handoffs_of(tmp_path, steps, timezone="Europe/Amsterdam")
    assert row["wait_working"] == 2 * HOUR


@RULES
def test_mixed_fractions_of_seconds_are_exact(tmp_path: Path, rule: str) -> None:
    steps = [
        step("1", "a", "A", "2022-05-16 10:00:00.000001"),
        step("1", "b", "B", "2022-05-16 10:00:01"),
    ]
    (row,) = handoffs_of(tmp_path, steps, rule)
    assert row["wait_working"] == pytest.approx(0.999999, abs=1e-12)


@RULES
def test_a_handoff_without_any_wait_is_kept(tmp_path: Path, rule: str) -> None:
    steps = [
        step("1", "受理", "A", "16 09:00", "16 10:00"),
        step("1", "审查", "B", "16 10:00", "16 11:00"),
    ]
    (row,) = handoffs_of(tmp_path, steps, rule)
    assert (row["wait_working"], row["open"]) == (0, False)


@RULES
def test_a_department_may_keep_hours_of_its_own(tmp_path: Path, rule: str) -> None:
    steps = [
        step("1", "受理", "A", "16 09:00", "16 10:00"),
        step("1", "审查", "B", "16 15:00", "16 16:00"),
        step("1", "决定", "A", "16 17:00", "16 17:00"),
    ]
    own = {
        "department_id": "B",
        "day": at("16 00:00").date(),
        "is_workday": True,
        "opens": 13 * 3600,
    }
    rows = handoffs_of(tmp_path, steps, rule, calendar=[{**own, "closes": 17 * 3600}])
    assert [row["wait_working"] for row in rows] == [2 * HOUR, HOUR]


@RULES
def test_on_the_plain_calendar_every_second_counts(tmp_path: Path, rule: str) -> None:
    steps = [step("1", "a", "A", "1999-12-31 23:00"), step("1", "b", "B", "2000-01-01 01:00")]
    (row,) = handoffs_of(tmp_path, steps, rule, calendar_name="none")
    assert (row["wait_working"], row["wait_calendar"]) == (2 * HOUR, 2 * HOUR)


def test_a_year_that_is_not_published_is_an_error_and_leaves_the_store_alone(
    tmp_path: Path,
) -> None:
    good = [step("1", "a", "A", "16 09:00"), step("1", "b", "B", "16 10:00")]
    handoffs_of(tmp_path, good)
    store = LocalStore(tmp_path / "home")
    bad = [step("1", "a", "A", "2027-01-04 09:00"), step("1", "b", "B", "2027-01-05 09:00")]
    with pytest.raises(CalendarError, match="2027年放假安排尚未录入") as caught:
        store.add(write_checked(tmp_path / "bad", bad))
    assert "2027" in caught.value.text.en
    assert [load.active for load in store.loads()] == [True]
    assert not list((tmp_path / "home/loads").glob(".incoming-*"))


# --- kinds and levels --------------------------------------------------------------------------


@RULES
def test_a_department_that_had_the_case_before_gets_it_as_a_return(
    tmp_path: Path, rule: str
) -> None:
    steps = [
        step("1", "a", "A", "16 09:00"),
        step("1", "b", "B", "16 10:00"),
        step("1", "c", "A", "16 11:00"),
    ]
    assert [row["kind"] for row in handoffs_of(tmp_path, steps, rule)] == [FORWARD, RETURN]


@RULES
def test_where_actions_are_recorded_only_a_sent_back_step_makes_a_return(
    tmp_path: Path, rule: str
) -> None:
    steps = [
        step("1", "a", "A", "16 09:00", returned=False),
        step("1", "b", "B", "16 10:00", returned=True),
        step("1", "c", "A", "16 11:00", returned=False),
        step("1", "d", "B", "16 12:00", returned=False),
    ]
    assert [row["kind"] for row in handoffs_of(tmp_path, steps, rule)] == [FORWARD, RETURN, FORWARD]


def test_a_level_that_the_load_lacks_is_answered_with_those_it_has(tmp_path: Path) -> None:
    handoffs_of(tmp_path, [step("1", "a", "A", "16 09:00"), step("1", "b", "B", "16 10:00")])
    store = LocalStore(tmp_path / "home")
    with pytest.raises(LevelError) as caught:
        store.table(store.load().load_id, handoff_table("causal", "person"))
    assert caught.value.levels == ("department",)
