"""The benchmark of planted bottlenecks measures what it says, by the code of the project."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from benchmarks import planted, planted_page
from benchmarks.planted import Task, measure, run, tasks
from benchmarks.planted_city import load_of, write_checked
from benchmarks.planted_measures import at_most, gain, interval, precision, recall
from graph.local_store import LocalStore
from graph.tables import CHECKED
from loaders.read import Options
from loaders.sample_city import draw_city
from loaders.sample_city.files import write_csv
from loaders.workbook import read_workbook
from queries.bottlenecks import Parameters, bottlenecks


@pytest.mark.parametrize("table", ["departments", "items", "units", "cases", "steps", "stops"])
def test_the_tables_written_without_files_are_those_of_the_loader(
    tables: dict[str, Path], table: str
) -> None:
    drawn, read = (pq.read_table(tables[form] / f"{table}.parquet") for form in ("drawn", "read"))
    assert drawn.equals(read)
    assert drawn.schema.equals(CHECKED[table])


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("city")
    city = draw_city(seed=3, scale="small")
    forms = {name: folder / name for name in ("csv", "drawn", "read")}
    for form in forms.values():
        form.mkdir()
    write_csv(forms["csv"], city.sheets)
    read_workbook(forms["csv"], forms["read"], Options())
    write_checked(city, forms["drawn"])
    return forms


def test_measures_of_a_ranking_of_four_with_two_planted() -> None:
    ranked, planted_ = ["a", "b", "c", "d"], {"a", "c"}
    assert [precision(ranked, planted_, most) for most in (1, 2, 4)] == [1, 0.5, 0.5]
    assert [recall(ranked, planted_, most) for most in (1, 3)] == [0.5, 1]
    assert gain(ranked, planted_) == pytest.approx((1 + 0.5) / (1 + 0.63093), abs=1e-5)
    assert gain([], planted_) == 0


def test_the_interval_holds_the_mean_and_narrows_with_more_seeds() -> None:
    mean, low, high = interval([0.0, 1.0] * 10)
    assert low < mean == 0.5 < high
    _, lower, higher = interval([0.0, 1.0] * 100)
    assert low < lower < higher < high


def test_nothing_in_fifty_trials_still_leaves_seven_in_a_hundred() -> None:
    assert at_most(0, 50) == pytest.approx(0.0713, abs=1e-3)
    assert at_most(50, 50) == pytest.approx(1)


def test_the_report_asks_other_seeds_than_the_tuning() -> None:
    asked = {
        name: {task.seed for task in tasks(name, ["default"], [2.0], 20)} for name in planted.SEEDS
    }
    assert asked == {"report": set(range(1001, 1101)), "tune": set(range(1, 51))}
    null = list(tasks("report", ["small", "large"], [1.0], 20))
    assert [(task.size, task.seed) for task in (null[49], null[50], null[-1])] == [
        ("small", 1050),
        ("large", 1001),
        ("large", 1020),
    ]


def test_plants_ten_times_as_slow_are_found_and_the_page_shows_it() -> None:
    row = measure(Task("small", 10.0, 3))
    found = row["methods"]["rank"]
    assert found["precision@3"] == found["node recall@1"] == 1
    assert row["methods"]["by_volume"]["precision@3"] < 1
    assert row["edges"] - row["false edges"] >= 1
    none = dict.fromkeys(("edges", "nodes", "false edges", "false nodes", "decoys"), 0)
    null = row | none | {"effect": 1.0, "methods": dict.fromkeys(row["methods"]), "others": {}}
    page = planted_page.page([row, null], "--some option")
    assert "## 600 cases" in page
    assert "| 10 | 1 | **deviation** | 1.00 (1.00 to 1.00) |" in page
    assert "`python -m benchmarks.planted --some option`" in page
    assert "| 600 cases | 1 | 0 | 79.3% | 0 | 0 |" in page


def test_a_load_with_what_is_asked_for_only_gives_the_same_answer(tmp_path: Path) -> None:
    checked = tmp_path / "checked"
    checked.mkdir()
    write_checked(draw_city(seed=3, scale="small", plants="random"), checked, persons=False)
    store, load = load_of(checked, tmp_path / "quick")
    whole = LocalStore(tmp_path / "whole")
    answers = [
        bottlenecks(*each, Parameters()) for each in ((store, load), (whole, whole.add(checked)))
    ]
    quick, full = (answer.drop_columns(["sentence", "sentence_en"]) for answer in answers)
    assert quick.equals(full)


def test_what_is_measured_is_not_measured_again_unless_the_code_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = tmp_path / "results.jsonl"
    wanted = [Task("small", 1.0, 3)]
    first: list[dict[str, Any]] = run(wanted, results, 1)
    assert first[0]["methods"]["rank"] is None
    assert run(wanted, results, 1) == first
    assert len(results.read_text("utf-8").splitlines()) == 1
    monkeypatch.setattr(planted, "code", lambda: "another")
    assert planted._read(results) == {}
