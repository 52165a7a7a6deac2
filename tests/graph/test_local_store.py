"""The embedded store: versions, one active load, one writer, and nothing half done."""

import fcntl
import os
import resource
import shutil
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph.errors import (
    BrokenLoadError,
    LoadNotFoundError,
    NoActiveLoadError,
    StoreBusyError,
    StoreError,
    StoreUnavailableError,
)
from graph.health import examine_store
from graph.load import Load, Source
from graph.local_store import LocalStore
from graph.serial import next_id
from graph.tables import LEVELS, RULES, handoff_table
from tests.checked import step, write_checked

STEPS = [
    step("1", "a", "A", "16 09:00", person_id="p1"),
    step("1", "b", "B", "16 10:00", person_id="p2"),
    step("2", "a", "A", "16 09:00", person_id="p1"),
    step("2", "b", "B", "16 12:00", person_id="p2"),
]


@pytest.fixture
def checked(tmp_path: Path) -> Path:
    return write_checked(tmp_path / "checked", STEPS)


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "home")


def test_an_empty_store_has_no_loads_and_says_what_to_do(store: LocalStore) -> None:
    assert store.loads() == []
    with pytest.raises(NoActiveLoadError, match="xietu load"):
        store.load()


def test_a_load_is_active_at_once_and_the_earlier_one_is_kept(
    store: LocalStore, checked: Path
) -> None:
    first, second = store.add(checked), store.add(checked)
    assert [(load.load_id, load.active) for load in store.loads()] == [
        (second.load_id, True),
        (first.load_id, False),
    ]
    assert store.load() == second


def test_a_load_may_be_added_without_being_active(store: LocalStore, checked: Path) -> None:
    first = store.add(checked)
    store.add(checked, activate=False)
    assert store.load().load_id == first.load_id


def test_an_earlier_load_can_be_made_active_again(store: LocalStore, checked: Path) -> None:
    first, _ = store.add(checked), store.add(checked)
    assert store.activate(first.load_id).active
    assert store.load().load_id == first.load_id


def test_another_store_on_the_same_folder_sees_a_change_at_once(
    store: LocalStore, checked: Path
) -> None:
    other = LocalStore(store.home)
    load = store.add(checked)
    assert other.load() == load


def test_deleting_the_active_load_leaves_none_active(store: LocalStore, checked: Path) -> None:
    first, second = store.add(checked), store.add(checked)
    store.delete(second.load_id)
    assert [load.load_id for load in store.loads()] == [first.load_id]
    with pytest.raises(NoActiveLoadError):
        store.load()


def test_an_id_is_never_given_twice(store: LocalStore, checked: Path) -> None:
    first = store.add(checked)
    store.delete(first.load_id)
    assert store.add(checked).load_id != first.load_id


@pytest.mark.parametrize("load_id", ["L20200101-01", "../home", "", "L*"])
def test_an_unknown_load_is_not_found(store: LocalStore, checked: Path, load_id: str) -> None:
    store.add(checked)
    for method in (store.activate, store.delete):
        with pytest.raises(LoadNotFoundError):
            method(load_id)
    assert len(store.loads()) == 1
    assert store.load().active


def test_a_second_writer_is_told_to_wait(store: LocalStore, checked: Path) -> None:
    load = store.add(checked)
    with (store.home / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for action in (
            lambda: store.add(checked),
            lambda: store.activate(load.load_id),
            lambda: store.delete(load.load_id),
        ):
            with pytest.raises(StoreBusyError):
                action()
    assert store.activate(load.load_id).active


def test_a_folder_that_cannot_be_made_is_said_to_be_so(tmp_path: Path, checked: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailableError, match="--home"):
        LocalStore(tmp_path / "file" / "home").add(checked)


def test_every_table_has_the_rows_that_the_summary_says(store: LocalStore, checked: Path) -> None:
    load = store.add(checked)
    tables = {handoff_table(rule, level) for rule in RULES for level in LEVELS}
    assert tables < load.rows.keys()
    for name, rows in load.rows.items():
        assert store.fetch(store.table(load.load_id, name)).num_rows == rows
    assert load.rows["steps"] == 4


def test_a_missing_or_cut_file_is_a_broken_load(store: LocalStore, checked: Path) -> None:
    load = store.add(checked)
    folder = store.home / "loads" / load.load_id
    (folder / "items.parquet").unlink()
    steps = (folder / "steps.parquet").read_bytes()
    (folder / "steps.parquet").write_bytes(steps[: len(steps) // 2])
    assert sorted(store.damage(load.load_id)) == ["items", "steps"]
    for name in ("items", "steps"):
        with pytest.raises(BrokenLoadError, match=load.load_id):
            store.table(load.load_id, name)
    assert [ok for ok, _ in examine_store(store)] == [True, True, False]


def test_a_file_that_goes_while_it_is_read_is_a_broken_load(
    store: LocalStore, checked: Path
) -> None:
    load = store.add(checked)
    cases = store.table(load.load_id, "cases")
    (store.home / "loads" / load.load_id / "cases.parquet").unlink()
    with pytest.raises(BrokenLoadError):
        store.fetch(cases)


def test_a_damaged_manifest_breaks_one_load_and_not_the_list(
    store: LocalStore, checked: Path
) -> None:
    broken, sound = store.add(checked), store.add(checked)
    (store.home / "loads" / broken.load_id / "manifest.json").write_text("{")
    assert list(store.loads()) == [sound]
    assert store.broken() == [broken.load_id]
    with pytest.raises(BrokenLoadError):
        store.load(broken.load_id)
    assert [ok for ok, _ in examine_store(store)] == [True, True, False, True]
    store.delete(broken.load_id)
    assert store.broken() == []


def test_an_active_load_that_is_gone_is_said_to_be_broken(store: LocalStore, checked: Path) -> None:
    load = store.add(checked)
    shutil.rmtree(store.home / "loads" / load.load_id)
    with pytest.raises(BrokenLoadError, match=load.load_id):
        store.load()
    assert store.broken() == [load.load_id]
    assert not all(ok for ok, _ in examine_store(store))
    store.delete(load.load_id)
    with pytest.raises(NoActiveLoadError):
        store.load()


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\xff", None], ids=["empty", "no text", "a folder"]
)
def test_a_damaged_note_of_the_active_load_is_no_crash(
    store: LocalStore, checked: Path, content: bytes | None
) -> None:
    store.add(checked)
    active = store.home / "active"
    active.unlink()
    if content is None:
        active.mkdir()
    else:
        active.write_bytes(content)
    with pytest.raises(StoreError):
        store.load()


def test_bytes_damaged_within_a_file_are_found_and_named(store: LocalStore, checked: Path) -> None:
    load = store.add(checked)
    path = store.home / "loads" / load.load_id / "steps.parquet"
    content = bytearray(path.read_bytes())
    content[100:400] = b"x" * 300  # pages; the footer stays as it is
    path.write_bytes(content)
    assert list(store.damage(load.load_id)) == ["steps"]
    with pytest.raises(BrokenLoadError, match=r"steps\.parquet"):
        store.fetch(store.table(load.load_id, "steps"))


def test_a_load_deleted_while_it_is_asked_is_not_found(store: LocalStore, checked: Path) -> None:
    load = store.add(checked)
    cases = store.table(load.load_id, "cases")
    store.delete(load.load_id)
    with pytest.raises(LoadNotFoundError, match=load.load_id):
        store.fetch(cases)


def test_tables_of_deleted_loads_are_let_go(store: LocalStore, checked: Path) -> None:
    for _ in range(3):
        load = store.add(checked)
        store.fetch(store.table(load.load_id, "cases"))
        store.delete(load.load_id)
    load = store.add(checked)
    store.fetch(store.table(load.load_id, "cases"))
    assert [path.parent.name for path in store._connection()[1]] == [load.load_id]


def test_writers_in_other_time_zones_and_a_lost_serial_give_new_ids(tmp_path: Path) -> None:
    serial = tmp_path / "serial"
    given: list[str] = []
    noon = datetime(2022, 9, 1, 12, tzinfo=UTC)
    for hours in (0, 24, 0, 0, 24):
        given.append(next_id(serial, given, noon + timedelta(hours=hours)))
    assert len(set(given)) == len(given)
    serial.unlink()
    assert next_id(serial, given, noon) not in given


def test_a_disk_that_is_full_leaves_the_store_as_it_was(store: LocalStore, checked: Path) -> None:
    before = store.add(checked)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (600, limits[1]))
        with pytest.raises(StoreUnavailableError, match="磁盘"):
            store.add(checked)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert list(store.loads()) == [before]
    assert not list((store.home / "loads").glob(".incoming-*"))


def test_what_a_killed_writer_left_is_swept_away_by_the_next(
    store: LocalStore, checked: Path
) -> None:
    store.add(checked)
    left = store.home / "loads" / ".incoming-left"
    left.mkdir()
    (left / "steps.parquet").write_bytes(b"half")
    store.add(checked)
    assert not left.exists()


def test_a_load_that_fails_leaves_the_store_as_it_was(store: LocalStore, checked: Path) -> None:
    before = store.add(checked)
    (checked / "steps.parquet").write_bytes(b"not a table")
    with pytest.raises(StoreUnavailableError):
        store.add(checked)
    assert list(store.loads()) == [before]
    assert not list((store.home / "loads").glob(".incoming-*"))


def test_the_files_of_a_load_are_for_its_owner_and_readable(
    store: LocalStore, checked: Path
) -> None:
    load = store.add(checked)
    assert os.access(store.home / "loads" / load.load_id, os.R_OK | os.X_OK)


def test_a_summary_survives_being_written_and_read(store: LocalStore, checked: Path) -> None:
    load = store.add(checked)
    assert Load.from_json(load.to_json()).source == load.source
    assert Source.from_json(load.source.to_json()) == load.source


def test_the_network_has_every_department_and_the_figures_of_its_handoffs(
    store: LocalStore, checked: Path
) -> None:
    load = store.add(checked)
    network = store.walks(load.load_id).network()
    assert sorted(network.nodes) == ["A", "B"]
    assert network.edges["A", "B"]["link"] == ("A", "B", 2, 0, 2, 4 * 3600 * 1_000_000)
