"""Steps go through the kernel by batches of whole cases, and where they are cut does not show."""

from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import pytest

from graph import batches
from graph.encode import encode
from graph.local_store import LocalStore
from tests.checked import step, write_checked
from tests.graph.random_logs import RandomLog, Traits, random_log

LOG = random_log(3, Traits(cases=25, names=True, hours=True))


def tables(log: RandomLog, folder: Path, order: int = 1) -> dict[str, Any]:
    """Load `log` with its rows in some order and return every table and the counts."""
    store = LocalStore(folder / "home")
    load = store.add(log.write(folder / "checked", Random(order)))
    found: dict[str, Any] = {
        name: store.fetch(store.table(load.load_id, name)).to_pylist() for name in load.rows
    }
    return {**found, "quality": load.quality, "evidence": load.evidence}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return tables(LOG, tmp_path_factory.mktemp("whole"))


@pytest.mark.parametrize("size", [1, 7])
def test_where_batches_are_cut_does_not_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: dict[str, Any], size: int
) -> None:
    monkeypatch.setattr(batches, "BATCH", size)
    found = tables(LOG, tmp_path)
    assert found.keys() == whole.keys()
    for name, rows in whole.items():
        if name.startswith("handoffs-causal-"):
            assert unnumbered(found[name]) == unnumbered(rows)
        elif name.startswith("causes-causal-"):
            assert of_handoffs(found, name) == of_handoffs(whole, name)
        else:
            assert found[name] == rows, name


def unnumbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows without their numbers, which follow the batches; none is given twice."""
    assert len({row["handoff_id"] for row in rows}) == len(rows)
    return [{**row, "handoff_id": 0} for row in sorted(rows, key=place)]


def of_handoffs(tables: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the causes beside the steps between which the handoff is, instead of its number."""
    handoffs = {row["handoff_id"]: row for row in tables[name.replace("causes-", "handoffs-")]}
    rows = [{**row, "to": handoffs[row["handoff_id"]]["to_step"]} for row in tables[name]]
    return sorted(({**row, "handoff_id": 0} for row in rows), key=lambda row: row["to"])


def place(row: dict[str, Any]) -> tuple[int, bool, int, int]:
    return row["case_key"], row["to_step"] is None, row["to_step"] or 0, row["from_step"]


def test_the_order_of_the_rows_of_a_file_does_not_show(
    tmp_path: Path, whole: dict[str, Any]
) -> None:
    assert tables(LOG, tmp_path, order=2) == whole


def test_a_batch_holds_whole_cases_and_every_row_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [step(case, "a", "A", "16 09:00") for case in "11111233444444444566"]
    encode(write_checked(tmp_path / "checked", rows), tmp_path, tmp_path)
    file = pq.ParquetFile(tmp_path / "steps.parquet")
    for size in range(1, 25):
        monkeypatch.setattr(batches, "BATCH", size)
        cut = [table["case_key"].to_pylist() for table in batches.whole_cases(file)]
        assert "".join(str(case + 1) for batch in cut for case in batch) == "11111233444444444566"
        assert all(one[-1] != other[0] for one, other in pairwise(cut))
