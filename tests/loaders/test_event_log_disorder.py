from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph.errors import InputError, MappingError
from loaders.event_log_rows import SHOWN
from loaders.read import Checked
from tests.loaders.event_logs import load, refused, rows, write

HEADER = "办件编号,环节名称,部门,经办人,结束时间\n"


def lines(count: int, **odd: str) -> str:
    """Return rows of two a case; `odd` replaces the row of that number (r5=...)."""
    found = [f"A{n // 2},收件,窗口,张,2024-05-08 09:{n % 60:02d}:00" for n in range(2, count + 2)]
    for name, line in odd.items():
        found[int(name[1:]) - 2] = line
    return "".join(f"{line}\n" for line in found)


def notes(checked: Checked) -> dict[str, tuple[int, int | None]]:
    return {note.note.zh: (note.rows, note.first_row) for note in checked.report.notes}


@pytest.mark.parametrize(
    "odd",
    [
        {"r102": 'A102,"收件,窗口,张,2024-05-08'},
        {"r2": 'A2,"收件,窗口,张,2024-05-08'},
        {"r102": 'A102,"收件,窗口,张,2024-05-08', "r300": 'A300,"收件,窗口,张,2024-05-08'},
        {"r102": 'A102,"收件,窗口,张,2024-05-08', "r300": 'A300,收件",窗口,张,2024-05-08'},
        {"r102": 'A102,"收件,窗口,张,2024-05-08', "r103": 'A103,收件",窗口,张,2024-05-08'},
        {"r102": 'A102,"收件,窗口,张,2024-05-08', "r300": 'A300,收件,窗口",张,2024-05-08'},
        {"r102": 'A102,收件,窗口,张,"2024-05-08', "r300": 'A300,收件,窗口,张,2024-05-08"'},
    ],
)
def test_a_quotation_mark_that_is_not_closed_swallows_no_row_in_silence(
    tmp_path: Path, odd: dict[str, str]
) -> None:
    first = next(iter(odd))[1:]
    with pytest.raises(InputError, match=f"第 {first} 行的引号没有闭合"):
        load(write(tmp_path, HEADER + lines(400, **odd), "a.csv"))


def test_a_column_that_nobody_reads_is_named_if_it_swallows_rows(tmp_path: Path) -> None:
    body = lines(400).replace("\n", ",无\n").splitlines(keepends=True)
    body[100], body[200] = body[100].replace("无", '"无'), body[200].replace("无", '无"')
    path = write(tmp_path, HEADER[:-1] + ",备注\n" + "".join(body), "a.csv")
    assert notes(load(path))["多行文字中像是含有整行数据"] == (1, 102)


def test_texts_of_several_lines_and_marks_within_a_row_harm_no_other_row(tmp_path: Path) -> None:
    odd = {"r5": 'A5,"收件\n二次",窗口,张,2024-05-08', "r7": 'A7,"收"件,窗口,张,2024-05-08'}
    checked = load(write(tmp_path, HEADER + lines(9, **odd), "a.csv"))
    assert checked.report.read == {"a.csv": 9}
    assert refused(checked) == [(7, None, 'A7,"收"件,窗口,张,2024-05-08')]
    assert ("收件\n二次",) in rows(checked, "steps", "activity")


def test_a_refused_value_is_shown_short_and_on_one_line(tmp_path: Path) -> None:
    long = "很长 " * 100
    odd = {"r5": f"A5,收件,窗口,张,{long}", "r6": f"A6,{long}", "r7": 'A7,收件,窗口,张,"5\n月"'}
    found = refused(load(write(tmp_path, HEADER + lines(9, **odd), "a.csv")))
    assert [len(value or "") for _, _, value in found] == [SHOWN, SHOWN, 3]
    assert found[2][2] == "5 月"


@pytest.mark.parametrize("ruined", ["1.00000E+17", "1e+17", " 3.30102E+20"])
def test_a_case_whose_last_digits_a_spreadsheet_lost_is_refused(
    tmp_path: Path, ruined: str
) -> None:
    odd = {"r5": f"{ruined},收件,窗口,张,2024-05-08"}
    checked = load(write(tmp_path, HEADER + lines(9, **odd), "a.csv"))
    assert refused(checked) == [(5, "办件编号", ruined.strip())]
    assert "编号列须设为文本" in checked.report.refusals[0].advice.zh
    assert len(rows(checked, "steps", "case_id")) == 8


def test_cases_that_a_float_cannot_tell_apart_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    times = [datetime(2024, 5, 8, tzinfo=UTC)] * 3
    table = {"case": [2.0**53, -(2.0**60), 7.0], "activity": ["收件"] * 3, "dept": ["窗口"] * 3}
    pq.write_table(pa.table({**table, "time": times}), path)
    assert [row for row, _, _ in refused(load(path, case="case"))] == [1, 2]


def test_rows_without_anything_are_skipped_with_a_count(tmp_path: Path) -> None:
    text = HEADER + lines(3) + ",,,,\n \u3000,,,,\n,,,\n\n" + ",收件,,,\n" + ",,,,\n" * 2
    checked = load(write(tmp_path, text, "a.csv"))
    assert notes(checked)["整行为空，已跳过"] == (5, None)
    assert refused(checked) == [(9, "办件编号", None)]
    assert checked.report.read == {"a.csv": 4}


def test_rows_that_repeat_another_are_kept_and_counted(tmp_path: Path) -> None:
    twice = lines(3).replace("\n", ",甲\n") + lines(2).replace("\n", ",甲\n")
    near = lines(1).replace("\n", ",乙\n")
    checked = load(write(tmp_path, HEADER[:-1] + ",备注\n" + twice + near, "a.csv"))
    assert notes(checked)["与另一行完全相同，已保留"] == (2, 5)
    assert len(rows(checked, "steps", "case_id")) == 6
    plain = load(write(tmp_path, HEADER + lines(3) + near.replace(",乙", "x"), "b.csv"))
    assert "与另一行完全相同，已保留" not in notes(plain)


def test_a_column_name_used_twice_is_refused_if_it_is_needed(tmp_path: Path) -> None:
    body = lines(3).replace("\n", ",甲,乙\n")
    with pytest.raises(InputError, match="不止一列叫“部门”"):
        load(write(tmp_path, HEADER[:-1] + ",部门,x\n" + body, "a.csv"))
    checked = load(write(tmp_path, HEADER[:-1] + ",备注,备注\n" + body, "a.csv"))
    assert "不止一列用这个列名，均未保存" in notes(checked)


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("20240511T093000", "2024-05-11 01:30:00"),
        ("2024年5月14日上午9时30分", "2024-05-14 01:30:00"),
        ("２０２４-０５-１４ ０９:３０", "2024-05-14 01:30:00"),
        ("2024-05-14 下午3:05", "2024-05-14 07:05:00"),
        ("45426.5", "2024-05-14 04:00:00"),
        ("二〇二四年五月十四日", "2024-05-13 16:00:00"),
    ],
)
def test_times_are_read_in_all_forms_in_which_workbooks_may_have_them(
    tmp_path: Path, written: str, instant: str
) -> None:
    body = "".join(f"A{n // 2},收件,窗口,张,{written}\n" for n in range(3))
    checked = load(write(tmp_path, HEADER + body, "a.csv"))
    assert refused(checked) == []
    assert {str(end)[:19] for (end,) in rows(checked, "steps", "finished_at")} == {instant}
    assert ("日期存成了数字，按 Excel 序列值读" in notes(checked)) == (written == "45426.5")


def test_ends_before_their_start_are_refused_in_any_form(tmp_path: Path) -> None:
    text = "case,activity,dept,start,end\n1,收,甲,2024年5月14日上午9时30分,2024-05-08\n"
    text += "1,收,甲,2024-05-07,2024年5月14日上午9时30分\n1,收,甲,2024-05-07,很久\n"
    checked = load(write(tmp_path, text, "a.csv"))
    assert refused(checked) == [
        (2, "end", "2024年5月14日上午9时30分 > 2024-05-08"),
        (4, "end", "很久"),
    ]


def test_the_column_that_is_nearly_a_time_is_named(tmp_path: Path) -> None:
    text = HEADER + lines(2) + "A1,收件,窗口,张,昨天\n" * 8
    with pytest.raises(
        MappingError, match="“结束时间”最像时间，但 10 个值中有 8 个无法识别，如“昨天”"
    ):
        load(write(tmp_path, text, "a.csv"))


@pytest.mark.parametrize("content", ["", "\n", HEADER, HEADER + "\n\n", "\ufeff" + HEADER])
def test_a_table_without_rows_is_said_to_hold_none(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError, match="没有任何数据行"):
        load(write(tmp_path, content, "a.csv"))


def test_a_parquet_file_without_rows_is_said_to_hold_none(tmp_path: Path) -> None:
    pq.write_table(pa.table({"case": pa.array([], pa.string())}), tmp_path / "a.parquet")
    with pytest.raises(InputError, match="没有任何数据行"):
        load(tmp_path / "a.parquet")


@pytest.mark.parametrize("title", ["某市办件日志", "某市办件日志,,,,", '"某市办件日志"\n'])
def test_a_title_above_the_column_names_is_named_as_such(tmp_path: Path, title: str) -> None:
    with pytest.raises(InputError, match=r"像是标题（“某市办件日志”），第一行应当是列名"):
        load(write(tmp_path, f"{title}\n{HEADER}{lines(3)}", "a.csv"))
