from pathlib import Path

import pytest

from graph.errors import MappingError
from loaders.dictionary import dictionary
from loaders.headers import Header
from loaders.missing_columns import need_columns
from tests.loaders.workbook_files import Sheets, city, load_city, refusals


def renamed(sheet: str, old: str, new: str) -> Sheets:
    """Return the city with another header for one column."""
    sheets = city()
    sheets[sheet][0][sheets[sheet][0].index(old)] = new
    return sheets


def without(sheet: str, *names: str) -> Sheets:
    """Return the city without some columns."""
    sheets = city()
    for name in names:
        place = sheets[sheet][0].index(name)
        for row in sheets[sheet]:
            del row[place]
    return sheets


def error_of(tmp_path: Path, sheets: Sheets) -> MappingError:
    """Return the error that the city raises."""
    with pytest.raises(MappingError) as caught:
        load_city(tmp_path, sheets)
    return caught.value


def test_a_missing_required_column_is_named_with_its_aliases_and_the_strange_columns(
    tmp_path: Path,
) -> None:
    error = error_of(tmp_path, renamed("办件环节", "处理部门", "谁办的"))
    assert error.text.zh.startswith("表“办件环节”缺少列 处理部门（也可写作 处理单位、办理单位")
    assert error.text.zh.endswith("；没有认出的列：谁办的。请补上或改正列名（表头在第 1 行）。")
    assert "lacks columns: 处理部门 (" in error.text.en
    assert "not recognised: 谁办的." in error.text.en


def test_a_strange_column_with_a_similar_name_is_suggested(tmp_path: Path) -> None:
    error = error_of(tmp_path, renamed("办件", "受理时间", "受理时刻"))
    assert "没有认出的列：受理时刻。“受理时刻”是否应为 受理时间？" in error.text.zh
    assert "Should 受理时刻 be 受理时间 (" in error.text.en


def test_all_missing_columns_are_named_at_once(tmp_path: Path) -> None:
    error = error_of(tmp_path, without("办件", "受理时间", "事项编码"))
    assert "缺少列 事项编码" in error.text.zh
    assert "、受理时间" in error.text.zh


def test_a_column_needed_unless_others_are_there_is_missing_where_they_are_not(
    tmp_path: Path,
) -> None:
    sheets = without("办件环节", "到达时间")
    sheets["办件环节"][0][sheets["办件环节"][0].index("开始时间")] = "开始"
    error = error_of(tmp_path, sheets)
    assert "表“办件环节”缺少列 开始时间" in error.text.zh
    assert "没有认出的列：开始。“开始”是否应为 开始时间？" in error.text.zh


def test_where_others_stand_for_it_only_the_rows_that_need_it_are_refused(tmp_path: Path) -> None:
    checked = load_city(tmp_path, renamed("办件环节", "开始时间", "开始"))
    found = {(row, column, reason) for table, row, column, _, reason in refusals(checked)}
    reason = "必填，但表中没有这一列"
    assert {(row, "开始时间", reason) for row in (2, 3, 5)} <= found
    assert 6 not in {row for row, *_ in found}
    first = checked.report.refusals[0]
    assert first.advice.zh == "没有认出的列：开始。“开始”是否应为 开始时间？"
    assert "Should 开始 be 开始时间" in first.advice.en


@pytest.mark.parametrize("column", ["开始时间", "结束时间"])
def test_a_conditional_column_that_every_row_needs_is_missing(tmp_path: Path, column: str) -> None:
    sheets = without("办件环节", column)
    del sheets["办件环节"][-1]
    assert f"缺少列 {column}" in error_of(tmp_path, sheets).text.zh


def test_a_conditional_column_that_no_row_needs_may_be_missing(tmp_path: Path) -> None:
    sheets = without("办件环节", "结束时间")
    status = sheets["办件环节"][0].index("办理状态")
    for row in sheets["办件环节"][1:]:
        row[status] = "待办"
    assert refusals(load_city(tmp_path, sheets)) == []


def test_of_many_strange_columns_the_first_are_named() -> None:
    strange = tuple((place, f"甲{place}") for place in range(40))
    with pytest.raises(MappingError, match="甲9……。请补上"):
        need_columns(dictionary().table("items"), Header(0, 0, {}, unknown=strange))
