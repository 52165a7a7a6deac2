from pathlib import Path

import pytest

from tests.loaders.workbook_files import (
    city,
    load_city,
    note,
    only_refusal,
    put,
    refusals,
    table,
)


@pytest.mark.parametrize(
    "written", ["D02", "市自然资源和规划局", " 市自然资源　和规划局", "资规局", "规划局", "Ｄ０２"]
)
def test_departments_are_known_by_code_name_or_short_name(tmp_path: Path, written: str) -> None:
    checked = load_city(tmp_path, put(city(), "办件环节", 3, 处理部门=written))
    assert checked.report.refusals == []
    assert table(checked, "steps")[1]["department_id"] == "D02"


@pytest.mark.parametrize("written", ["I1", "建设用地许可", "T-0001", "建设 用地许可"])
def test_items_are_known_by_code_name_or_task_code(tmp_path: Path, written: str) -> None:
    checked = load_city(tmp_path, put(city(), "办件", 2, 事项编码=written))
    assert checked.report.refusals == []
    assert table(checked, "cases")[0]["item_id"] == "I1"


def test_brackets_of_either_width_are_the_same_name(tmp_path: Path) -> None:
    sheets = put(city(), "部门", 4, 部门名称="市水利局（河长办）")
    put(sheets, "办件环节", 6, 处理部门="市水利局(河长办)")
    checked = load_city(tmp_path, sheets)
    assert checked.report.refusals == []
    assert table(checked, "departments")[2]["name"] == "市水利局（河长办）"


def test_an_unknown_department_is_refused_with_a_suggestion_and_never_merged(
    tmp_path: Path,
) -> None:
    checked = load_city(tmp_path, put(city(), "办件环节", 6, 处理部门="市水力局"))
    refusal = only_refusal(checked)
    assert (refusal.column, refusal.value, refusal.reason.zh) == (
        "处理部门",
        "市水力局",
        "表“部门”中没有",
    )
    assert "是否指“市水利局”" in refusal.advice.zh


def test_a_name_of_two_items_must_be_written_as_a_code(tmp_path: Path) -> None:
    sheets = put(city(), "事项", 3, 事项名称="建设用地许可")
    put(sheets, "办件", 3, 事项编码="建设用地许可")
    first = load_city(tmp_path, sheets).report.refusals[0]
    assert (first.reason.zh, first.advice.zh) == ("表“事项”中有多行同名", "请填编码")


def test_what_refers_to_a_refused_row_is_refused_and_names_it_down_the_line(
    tmp_path: Path,
) -> None:
    checked = load_city(tmp_path, put(city(), "事项", 3, 事项类型="99"))
    assert refusals(checked) == [
        ("事项", 3, "事项类型", "99", "只有数字代码，各地含义不同"),
        ("办件", 3, "事项编码", "I2", "所引用的事项 I2 已被拒绝（表 事项 第 3 行）"),
        ("办件环节", 5, "办件编号", "C2", "所引用的办件 C2 已被拒绝（表 办件 第 3 行）"),
        ("办件环节", 6, "办件编号", "C2", "所引用的办件 C2 已被拒绝（表 办件 第 3 行）"),
    ]
    assert [case["case_id"] for case in table(checked, "cases")] == ["C1"]


def test_a_case_that_is_not_there_is_refused(tmp_path: Path) -> None:
    refusal = only_refusal(load_city(tmp_path, put(city(), "办件环节", 6, 办件编号="C9")))
    assert (refusal.row, refusal.reason.zh) == (6, "表“办件”中没有")


def test_the_second_of_two_identical_rows_is_refused(tmp_path: Path) -> None:
    sheets = city()
    sheets["办件"].insert(2, list(sheets["办件"][1]))
    checked = load_city(tmp_path, sheets)
    assert refusals(checked) == [("办件", 3, "办件编号", "C1", "与第 2 行完全相同")]
    assert len(table(checked, "steps")) == 5


def test_a_code_used_twice_for_different_things_is_refused(tmp_path: Path) -> None:
    sheets = city()
    sheets["部门"].append(["D01", "市教育局", "", "其他"])
    assert only_refusal(load_city(tmp_path, sheets)).reason.zh == "与第 2 行重复"


def test_a_department_name_used_twice_is_refused_however_it_is_spaced(tmp_path: Path) -> None:
    sheets = city()
    sheets["部门"].append(["D04", "市水 利局", "", "其他"])
    refusal = only_refusal(load_city(tmp_path, sheets))
    assert (refusal.row, refusal.reason.zh) == (5, "与第 4 行重复")


def test_a_short_name_of_another_department_is_refused(tmp_path: Path) -> None:
    sheets = city()
    sheets["部门"].append(["D04", "市林业局", "资规局", "其他"])
    refusal = only_refusal(load_city(tmp_path, sheets))
    assert (refusal.row, refusal.column) == (5, "部门简称")


def test_the_same_special_procedure_twice_is_refused(tmp_path: Path) -> None:
    sheets = city()
    stop = ["C1", "2", "2022-03-02 09:00", "2022-03-03 09:00"]
    sheets["特别程序"] = [["办件编号", "特别程序种类", "开始时间", "结束时间"], stop, list(stop)]
    checked = load_city(tmp_path, sheets)
    assert only_refusal(checked).reason.zh == "与第 2 行完全相同"
    assert len(table(checked, "stops")) == 1


SECTIONS = [
    ["科室编码", "科室名称", "部门", "职责划分"],
    ["K1", "综合科", "资规局", ""],
    ["K2", "综合科", "D01", ""],
    ["K3", "河湖科", "市水利局", "河湖管理"],
]


@pytest.mark.parametrize("written", ["K1", "综合科", " 综合 科", "Ｋ１"])
def test_a_section_is_known_by_its_code_or_by_its_name_in_the_department(
    tmp_path: Path, written: str
) -> None:
    sheets = put(city(), "办件环节", 3, 处理机构=written) | {"内设机构": SECTIONS}
    checked = load_city(tmp_path, put(sheets, "事项", 2, 承办机构="综合科"))
    assert checked.report.refusals == []
    assert {one.table for one in checked.report.notes} == {"部门互评"}
    assert table(checked, "units")[0] == {
        "unit_id": "K1",
        "name": "综合科",
        "department_id": "D02",
    }
    assert [step["unit_id"] for step in table(checked, "steps")] == [None, "K1", None, None, None]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("K2", "属于另一个部门"),
        ("河湖科", "属于另一个部门"),
        ("测绘科", "不在表“内设机构”中"),
        ("K4", "已被拒绝"),
        ("规划科", "已被拒绝"),
    ],
)
def test_a_step_is_kept_without_a_section_that_is_not_its_departments(
    tmp_path: Path, written: str, words: str
) -> None:
    sheets = put(city(), "办件环节", 3, 处理机构=written)
    sheets["内设机构"] = [*SECTIONS, ["K4", "规划科", "市规划局", ""]]
    checked = load_city(tmp_path, put(sheets, "事项", 2, 承办机构="没有的科"))
    assert refusals(checked) == [("内设机构", 5, "所属部门", "市规划局", "表“部门”中没有")]
    assert [step["unit_id"] for step in table(checked, "steps")] == [None] * 5
    found = [one for one in checked.report.notes if one.table == "办件环节"]
    assert [(one.column, one.rows, one.first_row) for one in found] == [("处理机构", 1, 3)]
    assert words in found[0].note.zh
    (of_item,) = (one for one in checked.report.notes if one.table == "事项")
    assert (of_item.column, of_item.first_row) == ("承办机构", 2)


def test_sections_without_their_sheet_are_noted_and_left_out(tmp_path: Path) -> None:
    checked = load_city(tmp_path, put(city(), "办件环节", 3, 处理机构="综合科"))
    assert checked.report.refusals == []
    assert note(checked, "没有表“内设机构”").rows == 1
    assert table(checked, "units") == []


def test_a_section_named_twice_in_a_department_is_refused(tmp_path: Path) -> None:
    again = ["K5", "综 合科", "D02", ""]
    refusal = only_refusal(load_city(tmp_path, city() | {"内设机构": [*SECTIONS, again]}))
    assert (refusal.table, refusal.row, refusal.column) == ("内设机构", 5, "机构名称")
    assert refusal.reason.zh == "与第 2 行重复"
