import pyarrow.parquet as pq
import pytest

from graph.progress import silent
from loaders.read import Checked, Options
from loaders.sample_city import generate
from loaders.workbook import read_workbook


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Checked]:
    """Return what the loader makes of the folder and of the workbook of one city."""
    out = tmp_path_factory.mktemp("city")
    generate(out / "city", seed=12, scale="small")
    paths = {"folder": out / "city", "workbook": out / "city" / "合成数据_填报表.xlsx"}
    checked = {}
    for name, path in paths.items():
        (out / name).mkdir()
        checked[name] = read_workbook(path, out / name, Options(), silent)
    return checked


@pytest.mark.parametrize("form", ["folder", "workbook"])
def test_the_loader_refuses_no_row(loaded: dict[str, Checked], form: str) -> None:
    report = loaded[form].report
    assert report.refusals == []
    assert report.read["办件"] == 600
    assert report.read["办件环节"] > 3000


@pytest.mark.parametrize("form", ["folder", "workbook"])
def test_the_loader_knows_that_the_city_is_synthetic(loaded: dict[str, Checked], form: str) -> None:
    source = loaded[form].source
    assert source.synthetic
    assert source.city == "合成示例市"


@pytest.mark.parametrize("table", ["departments", "items", "units", "cases", "steps", "stops"])
def test_folder_and_workbook_load_alike(loaded: dict[str, Checked], table: str) -> None:
    folder, workbook = (
        pq.read_table(loaded[form].folder / f"{table}.parquet") for form in ("folder", "workbook")
    )
    assert folder.num_rows > 0
    assert folder.equals(workbook)


def test_open_steps_and_parallel_steps_arrive_as_meant(loaded: dict[str, Checked]) -> None:
    folder = loaded["folder"].folder
    steps = pq.read_table(folder / "steps.parquet").to_pylist()
    cases = pq.read_table(folder / "cases.parquet").to_pylist()
    still_open = {case["case_id"] for case in cases if not case["closed"]}
    unfinished = [step for step in steps if step["finished_at"] is None]
    assert {step["case_id"] for step in unfinished} == still_open
    assert len(unfinished) == len(still_open) == 18
    assert sum(step["started_at"] is None for step in unfinished) == 9
    assert sum(step["predecessors"] is not None for step in steps) == 18
    assert sum(step["predecessors"] == [4, 5] for step in steps) >= 1
