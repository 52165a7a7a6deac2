from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph.errors import InputError, MappingError
from loaders.read import Checked
from tests.loaders.event_logs import HEAD, event, load, rows, trace, write

NINE = "2024-05-08T09:00:00+08:00"
TABLE = {"case": ["1", "1"], "activity": ["收", "审"], "dept": ["甲", "乙"]}


def notes(checked: Checked) -> list[tuple[str | None, str]]:
    return [(note.column, note.note.zh) for note in checked.report.notes]


def parquet(folder: Path, **columns: Any) -> Path:
    path = folder / "a.parquet"
    pq.write_table(pa.table(TABLE | {"time": ["2024-05-08", "2024-05-09"]} | columns), path)
    return path


def test_a_missing_text_that_is_nowhere_is_noted_and_one_that_is_there_is_not(
    tmp_path: Path,
) -> None:
    found = notes(load(parquet(tmp_path), missing=("NOTTHERE", "甲")))
    assert [text for _, text in found if "写作" in text] == ["没有部门或经办人写作“NOTTHERE”"]


def test_personal_numbers_in_a_column_that_is_not_kept_are_named(tmp_path: Path) -> None:
    path = parquet(tmp_path, tel=[13800138002.0, None], remark=["无", "无"])
    found = [(column, text) for column, text in notes(load(path)) if "看起来" in text]
    assert found == [("tel", "看起来是手机号，没有保存")]


def test_personal_numbers_in_attributes_that_are_not_kept_are_named(tmp_path: Path) -> None:
    more = '<string key="owner" value="138-0013-8000"/>'
    text = trace("A", event("收", NINE, tel="13800138000"), more=more)
    found = notes(load(write(tmp_path, HEAD + text + "</log>")))
    assert [column for column, text in found if "看起来是手机号" in text] == ["tel", "owner"]


def test_attributes_of_traces_and_those_of_one_value_are_offered_as_departments(
    tmp_path: Path,
) -> None:
    first = trace("A", event("收", NINE, None, hall="大厅"), more='<string key="o" value="甲"/>')
    second = trace("B", event("收", NINE, None), more='<string key="o" value="乙"/>')
    with pytest.raises(InputError) as error:
        load(write(tmp_path, HEAD + first + second + "</log>"))
    assert "o (2 values, such as 乙, 甲); hall (1 value, such as 大厅)" in error.value.text.en


def test_the_case_of_an_xes_is_an_attribute_of_its_traces(tmp_path: Path) -> None:
    more = '<string key="no" value="N1"/>'
    path = write(tmp_path, HEAD + trace("A", event("收", NINE, id="7"), more=more) + "</log>")
    with pytest.raises(MappingError, match=r"“id”是事件的属性.*concept:name、no"):
        load(path, case="id")
    assert rows(load(path, case="no"), "cases", "case_id") == [("N1",)]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([["甲"], ["乙"]], "类型是 VARCHAR"),
        ([{"x": 1}, {"x": 2}], "类型是 STRUCT"),
        ([b"\xff\xfe", b"a"], "类型是 BLOB"),
    ],
)
def test_a_department_that_is_no_text_is_refused(
    tmp_path: Path, values: list[object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        load(parquet(tmp_path, dept=values))


def test_texts_that_are_not_utf_8_are_named_as_such(tmp_path: Path) -> None:
    offsets, signs = b"\0\0\0\0\1\0\0\0\2\0\0\0", b"\xff\xfe"
    broken = pa.StringArray.from_buffers(2, pa.py_buffer(offsets), pa.py_buffer(signs))
    with pytest.raises(InputError, match="不是 UTF-8"):
        load(parquet(tmp_path, dept=broken))


def test_whole_numbers_read_as_days_are_noted(tmp_path: Path) -> None:
    found = notes(load(parquet(tmp_path, time=[20240506, 20240507])))
    assert ("time", "整数按年月日读（如 20240506）") in found


def test_a_person_whose_mobile_numbers_are_decimals_is_not_stored(tmp_path: Path) -> None:
    checked = load(parquet(tmp_path, person=["13800138002.0", "+86 138-0013-8003"]))
    assert rows(checked, "steps", "person_id") == [(None,), (None,)]
    assert ("person", "该列含有手机号，未保存") in notes(checked)
