from datetime import UTC, datetime
from pathlib import Path

import pytest

from loaders.stages import stages_in
from tests.loaders.workbook_files import (
    city,
    load_city,
    note,
    only_refusal,
    put,
    refusals,
    table,
)

STOP_HEADER = ["办件编号", "特别程序种类", "开始时间", "结束时间", "延长工作日"]


def test_a_pending_step_whose_end_equals_its_start_is_not_ended(tmp_path: Path) -> None:
    sheets = put(city(), "办件环节", 6, 开始时间="2022-03-03 09:00", 结束时间="2022-03-03 09:00")
    checked = load_city(tmp_path, sheets)
    step = table(checked, "steps")[4]
    assert step["started_at"] is not None
    assert step["finished_at"] is None
    assert note(checked, "按未结束计").rows == 1


def test_a_pending_step_with_an_arrival_waits_since_then(tmp_path: Path) -> None:
    step = table(load_city(tmp_path, city()), "steps")[4]
    assert (step["started_at"], step["finished_at"]) == (None, None)
    assert step["received_at"] == datetime(2022, 3, 2, 4, tzinfo=UTC)


def test_a_step_without_a_start_is_refused_unless_it_is_pending_and_has_arrived(
    tmp_path: Path,
) -> None:
    refusal = only_refusal(load_city(tmp_path, put(city(), "办件环节", 6, 到达时间="")))
    assert (refusal.column, refusal.reason.zh) == ("开始时间", "必填，但没有填")


def test_a_done_step_without_an_end_is_refused(tmp_path: Path) -> None:
    refusal = only_refusal(load_city(tmp_path, put(city(), "办件环节", 5, 结束时间="")))
    assert (refusal.row, refusal.column) == (5, "结束时间")


def test_a_step_without_status_and_end_is_being_worked_on(tmp_path: Path) -> None:
    sheets = put(city(), "办件环节", 6, 办理状态="", 开始时间="2022-03-03 09:00")
    step = table(load_city(tmp_path, sheets), "steps")[4]
    assert step["started_at"] is not None
    assert step["finished_at"] is None


def test_a_pending_step_with_a_later_end_is_refused(tmp_path: Path) -> None:
    sheets = put(city(), "办件环节", 6, 开始时间="2022-03-03 09:00", 结束时间="2022-03-03 10:00")
    assert only_refusal(load_city(tmp_path, sheets)).reason.zh == "办理状态为待办，却有结束时间"


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "reason"),
    [
        ("办件环节", 5, "结束时间", "2022-03-02 09:59", "早于“开始时间”"),
        ("办件环节", 6, "到达时间", "2022-09-01 00:00", "晚于截止日期 2022-08-31"),
        ("办件环节", 5, "开始时间", "2022-03-02 08:59", "早于办件的申请时间"),
        ("办件环节", 6, "环节序号", "1", "与第 5 行重复"),
        ("办件环节", 6, "环节序号", "0", "小于 1"),
    ],
)
def test_steps_out_of_order_are_refused(
    tmp_path: Path, sheet: str, row: int, column: str, value: str, reason: str
) -> None:
    refusal = only_refusal(load_city(tmp_path, put(city(), sheet, row, **{column: value})))
    assert (refusal.row, refusal.column, refusal.value, refusal.reason.zh) == (
        row, column if reason != "与第 5 行重复" else "环节序号", value, reason
    )  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("受理时间", "2022-03-02 08:59", "早于“申请时间”"),
        ("办结时间", "2022-03-02 09:30", "早于“受理时间”"),
        ("办结时间", "2022-09-01 09:30", "晚于截止日期 2022-08-31"),
    ],
)
def test_cases_out_of_order_are_refused(
    tmp_path: Path, column: str, value: str, reason: str
) -> None:
    first = load_city(tmp_path, put(city(), "办件", 3, **{column: value})).report.refusals[0]
    assert (first.row, first.column, first.reason.zh) == (3, column, reason)


def test_planned_dates_may_lie_after_the_date_of_the_data(tmp_path: Path) -> None:
    sheets = put(city(), "办件", 3, 承诺办结时间="2022-10-31")
    sheets["工作日历"] = [["日期", "是否工作日"], ["2022-10-08", "是"]]
    checked = load_city(tmp_path, sheets)
    assert checked.report.refusals == []
    assert [row["is_workday"] for row in table(checked, "calendar")] == [True]


def test_on_the_date_of_the_data_itself_nothing_is_too_late(tmp_path: Path) -> None:
    assert load_city(tmp_path, put(city(), "办件", 3, 办结时间="2022-08-31")).report.refusals == []


@pytest.mark.parametrize(
    ("name", "stage", "accepted"),
    [("制作证照", "制证", True), ("邮寄", "送达", True), ("发证", "", True), ("审查", "审查", False),
     ("归档", "其他", False), ("归档", "", False)],
)  # fmt: skip
def test_after_the_end_of_a_case_only_documents_are_made_and_delivered(
    tmp_path: Path, name: str, stage: str, accepted: bool
) -> None:
    sheets = city()
    sheets["办件环节"].append(
        [
            "C1",
            "4",
            name,
            stage,
            "D01",
            "P1",
            "",
            "2022-03-11 09:00",
            "2022-03-11 10:00",
            "已办",
            "",
            "",
        ]
    )
    found = refusals(load_city(tmp_path, sheets))
    assert (found == []) is accepted
    assert accepted or found[0][4].startswith("在办件办结之后开始")


@pytest.mark.parametrize(
    ("name", "stage", "end", "accepted"),
    [
        ("决定", "决定", "2022-03-10 16:00", True),
        ("决定", "决定", "2022-03-10 16:01", False),
        ("制作证照", "制证", "2022-03-11 10:00", True),
        ("审查", "", "2022-03-11 10:00", False),
    ],
)
def test_only_documents_may_still_be_made_or_delivered_when_a_case_is_finished(
    tmp_path: Path, name: str, stage: str, end: str, accepted: bool
) -> None:
    sheets = put(city(), "办件环节", 4, 环节名称=name, 标准环节=stage, 结束时间=end)
    found = refusals(load_city(tmp_path, sheets))
    reason = "在办件办结之后结束，且不是制证或送达"
    assert found == ([] if accepted else [("办件环节", 4, "结束时间", end, reason)])


def test_the_receipt_may_come_before_the_acceptance(tmp_path: Path) -> None:
    sheets = put(
        city(), "办件环节", 2, 环节名称="收件", 标准环节="收件", 开始时间="2022-03-01 09:00"
    )
    assert load_city(tmp_path, sheets).report.refusals == []


def test_returns_are_known_by_the_action_and_unknown_without_it(tmp_path: Path) -> None:
    steps = table(load_city(tmp_path, city()), "steps")
    assert [step["returned"] for step in steps] == [False, True, False, False, False]
    sheets = city()
    for row in range(2, 7):
        put(sheets, "办件环节", row, 业务动作="")
    (tmp_path / "empty").mkdir()
    empty = table(load_city(tmp_path / "empty", sheets), "steps")
    assert {step["returned"] for step in empty} == {None}


def test_empty_stages_are_inferred_from_the_name_with_a_note(tmp_path: Path) -> None:
    sheets = city()
    for row, name in ((2, "窗口受理"), (3, "征求意见（规划）"), (6, "办理")):
        put(sheets, "办件环节", row, 环节名称=name, 标准环节="")
    checked = load_city(tmp_path, sheets)
    assert [step["stage"] for step in table(checked, "steps")] == [
        "受理", "征求意见", "决定", "受理", None
    ]  # fmt: skip
    assert note(checked, "为空，由环节名称推断").rows == 2
    assert note(checked, "无法由环节名称推断").rows == 1


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("受理", ["受理"]),
        ("现场勘验审查", ["现场勘验"]),
        ("受理审查", ["受理", "审查"]),
        ("办理", []),
    ],
)
def test_the_longest_words_tell_the_stage(name: str, stages: list[str]) -> None:
    assert stages_in(name) == stages


@pytest.mark.parametrize(
    ("named", "reason"), [("9", "这个办件没有环节 9"), ("3", "上一环节互相指向，成了环")]
)
def test_predecessors_must_be_there_and_be_others(tmp_path: Path, named: str, reason: str) -> None:
    refusal = only_refusal(load_city(tmp_path, put(city(), "办件环节", 4, 上一环节序号=named)))
    assert (refusal.row, refusal.column, refusal.reason.zh) == (4, "上一环节序号", reason)


def test_a_step_of_another_case_is_no_predecessor(tmp_path: Path) -> None:
    refusal = only_refusal(load_city(tmp_path, put(city(), "办件环节", 6, 上一环节序号="3")))
    assert (refusal.row, refusal.reason.zh) == (6, "这个办件没有环节 3")


def test_a_cycle_refuses_its_steps_and_what_follows_them(tmp_path: Path) -> None:
    sheets = put(city(), "办件环节", 2, 上一环节序号="2")
    assert refusals(load_city(tmp_path, sheets)) == [
        ("办件环节", 2, "上一环节序号", "2", "上一环节互相指向，成了环"),
        ("办件环节", 3, "上一环节序号", "1", "上一环节互相指向，成了环"),
        ("办件环节", 4, "上一环节序号", "1、2", "所引用的环节 1 已被拒绝（表 办件环节 第 2 行）"),
    ]


def test_what_names_a_refused_step_is_refused_too(tmp_path: Path) -> None:
    found = refusals(load_city(tmp_path, put(city(), "办件环节", 2, 结束时间="昨天")))
    assert [(row, reason) for _, row, _, _, reason in found] == [
        (2, "不是日期"),
        (3, "所引用的环节 1 已被拒绝（表 办件环节 第 2 行）"),
        (4, "所引用的环节 1 已被拒绝（表 办件环节 第 2 行）"),
    ]


def test_a_withdrawn_case_without_a_time_is_closed_with_a_note(tmp_path: Path) -> None:
    checked = load_city(tmp_path, put(city(), "办件", 3, 办结结果="撤回"))
    case = table(checked, "cases")[1]
    assert (case["closed"], case["finished_at"]) == (True, None)
    assert note(checked, "撤回或终止").rows == 1


def test_stops_are_clipped_to_their_case_and_open_ones_last_until_the_data_end(
    tmp_path: Path,
) -> None:
    sheets = city()
    sheets["特别程序"] = [
        STOP_HEADER,
        ["C1", "2", "2022-02-20 09:00", "2022-03-20 09:00", ""],
        ["C2", "B", "2022-03-05 09:00", "", ""],
        ["C2", "1", "2022-03-05 09:00", "", "10"],
    ]
    checked = load_city(tmp_path, sheets)
    assert checked.report.refusals == []
    assert table(checked, "stops") == [
        {"case_id": "C1", "started_at": datetime(2022, 3, 1, 1, tzinfo=UTC),
         "ended_at": datetime(2022, 3, 10, 8, tzinfo=UTC)},
        {"case_id": "C2", "started_at": datetime(2022, 3, 5, 1, tzinfo=UTC),
         "ended_at": datetime(2022, 8, 31, 15, 59, 59, tzinfo=UTC)},
    ]  # fmt: skip
    assert note(checked, "截到办件之内").rows == 1
    assert note(checked, "没有结束时间").first_row == 3
    assert note(checked, "不停表").rows == 1


def test_stops_outside_their_case_and_extensions_without_days_are_refused(tmp_path: Path) -> None:
    sheets = city()
    sheets["特别程序"] = [
        STOP_HEADER,
        ["C1", "2", "2022-04-01 09:00", "2022-04-02 09:00", ""],
        ["C1", "延长审批", "2022-03-02 09:00", "", ""],
    ]
    checked = load_city(tmp_path, sheets)
    assert {(row, column) for _, row, column, _, _ in refusals(checked)} == {
        (2, "开始时间"), (3, "延长工作日")
    }  # fmt: skip
    assert table(checked, "stops") == []


def test_a_day_of_the_calendar_that_closes_before_it_opens_is_refused(tmp_path: Path) -> None:
    sheets = city()
    sheets["工作日历"] = [
        ["日期", "是否工作日", "上班时间", "下班时间"], ["2022-05-04", "是", "14:00", "12:00"]
    ]  # fmt: skip
    assert only_refusal(load_city(tmp_path, sheets)).column == "下班时间"


def test_a_person_number_in_full_width_is_the_same_person(tmp_path: Path) -> None:
    sheets = put(city(), "办件环节", 4, 经办人编号="Ｐ１ ")
    checked = load_city(tmp_path, sheets)
    assert [step["person_id"] for step in table(checked, "steps")][:3] == ["P1", "P2", "P1"]
    assert note(checked, "全角").column == "经办人编号"
