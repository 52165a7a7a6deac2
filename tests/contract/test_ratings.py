"""Ratings go into the relational database and nowhere else, whichever store keeps the load."""

import multiprocessing
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from graph.evaluation.ratings import are_equal
from graph.local_store import LocalStore
from graph.neo4j_store import Neo4jStore
from tests.checked import step, write_checked
from tests.contract.loopback import received
from tests.contract.stores import KINDS, Store, new_store
from tests.neo4j.fixtures import empty
from tests.neo4j.ready import Address
from tests.ratings import ANSWERS, PLANTED, round_of, with_ratings
from tests.world import write_world


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with new_store(str(request.param), tmp_path / "home", request) as store:
        yield store
        if isinstance(store, Neo4jStore):
            empty(request.getfixturevalue("empty_neo4j"))


@pytest.fixture
def rated(tmp_path: Path) -> Path:
    folder = tmp_path / "checked"
    folder.mkdir()
    return with_ratings(write_world(folder), round_of())


def test_a_load_brings_its_ratings_and_takes_them_along(store: Store, rated: Path) -> None:
    load = store.add(rated)
    assert are_equal(store.ratings.rounds(load.load_id), [round_of()])
    plain = write_checked(rated.parent / "other", [step("1", "a", "甲", "16 09:00")])
    other = store.add(plain)
    assert not store.ratings.rounds(other.load_id)
    store.delete(load.load_id)
    assert not store.ratings.rounds(load.load_id)


def test_a_corrected_rating_makes_another_load_and_leaves_the_earlier_as_it_was(
    store: Store, rated: Path
) -> None:
    first = store.add(rated)
    corrected = round_of("2022H1", [("工作效率", "D1", "D2", 80.0), *ANSWERS[1:]])
    second = store.add(with_ratings(rated, corrected))
    assert second.load_id != first.load_id
    assert second.digests == first.digests
    assert are_equal(store.ratings.rounds(first.load_id), [round_of()])
    assert are_equal(store.ratings.rounds(second.load_id), [corrected])


def test_a_load_that_fails_at_the_last_moment_leaves_no_rating(store: Store, rated: Path) -> None:
    def stop(stage: str, done: int, total: int | None) -> None:
        if stage == "activate":
            raise KeyError(stage)

    with pytest.raises(KeyError):
        store.add(rated, progress=stop)
    assert [*store.loads(), *store.broken()] == []
    assert not store.ratings.rounds(next(iter(store._ids()), "L20220901-01"))


def test_a_store_that_no_rating_came_to_opens_no_database(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    load = store.add(write_checked(folder, [step("1", "a", "甲", "16 09:00")]))
    store.delete(load.load_id)
    if not isinstance(store, LocalStore) or type(store) is LocalStore:
        assert not list(tmp_path.rglob("xietu.sqlite"))


def holds(value: Any, planted: str) -> bool:
    """Tell whether a number or a text with it is anywhere in a value."""
    if isinstance(value, dict):
        return any(holds(one, planted) for one in [*value, *value.values()])
    if isinstance(value, list | tuple):
        return any(holds(one, planted) for one in value)
    if isinstance(value, bytes | bytearray):
        return planted.encode() in value
    return planted in str(value)


def test_no_file_of_a_load_and_nothing_sent_to_a_server_holds_a_rating(
    tmp_path: Path, rated: Path
) -> None:
    store = LocalStore(tmp_path / "home")
    load = store.add(rated)
    planted, folder = str(PLANTED), store.home / "loads" / load.load_id
    assert holds(pq.read_table(rated / "ratings.parquet").to_pylist(), planted)  # it would be seen
    files = [path for path in store.home.rglob("*") if path.is_file() and "sqlite" not in path.name]
    assert len(files) > len(load.digests)
    for path in files:
        assert planted not in path.read_bytes().decode("latin-1")
        assert not zipfile.is_zipfile(path)
        if path.suffix == ".parquet":
            assert not holds(pq.read_table(path).to_pylist(), planted)
    assert "rating" not in {name for path in files for name in path.name.split(".")}
    assert not holds(received(load, folder), planted)
    assert not holds(load.to_json(), planted)


def test_a_published_load_has_its_ratings_until_the_last_store_deletes_it(
    empty_neo4j: Address, tmp_path: Path, rated: Path, request: pytest.FixtureRequest
) -> None:
    home = tmp_path / "home"
    local = LocalStore(home)
    load = local.add(rated)
    with new_store("server", home, request) as server:
        assert isinstance(server, Neo4jStore)
        sent = server.publish(local, load.load_id)
        assert server.publish(local, load.load_id).load_id == sent.load_id
        local.delete(load.load_id)
        assert not local.ratings.rounds(load.load_id)
        assert are_equal(server.ratings.rounds(sent.load_id), [round_of()])
        rows = server.server.read("MATCH (n) RETURN properties(n)")
        rows += server.server.read("MATCH ()-[r]->() RETURN properties(r)")
        assert rows and not holds(rows, str(PLANTED))
        server.delete(sent.load_id)
        assert not server.ratings.rounds(sent.load_id)
    empty(empty_neo4j)


def add_and_die(home: str, checked: str) -> None:
    def die(stage: str, done: int, total: int | None) -> None:
        if stage == "activate":
            os._exit(9)

    LocalStore(Path(home)).add(Path(checked), progress=die)


def test_what_a_killed_load_left_is_swept_by_the_next(tmp_path: Path, rated: Path) -> None:
    home = tmp_path / "home"
    arguments = (str(home), str(rated))
    process = multiprocessing.get_context("forkserver").Process(target=add_and_die, args=arguments)
    process.start()
    process.join()
    assert process.exitcode == 9
    store = LocalStore(home)
    assert list(store.loads()) == []
    load = store.add(rated)
    with store.ratings.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT load_id FROM rating_rounds").all()
    assert [row[0] for row in rows] == [load.load_id]
