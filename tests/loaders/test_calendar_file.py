from datetime import date
from pathlib import Path

import pytest

from graph.errors import InputError
from graph.tables import CALENDAR
from loaders.calendar_file import read_calendar_file


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "days.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_days_hours_and_all_words_for_yes_and_no_are_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "day,is_workday,opens,closes\n2024-05-01,否,,\n2024-05-11,是,08:30,12:00\n"
        "2024-05-12,TRUE,,24:00\n2024-05-13,0,,\n\n2024-05-14,1,9:05,\n2024-05-15,false,,\n",
    )
    table = read_calendar_file(path)
    assert table.schema.equals(CALENDAR)
    assert table.select(["day", "is_workday", "opens", "closes"]).to_pylist() == [
        {"day": date(2024, 5, 1), "is_workday": False, "opens": None, "closes": None},
        {"day": date(2024, 5, 11), "is_workday": True, "opens": 30600, "closes": 43200},
        {"day": date(2024, 5, 12), "is_workday": True, "opens": None, "closes": 86400},
        {"day": date(2024, 5, 13), "is_workday": False, "opens": None, "closes": None},
        {"day": date(2024, 5, 14), "is_workday": True, "opens": 32700, "closes": None},
        {"day": date(2024, 5, 15), "is_workday": False, "opens": None, "closes": None},
    ]
    assert table["department_id"].null_count == table.num_rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_hours_may_be_left_out_and_any_chinese_encoding_is_read(
    tmp_path: Path, encoding: str
) -> None:
    table = read_calendar_file(written(tmp_path, "日期,是否工作日\n2024-05-01,否\n", encoding))
    assert table["is_workday"].to_pylist() == [False]


def test_a_file_with_only_a_header_names_no_day(tmp_path: Path) -> None:
    assert read_calendar_file(written(tmp_path, "day,is_workday\n")).num_rows == 0


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("2024-02-30,是,,", "day", "2024-02-30"),
        (",是,,", "day", ""),
        ("2024-05-02,maybe,,", "is_workday", "maybe"),
        ("2024-05-02,是,25:00,", "opens", "25:00"),
        ("2024-05-02,是,,9点", "closes", "9点"),
        ("2024-05-02,是,17:00,09:00", "closes", "09:00"),
        ("2024-05-01,是,,", "day", "2024-05-01"),
        ("2024-05-02", "is_workday", ""),
    ],
)
def test_a_bad_row_is_named_with_its_column_and_value(
    tmp_path: Path, line: str, column: str, value: str
) -> None:
    path = written(tmp_path, f"day,is_workday,opens,closes\n2024-05-01,否,,\n{line}\n")
    with pytest.raises(InputError) as error:
        read_calendar_file(path)
    assert f"days.csv 第 3 行，列“{column}”，值“{value}”" in error.value.text.zh
    assert f"row 3, column “{column}”, value “{value}”" in error.value.text.en


def test_a_missing_column_is_named_with_those_that_are_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有列“is_workday”，现有：day、holiday"):
        read_calendar_file(written(tmp_path, "day,holiday\n2024-05-01,1\n"))


def test_a_missing_file_and_one_that_is_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="读不了工作日历"):
        read_calendar_file(tmp_path / "none.csv")
    path = tmp_path / "bad.csv"
    path.write_bytes(b"day,is_workday\n\xff\xff\xff")
    with pytest.raises(InputError, match="既不是 UTF-8 也不是 GB18030"):
        read_calendar_file(path)


def test_a_file_that_is_no_csv_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="不是正确的 CSV"):
        read_calendar_file(written(tmp_path, "day,is_workday\n2024-05-01," + "x" * 200_000))


@pytest.mark.parametrize(
    ("name", "advice"),
    [("dept", "工作表“工作日历”"), ("备注", "请删去该列"), ("日期", "请删去该列")],
)
def test_a_column_that_would_be_left_out_is_refused(tmp_path: Path, name: str, advice: str) -> None:
    text = f"日期,是否工作日,{name}\n2024-05-01,否,住建局\n"
    with pytest.raises(InputError, match=f"列“{name}”不认识或重复.*{advice}"):
        read_calendar_file(written(tmp_path, text))
