from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from graph.load import Source
from graph.local_store import LocalStore
from graph.tables import CHECKED
from tests.loaders.workbook_files import city, load, load_city, table, write_csv, write_xlsx


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return the instant of a local time in March 2022."""
    return datetime(2022, 3, day, hour - 8, minute, tzinfo=UTC)


def test_every_checked_table_is_written_with_its_schema(tmp_path: Path) -> None:
    checked = load_city(tmp_path, city())
    for name, schema in CHECKED.items():
        assert pq.read_schema(checked.folder / f"{name}.parquet").equals(schema), name


def test_nothing_of_a_clean_city_is_refused_and_all_rows_are_counted(tmp_path: Path) -> None:
    checked = load_city(tmp_path, city())
    assert checked.report.refusals == []
    read = {row["table"]: (row["read"], row["loaded"]) for row in table(checked, "counts")}
    assert read == {
        "填报说明": (2, 2), "部门": (3, 3), "事项": (2, 2), "办件": (2, 2), "办件环节": (5, 5),
        "部门互评": (1, 1),
    }  # fmt: skip


def test_departments_and_items_keep_code_and_name(tmp_path: Path) -> None:
    checked = load_city(tmp_path, city())
    assert table(checked, "departments")[0] == {
        "department_id": "D01",
        "name": "市行政审批服务局",
        "short_names": ["审批局"],
    }
    assert [row["item_id"] for row in table(checked, "items")] == ["I1", "I2"]


def test_a_case_starts_at_the_earlier_of_application_and_acceptance(tmp_path: Path) -> None:
    checked = load_city(tmp_path, city())
    assert table(checked, "cases") == [
        {"case_id": "C1", "item_id": "I1", "started_at": at(1, 9), "finished_at": at(10, 16),
         "closed": True},
        {"case_id": "C2", "item_id": "I2", "started_at": at(2, 9), "finished_at": None,
         "closed": False},
    ]  # fmt: skip


def test_steps_are_utc_instants_in_order_of_case_and_number(tmp_path: Path) -> None:
    checked = load_city(tmp_path, city())
    steps = table(checked, "steps")
    assert [(s["case_id"], s["step_no"], s["sequence"]) for s in steps] == [
        ("C1", 1, 1), ("C1", 2, 2), ("C1", 3, 3), ("C2", 1, 4), ("C2", 2, 5)
    ]  # fmt: skip
    assert steps[1] == {
        "case_id": "C1", "sequence": 2, "step_no": 2, "activity": "征求意见", "stage": "征求意见",
        "department_id": "D02", "unit_id": None, "person_id": "P2", "received_at": at(1, 11, 30),
        "started_at": at(3, 9), "finished_at": at(4, 10), "returned": True, "predecessors": [1],
    }  # fmt: skip
    assert steps[2]["predecessors"] == [1, 2]
    assert steps[0]["predecessors"] is None


def test_the_source_names_files_city_and_the_last_second_of_the_date(tmp_path: Path) -> None:
    checked = load_city(tmp_path, city())
    source = Source.from_json((checked.folder / "source.json").read_text(encoding="utf-8"))
    assert source == checked.source
    assert (source.kind, source.city, source.name) == ("workbook", "某市", "city")
    assert source.as_of == datetime(2022, 8, 31, 15, 59, 59, tzinfo=UTC)
    assert sorted(file.name for file in source.files) == sorted(f"{name}.csv" for name in city())
    assert all(len(file.sha256) == 64 and file.size > 0 for file in source.files)


def test_a_workbook_gives_the_same_tables_as_its_csv_files(tmp_path: Path) -> None:
    by_csv = load_city(tmp_path, city())
    by_xlsx = load(write_xlsx(tmp_path / "book.xlsx", city()))
    for name in ("departments", "items", "units", "cases", "steps", "stops", "refused"):
        assert table(by_csv, name) == table(by_xlsx, name), name


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    checked = load(write_csv(tmp_path / "city", city(), encoding))
    assert table(checked, "departments")[2]["name"] == "市水利局"


def test_another_time_zone_moves_the_instants(tmp_path: Path) -> None:
    checked = load_city(tmp_path, city(), timezone="Europe/Berlin")
    assert table(checked, "cases")[0]["started_at"] == datetime(2022, 3, 1, 8, tzinfo=UTC)
    assert checked.source.as_of == datetime(2022, 8, 31, 21, 59, 59, tzinfo=UTC)


def test_the_data_are_synthetic_only_where_the_notes_say_so(tmp_path: Path) -> None:
    assert not load_city(tmp_path, city()).source.synthetic
    sheets = city()
    sheets["填报说明"].append(["说明", "本表为合成数据"])
    assert load(write_csv(tmp_path / "made", sheets)).source.synthetic


@pytest.mark.parametrize("in_the_sheet", [False, True])
def test_a_case_without_any_loaded_step_is_kept(tmp_path: Path, in_the_sheet: bool) -> None:
    """Its steps are not in the sheet, or all of them are refused."""
    sheets = city()
    other = [row for row in sheets["办件环节"] if row[0] != "C2"]
    sheets["办件环节"] = other + [["C2", "1", "受理", "受理", "没有的局"] + [""] * 7] * in_the_sheet
    checked = load_city(tmp_path, sheets)
    assert checked.report.total_refused == int(in_the_sheet)
    store = LocalStore(tmp_path / "home")
    load = store.add(checked.folder)
    cases = store.fetch(store.table(load.load_id, "cases").order_by("case_id")).to_pylist()
    assert [case["case_id"] for case in cases] == ["C1", "C2"]
    assert (cases[1]["started_at"], cases[1]["closed"]) == (at(2, 9), False)
    assert load.quality["cases_without_steps"] == 1
