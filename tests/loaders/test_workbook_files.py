from pathlib import Path

import pytest
import xlsxwriter

from graph.errors import InputError
from loaders.report import AllRefusedError
from tests.loaders.workbook_files import (
    city,
    load,
    load_city,
    note,
    table,
    write_csv,
    write_xlsx,
)


@pytest.mark.parametrize("sheet", ["部门", "事项", "办件", "办件环节"])
def test_a_missing_needed_sheet_is_named(tmp_path: Path, sheet: str) -> None:
    sheets = city()
    del sheets[sheet]
    with pytest.raises(InputError, match=f"缺少必需的表：{sheet}。"):
        load_city(tmp_path, sheets)


@pytest.mark.parametrize("sheet", ["填报说明", "部门互评"])
def test_a_missing_optional_sheet_is_only_noted(tmp_path: Path, sheet: str) -> None:
    sheets = city()
    del sheets[sheet]
    checked = load_city(tmp_path, sheets)
    assert note(checked, "没有这张表").table == sheet
    assert len(table(checked, "steps")) == 5


def test_without_a_date_of_the_data_the_last_instant_is_taken_with_a_note(tmp_path: Path) -> None:
    sheets = city()
    del sheets["填报说明"]
    checked = load_city(tmp_path, sheets)
    assert checked.source.as_of.isoformat() == "2022-03-10T08:00:00+00:00"
    assert note(checked, "没有截止日期").advice.zh


def test_a_sheet_is_known_by_the_longest_name_in_the_file_name(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "city", {f"合成数据_{k}": v for k, v in city().items()})
    (folder / "truth.json").write_text("{}", encoding="utf-8")
    checked = load(folder)
    assert checked.report.refusals == []
    assert len(table(checked, "steps")) == 5
    assert "truth.json" not in {entry.table for entry in checked.report.notes}


def test_csv_files_go_before_a_workbook_in_the_same_folder(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "city", city())
    other = city()
    other["部门"][1][1] = "别的名称"
    write_xlsx(folder / "book.xlsx", other)
    assert table(load(folder), "departments")[0]["name"] == "市行政审批服务局"


def test_the_only_workbook_of_a_folder_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "city"
    folder.mkdir()
    write_xlsx(folder / "book.xlsx", city())
    (folder / "~$book.xlsx").write_bytes(b"lock")
    assert len(table(load(folder), "steps")) == 5


def test_several_workbooks_in_a_folder_are_refused_by_name(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_xlsx(tmp_path / name, city())
    with pytest.raises(InputError, match=r"多个工作簿：a\.xlsx、b\.xlsx"):
        load(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "city").mkdir()
    with pytest.raises(InputError, match="没有 CSV 表，也没有工作簿"):
        load(tmp_path / "city")


def test_two_files_for_one_sheet_are_refused_by_name(tmp_path: Path) -> None:
    sheets = city()
    sheets["办件_一季度"] = sheets.pop("办件")
    sheets["办件_二季度"] = sheets["办件_一季度"]
    with pytest.raises(InputError, match="有多张表都像“办件”"):
        load_city(tmp_path, sheets)


def test_the_sheet_with_exactly_the_name_is_preferred_and_the_other_noted(tmp_path: Path) -> None:
    sheets = city()
    sheets["办件（备份）"] = sheets["办件"]
    checked = load_city(tmp_path, sheets)
    assert note(checked, "另有同名的表").table == "办件（备份）"


def test_sheets_of_later_releases_and_strange_ones_are_noted(tmp_path: Path) -> None:
    sheets = city()
    sheets["项目审批事项"] = [["项目编号"], ["P1"]]
    sheets["随手记"] = [["甲"], ["乙"]]
    checked = load_city(tmp_path, sheets)
    assert note(checked, "本版本不读取").table == "项目审批事项"
    assert note(checked, "不在数据字典中的表").table == "随手记"


def test_an_unknown_encoding_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "city", city())
    (folder / "部门.csv").write_bytes(b"\x81\x30\xff\xff")
    with pytest.raises(InputError, match=r"部门\.csv 的编码认不出来"):
        load(folder)


def test_a_table_that_is_no_text_but_for_its_name_is_refused_as_such(tmp_path: Path) -> None:
    folder = write_csv(tmp_path / "city", city())
    (folder / "部门.csv").write_bytes(b"PK\x03\x04\x14\0")
    with pytest.raises(InputError, match=r"部门\.csv 不是文本文件"):
        load(folder)


@pytest.mark.parametrize("content", [b"junk", b"", b"PK\x03\x04 cut off"])
def test_a_broken_workbook_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"book\.xlsx 打不开"):
        load(path)


def test_the_row_number_of_csv_counts_rows_and_not_the_line_breaks_inside_a_cell(
    tmp_path: Path,
) -> None:
    sheets = city()
    sheets["事项"][1][1] = "建设用地\n许可"
    sheets["事项"][2][3] = "不是类型"
    checked = load_city(tmp_path, sheets)
    first = checked.report.refusals[0]
    assert (first.table, first.row, first.column, first.value) == (
        "事项",
        3,
        "事项类型",
        "不是类型",
    )


def test_an_empty_line_of_csv_has_a_row_number_as_in_a_spreadsheet(tmp_path: Path) -> None:
    sheets = city()
    sheets["事项"].insert(1, [])
    sheets["事项"][3][3] = "不是类型"
    assert load_city(tmp_path, sheets).report.refusals[0].row == 4


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("C1,2,征求意见,", 'C1,2,"征求意见,'),
        ("C1,2,征求意见,", 'C1,2,"征求"意见,'),
        ("C1,2,征求意见,征求意见,D02,", 'C1,2,"征求意见,征求意见,"D02,'),
    ],
)
def test_a_quotation_mark_without_a_partner_is_an_error_that_names_file_and_row(
    tmp_path: Path, before: str, after: str
) -> None:
    folder = write_csv(tmp_path / "city", city())
    file = folder / "办件环节.csv"
    text = file.read_text(encoding="utf-8-sig")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8-sig")
    with pytest.raises(InputError, match=r"办件环节\.csv 第 3 行的英文双引号没有配对") as caught:
        load(folder)
    assert "row 3 of 办件环节.csv has no partner" in caught.value.text.en


def test_quoted_texts_with_separators_and_quotes_of_their_own_are_read(tmp_path: Path) -> None:
    sheets = city()
    sheets["事项"][1][1] = '"建设用地", 许可'
    checked = load_city(tmp_path, sheets)
    assert table(checked, "items")[0]["name"] == '"建设用地", 许可'


def test_a_sheet_without_a_header_is_an_error_that_names_the_columns(tmp_path: Path) -> None:
    sheets = city()
    sheets["办件"] = [["甲", "乙"], ["1", "2"]]
    with pytest.raises(InputError, match=r"找不到表头。应有的列：办件编号、事项编码、受理时间"):
        load_city(tmp_path, sheets)


def test_a_needed_sheet_without_rows_is_an_error(tmp_path: Path) -> None:
    sheets = city()
    del sheets["办件"][1:]
    with pytest.raises(InputError, match="表“办件”没有数据行"):
        load_city(tmp_path, sheets)


def test_a_needed_sheet_of_which_all_rows_are_refused_is_an_error_with_an_example(
    tmp_path: Path,
) -> None:
    sheets = city()
    for row in sheets["部门"][1:]:
        row[3] = "不明"
    words = r"表“部门”的 3 行全部被拒绝.*例如表“部门”第 2 行“部门类别”：不是可填的取值。"
    with pytest.raises(AllRefusedError, match=words) as caught:
        load_city(tmp_path, sheets)
    assert "row 2 of sheet 部门 (Departments), column 部门类别 (" in caught.value.text.en
    assert caught.value.report.refused("部门") == 3
    counts = {row["table"]: row for row in caught.value.report.counts_table().to_pylist()}
    assert counts["部门"] == {"table": "部门", "read": 3, "loaded": 0, "refused": 3}


def test_the_example_is_of_the_sheet_in_which_the_refusals_begin(tmp_path: Path) -> None:
    sheets = city()
    sheets["部门"][1][3] = "不明"
    sheets["事项"][1][3] = "不是类型"
    sheets["事项"].append([*sheets["事项"][2]])
    sheets["事项"][3][0] = "I3"
    sheets["事项"][3][2] = "T-0003"
    with pytest.raises(AllRefusedError, match="表“事项”的 3 行全部被拒绝") as caught:
        load_city(tmp_path, sheets)
    assert "例如表“部门”第 2 行“部门类别”" in caught.value.text.zh
    assert caught.value.report.refused("部门") == 1


def test_the_example_is_found_through_several_sheets(tmp_path: Path) -> None:
    sheets = city()
    sheets["事项"][1][3] = "不是类型"
    sheets["办件环节"] = [row for row in sheets["办件环节"] if row[0] != "C2"]
    with pytest.raises(AllRefusedError, match="表“办件环节”的 3 行全部被拒绝") as caught:
        load_city(tmp_path, sheets)
    assert "例如表“事项”第 2 行“事项类型”" in caught.value.text.zh


def test_an_advice_that_asks_ends_with_its_own_mark(tmp_path: Path) -> None:
    sheets = city()
    for row in sheets["事项"][1:]:
        row[4] = "市自然资源和规划"
    with pytest.raises(AllRefusedError) as caught:
        load_city(tmp_path, sheets)
    assert "？。" not in caught.value.text.zh


def test_options_of_event_logs_are_named_as_not_used(tmp_path: Path) -> None:
    checked = load_city(tmp_path, city(), department="org", missing=("?",), final=("end",))
    found = note(checked, "只用于事件日志")
    assert found.note.zh.endswith("：--department、--missing、--final")
    assert found.note.en.endswith(": --department, --missing, --final")


def test_without_options_of_event_logs_nothing_is_said_of_them(tmp_path: Path) -> None:
    report = load_city(tmp_path, city(), calendar="china").report
    assert [entry for entry in report.notes if "事件日志" in entry.note.zh] == []


def test_a_strange_time_zone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="不认识的时区：Mars/Base"):
        load_city(tmp_path, city(), timezone="Mars/Base")


def test_a_calendar_file_goes_into_the_calendar(tmp_path: Path) -> None:
    days = tmp_path / "days.csv"
    days.write_text("day,is_workday\n2022-03-04,0\n", encoding="utf-8")
    sheets = city()
    sheets["工作日历"] = [
        ["日期", "是否工作日", "部门", "上班时间", "下班时间"],
        ["2022-03-04", "是", "", "", ""],
        ["2022-03-05", "是", "水利局", "08:30", "12:00"],
    ]
    checked = load_city(tmp_path, sheets, calendar=str(days))
    rows = [
        (row["department_id"], str(row["day"]), row["is_workday"], row["opens"], row["closes"])
        for row in table(checked, "calendar")
    ]
    assert rows == [
        ("D03", "2022-03-05", True, 30600, 43200), (None, "2022-03-04", False, None, None)
    ]  # fmt: skip
    assert note(checked, "日历文件中也有这一天").rows == 1
    assert checked.source.calendar == "days.csv"


def test_hidden_quirks_of_the_workbook_are_read(tmp_path: Path) -> None:
    """Days count from 1904, and a formula was saved without its result."""
    sheets = city()
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(path, {"date_1904": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    cases = book.get_worksheet_by_name("办件")
    cases.write_number(1, 3, 43159.5)  # 2022-03-01 12:00 since 1904-01-01
    cases.write_formula(2, 5, '=A3&""', None, "")
    book.close()
    checked = load(path)
    assert checked.report.refusals == []
    assert table(checked, "cases")[0]["started_at"].isoformat() == "2022-03-01T01:00:00+00:00"
    assert note(checked, "序列值").column == "受理时间"
