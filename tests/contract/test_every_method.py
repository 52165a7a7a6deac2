"""Every method of a store does on a server what it does in a folder; errors are the same ones."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from graph.errors import LevelError, LoadNotFoundError, NoActiveLoadError, StoreUnavailableError
from graph.load import Load
from graph.search import Found
from graph.tables import LEVELS, RULES, handoff_table
from tests.checked import step, write_checked
from tests.contract.stores import KINDS, Store, new_store
from tests.world import write_world

UNKNOWN = "L20200101-01"


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def store(
    kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    with new_store(kind, tmp_path_factory.mktemp("home"), request) as store:
        assert list(store.loads()) == []
        yield store
        for load in store.loads():
            store.delete(load.load_id)


@pytest.fixture(scope="module")
def world_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_world(tmp_path_factory.mktemp("checked"))


@pytest.fixture(scope="module")
def first(store: Store, world_files: Path) -> Load:
    """Return a load that stays and is active."""
    return store.add(world_files)


@pytest.fixture(scope="module")
def second(store: Store, first: Load, tmp_path_factory: pytest.TempPathFactory) -> Load:
    """Return a load of one level that stays and is not active."""
    return store.add(other_files(tmp_path_factory.mktemp("other")), activate=False)


def other_files(folder: Path, hour: str = "10") -> Path:
    """Write a log of one level: nobody's name is in it."""
    steps = [step("1", "a", "甲", "16 09:00"), step("1", "b", "乙", f"16 {hour}:00")]
    return write_checked(folder, steps)


def listed(store: Store) -> list[tuple[str, bool]]:
    return [(load.load_id, load.active) for load in store.loads()]


def test_a_store_without_an_active_load_says_what_to_do(store: Store) -> None:
    assert [*store.loads(), *store.broken()] == []
    with pytest.raises(NoActiveLoadError, match="xietu load"):
        store.load()


def test_loads_are_listed_newest_first_and_read_by_their_ids(
    store: Store, first: Load, second: Load
) -> None:
    assert listed(store) == [(second.load_id, False), (first.load_id, True)]
    assert (store.load(), store.load(second.load_id)) == (first, second)


def test_an_earlier_load_can_be_made_active_again(store: Store, first: Load, second: Load) -> None:
    assert store.activate(second.load_id) == replace(second, active=True)
    assert listed(store) == [(second.load_id, True), (first.load_id, False)]
    assert store.activate(first.load_id) == first
    assert store.load() == first


@pytest.mark.parametrize("load_id", [UNKNOWN, "../home", "", "L*"])
def test_an_unknown_load_is_not_found(store: Store, first: Load, load_id: str) -> None:
    before = listed(store)
    for method in (store.activate, store.delete, store.load, store.walks, store.damage):
        with pytest.raises(LoadNotFoundError, match="xietu loads"):
            method(load_id)
    with pytest.raises(LoadNotFoundError):
        store.search(load_id, "D")
    with pytest.raises(LoadNotFoundError):
        store.table(load_id, "cases")
    assert listed(store) == before


def test_every_table_is_there_whole_and_damage_is_none(store: Store, first: Load) -> None:
    tables = {handoff_table(rule, level) for rule in RULES for level in LEVELS}
    assert tables < first.rows.keys()
    for name, rows in first.rows.items():
        found = store.fetch(store.table(first.load_id, name))
        assert isinstance(found, pa.Table)
        assert found.num_rows == rows
    for name in first.digests:
        assert store.table(first.load_id, name).columns
    assert list(store.damage(first.load_id)) == []


def test_tables_of_two_loads_may_be_joined(store: Store, first: Load, second: Load) -> None:
    left, right = (store.table(load.load_id, "departments") for load in (first, second))
    rows = store.fetch(left.join(right, left.key == right.key).select(left.key).order_by("key"))
    assert rows["key"].to_pylist() == [0, 1, 2]


def test_a_level_and_a_table_that_are_not_there_are_said_to_be_so(
    store: Store, second: Load
) -> None:
    with pytest.raises(LevelError, match="department"):
        store.table(second.load_id, handoff_table("causal", "person"))
    with pytest.raises(ValueError, match="no load table"):
        store.table(second.load_id, "ratings")


def test_search_finds_ids_names_and_initials_in_one_order(store: Store, first: Load) -> None:
    assert [found[:2] for found in store.search(first.load_id, "d")] == [
        ("case", "D"),
        ("department", "D1"),
        ("department", "D2"),
        ("department", "D3"),
        ("department", "D4"),
    ]
    assert list(store.search(first.load_id, "zrzyj", 1)) == [
        Found("department", "D2", "自然资源局", "initials")
    ]
    for text, how in (("规划局", "exact"), ("资规", "beginning"), ("zgj", "initials")):
        (found,) = store.search(first.load_id, text)
        assert found == Found("department", "D2", "自然资源局", how)
    assert list(store.search(first.load_id, "没有")) == []


def test_a_load_that_fails_leaves_the_store_as_it_was(
    store: Store, first: Load, second: Load, tmp_path: Path
) -> None:
    before = list(store.loads())
    spoiled = other_files(tmp_path / "other")
    (spoiled / "steps.parquet").write_bytes(b"not a table")
    with pytest.raises(StoreUnavailableError, match="原来的批次不变"):
        store.add(spoiled)
    assert list(store.loads()) == before
    assert list(store.broken()) == []


def test_what_is_told_may_end_the_load_at_its_last_stage(
    store: Store, first: Load, second: Load, tmp_path: Path
) -> None:
    before = list(store.loads())
    told: list[str] = []

    def stop(stage: str, done: int, total: int | None) -> None:
        told.append(stage)
        if stage == "activate":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.add(other_files(tmp_path / "other", hour="11"), progress=stop)
    assert told[-1] == "activate"
    assert list(store.loads()) == before
    assert list(store.broken()) == []


def test_a_deleted_load_is_gone_for_every_store_and_its_id_is_not_given_again(
    store: Store, kind: str, first: Load, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    home = tmp_path / "elsewhere" if kind == "server" else store.home
    with new_store(kind, home, request) as other, store.importing():
        load = store.add(other_files(tmp_path / "other", hour="12"))
        assert (store.load(), other.load()) == (load, load)
        tables = [each.table(load.load_id, "cases") for each in (store, other)]
        other.delete(load.load_id)
        for each in (store, other):
            with pytest.raises(NoActiveLoadError):
                each.load()
            with pytest.raises(LoadNotFoundError, match=load.load_id):
                each.table(load.load_id, "items")
        with pytest.raises(LoadNotFoundError, match=load.load_id):
            other.fetch(tables[1])
    again = store.add(other_files(tmp_path / "again", hour="12"))
    assert again.load_id != load.load_id
    store.delete(again.load_id)
    store.activate(first.load_id)
