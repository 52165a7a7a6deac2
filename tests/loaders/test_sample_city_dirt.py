"""Dirty copies of a city: each error is recorded, and found or fixed by the loader."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from graph.errors import InputError
from loaders.read import Checked, Options
from loaders.sample_city import draw_city, generate
from loaders.sample_city.sheet import Sheet
from loaders.workbook import read_workbook
from tests.loaders.dirt_fates import Fates, errors_of

IN_CELLS = {
    *("date_in_words", "date_with_dots", "date_in_digits", "date_as_serial"),
    *("full_width", "spaces", "unit", "alias"),
}
IN_ROWS = {"total_row", "remark_row", "repeated_row", "end_is_start", "title"}
KINDS = {
    "dirty-csv": {*IN_CELLS, *IN_ROWS, "gbk"},
    "dirty-xlsx": {*IN_CELLS, *IN_ROWS, "two_row_header", "merged_key", "code_as_number"},
}
FORMS = list(KINDS)
TABLES = ["departments", "items", "units", "cases", "steps", "stops"]


@dataclass
class Loaded:
    folder: Path
    checked: dict[str, Checked]
    known: dict[str, Fates] = field(default_factory=dict)

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        return draw_city(seed=8, scale="small").sheets

    def fates(self, form: str) -> Fates:
        if form not in self.known:
            self.known[form] = Fates(self.sheets, self.checked["clean"], self.checked[form])
        return self.known[form]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    folder = tmp_path_factory.mktemp("dirty")
    generate(folder, seed=8, scale="small", dirt=0.03)
    checked = {}
    for form in ("clean", *FORMS):
        out = folder / f"out-{form}"
        out.mkdir()
        checked[form] = read_workbook(folder if form == "clean" else folder / form, out, Options())
    return Loaded(folder, checked)


@pytest.mark.parametrize("form", FORMS)
def test_every_kind_of_error_is_made(loaded: Loaded, form: str) -> None:
    errors = errors_of(loaded.folder / form)
    assert {error["kind"] for error in errors} == KINDS[form]
    cells = [(e["sheet"], e["row"], e["column"]) for e in errors if e["column"]]
    assert len(cells) == len(set(cells)) > 1_500


@pytest.mark.parametrize("form", FORMS)
def test_each_error_is_found_or_fixed_and_none_is_made_worse(loaded: Loaded, form: str) -> None:
    fates = loaded.fates(form)
    became = Counter(
        (error["kind"], error["expected"], fates.of(error))
        for error in errors_of(loaded.folder / form)
    )
    assert {(expected, fate) for _, expected, fate in became} == {
        ("found", "found"),
        ("fixed", "fixed"),
    }
    assert {kind for kind, expected, _ in became if expected == "found"} == {"repeated_row"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("table", TABLES)
def test_a_dirty_copy_loads_to_the_rows_of_the_clean_city(
    loaded: Loaded, form: str, table: str
) -> None:
    clean, dirty = (
        pq.read_table(loaded.checked[name].folder / f"{table}.parquet") for name in ("clean", form)
    )
    assert dirty.equals(clean)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_refused_but_the_rows_that_come_twice(loaded: Loaded, form: str) -> None:
    errors = errors_of(loaded.folder / form)
    twice = {(e["sheet"], e["row"]) for e in errors if e["kind"] == "repeated_row"}
    report = loaded.checked[form].report
    assert {(refusal.table, refusal.row) for refusal in report.refusals} == twice
    assert all("完全相同" in refusal.reason.zh for refusal in report.refusals)


def test_the_record_tells_what_stands_in_the_file(loaded: Loaded) -> None:
    path = loaded.folder / "dirty-xlsx" / "合成数据_填报表.xlsx"
    checked = 0
    with CalamineWorkbook.from_path(str(path)) as book:
        sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        grids = {n: sheet.to_python(skip_empty_area=False) for n, sheet in sheets.items()}
    headers = {name: list(sheet) for name, sheet in loaded.sheets.items()}
    for error in errors_of(path.parent):
        if error["column"] and error["kind"] not in ("end_is_start", "date_as_serial"):
            row = grids[error["sheet"]][error["row"] - 1]
            cell = row[headers[error["sheet"]].index(error["column"])]
            assert cell == ("" if error["written"] is None else error["written"])
            checked += 1
    assert checked > 1_000


def test_csv_of_a_dirty_copy_is_gbk(loaded: Loaded) -> None:
    content = (loaded.folder / "dirty-csv" / "合成数据_部门.csv").read_bytes()
    assert "部门编码" in content.decode("gbk")
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")


def test_dirt_leaves_the_clean_city_alone_and_is_the_same_for_equal_seeds(
    loaded: Loaded, tmp_path: Path
) -> None:
    generate(tmp_path / "clean", seed=8, scale="small")
    generate(tmp_path / "again", seed=8, scale="small", dirt=0.03)
    for path in (tmp_path / "clean").glob("*.csv"):
        assert path.read_bytes() == (loaded.folder / path.name).read_bytes()
    for path in (tmp_path / "again").glob("*/*.csv"):
        assert path.read_bytes() == (loaded.folder / path.parent.name / path.name).read_bytes()
    for form in FORMS:
        assert errors_of(tmp_path / "again" / form) == errors_of(loaded.folder / form)


def test_a_share_that_is_none_is_refused(tmp_path: Path) -> None:
    for share in (-0.1, 0.5, float("nan")):
        with pytest.raises(InputError) as raised:
            generate(tmp_path / "out", scale="small", dirt=share)
        assert "dirt" in raised.value.text.en
    assert not (tmp_path / "out").exists()
