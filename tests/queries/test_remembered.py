"""A page that was asked for before is not worked out again, and never taken for another."""

from pathlib import Path

import pyarrow as pa
import pytest

from graph.errors import BrokenLoadError
from graph.local_store import LocalStore
from queries.remembered import MOST_BYTES, MOST_PAGES, remembered
from queries.run import run
from tests.world import write_world


def page_of(rows: int) -> pa.Table:
    return pa.table({"n": range(rows)})


def test_a_page_is_worked_out_once(tmp_path: Path) -> None:
    store, asked = LocalStore(tmp_path), []

    def ask() -> tuple[pa.Table, int]:
        asked.append(1)
        return page_of(1), 1

    assert remembered(store, "a", ask) == remembered(store, "a", ask)
    assert len(asked) == 1
    remembered(LocalStore(tmp_path), "a", ask)  # another store has pages of its own
    remembered(store, "b", ask)
    assert len(asked) == 3


def test_the_page_asked_for_longest_ago_is_forgotten_first(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    for key in range(MOST_PAGES):
        remembered(store, key, lambda: (page_of(1), 1))
    remembered(store, 0, lambda: (page_of(9), 9))  # asked for again
    remembered(store, MOST_PAGES, lambda: (page_of(1), 1))
    assert remembered(store, 0, lambda: (page_of(9), 9))[1] == 1
    assert remembered(store, 1, lambda: (page_of(9), 9))[1] == 9


def test_a_large_page_is_not_kept(tmp_path: Path) -> None:
    store, large = LocalStore(tmp_path), page_of(MOST_BYTES // 8 + 1)
    remembered(store, "a", lambda: (large, 1))
    assert remembered(store, "a", lambda: (page_of(1), 2))[1] == 2


def test_another_load_and_other_parameters_are_other_pages(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "home")
    (tmp_path / "checked").mkdir()
    checked = write_world(tmp_path / "checked")
    store.add(checked)
    first = run(store, "handovers", {})
    assert first.rows.num_rows > 1
    assert run(store, "handovers", {"limit": "1"}).rows == first.rows.slice(0, 1)
    assert run(store, "handovers", {"clock": "calendar"}).rows != first.rows
    second = store.add(checked)
    assert run(store, "handovers", {}).load == second


def test_what_was_asked_before_is_answered_without_reading_the_load(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "home")
    (tmp_path / "checked").mkdir()
    load = store.add(write_world(tmp_path / "checked"))
    first = run(store, "handovers", {})
    for file in (store.home / "loads" / load.load_id).glob("*.parquet"):
        file.unlink()
    assert run(store, "handovers", {}).rows == first.rows
    with pytest.raises(BrokenLoadError):
        run(store, "handovers", {"limit": "1"})
