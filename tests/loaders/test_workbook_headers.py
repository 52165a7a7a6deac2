from pathlib import Path

import openpyxl
import pytest

from loaders.dictionary import dictionary
from loaders.headers import find_header
from loaders.sheets import Cell, Grid
from tests.loaders.workbook_files import Sheets, city, load, load_city, note, table, write_xlsx

CASES = dictionary().table("cases")


def grid(*rows: list[Cell]) -> Grid:
    """Return a grid of those rows."""
    return Grid("办件", "办件.csv", list(rows), list(range(1, len(rows) + 1)))


def with_book(path: Path, sheets: Sheets) -> openpyxl.Workbook:
    """Write the sheets and open them to be changed."""
    return openpyxl.load_workbook(write_xlsx(path, sheets))


@pytest.mark.parametrize("above", [0, 1, 3, 14])
def test_the_header_is_found_below_title_rows(above: int) -> None:
    titles: list[list[Cell]] = [["某市办件情况表", None, None]] * above
    found = find_header(
        grid(*titles, ["办件编号", "事项编码", "受理时间"], ["C1", "I1", "x"]), CASES
    )
    assert found is not None
    assert (found.first, found.last) == (above, above)
    assert found.places == {"case_id": 0, "item_id": 1, "accept_time": 2}


def test_the_header_is_not_looked_for_after_fifteen_rows() -> None:
    titles: list[list[Cell]] = [["标题"]] * 15
    assert find_header(grid(*titles, ["办件编号", "事项编码"]), CASES) is None


@pytest.mark.parametrize(
    "written",
    ["受理\n时间", " 受理时间 ", "受理　时间", "受理时间（必填）", "*受理时间", "受理日期", "accept_time", "Accepted at",
     "受\u200b理时间", "受理时间(yyyy-mm-dd)"],
)  # fmt: skip
def test_headers_are_known_however_they_are_spelled(written: str) -> None:
    found = find_header(grid(["办件编号", "事项编码", written], ["C1", "I1", "x"]), CASES)
    assert found is not None
    assert found.places.get("accept_time") == 2


def test_unknown_columns_are_listed() -> None:
    found = find_header(grid(["办件编号", "心情", "事项编码"], ["C1", "好", "I1"]), CASES)
    assert found is not None
    assert found.unknown == ((1, "心情"),)


def test_the_column_with_the_own_name_goes_before_one_with_an_alias() -> None:
    found = find_header(grid(["办件编号", "事项名称", "事项编码"], ["C1", "甲", "I1"]), CASES)
    assert found is not None
    assert found.places["item_id"] == 2
    assert found.doubled == ((1, "事项名称", "item_id"),)


def test_the_unit_is_taken_from_the_brackets_of_the_header() -> None:
    items = dictionary().table("items")
    found = find_header(grid(["事项编码", "承诺办结时限（工作日）"], ["I1", 3]), items)
    assert found is not None
    assert found.units == {"promise_days": "工作日"}


def test_the_unit_is_taken_from_a_line_above_the_table() -> None:
    found = find_header(
        grid(["单位：万元"], ["事项编码", "事项名称"], ["I1", "x"]), dictionary().table("items")
    )
    assert found is not None
    assert found.units == {"item_id": "万元", "item_name": "万元"}


def test_two_rows_are_joined_where_that_finds_more() -> None:
    rows = grid(
        ["办件编号", "事项编码", "受理", None, "办结", None],
        [None, None, "时间", "部门", "时间", "结果"],
        ["C1", "I1", "2022-03-01", "D01", "2022-03-02", "准予"],
    )
    rows.merged = [((0, 2), (0, 3)), ((0, 4), (0, 5)), ((0, 0), (1, 0)), ((0, 1), (1, 1))]
    found = find_header(rows, CASES)
    assert found is not None
    assert (found.first, found.last) == (0, 1)
    assert found.places == {
        "case_id": 0,
        "item_id": 1,
        "accept_time": 2,
        "accept_dept_id": 3,
        "finish_time": 4,
        "result": 5,
    }  # fmt: skip or found.unknown


def test_group_names_above_the_header_do_not_matter() -> None:
    rows = grid(
        ["基本信息", None, "时间", None],
        ["办件编号", "事项编码", "受理时间", "办结时间"],
        ["C1", "I1", "2022-03-01", "2022-03-02"],
    )
    rows.merged = [((0, 0), (0, 1)), ((0, 2), (0, 3))]
    found = find_header(rows, CASES)
    assert found is not None
    assert found.last == 1
    assert len(found.places) == 4


def test_a_workbook_with_title_rows_and_a_two_row_header_loads(tmp_path: Path) -> None:
    sheets = city()
    header, *body = sheets["办件"]
    sheets["办件"] = [
        ["某市 2022 年办件表", *[""] * 5],
        ["填报单位：审批局", *[""] * 5],
        [header[0], header[1], "时间", "", "", header[5]],
        ["", "", "申请", "受理", "办结", ""],
        *body,
    ]
    book = with_book(tmp_path / "book.xlsx", sheets)
    for merged in ("A1:F1", "C3:E3", "A3:A4", "B3:B4", "F3:F4"):
        book["办件"].merge_cells(merged)
    book.save(tmp_path / "book.xlsx")
    checked = load(tmp_path / "book.xlsx")
    assert checked.report.refusals == []
    assert [case["closed"] for case in table(checked, "cases")] == [True, False]


def test_merged_key_cells_of_the_body_are_filled_down_with_a_note(tmp_path: Path) -> None:
    book = with_book(tmp_path / "book.xlsx", city())
    book["办件环节"].merge_cells("A2:A4")
    book.save(tmp_path / "book.xlsx")
    checked = load(tmp_path / "book.xlsx")
    assert [step["case_id"] for step in table(checked, "steps")] == ["C1"] * 3 + ["C2"] * 2
    found = note(checked, "向下填充")
    assert (found.table, found.column, found.rows, found.first_row) == (
        "办件环节",
        "办件编号",
        2,
        2,
    )


def test_merged_cells_of_other_columns_are_not_filled(tmp_path: Path) -> None:
    book = with_book(tmp_path / "book.xlsx", city())
    book["办件环节"].merge_cells("F2:F4")
    book.save(tmp_path / "book.xlsx")
    checked = load(tmp_path / "book.xlsx")
    assert [step["person_id"] for step in table(checked, "steps")] == ["P1", None, None, "P1", None]
    assert note(checked, "只有第一行有值").rows == 2


def test_columns_not_in_the_dictionary_are_noted_by_name(tmp_path: Path) -> None:
    sheets = city()
    for row, value in zip(sheets["办件"], ["心情", "好", "坏"], strict=True):
        row.append(value)
    assert note(load_city(tmp_path, sheets), "不在数据字典中的列").column == "心情"
