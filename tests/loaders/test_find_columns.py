"""The columns of a log are shown with what they hold, for a person to say which is which."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph.errors import InputError
from graph.imported import FoundColumn
from loaders.event_log_columns import find_columns
from loaders.read import Options
from tests.loaders.event_logs import HEAD, event, load, rows, trace, write

LOG = """流水,做什么,单位名,联系,时候
1,受理,窗口,13912345678,2022-05-09 10:00
1,审查,规划,13912345679,2022-05-10 10:00
2,受理,窗口,13912345678,2022-05-09 11:00
"""


def found(path: Path, options: Options | None = None) -> dict[str, FoundColumn]:
    columns = find_columns(path, path.parent, options or Options())
    return {column.name: column for column in columns}


def test_columns_come_in_the_order_of_the_file_with_their_first_values(tmp_path: Path) -> None:
    columns = found(write(tmp_path, LOG, "a.csv"))

    assert list(columns) == ["流水", "做什么", "单位名", "联系", "时候"]
    assert columns["做什么"].samples == ("受理", "审查")
    assert columns["流水"].samples == ("1", "2")


def test_values_of_a_column_of_personal_numbers_are_not_shown(tmp_path: Path) -> None:
    column = found(write(tmp_path, LOG, "a.csv"))["联系"]

    assert (column.samples, column.personal) == ((), True)


def test_columns_that_are_recognised_are_proposed(tmp_path: Path) -> None:
    text = LOG.replace("流水,做什么,单位名,联系,时候", "case,做什么,department,联系,time")
    columns = found(write(tmp_path, text, "a.csv"))

    roles = {column.role: name for name, column in columns.items() if column.role}
    assert roles == {"case": "case", "department": "department", "end": "time"}


def test_what_the_user_said_goes_before_what_is_proposed(tmp_path: Path) -> None:
    text = LOG.replace("流水,做什么,单位名,联系,时候", "case,做什么,department,联系,time")
    said = Options(department="做什么", case="没有这一列")

    columns = found(write(tmp_path, text, "a.csv"), said)

    assert columns["做什么"].role == "department"
    assert columns["department"].role == ""


def test_a_parquet_and_an_xes_are_looked_into_too(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1, 1], "b": ["x", None]}), tmp_path / "a.parquet")
    log = write(
        tmp_path,
        f"{HEAD}{trace('1', event('受理', '2022-05-09T10:00:00', None, 处室='窗口'))}</log>",
    )

    assert found(tmp_path / "a.parquet")["b"].samples == ("x",)
    assert found(log)["处室"].samples == ("窗口",)
    assert found(log)["concept:name"].role == "activity"


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        found(write(tmp_path, "没有行\n", "a.csv"))


def test_a_role_can_be_said_to_have_no_column_and_that_is_remembered(tmp_path: Path) -> None:
    text = LOG.replace(
        "流水,做什么,单位名,联系,时候", "case,activity,department,person,time"
    ).replace("139123456", "P")
    path, memory = write(tmp_path, text, "a.csv"), tmp_path / "mappings"

    first = load(path, person="-", mappings=memory)
    second = load(path, mappings=memory)

    for checked in (first, second):
        assert "person" not in dict(checked.source.mapping)
        assert {person for (person,) in rows(checked, "steps", "person_id")} == {None}
