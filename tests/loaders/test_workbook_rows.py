from pathlib import Path

import openpyxl
import pytest

from graph.errors import InputError
from graph.tables import REFUSED
from tests.loaders.workbook_files import (
    city,
    load,
    load_city,
    note,
    only_refusal,
    put,
    refusals,
    table,
    write_xlsx,
)

IDENTITY = "11010519491231002X"


def test_rows_of_totals_and_remarks_are_left_out_with_their_count(tmp_path: Path) -> None:
    sheets = city()
    for words in ("合　计", "小计", "总计：3", "平均", "注：含在办件", "备注", "填表人：张三"):
        sheets["办件"].append([words, "", "", "", "", ""])
    sheets["办件"].append(["", "", "", "", "", ""])
    checked = load_city(tmp_path, sheets)
    assert checked.report.refusals == []
    assert (note(checked, "合计、注释").rows, note(checked, "合计、注释").first_row) == (7, 4)
    assert checked.report.read["办件"] == 2


def test_a_total_whose_words_stand_in_a_later_column_is_left_out_too(tmp_path: Path) -> None:
    sheets = city()
    sheets["办件"].append(["", "合计", "", "", "", ""])
    assert load_city(tmp_path, sheets).report.refusals == []


def test_refused_rows_carry_sheet_row_column_value_reason_and_advice(tmp_path: Path) -> None:
    checked = load_city(tmp_path, put(city(), "办件环节", 4, 开始时间="5月8日"))
    (refused,) = table(checked, "refused")
    assert {name: refused[name] for name in REFUSED.names[:8]} == {
        "table": "办件环节", "row": 4, "column": "开始时间", "value": "5月8日",
        "reason": "日期没有四位年份", "advice": "请写全年月日，如 2022-08-31 09:30",
        "reason_en": "The date has no year of four digits",
        "advice_en": "Write year, month and day in full, such as 2022-08-31 09:30",
    }  # fmt: skip
    counts = {row["table"]: row for row in table(checked, "counts")}
    assert counts["办件环节"] == {"table": "办件环节", "read": 5, "loaded": 4, "refused": 1}
    assert len(table(checked, "steps")) == 4


def test_a_row_is_counted_once_however_much_is_wrong_with_it(tmp_path: Path) -> None:
    sheets = put(city(), "办件环节", 4, 开始时间="5月8日", 办理状态="没有")
    checked = load_city(tmp_path, sheets)
    assert len(checked.report.refusals) == 2
    assert checked.report.refused("办件环节") == 1


@pytest.mark.parametrize("text", ["市行政审批局（本级）", "ｄ03", " 水利 所　"])
def test_a_refused_value_is_shown_as_it_stands_in_the_file(tmp_path: Path, text: str) -> None:
    refusal = only_refusal(load_city(tmp_path, put(city(), "办件环节", 6, 处理部门=text)))
    assert (refusal.row, refusal.column, refusal.value) == (6, "处理部门", text)


def test_a_long_refused_value_is_cut_and_stands_on_one_line(tmp_path: Path) -> None:
    text = "甲\n乙\r\n" + "丙" * 500
    refusal = only_refusal(load_city(tmp_path, put(city(), "办件环节", 6, 处理部门=text)))
    assert refusal.value == "甲 乙 " + "丙" * 75 + "…"


def test_an_empty_required_cell_is_refused(tmp_path: Path) -> None:
    refusal = only_refusal(load_city(tmp_path, put(city(), "办件环节", 6, 环节名称="—")))
    assert (refusal.column, refusal.value, refusal.reason.zh) == ("环节名称", "—", "必填，但没有填")


def test_codes_and_step_numbers_typed_as_numbers_are_read(tmp_path: Path) -> None:
    sheets = city()
    for row in sheets["办件"][1:]:
        row[0] = int(row[0][1:]) + 20220000
    for row in sheets["办件环节"][1:]:
        row[0], row[1] = int(row[0][1:]) + 20220000, float(row[1])
    checked = load(write_xlsx(tmp_path / "book.xlsx", sheets))
    assert checked.report.refusals == []
    assert [case["case_id"] for case in table(checked, "cases")] == ["20220001", "20220002"]
    found = [entry for entry in checked.report.notes if "编码存成了数字" in entry.note.zh]
    assert {(entry.table, entry.rows) for entry in found} == {("办件", 2), ("办件环节", 5)}


def test_long_codes_typed_as_numbers_are_refused_and_so_is_what_refers_to_them(
    tmp_path: Path,
) -> None:
    sheets = city()
    sheets["办件"][1][0] = 100000000000000003
    checked = load(write_xlsx(tmp_path / "book.xlsx", sheets))
    first, *others = checked.report.refusals
    assert (first.table, first.row, first.column) == ("办件", 2, "办件编号")
    assert first.advice.zh.startswith("编码列须设为文本")
    assert {(refusal.table, refusal.row) for refusal in others} == {
        ("办件环节", 2), ("办件环节", 3), ("办件环节", 4)
    }  # fmt: skip


def test_a_formula_saved_without_its_result_is_empty_with_a_note(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "book.xlsx", city())
    book = openpyxl.load_workbook(path)
    book["办件环节"]["F2"] = '="P"&9'
    book.save(path)
    checked = load(path)
    assert table(checked, "steps")[0]["person_id"] is None
    found = note(checked, "公式没有保存")
    assert (found.table, found.column, found.rows, found.first_row) == (
        "办件环节",
        "经办人编号",
        1,
        2,
    )


def test_words_for_nothing_are_noted(tmp_path: Path) -> None:
    checked = load_city(tmp_path, put(city(), "办件", 3, 办结时间="暂无"))
    assert table(checked, "cases")[1]["finished_at"] is None
    assert note(checked, "按空值读").rows == 1


def test_a_date_alone_is_noted_with_its_count(tmp_path: Path) -> None:
    checked = load_city(tmp_path, put(city(), "办件", 2, 办结时间="2022年3月10日"))
    assert table(checked, "cases")[0]["finished_at"].isoformat() == "2022-03-10T15:59:59+00:00"
    assert note(checked, "23:59:59").rows == 1


def test_a_column_of_personal_numbers_is_not_stored_and_named(tmp_path: Path) -> None:
    sheets = city()
    for row in range(2, 7):
        put(sheets, "办件环节", row, 经办人编号=f"1391234567{row}")
    checked = load_city(tmp_path, sheets)
    assert {step["person_id"] for step in table(checked, "steps")} == {None}
    found = note(checked, "手机号")
    assert (found.table, found.column) == ("办件环节", "经办人编号")
    written = b"".join(path.read_bytes() for path in checked.folder.iterdir())
    assert b"1391234567" not in written


def test_an_unknown_column_of_personal_numbers_is_named_as_such(tmp_path: Path) -> None:
    sheets = city()
    for row in sheets["办件"]:
        row.append("联系电话" if row[0] == "办件编号" else "13912345678")
    assert note(load_city(tmp_path, sheets), "手机号").column == "联系电话"


def test_a_required_column_of_personal_numbers_is_an_error(tmp_path: Path) -> None:
    sheets = city()
    for row in sheets["部门"][1:]:
        row[1] = IDENTITY
    with pytest.raises(InputError, match="表 部门 的“部门名称”列像是身份证号"):
        load_city(tmp_path, sheets)


def test_a_single_personal_number_is_not_shown_in_the_report(tmp_path: Path) -> None:
    sheets = city()
    sheets["办件环节"][1][2] = IDENTITY
    sheets["办件环节"] += [
        ["C2", str(n), "审查", "审查", *sheets["办件环节"][4][4:]] for n in range(3, 9)
    ]
    put(sheets, "办件环节", 3, 业务动作="13912345678")
    checked = load_city(tmp_path, sheets)
    assert ("办件环节", 3, "业务动作", None, "不是可填的取值") in refusals(checked)


def test_case_numbers_and_credit_codes_are_not_taken_for_personal_numbers(tmp_path: Path) -> None:
    sheets = city()
    for row in sheets["办件"][1:] + sheets["办件环节"][1:]:
        row[0] = {"C1": IDENTITY, "C2": "13912345678"}[row[0]]
    put(sheets, "部门", 2, 统一社会信用代码="113325000026455663")
    checked = load_city(tmp_path, sheets)
    assert checked.report.refusals == []
    assert len(table(checked, "cases")) == 2


def test_a_wrong_check_digit_of_a_credit_code_is_refused(tmp_path: Path) -> None:
    sheets = put(city(), "部门", 4, 统一社会信用代码="113325000026455664")
    first = load_city(tmp_path, sheets).report.refusals[0]
    assert (first.table, first.row, first.column) == ("部门", 4, "统一社会信用代码")


@pytest.mark.parametrize(
    ("code", "accepted"), [("2022-371600-48-01-12345X", True), ("2022-371600-48-1-123456", False)]
)
def test_project_codes_are_checked_for_their_form(
    tmp_path: Path, code: str, accepted: bool
) -> None:
    checked = load_city(tmp_path, put(city(), "办件", 3, 项目代码=code))
    assert (("办件", 3) in {(r.table, r.row) for r in checked.report.refusals}) is not accepted


def test_satisfaction_digits_are_refused_until_the_direction_is_declared(tmp_path: Path) -> None:
    sheets = put(city(), "办件", 3, 满意度="5")
    first = load_city(tmp_path, sheets).report.refusals[0]
    assert (first.table, first.row, first.column, first.value) == ("办件", 3, "满意度", "5")
    sheets["填报说明"].append(["满意度方向", "5=非常满意"])
    (tmp_path / "declared").mkdir()
    assert load_city(tmp_path / "declared", sheets).report.refusals == []


def test_a_promise_above_the_legal_limit_is_only_noted(tmp_path: Path) -> None:
    checked = load_city(tmp_path, put(city(), "事项", 3, 承诺办结时限="30"))
    assert checked.report.refusals == []
    assert note(checked, "大于“法定办结时限”").first_row == 3


def test_unknown_parameters_are_named_and_bad_ones_refused(tmp_path: Path) -> None:
    sheets = city()
    sheets["填报说明"] += [["口号", "快"], ["满分", "高"], ["13912345678", "甲"], ["座右铭", "好"]]
    checked = load_city(tmp_path, sheets)
    found = note(checked, "不认识的参数")
    assert (found.first_row, found.rows) == (4, 3)
    assert found.note.zh.endswith("：口号、座右铭")
    assert only_refusal(checked).reason.zh == "不是正数"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("起算方式", "次日起算", None),
        ("clock_start", " 当日 起算", None),
        ("起算方式", "", None),
        ("起算方式", "隔日起算", "不是可填的取值"),
        ("统计年度", "2022", None),
        ("stat_year", "２０２２年度", None),
        ("统计年度", "22", "不是年份"),
        ("统计年度", "去年", "不是年份"),
    ],
)
def test_the_clock_is_told_by_its_words_and_the_year_by_its_digits(
    tmp_path: Path, name: str, value: str, reason: str | None
) -> None:
    sheets = city()
    sheets["填报说明"].append([name, value])
    expected = [] if reason is None else [("填报说明", 4, "取值", value, reason)]
    assert refusals(load_city(tmp_path, sheets)) == expected


def test_a_year_stored_as_a_number_is_a_year(tmp_path: Path) -> None:
    sheets = city()
    sheets["填报说明"].append(["统计年度", 2022])
    assert load(write_xlsx(tmp_path / "book.xlsx", sheets)).report.refusals == []


@pytest.mark.parametrize("first", ["八月底", ""])
def test_a_second_date_of_the_data_counts_where_the_first_cannot_be_used(
    tmp_path: Path, first: str
) -> None:
    sheets = city()
    sheets["填报说明"][2] = ["截止日期", first]
    sheets["填报说明"].append(["截止日期", "2022-08-31"])
    checked = load_city(tmp_path, sheets)
    assert [row for _, row, *_ in refusals(checked)] == ([3] if first else [])
    assert checked.source.as_of.isoformat() == "2022-08-31T15:59:59+00:00"


@pytest.mark.parametrize("name", ["as_of", "截止日期"])
def test_of_two_dates_of_the_data_the_first_counts_and_the_second_is_refused(
    tmp_path: Path, name: str
) -> None:
    sheets = city()
    sheets["填报说明"].append([name, "2022-12-31"])
    checked = load_city(tmp_path, sheets)
    assert refusals(checked) == [("填报说明", 4, "参数", name, "与第 3 行重复")]
    assert checked.source.as_of.isoformat() == "2022-08-31T15:59:59+00:00"


def test_parameters_without_a_header_are_read_from_the_first_two_columns(tmp_path: Path) -> None:
    sheets = city()
    sheets["填报说明"] = [
        ["截止日期", "2022年8月31日"],
        ["城市名称", "某市"],
        ["联系电话", "13912345678"],
    ]
    checked = load_city(tmp_path, sheets)
    assert checked.source.city == "某市"
    assert checked.source.as_of.isoformat() == "2022-08-31T15:59:59+00:00"
    assert b"13912345678" not in b"".join(path.read_bytes() for path in checked.folder.iterdir())


def test_parameters_without_a_column_of_values_are_defaults(tmp_path: Path) -> None:
    sheets = city()
    sheets["填报说明"] = [["参数"], ["截止日期"]]
    assert load_city(tmp_path, sheets).source.city == ""
