import csv
import json
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from graph.errors import InputError
from loaders.sample_city import generate
from tests.loaders.sample_city_frames import SHEETS

WORKBOOK = "合成数据_填报表.xlsx"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("city") / "new" / "folder"
    generate(out, seed=5, scale="small")
    return out


def csv_bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def test_every_file_says_that_it_is_synthetic(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert names == {*(f"合成数据_{sheet}.csv" for sheet in SHEETS), WORKBOOK, "truth.json"}


def test_csv_begins_with_a_mark_and_ends_lines_as_windows_does(folder: Path) -> None:
    for name, content in csv_bytes(folder).items():
        assert content.startswith(b"\xef\xbb\xbf"), name
        assert content.count(b"\n") == content.count(b"\r\n") > 1


def test_equal_seeds_give_equal_bytes(folder: Path, tmp_path: Path) -> None:
    generate(tmp_path, seed=5, scale="small")
    assert csv_bytes(tmp_path) == csv_bytes(folder)
    assert (tmp_path / "truth.json").read_bytes() == (folder / "truth.json").read_bytes()
    assert workbook_rows(tmp_path) == workbook_rows(folder)


def test_a_large_city_has_sixty_thousand_cases_and_no_workbook(tmp_path: Path) -> None:
    (tmp_path / WORKBOOK).write_bytes(b"of another city")
    generate(tmp_path, seed=5, scale="large", plants="random")
    totals = json.loads((tmp_path / "truth.json").read_text("utf-8"))["totals"]
    content = csv_bytes(tmp_path)
    assert content["合成数据_办件.csv"].count(b"\r\n") == 1 + totals["cases"] == 60_001
    assert content["合成数据_办件环节.csv"].count(b"\r\n") == 1 + totals["steps"] > 340_000
    assert totals["open_cases"] == 1_800
    assert not (tmp_path / WORKBOOK).exists()


def test_another_seed_gives_other_cases(folder: Path, tmp_path: Path) -> None:
    generate(tmp_path, seed=6, scale="small")
    same = {n for n, content in csv_bytes(tmp_path).items() if content == csv_bytes(folder)[n]}
    assert same == {"合成数据_填报说明.csv", "合成数据_内设机构.csv"}


def test_one_table_does_not_move_the_others(folder: Path, tmp_path: Path) -> None:
    generate(tmp_path, seed=5, scale="small", effect=1.0)
    same = {n for n, content in csv_bytes(tmp_path).items() if content == csv_bytes(folder)[n]}
    assert {f"合成数据_{sheet}.csv" for sheet in ("部门", "事项", "部门互评")} <= same
    assert "合成数据_办件环节.csv" not in same


def test_the_workbook_holds_the_rows_of_the_csv_files(folder: Path) -> None:
    sheets = workbook_rows(folder)
    assert tuple(sheets) == SHEETS
    for name, rows in sheets.items():
        path = folder / f"合成数据_{name}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert [[as_text(value) for value in row] for row in rows] == list(csv.reader(file))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"seed": -1}, "seed"),
        ({"effect": 0.5}, "effect"),
        ({"effect": 11}, "effect"),
        ({"effect": float("nan")}, "effect"),
    ],
)
def test_arguments_that_make_no_city_are_refused(
    tmp_path: Path, wrong: dict[str, Any], words: str
) -> None:
    out = tmp_path / "out"
    with pytest.raises(InputError) as raised:
        generate(out, scale="small", **wrong)
    assert words in raised.value.text.en
    assert not out.exists()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "city"
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="是文件"):
        generate(out, scale="small")
    assert out.read_text("utf-8") == "mine"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="无法写入") as raised:
        generate(tmp_path / "file" / "city", scale="small")
    assert str(tmp_path / "file" / "city") in raised.value.text.en
    assert isinstance(raised.value.__cause__, OSError)


def test_a_workbook_that_cannot_be_replaced_is_named(tmp_path: Path) -> None:
    (tmp_path / WORKBOOK).mkdir()
    with pytest.raises(InputError, match=WORKBOOK):
        generate(tmp_path, scale="small")
    assert not (tmp_path / "truth.json").exists()


def workbook_rows(folder: Path) -> dict[str, list[list[Any]]]:
    with CalamineWorkbook.from_path(str(folder / WORKBOOK)) as book:
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def as_text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) else str(value)
