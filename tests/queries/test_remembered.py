"""A page that was asked for before is not worked out again, and never taken for another."""

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from graph.errors import BrokenLoadError
from graph.load import Load
from graph.local_store import LocalStore
from queries.remembered import MOST_BYTES, MOST_PAGES, SLOW, remembered
from queries.run import run
from tests.world import write_world


def page_of(rows: int) -> pa.Table:
    return pa.table({"n": range(rows)})


@pytest.fixture
def load(tmp_path: Path, world: LocalStore) -> Load:
    """Return the load of the small world in a home of its own, where nothing was asked yet."""
    shutil.copytree(world.home, tmp_path / "home", ignore=shutil.ignore_patterns("answers"))
    return LocalStore(tmp_path / "home").load()


def slowly(rows: int) -> Callable[[], tuple[pa.Table, int]]:
    """Return an answer that takes long enough to be kept in a file."""

    def ask() -> tuple[pa.Table, int]:
        time.sleep(1.2 * SLOW)
        return page_of(rows), rows

    return ask


def test_a_page_is_worked_out_once(tmp_path: Path, load: Load) -> None:
    store, asked = LocalStore(tmp_path / "home"), []

    def ask() -> tuple[pa.Table, int]:
        asked.append(1)
        return page_of(1), 1

    assert remembered(store, load, "a", ask) == remembered(store, load, "a", ask)
    assert len(asked) == 1
    remembered(store, load, "b", ask)
    remembered(store, replace(load, load_id="L20220901-99"), "a", ask)
    assert len(asked) == 3


def test_the_page_asked_for_longest_ago_is_forgotten_first(tmp_path: Path, load: Load) -> None:
    store = LocalStore(tmp_path / "home")
    for key in range(MOST_PAGES):
        remembered(store, load, key, lambda: (page_of(1), 1))
    remembered(store, load, 0, lambda: (page_of(9), 9))  # asked for again
    remembered(store, load, MOST_PAGES, lambda: (page_of(1), 1))
    assert remembered(store, load, 0, lambda: (page_of(9), 9))[1] == 1
    assert remembered(store, load, 1, lambda: (page_of(9), 9))[1] == 9


def test_a_large_page_is_not_kept(tmp_path: Path, load: Load) -> None:
    store = LocalStore(tmp_path / "home")
    remembered(store, load, "a", slowly(MOST_BYTES // 8 + 1))
    assert remembered(store, load, "a", lambda: (page_of(1), 2))[1] == 2


def test_what_took_a_while_is_there_for_a_server_that_starts_anew(
    tmp_path: Path, load: Load
) -> None:
    store = LocalStore(tmp_path / "home")
    first = remembered(store, load, "a", slowly(3))
    again = remembered(LocalStore(tmp_path / "home"), load, "a", slowly(4))
    assert again == first
    changed = replace(load, digests={**load.digests, "steps": "0"})  # as a load of another machine
    assert remembered(LocalStore(tmp_path / "home"), changed, "a", slowly(4))[1] == 4


def test_a_damaged_file_of_an_answer_is_written_anew(tmp_path: Path, load: Load) -> None:
    remembered(LocalStore(tmp_path / "home"), load, "a", slowly(3))
    (file,) = (tmp_path / "home" / "answers" / load.load_id).iterdir()
    file.write_bytes(file.read_bytes()[:100])
    assert remembered(LocalStore(tmp_path / "home"), load, "a", slowly(4))[1] == 4
    assert remembered(LocalStore(tmp_path / "home"), load, "a", slowly(5))[1] == 4


def test_answers_about_a_load_are_deleted_with_it(tmp_path: Path, load: Load) -> None:
    store = LocalStore(tmp_path / "home")
    remembered(store, load, "a", slowly(3))
    store.delete(load.load_id)
    assert list((tmp_path / "home" / "answers").iterdir()) == []


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


def test_what_was_asked_before_is_answered_without_reading_the_load(
    tmp_path: Path, load: Load
) -> None:
    store = LocalStore(tmp_path / "home")
    first = run(store, "handovers", {})
    for file in (store.home / "loads" / load.load_id).glob("*.parquet"):
        file.unlink()
    assert run(store, "handovers", {}).rows == first.rows
    with pytest.raises(BrokenLoadError):
        run(store, "handovers", {"limit": "1"})
