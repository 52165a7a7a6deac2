from pathlib import Path
from typing import Any

import pytest

from loaders.read import Checked
from tests.loaders.workbook_files import city, load_city, note, table

SECRETS = (
    "D01",
    "D02",
    "D03",
    "水利局",
    "市水利局",
    "审批局",
    "17.25",
    "工作效率",
    "不存在的局",
    "推诿",
)


def reviewed(tmp_path: Path, *rows: list[Any], header: list[str] | None = None) -> Checked:
    """Load the city with those reviews."""
    sheets = city()
    usual = ["评价批次", "评价部门", "被评部门", "评价维度", "得分", "问题描述"]
    sheets["部门互评"] = [header or usual, *rows]
    return load_city(tmp_path, sheets)


def told(checked: Checked) -> str:
    """Return all that the report says of the reviews."""
    rows = [*table(checked, "refused"), *table(checked, "notes")]
    return "\n".join(str(row) for row in rows if row["table"] == "部门互评")


GOOD = ["2022H1", "审批局", "水利局", "工作效率", "17.25", ""]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["2022H1", "D01", "不存在的局", "工作效率", "17.25", ""], "不存在或已被拒绝"),
        (["2022H1", "水利局", "水利局", "工作效率", "17.25", ""], "与“评价部门”相同"),
        (["2022H1", "D01", "D02", "推诿", "17.25", ""], "不是可填的取值"),
        (["2022H1", "D01", "D02", "工作效率", "117.25", ""], "高于满分"),
        (["2022H1", "D01", "D02", "工作效率", "-17.25", ""], "小于 0"),
        (["2022H1", "D01", "D02", "工作效率", "推诿", ""], "不是数字"),
        (["", "D01", "D02", "工作效率", "17.25", ""], "必填"),
        (GOOD, "完全相同"),
        (["2022H1", "审批局", "水利局", "工作效率", "18", ""], "重复"),
    ],
)
def test_a_refused_review_shows_row_and_reason_and_nothing_of_what_it_says(
    tmp_path: Path, row: list[str], reason: str
) -> None:
    checked = reviewed(tmp_path, GOOD, row)
    (refused,) = table(checked, "refused")
    assert (refused["table"], refused["row"]) == ("部门互评", 3)
    assert reason in refused["reason"]
    assert (refused["column"], refused["value"]) == (None, None)
    assert [word for word in SECRETS if word in told(checked)] == []


def test_a_review_of_a_refused_department_does_not_name_it(tmp_path: Path) -> None:
    sheets = city()
    sheets["部门"].append(["D04", "市林业局", "", "不明"])
    sheets["部门互评"].append(["2022H1", "D01", "市林业局", "工作效率", "91"])
    checked = load_city(tmp_path, sheets)
    assert [row["row"] for row in table(checked, "refused") if row["table"] == "部门互评"] == [3]
    assert "林业" not in told(checked)


def test_scores_in_words_and_no_opinion_are_accepted(tmp_path: Path) -> None:
    words = ["非常满意", "不满意", "不了解", "85分"]
    rows = [[f"2022H{n}", "D01", "D02", "信息共享", word, ""] for n, word in enumerate(words)]
    checked = reviewed(tmp_path, *rows)
    assert checked.report.refusals == []
    assert note(checked, "只校验和计数").rows == 4
    assert note(checked, "没有评分").rows == 1


def test_another_full_mark_is_declared_in_the_notes(tmp_path: Path) -> None:
    sheets = city()
    sheets["填报说明"].append(["review_full_mark", "10"])
    assert "高于满分" in load_city(tmp_path, sheets).report.refusals[0].reason.zh


def test_no_score_is_written_anywhere(tmp_path: Path) -> None:
    checked = reviewed(tmp_path, [*GOOD[:5], "推诿扯皮之事"])
    written = b"".join(path.read_bytes() for path in checked.folder.iterdir())
    assert b"17.25" not in written
    assert "推诿扯皮之事".encode() not in written


@pytest.mark.parametrize(
    "header",
    [
        ["评价批次", "评价部门", "被评部门", "工作效率", "工作质量", "沟通频率", "信息共享"],
        ["评价部门", "市自然资源和规划局", "市水利局"],
    ],
)
def test_wide_and_matrix_layouts_are_counted_and_not_told(
    tmp_path: Path, header: list[str]
) -> None:
    rows = [["审批局"] + ["17.25"] * (len(header) - 1), ["水利局"] + ["17.25"] * (len(header) - 1)]
    checked = reviewed(tmp_path, *rows, header=header)
    assert checked.report.refusals == []
    assert checked.report.read["部门互评"] == 2
    assert note(checked, "不是每行一个评分").rows == 2
    assert [word for word in SECRETS if word in told(checked)] == []


@pytest.mark.parametrize(
    "header",
    [
        ["评价批次", "评价部门", "被评部门", "评价维度", "得分", "填表人电话"],
        ["评价批次", "评价部门", "被评部门", "工作效率", "工作质量", "填表人电话"],
        ["评价部门", "市自然资源和规划局", "市水利局", "a", "b", "填表人电话"],
    ],
)
def test_a_column_of_personal_numbers_is_named_and_its_values_are_not_told(
    tmp_path: Path, header: list[str]
) -> None:
    row = ["2022H1", "审批局", "水利局", "工作效率", "17.25", "13912345678"]
    checked = reviewed(tmp_path, row, header=header)
    found = note(checked, "手机号")
    assert (found.table, found.column) == ("部门互评", "填表人电话")
    assert [word for word in (*SECRETS, "13912345678") if word in told(checked)] == []


@pytest.mark.parametrize("score", ["得分", "工作效率"])
def test_a_known_column_of_personal_numbers_is_named_too(tmp_path: Path, score: str) -> None:
    header = ["评价批次", "评价部门", "被评部门", "评价维度", score, "问题描述"]
    checked = reviewed(tmp_path, [*GOOD[:5], "13912345678"], header=header)
    found = note(checked, "手机号")
    assert (found.table, found.column) == ("部门互评", "问题描述")
    assert "13912345678" not in told(checked)
