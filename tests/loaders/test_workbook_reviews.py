"""Sheet 部门互评: three layouts, one result; refused scores with their reasons, told to nobody else."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from app import main
from graph.evaluation.ratings import Ratings, answers_of, are_equal
from graph.evaluation.ratings_files import read_ratings
from loaders.read import Checked
from tests.loaders.workbook_files import (
    Sheets,
    city,
    load,
    load_city,
    note,
    put,
    table,
    write_csv,
    write_xlsx,
)

SECRETS = (
    *("D01", "D02", "D03", "水利局", "市水利局", "审批局", "市自然资源和规划局", "规划局"),
    *("17.25", "117.25", "工作效率", "不存在的局", "推诿"),
)
USUAL = ["评价批次", "评价部门", "被评部门", "评价维度", "得分", "问题描述"]
DIMENSIONS = ("工作效率", "工作质量", "沟通频率", "信息共享")


def sheets_with(
    *rows: list[Any], header: list[str] | None = None, declared: Mapping[str, str] = {}
) -> Sheets:
    """Return the city with those reviews and rows of 填报说明."""
    sheets = city()
    sheets["填报说明"] += [[name, value] for name, value in declared.items()]
    sheets["部门互评"] = [header or USUAL, *rows]
    return sheets


def reviewed(
    tmp_path: Path,
    *rows: list[Any],
    header: list[str] | None = None,
    declared: Mapping[str, str] = {},
) -> Checked:
    """Load the city with those reviews."""
    return load_city(tmp_path, sheets_with(*rows, header=header, declared=declared))


def told(checked: Checked) -> str:
    """Return all that the report says of the reviews."""
    rows = [*table(checked, "refused"), *table(checked, "notes")]
    return "\n".join(str(row) for row in rows if row["table"] == "部门互评")


def only_round(checked: Checked) -> Ratings:
    (found,) = read_ratings(checked.folder)
    return found


def counts(checked: Checked) -> tuple[int, int]:
    """Return how many scores were read and refused."""
    return checked.report.read["部门互评"], checked.report.refused("部门互评")


GOOD = ["2022H1", "审批局", "水利局", "工作效率", "17.25", ""]
BAD = [
    (["2022H1", "D01", "不存在的局", "工作效率", "17.25", ""], "不存在或已被拒绝"),
    (["2022H1", "水利局", "水利局", "工作效率", "17.25", ""], "给自己评分"),
    (["2022H1", "D01", "D02", "推诿", "17.25", ""], "不是可填的取值"),
    (["2022H1", "D01", "D02", "工作效率", "117.25", ""], "高于满分"),
    (["2022H1", "D01", "D02", "工作效率", "-17.25", ""], "小于 0"),
    (["2022H1", "D01", "D02", "工作效率", "推诿", ""], "不是数字"),
    (["2022H1", "D01", "D02", "工作效率", "17.25%", ""], "百分数"),
    (["", "D01", "D02", "工作效率", "17.25", ""], "必填"),
    (GOOD, "完全相同"),
    (["2022H1", "D01", "市水利局", "工作效率", "17.250", ""], "完全相同"),
]


@pytest.mark.parametrize(("row", "reason"), BAD)
def test_a_refused_score_shows_row_and_reason_and_nothing_of_what_it_says(
    tmp_path: Path, row: list[str], reason: str
) -> None:
    checked = reviewed(tmp_path, GOOD, row)
    (refused,) = table(checked, "refused")
    assert (refused["table"], refused["row"]) == ("部门互评", 3)
    assert reason in refused["reason"]
    assert (refused["column"], refused["value"], refused["cells"]) == (None, None, None)
    assert [word for word in SECRETS if word in told(checked)] == []
    assert answers_of(only_round(checked)) == [("工作效率", "D01", "D03", 17.25)]


def test_of_contradicting_scores_none_is_taken(tmp_path: Path) -> None:
    other = ["2022H1", "D02", "D01", "工作效率", "85", ""]
    checked = reviewed(tmp_path, GOOD, other, [*GOOD[:4], "18", ""], [*GOOD[:4], "不了解", ""])
    refused = table(checked, "refused")
    assert [row["row"] for row in refused] == [2, 4, 5]
    assert all("不一致" in row["reason"] for row in refused)
    assert answers_of(only_round(checked)) == [("工作效率", "D02", "D01", 85.0)]


def long_rows(scores: dict[tuple[str, str, str], str]) -> list[list[str]]:
    return [["2022H1", i, j, k, score, ""] for (i, j, k), score in scores.items()]


SCORES = {
    (i, j, k): str(60 + 10 * n + m)
    for n, (i, j) in enumerate([("D01", "D02"), ("D01", "D03"), ("D03", "D01")])
    for m, k in enumerate(DIMENSIONS[:2])
}
SCORES["D01", "D03", "工作效率"] = "不了解"


def by_dimension() -> tuple[list[str], list[list[str]]]:
    pairs = dict.fromkeys((i, j) for i, j, _ in SCORES)
    rows = [["2022H1", i, j, *(SCORES[i, j, k] for k in DIMENSIONS[:2])] for i, j in pairs]
    return ["评价批次", "评价部门", "被评部门", "工作效率（分）", "工作质量*", "备注"], [
        [*row, "1"] for row in rows
    ]


def by_ratee() -> tuple[list[str], list[list[str]]]:
    pairs = dict.fromkeys((i, k) for i, _, k in SCORES)
    ids = ("D01", "D02", "D03")
    rows = [["2022H1", i, k, *(SCORES.get((i, j, k), "—") for j in ids)] for i, k in pairs]
    return ["评价批次", "评价部门", "评价维度", "市行政审批服务局", "规划局", "D03"], rows


def under_one_heading(layout: Any, heading: str, first: int) -> Any:
    """Put one heading over the columns of scores, as merged cells do, and their names below it."""

    def laid() -> tuple[list[str], list[list[str]]]:
        header, rows = layout()
        wide = [heading, *[""] * (len(header) - first - 1)]
        names = [*[""] * first, *(name for name in header[first:] if name != "备注")]
        return [*header[:first], *wide], [names, *rows]

    return laid


LAYOUTS = [
    by_dimension,
    by_ratee,
    under_one_heading(by_dimension, "得分", 3),
    under_one_heading(by_ratee, "被评部门", 3),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("write", ["csv", "xlsx"])
def test_the_three_layouts_hold_the_same(tmp_path: Path, layout: Any, write: str) -> None:
    long = reviewed(tmp_path / "long", *long_rows(SCORES))
    header, rows = layout()
    sheets = sheets_with(*rows, header=header)
    (tmp_path / "wide").mkdir()
    if write == "csv":
        wide = load_city(tmp_path / "wide", sheets)
    else:
        wide = load(write_xlsx(tmp_path / "wide" / "city.xlsx", sheets))
    assert wide.report.refusals == []
    assert are_equal(read_ratings(wide.folder), read_ratings(long.folder))
    assert len(answers_of(only_round(wide))) == 6
    assert counts(wide) == counts(long) == (6, 0)
    assert note(wide, "不了解").rows == 1


def test_each_cell_of_a_wide_row_is_refused_for_itself_and_the_others_stay(tmp_path: Path) -> None:
    header = ["评价批次", "评价部门", "评价维度", "审批局", "规划局", "水利局", "不存在的局"]
    rows = [
        ["2022H1", "D01", "工作效率", "17.25", "117.25", "90", "17.25"],
        ["2022H1", "D02", "工作效率", "80", "", "推诿", ""],
    ]
    checked = reviewed(tmp_path, *rows, header=header)
    refused = table(checked, "refused")
    reasons = {"给自己评分", "高于满分", "不存在", "不是数字"}
    assert {word for row in refused for word in reasons if word in row["reason"]} == reasons
    assert sorted(row["row"] for row in refused) == [2, 2, 2, 3]
    assert counts(checked) == (6, 4)
    assert [word for word in SECRETS if word in told(checked)] == []
    assert answers_of(only_round(checked)) == [
        ("工作效率", "D01", "D03", 90.0),
        ("工作效率", "D02", "D01", 80.0),
    ]


def test_an_unknown_dimension_as_a_column_is_refused_and_a_column_of_remarks_is_not(
    tmp_path: Path,
) -> None:
    header = ["评价批次", "评价部门", "被评部门", "工作效率", "推诿", "经办"]
    checked = reviewed(tmp_path, ["2022H1", "D01", "D02", "90", "17.25", "某人"], header=header)
    (refused,) = table(checked, "refused")
    assert "评价维度" in refused["reason"]
    assert [word for word in SECRETS if word in told(checked)] == []
    assert len(answers_of(only_round(checked))) == 1


@pytest.mark.parametrize("header", [USUAL[:4], ["评价批次", "评价部门", "被评部门"]])
def test_a_sheet_without_scores_is_refused_row_by_row(tmp_path: Path, header: list[str]) -> None:
    checked = reviewed(tmp_path, GOOD[: len(header)], header=header)
    (refused,) = table(checked, "refused")
    assert "没有评分列" in refused["reason"]
    assert "每个被评部门一列" in refused["advice"]
    assert read_ratings(checked.folder) == ()


def test_words_are_points_of_the_full_mark_and_no_opinion_is_missing(tmp_path: Path) -> None:
    words = ["非常满意", "不满意", "不了解", "85分", ""]
    rows = [[f"2022Q{n}", "D01", "D02", "信息共享", word, ""] for n, word in enumerate(words, 1)]
    checked = reviewed(tmp_path, *rows)
    rounds = read_ratings(checked.folder)
    assert [answers_of(one)[0][3] for one in rounds] == [100, 40, None, 85]
    assert [one.levels is not None for one in rounds] == [True, True, False, False]
    assert rounds[0].levels == (0, 40, 70, 85, 100)
    assert bool(rounds[2].unknown.any()) and np.isnan(rounds[2].x).all()
    assert note(checked, "不了解").rows == note(checked, "没有填写评分").rows == 1
    half = reviewed(tmp_path / "half", rows[0], declared={"review_full_mark": "50"})
    assert answers_of(only_round(half))[0][3] == only_round(half).high == 50


def test_other_words_and_another_full_mark_are_declared(tmp_path: Path) -> None:
    rows = [
        ["2022H1", "D01", "D02", k, word, ""]
        for k, word in zip(DIMENSIONS, ["好", "差", "9", "满意"], strict=True)
    ]
    declared = {"互评等级": "好=10、差=0", "满分": "10"}
    checked = reviewed(tmp_path, *rows, declared=declared)
    (refused,) = table(checked, "refused")
    assert (refused["row"], "不是数字" in refused["reason"]) == (5, True)
    found = only_round(checked)
    assert [score for *_, score in answers_of(found)] == [10, 0, 9]
    assert (found.low, found.high, found.levels) == (0, 10, (0, 10))
    (refused,) = table(
        reviewed(tmp_path / "high", rows[0], declared={"互评等级": "好=110、差=0"}), "refused"
    )
    assert "等级词的分值高于满分" in refused["reason"]


DIGITS = [
    ["2022H1", i, j, "工作效率", n, ""] for i, j, n in (("D01", "D02", "5"), ("D02", "D01", "2"))
]


def test_digits_of_one_to_five_need_their_direction(tmp_path: Path) -> None:
    checked = reviewed(tmp_path, *DIGITS)
    refused = table(checked, "refused")
    assert [row["row"] for row in refused] == [2, 3]
    assert all("--score-direction" in row["advice"] for row in refused)
    assert read_ratings(checked.folder) == ()


@pytest.mark.parametrize(
    ("options", "parameters", "scores", "scale"),
    [
        ({"score_direction": "high"}, {}, [5, 2], (1, 5)),
        ({"score_direction": "low"}, {"互评方向": "高分好"}, [1, 4], (1, 5)),
        ({}, {"互评方向": "低分好"}, [1, 4], (1, 5)),
        ({}, {"互评方向": "高分好", "满分": "5"}, [5, 2], (1, 5)),
        ({}, {"满分": "100"}, [5, 2], (0, 100)),
        ({}, {"满分": "10", "互评方向": "低分好"}, [5, 8], (0, 10)),
    ],
)
def test_a_declared_direction_makes_high_good(
    tmp_path: Path,
    options: dict[str, str],
    parameters: dict[str, str],
    scores: list[float],
    scale: tuple[float, float],
) -> None:
    checked = load_city(tmp_path, sheets_with(*DIGITS, declared=parameters), **options)
    found = only_round(checked)
    assert [score for *_, score in answers_of(found)] == scores
    assert (found.low, found.high) == scale
    assert found.levels == ((1, 2, 3, 4, 5) if scale == (1, 5) else None)


def digits(*scores: str) -> list[list[str]]:
    """Return a row for each score, of different departments and dimensions."""
    cells = [(i, j, k) for i in ("D01", "D02", "D03") for j in ("D01", "D02", "D03")
             for k in DIMENSIONS if i != j]  # fmt: skip
    return [["2022H1", *cell, score, ""] for cell, score in zip(cells, scores, strict=False)]


@pytest.mark.parametrize(("slip", "reason"), [("45", "高于满分"), ("0", "低于 1")])
def test_a_slip_of_the_pen_does_not_make_points_of_digits(
    tmp_path: Path, slip: str, reason: str
) -> None:
    rows = digits(*["5", "4", "3", "2", "1"] * 4, slip)
    checked = reviewed(tmp_path, *rows, declared={"互评方向": "高分好"})
    (refused,) = table(checked, "refused")
    assert refused["row"] == len(rows) + 1 and reason in refused["reason"]
    assert (only_round(checked).low, only_round(checked).high) == (1, 5)


def of_round(name: str, *scores: str) -> list[list[str]]:
    return [[name, *row[1:]] for row in digits(*scores)]


EARLIER = of_round("2021H2", *["5", "4", "3", "2"] * 3)
LATER = of_round("2022H1", *["90", "72", "85", "60"] * 3)
WORDS = of_round("2022H1", *["满意", "不满意"] * 6)


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        ({}, "没有写明高分好还是低分好"),
        ({"满分": "100"}, "别的批次是更大的分数"),
        ({"满分": "2022H1=100"}, "没有写明高分好还是低分好"),
        ({"满分": "2021H2=5"}, "没有写明高分好还是低分好"),
    ],
)
def test_digits_in_one_round_are_no_points_because_another_round_has_points(
    tmp_path: Path, declared: dict[str, str], reason: str
) -> None:
    checked = reviewed(tmp_path, *EARLIER, *LATER, declared=declared)
    refused = table(checked, "refused")
    assert [row["row"] for row in refused] == [*range(2, 2 + len(EARLIER))]
    assert all(reason in row["reason"] for row in refused)
    assert (only_round(checked).round_id, only_round(checked).low) == ("2022H1", 0)


def test_points_are_not_turned_round_because_low_digits_are_good_in_another_round(
    tmp_path: Path,
) -> None:
    checked = reviewed(tmp_path, *EARLIER, *LATER, declared={"互评方向": "低分好"})
    refused = table(checked, "refused")
    assert [row["row"] for row in refused] == [*range(14, 14 + len(LATER))]
    assert "2021H2=低分好" in refused[0]["advice"]
    assert {score for *_, score in answers_of(only_round(checked))} == {1, 2, 3, 4}


@pytest.mark.parametrize(
    ("later", "declared", "scores", "ends"),
    [
        (LATER, {"互评方向": "高分好"}, {60, 72, 85, 90}, (0, 100)),
        (LATER, {"互评方向": "2021H2=高分好；2022H1=低分好"}, {10, 15, 28, 40}, (0, 100)),
        (LATER, {"互评方向": "高分好", "满分": "2021H2=5；2022H1=200"}, {60, 72, 85, 90}, (0, 200)),
        (WORDS, {"互评方向": "高分好"}, {40, 85}, (0, 100)),
        (WORDS, {"互评方向": "高分好", "满分": "2022H1=200"}, {80, 170}, (0, 200)),
    ],
)
def test_each_round_has_its_own_scale(
    tmp_path: Path,
    later: list[list[str]],
    declared: dict[str, str],
    scores: set[float],
    ends: tuple[float, float],
) -> None:
    checked = reviewed(tmp_path, *EARLIER, *later, declared=declared)
    assert table(checked, "refused") == []
    first, second = read_ratings(checked.folder)
    assert (first.low, first.high, first.levels) == (1, 5, (1, 2, 3, 4, 5))
    assert (second.low, second.high) == ends
    assert {score for *_, score in answers_of(second)} == scores
    assert second.levels is None or scores < set(second.levels)


def test_small_points_need_their_full_mark(tmp_path: Path) -> None:
    rows = digits(*["4.5", "3.8", "9"] * 4)
    refused = table(reviewed(tmp_path, *rows), "refused")
    assert len(refused) == len(rows) and "满分" in refused[0]["advice"]
    declared = only_round(reviewed(tmp_path / "mark", *rows, declared={"满分": "10"}))
    assert len(answers_of(declared)) == len(rows)


def test_an_empty_score_contradicts_none(tmp_path: Path) -> None:
    checked = reviewed(tmp_path, GOOD, [*GOOD[:4], "", ""])
    assert table(checked, "refused") == [] and len(answers_of(only_round(checked))) == 1


def test_a_dimension_nobody_was_asked_about_is_none_of_the_round(tmp_path: Path) -> None:
    assert only_round(reviewed(tmp_path, *DIGITS, declared={"满分": "100"})).dimensions == (
        "工作效率",
    )


def test_digits_beside_words_are_refused(tmp_path: Path) -> None:
    checked = reviewed(tmp_path, *DIGITS, ["2022H1", "D01", "D03", "工作效率", "满意", ""])
    assert [row["row"] for row in table(checked, "refused")] == [2, 3]
    assert "混用" in told(checked)


@pytest.mark.parametrize(
    ("name", "value"),
    [("互评等级", "好、差"), ("互评等级", "好=100"), ("互评方向", "向上"),
     ("互评方向", "2021H2=高分好；2022H1=向上"), ("满分", "2021H2=5；2021H2=100"), ("满分", "很多"), ("互评期间", "第一期=上半年"),
     ("互评期间", "第一期=2022-06-30至2022-01-01")],
)  # fmt: skip
def test_a_declaration_that_says_nothing_refuses_its_row(
    tmp_path: Path, name: str, value: str
) -> None:
    (refused,) = table(reviewed(tmp_path, GOOD, declared={name: value}), "refused")
    assert (refused["table"], refused["value"]) == ("填报说明", value)


@pytest.mark.parametrize("word", ["不了解", " 不 了解", "无"])
def test_a_word_that_means_missing_has_no_points(tmp_path: Path, word: str) -> None:
    declared = {"互评等级": f"好=100、中=60、差=0、{word}=50"}
    (refused,) = table(reviewed(tmp_path, GOOD, declared=declared), "refused")
    assert (refused["table"], refused["value"]) == ("填报说明", declared["互评等级"])
    assert "按缺失计" in refused["reason"] and "互评等级" in refused["advice"]


def test_a_round_has_its_days_its_open_raters_and_its_leaders(tmp_path: Path) -> None:
    declared = {"互评期间": "第一期=2022-01-10至2022-02-20", "具名评价部门": "审批局、D03"}
    sheets = sheets_with(["第一期", *GOOD[1:]], GOOD, declared=declared)
    put(sheets, "部门", 2, 分管领导组="甲")
    first, second = read_ratings(load_city(tmp_path, sheets).folder)
    assert (first.round_id, second.round_id) == ("2022H1", "第一期")
    assert (first.starts, first.ends) == (date(2022, 1, 1), date(2022, 6, 30))
    assert (second.starts, second.ends) == (date(2022, 1, 10), date(2022, 2, 20))
    assert first.open_raters == {"D01", "D03"}
    assert first.leader_groups == {"D01": "甲"}


def test_an_open_rater_that_is_no_department_opens_none(tmp_path: Path) -> None:
    checked = reviewed(tmp_path, GOOD, declared={"具名评价部门": "审批局、林业局"})
    assert only_round(checked).open_raters == frozenset()
    assert "具名评价" in note(checked, "具名评价部门中有").note.zh


def test_only_invited_departments_rate_and_are_rated(tmp_path: Path) -> None:
    rows = [
        GOOD,
        ["2022H1", "D03", "D01", "工作效率", "80", ""],
        ["2022H1", "D02", "D01", "工作效率", "80", ""],
    ]
    sheets = sheets_with(*rows)
    put(put(sheets, "部门", 2, 是否参与互评="是"), "部门", 3, 是否参与互评="是")
    checked = load_city(tmp_path, sheets)
    assert {row["row"] for row in table(checked, "refused")} == {2, 3}
    assert "没有邀请" in told(checked)
    assert [word for word in SECRETS if word in told(checked)] == []
    assert only_round(checked).departments == ("D01", "D02")


def test_a_review_of_a_refused_department_does_not_name_it(tmp_path: Path) -> None:
    sheets = sheets_with(GOOD, ["2022H1", "D01", "市林业局", "工作效率", "91", ""])
    sheets["部门"].append(["D04", "市林业局", "", "不明"])
    checked = load_city(tmp_path, sheets)
    assert [row["row"] for row in table(checked, "refused") if row["table"] == "部门互评"] == [3]
    assert "林业" not in told(checked)


def test_problems_and_advice_are_read_past_and_this_is_said(tmp_path: Path) -> None:
    checked = reviewed(tmp_path, [*GOOD[:5], "推诿扯皮之事"])
    assert note(checked, "问题描述、改进建议没有读入")
    written = b"".join(path.read_bytes() for path in checked.folder.iterdir())
    assert "推诿扯皮之事".encode() not in written


def test_scores_are_in_no_checked_table_but_their_own(tmp_path: Path) -> None:
    checked = reviewed(tmp_path, GOOD)
    for path in checked.folder.glob("*.parquet"):
        assert ("17.25" in str(table(checked, path.stem))) == (path.stem == "ratings")


def test_check_shows_refused_scores_to_whoever_has_the_file_and_load_keeps_none(
    tmp_path: Path,
) -> None:
    path = write_csv(tmp_path / "city", sheets_with(GOOD, BAD[3][0]))
    home, report = str(tmp_path / "home"), tmp_path / "report.csv"
    for command, shown in (("check", True), ("load", False)):
        done = CliRunner().invoke(
            main, ["--home", home, command, str(path), "--report", str(report)]
        )
        assert ("117.25" in report.read_text("utf-8")) is shown, done.output
        assert ("117.25" in done.output) is shown


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
