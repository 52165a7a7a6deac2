import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph.errors import InputError, MappingError
from graph.load import Source
from graph.tables import CALENDAR, CHECKED
from tests.loaders.event_logs import load, refused, rows, write

HEADER = "办件编号,环节名称,部门,经办人,结束时间\n"
BODY = (
    "A1,收件,窗口,张,2024-05-08 09:00:00\n"
    "A1,审查,水利局,李,2024/5/8 10:30\n"
    "A2,收件,窗口,张,2024年5月9日 09:00\n"
    "A2,审查,水利局,,20240510\n"
)


NINE = datetime(2024, 5, 8, 9, tzinfo=UTC)


def parquet(folder: Path, **columns: Any) -> Path:
    path = folder / "log.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def test_a_chinese_table_needs_no_options(tmp_path: Path) -> None:
    checked = load(write(tmp_path, HEADER + BODY, "办件.csv"))
    assert rows(checked, "steps", "case_id", "activity", "department_id", "person_id") == [
        ("A1", "收件", "窗口", "张"),
        ("A1", "审查", "水利局", "李"),
        ("A2", "收件", "窗口", "张"),
        ("A2", "审查", "水利局", None),
    ]
    assert [str(end)[:16] for (end,) in rows(checked, "steps", "finished_at")] == [
        "2024-05-08 01:00",
        "2024-05-08 02:30",
        "2024-05-09 01:00",
        "2024-05-09 16:00",
    ]
    assert dict(checked.proposals) == {
        "case": "办件编号",
        "activity": "环节名称",
        "end": "结束时间",
        "department": "部门",
        "person": "经办人",
    }
    assert rows(checked, "items", "item_id", "name") == [("办件", "办件")]
    assert rows(checked, "departments", "department_id", "name") == [
        ("水利局", "水利局"),
        ("窗口", "窗口"),
    ]
    assert rows(checked, "cases", "case_id", "started_at", "finished_at", "closed") == [
        ("A1", None, None, True),
        ("A2", None, None, True),
    ]


def test_all_files_are_there_in_the_promised_types(tmp_path: Path) -> None:
    checked = load(write(tmp_path, HEADER + BODY, "a.csv"))
    assert {path.stem for path in checked.folder.iterdir()} == {*CHECKED, "source"}
    for name, schema in CHECKED.items():
        found = pq.read_schema(checked.folder / f"{name}.parquet")
        assert found.names == schema.names
        for field in schema:
            assert str(found.field(field.name).type).replace("element", "item") == str(field.type)
    source = Source.from_json((checked.folder / "source.json").read_text(encoding="utf-8"))
    assert source == checked.source
    assert source.as_of == datetime(2024, 5, 9, 16, tzinfo=UTC)
    assert (source.kind, source.name, source.files[0].name) == ("event_log", "a.csv", "a.csv")
    assert source.files[0].size == (tmp_path / "a.csv").stat().st_size


@pytest.mark.parametrize(
    ("encoding", "separator", "ending"),
    [
        ("utf-8", ",", "\n"),
        ("utf-8", "|", "\r\n"),
        ("utf-8-sig", ";", "\r\n"),
        ("gb18030", ",", "\r\n"),
        ("utf-16", "\t", "\r\n"),
    ],
)
def test_encodings_separators_and_line_ends_change_nothing(
    tmp_path: Path, encoding: str, separator: str, ending: str
) -> None:
    text = (HEADER + BODY).replace(",", separator).replace("\n", ending)
    path = write(tmp_path, text, "a.csv", encoding)
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(path.read_bytes()))
    for each in (path, tmp_path / "b.csv.gz"):
        assert rows(load(each), "steps", "case_id", "department_id", "sequence") == [
            ("A1", "窗口", 1),
            ("A1", "水利局", 2),
            ("A2", "窗口", 3),
            ("A2", "水利局", 4),
        ]


def test_text_that_is_taken_for_gb18030_is_noted(tmp_path: Path) -> None:
    checked = load(write(tmp_path, HEADER + BODY, "a.csv", "gb18030"))
    assert [note.note.en for note in checked.report.notes] == ["Read as text in GB18030"]


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + BODY, "a.csv")
    path.write_bytes(path.read_bytes() + b"\xff\xff\xff,x\n")
    with pytest.raises(InputError, match="不是 UTF-8、UTF-16 或 GB18030"):
        load(path)


@pytest.mark.parametrize("start", [b"\0\1\2\3", b"\x89PNG\r\n\x1a\n\0\0", b"%PDF-1.4\n1 0 obj\n"])
def test_a_file_that_is_no_text_but_for_its_name_is_refused_as_such(
    tmp_path: Path, start: bytes
) -> None:
    path = tmp_path / "a.csv"
    for content in (start, gzip.compress(start)):
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"a\.csv 不是文本文件"):
            load(path)


@pytest.mark.parametrize("content", [b",,\n1,2,3\n", b"\n1,2,3\n"])
def test_a_table_without_column_names_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(InputError, match="没有列名"):
        load(tmp_path / "a.csv")


def test_every_bad_row_of_a_table_is_refused_with_its_row_as_in_the_file(tmp_path: Path) -> None:
    text = "case_id,activity,department,start_time,end_time\n"
    text += "1,收件,窗口,2024-05-08 09:00,2024-05-08 10:00\n"  # row 2
    text += ",收件,窗口,2024-05-08 09:00,2024-05-08 10:00\n"  # 3: no case
    text += '1,"审\n查",窗口,2024-05-08 10:00,2024-05-08 11:00\n'  # 4, on two lines
    text += "1,　,窗口,2024-05-08 10:00,2024-05-08 11:00\n"  # 5: blank activity
    text += "\n"  # 6
    text += "1,审查,窗口,,\n"  # 7: no time
    text += "1,审查,窗口\n"  # 8: too short
    text += "1,审查,窗口,2024-05-08 10:00,昨天\n"  # 9: unreadable end
    text += "1,审查,窗口,2024-13-08,2024-05-08 11:00\n"  # 10: unreadable start
    text += "1,审查,窗口,2024-05-08 12:00,2024-05-08 11:00,x\n"  # 11: too long
    text += "1,审查,窗口,2024-05-08 12:00,2024-05-08 11:00\n"  # 12: ends before it starts
    text += "1,办结,窗口,2024-05-08 12:00,\n"  # 13: being worked on
    text += "1,送达,窗口,,2024-05-08 12:30\n"  # 14: an instant
    checked = load(write(tmp_path, text, "a.csv"))
    assert refused(checked) == [
        (3, "case_id", None),
        (5, "activity", None),
        (7, "end_time", None),
        (8, None, "1,审查,窗口"),
        (9, "end_time", "昨天"),
        (10, "start_time", "2024-13-08"),
        (11, None, "1,审查,窗口,2024-05-08 12:00,2024-05-08 11:00,x"),
        (12, "end_time", "2024-05-08 12:00 > 2024-05-08 11:00"),
    ]
    assert all(each.reason.zh and each.advice.en for each in checked.report.refusals)
    assert rows(checked, "counts", "read", "loaded", "refused") == [(12, 4, 8)]
    steps = rows(checked, "steps", "activity", "started_at", "finished_at")
    assert [(name, start is None, end is None) for name, start, end in steps] == [
        ("收件", False, False),
        ("审\n查", False, False),
        ("办结", False, True),
        ("送达", True, False),
    ]


def test_rows_of_parquet_are_counted_from_one(tmp_path: Path) -> None:
    times = pa.array([NINE, None, NINE.replace(hour=11)], pa.timestamp("ns"))
    path = parquet(
        tmp_path, case=["1", "1", "1"], activity=["a", "b", "c"], dept=["x", "y", "y"], end=times
    )
    checked = load(path)
    assert refused(checked) == [(2, "end", None)]
    assert rows(checked, "steps", "sequence", "activity") == [(1, "a"), (3, "c")]
    assert str(checked.source.as_of) == "2024-05-08 03:00:00+00:00"


@pytest.mark.parametrize(
    ("kind", "hour"),
    [
        (pa.timestamp("s"), 1),
        (pa.timestamp("ms"), 1),
        (pa.timestamp("us"), 1),
        (pa.timestamp("us", "UTC"), 9),
        (pa.timestamp("ns", "Asia/Shanghai"), 9),
        (pa.date32(), 16),
    ],
)
def test_every_type_of_time_in_parquet_is_an_instant(
    tmp_path: Path, kind: pa.DataType, hour: int
) -> None:
    times = (
        pa.array([NINE] * 2, pa.timestamp("us"))
        .cast(pa.timestamp("us", "UTC") if getattr(kind, "tz", None) else pa.timestamp("us"))
        .cast(kind)
    )
    checked = load(
        parquet(tmp_path, case=["1", "1"], activity=["a", "b"], dept=["x", "y"], end=times)
    )
    assert {end.hour for (end,) in rows(checked, "steps", "finished_at")} == {hour}


def test_numbers_may_be_cases_and_departments(tmp_path: Path) -> None:
    checked = load(
        parquet(tmp_path, case=[7, 7], activity=["a", "b"], dept=[1, 2], end=["2024-05-08"] * 2)
    )
    assert rows(checked, "steps", "case_id", "department_id") == [("7", "1"), ("7", "2")]


def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="不是可读的 Parquet"):
        load(write(tmp_path, HEADER, "a.parquet"))


def test_local_times_are_those_of_the_zone_that_is_named(tmp_path: Path) -> None:
    text = HEADER + "".join(
        f"A1,收件,窗口,张,{time}\n"
        for time in ("2024-01-01 12:00", "2024-07-01 12:00", "2024-03-31 02:30", "2024-10-27 02:30")
    )
    checked = load(write(tmp_path, text, "a.csv"), timezone="Europe/Berlin")
    assert [str(end)[5:16] for (end,) in rows(checked, "steps", "finished_at")] == [
        "01-01 11:00",
        "07-01 10:00",
        "03-31 01:30",
        "10-27 00:30",
    ]
    with pytest.raises(InputError, match="没有这个时区：Mars"):
        load(tmp_path / "a.csv", timezone="Mars")


def test_summer_time_of_1988_counts_in_china(tmp_path: Path) -> None:
    text = HEADER + "A1,收件,窗口,张,1988-07-01 12:00\nA1,审查,水利局,张,1995-07-01 12:00\n"
    checked = load(write(tmp_path, text, "a.csv"))
    assert [end.hour for (end,) in rows(checked, "steps", "finished_at")] == [3, 4]


def test_texts_that_are_named_missing_mean_nobody(tmp_path: Path) -> None:
    text = HEADER + BODY.replace("李", " EMPTY ").replace("水利局", "EMPTY", 1)
    path = write(tmp_path, text, "a b.csv")
    checked = load(path)
    notes = [
        (note.column, note.rows, note.first_row, note.advice.en) for note in checked.report.notes
    ]
    run = "If so, run: xietu load 'a b.csv' --missing EMPTY"
    assert ("部门", 1, 3, run) in notes and ("经办人", 1, 3, run) in notes
    assert [each for (each,) in rows(checked, "steps", "person_id")] == ["张", "EMPTY", "张", None]
    checked = load(path, missing=("EMPTY",))
    assert rows(checked, "steps", "department_id", "person_id")[1] == (None, None)
    assert not [note for note in checked.report.notes if "missing" in note.advice.en]


def test_blanks_that_are_taken_off_are_noted(tmp_path: Path) -> None:
    checked = load(write(tmp_path, HEADER + BODY.replace("水利局", "　水利局 ", 1), "a.csv"))
    assert rows(checked, "steps", "department_id")[1] == ("水利局",)
    assert [note.rows for note in checked.report.notes if "Blanks" in note.note.en] == [1]


def test_a_case_is_open_until_a_final_activity(tmp_path: Path) -> None:
    text = HEADER + BODY + "A2,办结,窗口,张,2024-05-11 09:00\n"
    path = write(tmp_path, text, "a.csv")
    checked = load(path, final=("办结", "撤回"))
    assert rows(checked, "cases", "case_id", "closed") == [("A1", False), ("A2", True)]
    assert [note.note.zh for note in checked.report.notes] == ["没有环节叫“撤回”"]


def test_the_first_item_of_a_case_is_its_item(tmp_path: Path) -> None:
    lines = (HEADER + BODY).splitlines()
    items = ("事项名称", "", "取水许可", "排污许可", "采矿许可")
    text = "\n".join(f"{line},{item}" for line, item in zip(lines, items, strict=True))
    checked = load(write(tmp_path, text + "\nA3,收件,窗口,张,2024-05-09 09:00,\n", "a.csv"))
    assert rows(checked, "cases", "case_id", "item_id") == [
        ("A1", "取水许可"),
        ("A2", "排污许可"),
        ("A3", "a"),
    ]
    assert ("1 cases name no item and are put under “a”") in {
        note.note.en for note in checked.report.notes
    }


def test_a_log_without_departments_is_refused_with_what_could_serve(tmp_path: Path) -> None:
    text = "case_id,activity,team,phone,amount,when,remark,end_time\n" + "".join(
        f"{n // 2},a,队{n % 3},1390000{n:04},{n}.5,2024-05-0{n % 9 + 1},r,2024-05-08 09:00\n"
        for n in range(20)
    )
    path = write(tmp_path, text, "a.csv")
    with pytest.raises(InputError) as error:
        load(path, final=("办结",))
    assert "team（3 个值，如 队0、队1、队2）" in error.value.text.zh
    assert "xietu load a.csv --department team --final '办结'" in error.value.text.en
    assert "队2）；remark（1 个值，如 r）。" in error.value.text.zh
    assert not [word for word in ("phone", "amount", "when") if word in error.value.text.en]
    assert len(rows(load(path, department="team"), "departments", "name")) == 3


def test_persons_that_are_personal_numbers_are_not_stored(tmp_path: Path) -> None:
    text = HEADER + BODY.replace("张", "13912345678")
    checked = load(write(tmp_path, text, "a.csv"))
    assert {person for (person,) in rows(checked, "steps", "person_id")} == {None}
    assert [note.note.zh for note in checked.report.notes] == ["该列含有手机号，未保存"]
    for file in checked.folder.iterdir():
        assert b"13912345678" not in file.read_bytes()


def test_departments_that_are_personal_numbers_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + BODY.replace("窗口", "13912345678"), "a.csv")
    with pytest.raises(InputError, match="列“部门”含有手机号"):
        load(path)


def test_columns_that_no_question_reads_are_left_out_and_named(tmp_path: Path) -> None:
    text = (HEADER + BODY).replace("\n", ",备注\n")
    checked = load(write(tmp_path, text, "a.csv"))
    assert [note.note.zh for note in checked.report.notes] == ["未保存的列（没有问题用到）：备注"]


def test_a_calendar_file_is_laid_beside_and_named(tmp_path: Path) -> None:
    days = write(tmp_path, "day,is_workday\n2024-05-08,否\n", "市历.csv")
    checked = load(write(tmp_path, HEADER + BODY, "a.csv"), calendar=str(days))
    assert pq.read_table(checked.folder / "calendar.parquet").schema.equals(CALENDAR)
    assert rows(checked, "calendar", "is_workday") == [(False,)]
    assert checked.source.calendar == "市历.csv"
    assert load(tmp_path / "a.csv", calendar="none").source.calendar == "none"


def test_a_table_of_which_no_row_can_be_used_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + "A1,,窗口,张,2024-05-08\nA1,,窗口,李,2024-05-08\n", "a.csv")
    with pytest.raises(InputError, match="第 2 行：没有环节名称"):
        load(path, activity="环节名称")
    with pytest.raises(MappingError, match="环节名称"):
        load(path)


def test_too_many_refusals_of_one_kind_refuse_the_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.event_log_checks.MOST", 3)
    path = write(tmp_path, HEADER + BODY + "A3,收件,窗口,张,?\n" * 4, "a.csv")
    with pytest.raises(InputError, match="有 4 行时间无法识别（列“结束时间”），超过 3 行"):
        load(path, end="结束时间")


def test_a_refused_file_leaves_no_work_behind(tmp_path: Path) -> None:
    with pytest.raises(MappingError):
        load(write(tmp_path, "a,b\n1,2\n", "a.csv"))
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["checked-1"]
    assert not list((tmp_path / "checked-1").iterdir())


def test_progress_tells_bytes_and_then_rows(tmp_path: Path) -> None:
    from loaders.event_log import read_event_log
    from loaders.read import Options

    path = write(tmp_path, HEADER + BODY, "a.csv")
    out = tmp_path / "out"
    out.mkdir()
    told: list[tuple[str, int, int | None]] = []
    read_event_log(path, out, Options(), lambda *now: told.append(now))
    size = path.stat().st_size
    assert told[:2] == [("unpack", size, size), ("header", 0, None)]
    assert list(dict.fromkeys(stage for stage, _, _ in told)) == [
        "unpack", "header", "clean", "check",
    ]  # fmt: skip
    assert {total for stage, _, total in told if stage in ("clean", "check")} == {4}
    for stage in ("clean", "check"):
        rows_done = [done for name, done, _ in told if name == stage]
        assert rows_done == sorted(rows_done)
        assert (rows_done[0], rows_done[-1]) == (0, 4)
