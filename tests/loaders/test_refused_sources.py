"""A refused row is kept as it is in the file, but for what may not be kept."""

from pathlib import Path

import pytest

from graph.tables import REFUSED
from loaders.personal_numbers import MASK, masked
from loaders.read import Checked
from tests.loaders.event_logs import load, write
from tests.loaders.workbook_files import city, load_city, put, table

PHONE, IDENTITY = "13912345678", "11010519491231002X"


def cells(checked: Checked, place: int = 0) -> list[tuple[str, str | None, bool]]:
    """Return the cells kept of a refused row."""
    row = table(checked, "refused")[place]
    return [(cell["column"], cell["value"], cell["withheld"]) for cell in row["cells"]]


def at_fault(checked: Checked, place: int = 0) -> str:
    row = table(checked, "refused")[place]
    return str(row["cells"][row["at"]]["column"])


def test_a_refused_row_of_a_sheet_is_kept_in_the_order_of_the_file(tmp_path: Path) -> None:
    checked = load_city(tmp_path, put(city(), "办件环节", 4, 开始时间="5月8日"))

    kept = cells(checked)

    assert [column for column, _, _ in kept] == city()["办件环节"][0]
    assert kept[:3] == [
        ("办件编号", "C1", False),
        ("环节序号", "3", False),
        ("环节名称", "决定", False),
    ]
    assert ("到达时间", None, False) in kept
    assert at_fault(checked) == "开始时间"


def test_columns_keep_the_names_they_have_in_the_file(tmp_path: Path) -> None:
    sheets = put(city(), "办件环节", 4, 开始时间="5月8日")
    place = sheets["办件环节"][0].index("开始时间")
    sheets["办件环节"][0][place] = "环节开始时间"

    checked = load_city(tmp_path, sheets)

    assert at_fault(checked) == "环节开始时间"
    assert table(checked, "refused")[0]["column"] == "开始时间"


def test_a_column_that_nobody_reads_is_named_and_not_kept(tmp_path: Path) -> None:
    sheets = put(city(), "办件环节", 4, 开始时间="5月8日")
    for number, row in enumerate(sheets["办件环节"]):
        row.insert(1, "申请人" if number == 0 else f"张{number}")

    checked = load_city(tmp_path, sheets)

    assert cells(checked)[1] == ("申请人", None, True)
    assert "张" not in str(table(checked, "refused"))


def test_personal_numbers_of_a_refused_row_are_not_kept(tmp_path: Path) -> None:
    sheets = put(city(), "办件环节", 4, 开始时间="5月8日", 环节名称=f"回电 {PHONE}")
    sheets = put(sheets, "办件环节", 3, 开始时间="5月9日", 经办人编号=IDENTITY)

    text = str(table(load_city(tmp_path, sheets), "refused"))

    assert PHONE not in text
    assert IDENTITY not in text
    assert f"回电 {MASK}" in text


def test_of_a_refused_review_no_cell_is_kept(tmp_path: Path) -> None:
    sheets = city()
    sheets["部门互评"].append(["2022H1", "D01", "D01", "工作效率", "91"])

    (row,) = table(load_city(tmp_path, sheets), "refused")

    assert (row["table"], row["cells"], row["at"]) == ("部门互评", None, None)


def test_a_refused_row_of_a_log_is_kept_as_it_is(tmp_path: Path) -> None:
    text = (
        "部门,备注,办件编号,环节名称,结束时间\n窗口,好,1,受理,2022-05-09 10:00\n"
        f"规划, {PHONE},2, 审查 ,=1+1\n"
    )
    checked = load(write(tmp_path, text, "a.csv"), end="结束时间", case="办件编号")

    assert cells(checked) == [
        ("部门", "规划", False),
        ("备注", None, True),
        ("办件编号", "2", False),
        ("环节名称", " 审查 ", False),
        ("结束时间", "=1+1", False),
    ]
    assert at_fault(checked) == "结束时间"


def test_of_persons_that_are_phone_numbers_no_cell_is_kept(tmp_path: Path) -> None:
    rows = [f"{n},受理,窗口,1391234567{n},2022-05-0{n} 10:00" for n in range(1, 9)]
    rows.append("9,受理,窗口,科员甲,没有")
    text = "\n".join(["case,activity,department,person,end", *rows])

    checked = load(write(tmp_path, text, "a.csv"), end="end", case="case")

    assert ("person", None, True) in cells(checked)


def test_the_kind_of_a_refusal_does_not_depend_on_its_row(tmp_path: Path) -> None:
    sheets = put(city(), "部门", 4, 部门类别="不明")

    rows = table(load_city(tmp_path, sheets), "refused")

    own = [row for row in rows if "已被拒绝" in row["reason"]]
    assert len({row["kind"] for row in own if row["table"] == "办件环节"}) == 1
    assert all("第" not in row["kind"] and "D01" not in row["kind"] for row in own)
    assert all(row["kind_en"] for row in rows)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (PHONE, MASK),
        (f"电话{PHONE}，急", f"电话{MASK}，急"),
        ("+86 13912345678", MASK),
        ("139 1234 5678 转 8", f"{MASK} 转 8"),
        ("１３９１２３４５６７８号", f"{MASK}号"),
        (f"{IDENTITY}；{PHONE}", f"{MASK}；{MASK}"),
        ("110105194912310021", "110105194912310021"),  # the check digit is wrong
        ("GC-2022-13912345678901", "GC-2022-13912345678901"),
        ("2022-05-09 08:30", "2022-05-09 08:30"),
    ],
)
def test_personal_numbers_are_masked_and_nothing_else(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_refused_rows_have_their_schema(tmp_path: Path) -> None:
    checked = load_city(tmp_path, put(city(), "办件环节", 4, 开始时间="5月8日"))
    (row,) = table(checked, "refused")
    assert list(row) == REFUSED.names
