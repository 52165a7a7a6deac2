"""Sending a load to a server: nothing twice, nothing half, from where it was broken off."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from graph.errors import BrokenLoadError, NoActiveLoadError, StoreBusyError, StoreUnavailableError
from graph.health import examine_server
from graph.load import Load
from graph.local_store import LocalStore
from graph.neo4j_lease import has_ended
from graph.neo4j_rows import LoadRows
from graph.neo4j_store import Neo4jStore
from queries.run import run_all
from tests.checked import step, write_checked
from tests.contract.stores import on_server
from tests.neo4j.fixtures import empty
from tests.neo4j.ready import DATABASE, Address
from tests.world import write_world

KILLS = 3


@pytest.fixture(scope="module")
def local(world_and_city: LocalStore) -> LocalStore:
    """Return an embedded store with the small world and, active, the small synthetic city."""
    return world_and_city


@pytest.fixture(scope="module")
def world_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_world(tmp_path_factory.mktemp("checked"))


@pytest.fixture
def store(empty_neo4j: Address, tmp_path: Path) -> Iterator[Neo4jStore]:
    with on_server(empty_neo4j, tmp_path / "home") as store:
        yield store
    empty(empty_neo4j)


def world_of(local: LocalStore) -> Load:
    return local.loads()[1]


def counted(address: Address) -> dict[str, int]:
    """Return how many nodes and relationships of each kind another client finds."""
    statement = (
        "MATCH (n) RETURN labels(n)[0] AS kind, count(*) AS n "
        "UNION ALL MATCH ()-[r]->() RETURN type(r) AS kind, count(*) AS n"
    )
    with address.driver() as driver:
        records = driver.execute_query(statement, database_=DATABASE).records
    return {record["kind"]: record["n"] for record in records}


def run(address: Address, statement: Any, **parameters: Any) -> list[list[Any]]:
    """Run a statement as another client would."""
    with address.driver() as driver:
        found = driver.execute_query(statement, parameters, database_=DATABASE)
    return [record.values() for record in found.records]


def expected(store: LocalStore, load: Load) -> dict[str, int]:
    """Return how many rows of each kind a load has."""
    kinds = LoadRows(load, store.home / "loads" / load.load_id).kinds()
    return {kind: count for kind, (count, _, _) in kinds.items()}


def assert_whole(address: Address, rows: dict[str, int]) -> None:
    found = counted(address)
    assert found["Department"] == rows["departments"]
    assert found["Item"] == rows["items"]
    assert found["Unit"] == found["PART_OF"] == rows["units"]
    assert found["Case"] == rows["cases"]
    for kind in ("Handoff", "FROM_DEPARTMENT", "TO_DEPARTMENT"):
        assert found[kind] == rows["handoffs"]
    assert found["OF_ITEM"] == rows["handoffs"] + rows["cases"]
    assert (found["HANDS_TO"], found["FOLLOWED_BY"]) == (rows["causal"], rows["consecutive"])
    assert found["TablePart"] == rows["parts"]
    assert (found["Load"], found["Xietu"], found["ACTIVE_LOAD"]) == (1, 1, 1)


def test_a_second_equal_load_changes_nothing(
    store: Neo4jStore, local: LocalStore, world_files: Path, empty_neo4j: Address
) -> None:
    load = world_of(local)
    assert store.publish(local, load.load_id) == store.load()
    before, listed = counted(empty_neo4j), list(store.loads())
    assert_whole(empty_neo4j, expected(local, load))
    assert store.publish(local, load.load_id) == listed[0]
    assert store.add(world_files) == listed[0]
    assert counted(empty_neo4j) == before
    assert list(store.loads()) == listed
    store.delete(load.load_id)
    assert counted(empty_neo4j) == {"Xietu": 1}


class Publisher:
    """A process that publishes the active load of `local` and stops at each batch."""

    def __init__(self, local: LocalStore, store: Neo4jStore) -> None:
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.contract.publisher"),
                *(str(local.home), str(store.home), local.load().load_id),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        self._say(json.dumps(asdict(store.server.address)))
        assert self.process.stdout
        self.begun_at = int(self.process.stdout.readline().split()[1])  # rows

    def go_on(self, batches: int) -> int:
        """Let it send so many batches more; return how many rows are sent."""
        assert self.process.stdout
        for _ in range(batches):
            self._say("")
            stage, rows = self.process.stdout.readline().split()
            assert stage == "send"
        return int(rows)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def _say(self, text: str) -> None:
        assert self.process.stdin
        print(text, file=self.process.stdin, flush=True)


def test_a_publication_really_killed_goes_on_where_it_stopped(
    store: Neo4jStore, local: LocalStore, empty_neo4j: Address, tmp_path: Path
) -> None:
    earlier = store.publish(local, world_of(local).load_id)
    city = local.load()
    rows = expected(local, city)
    moments, sent = random.Random(20220901), 0
    for _ in range(KILLS):
        publisher = Publisher(local, store)
        assert publisher.begun_at >= sent  # what was there is not sent again
        sent = publisher.go_on(moments.randint(1, 8))
        with pytest.raises(StoreBusyError):  # one writer at a time
            store.delete(earlier.load_id)
        publisher.kill()
        assert store.load() == earlier
        assert list(store.broken()) == [city.load_id]
    assert 0 < sent < sum(rows.values())
    told: list[int] = []

    def progress(stage: str, done: int, total: int | None) -> None:
        told.append(done)

    assert store.publish(local, city.load_id, progress=progress).active
    assert told[0] >= sent
    store.delete(earlier.load_id)
    assert_whole(empty_neo4j, rows)
    assert list(store.damage(city.load_id)) == []


def test_a_load_killed_half_way_is_swept_away_by_the_next_writer(
    store: Neo4jStore, local: LocalStore, world_files: Path, empty_neo4j: Address
) -> None:
    publisher = Publisher(local, store)
    publisher.go_on(3)
    publisher.kill()
    load = store.add(world_files)
    assert list(store.broken()) == []
    assert_whole(empty_neo4j, expected(local, world_of(local)))
    run(empty_neo4j, "MATCH (l:Load) SET l.state = 'deleting'")  # and then that broke off
    assert store.publish(local, world_of(local).load_id).load_id != load.load_id
    assert list(store.broken()) == []
    assert_whole(empty_neo4j, expected(local, world_of(local)))


def test_a_load_that_cannot_be_sent_whole_leaves_the_earlier_one_and_nothing_behind(
    store: Neo4jStore, local: LocalStore, empty_neo4j: Address, tmp_path: Path
) -> None:
    earlier = store.publish(local, world_of(local).load_id)
    before = counted(empty_neo4j)

    def lose(stage: str, done: int, total: int | None) -> None:
        if stage == "send" and 0 < done < 6:  # another client deletes departments meanwhile
            statement = "MATCH (n:Department {id: '丙'}) DETACH DELETE n"
            run(empty_neo4j, statement)

    steps = [
        step("1", "a", "甲", "16 09:00"),
        step("1", "b", "乙", "16 10:00"),
        step("2", "a", "甲", "16 09:00"),
        step("2", "b", "丙", "16 10:00"),
    ]
    checked = write_checked(tmp_path / "checked", steps)
    with pytest.raises(StoreUnavailableError, match="没有全部写入") as caught:
        store.add(checked, progress=lose)
    assert "Load again" in caught.value.text.en
    assert store.load() == earlier
    assert counted(empty_neo4j) == before


def test_a_second_writer_is_told_to_wait_and_a_gone_one_is_not_waited_for(
    store: Neo4jStore, local: LocalStore, empty_neo4j: Address, tmp_path: Path
) -> None:
    load = store.publish(local, world_of(local).load_id)
    with on_server(empty_neo4j, tmp_path / "second") as second, store._writing():
        for action in (
            lambda: second.activate(load.load_id),
            lambda: second.delete(load.load_id),
            lambda: second.publish(local, load.load_id),
        ):
            with pytest.raises(StoreBusyError) as caught:
                action()
            assert "Try again when it is done" in caught.value.text.en
        with pytest.raises(StoreBusyError), second.importing():
            pass
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    set_writer = (
        "MATCH (x:Xietu) SET x.writer = $writer, x.writerUntil = datetime() + duration('PT60S')"
    )
    host = os.uname().nodename
    run(empty_neo4j, set_writer, writer=f"{host}:{gone.pid}:x")
    assert store.activate(load.load_id).active
    run(empty_neo4j, set_writer, writer=f"another-{host}:{gone.pid}:x")  # nobody knows from here
    with pytest.raises(StoreBusyError):
        store.activate(load.load_id)
    run(empty_neo4j, "MATCH (x:Xietu) SET x.writerUntil = datetime() - duration('PT1S')")
    assert store.activate(load.load_id).active  # not heard of for long enough


def test_a_writer_that_lost_its_turn_does_not_write_on(
    store: Neo4jStore, local: LocalStore, empty_neo4j: Address, world_files: Path
) -> None:
    def lose(stage: str, done: int, total: int | None) -> None:
        if stage == "send" and done:
            run(empty_neo4j, "MATCH (x:Xietu) SET x.writer = 'elsewhere:1:x'")

    with pytest.raises((StoreBusyError, StoreUnavailableError)):
        store.add(world_files, progress=lose)
    assert list(store.loads()) == []
    assert run(empty_neo4j, "MATCH (x:Xietu) RETURN x.writer") == [["elsewhere:1:x"]]


def test_a_writer_whose_turn_passed_while_it_built_leaves_the_work_of_the_next_one_alone(
    store: Neo4jStore, local: LocalStore, empty_neo4j: Address, world_files: Path
) -> None:
    earlier = store.publish(local, world_of(local).load_id)
    other = "CREATE (:Load {id: 'L20220901-77', state: 'incoming', digest: 'x'})"

    def lose(stage: str, done: int, total: int | None) -> None:
        if stage != "send" and not store.broken():
            run(empty_neo4j, "MATCH (x:Xietu) SET x.writer = 'elsewhere:1:x'")
            run(empty_neo4j, f"{other} CREATE (:Department {{loadId: 'L20220901-77', id: 'D1'}})")

    steps = write_checked(world_files.parent / "later", [step("1", "a", "甲", "16 09:00")])
    with pytest.raises(StoreBusyError):
        store.add(steps, progress=lose)
    assert list(store.broken()) == ["L20220901-77"]
    said = [text.en for good, text in examine_server(store) if not good]
    assert ["L20220901-77 is not whole: being sent" in text for text in said] == [True]
    there = "RETURN COUNT { (:Department {loadId: 'L20220901-77'}) }"
    assert run(empty_neo4j, there) == [[1]]
    for action in (store._sweep, store._activate):
        with pytest.raises(StoreBusyError):
            action(earlier.load_id, "a writer that was")
    assert (store.load(), store.damage(earlier.load_id)) == (earlier, [])


def test_a_writer_keeps_its_turn_while_it_sends_nothing(
    store: Neo4jStore, empty_neo4j: Address, world_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.neo4j_lease.RENEW_SECONDS", 0.05)
    past = "MATCH (x:Xietu) SET x.writerUntil = datetime() - duration('PT1S')"
    renewed = "MATCH (x:Xietu) RETURN x.writerUntil > datetime()"
    told: list[bool] = []

    def build(stage: str, done: int, total: int | None) -> None:
        if stage != "send" and not told:
            run(empty_neo4j, past)
            limit = time.monotonic() + 20
            while run(empty_neo4j, renewed) == [[False]] and time.monotonic() < limit:
                time.sleep(0.05)
            told.append(bool(run(empty_neo4j, renewed)[0][0]))

    assert store.add(world_files, progress=build).active
    assert told == [True]


def test_only_a_process_of_this_machine_that_has_ended_has_given_up_its_turn() -> None:
    host, gone = os.uname().nodename, subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert has_ended(f"{host}:{gone.pid}:x", set())
    assert not has_ended(f"{host}:1:x", set())  # runs, perhaps of another user
    assert not has_ended(f"another-{host}:{gone.pid}:x", set())
    ours = f"{host}:{os.getpid()}:x"
    assert (has_ended(ours, {ours}), has_ended(ours, set())) == (False, True)


def test_a_summary_that_cannot_be_read_hides_no_other_load(
    store: Neo4jStore, local: LocalStore, empty_neo4j: Address
) -> None:
    world, city = (store.publish(local, load.load_id) for load in local.loads()[::-1])
    later = "MATCH (l:Load {id: $id}) SET l.manifest = '{\"later\": 1}'"
    run(empty_neo4j, later, id=world.load_id)
    assert (list(store.loads()), list(store.broken())) == ([city], [world.load_id])
    with pytest.raises(BrokenLoadError, match=world.load_id):
        store.load(world.load_id)
    store.delete(world.load_id)
    assert (list(store.loads()), list(store.broken())) == ([city], [])


def test_what_another_client_activates_or_deletes_is_seen_at_the_next_call(
    store: Neo4jStore, local: LocalStore, empty_neo4j: Address, tmp_path: Path
) -> None:
    world = store.publish(local, world_of(local).load_id)
    steps = [step("1", "a", "甲", "16 09:00"), step("1", "b", "乙", "16 10:00")]
    two = store.add(write_checked(tmp_path / "checked", steps))
    move = "MATCH (x:Xietu)-[r:ACTIVE_LOAD]->(), (l:Load {id: $id}) DELETE r CREATE (x)-[:ACTIVE_LOAD]->(l)"
    run(empty_neo4j, move, id=world.load_id)
    assert store.load() == world
    run(empty_neo4j, "MATCH (l:Load {id: $id}) DETACH DELETE l", id=world.load_id)
    with pytest.raises(NoActiveLoadError):
        store.load()
    assert [load.load_id for load in store.loads()] == [two.load_id]


def test_a_part_of_a_table_that_was_tampered_with_is_refused(
    store: Neo4jStore, local: LocalStore, empty_neo4j: Address
) -> None:
    load = store.publish(local, world_of(local).load_id)
    content = run(empty_neo4j, "MATCH (n:TablePart {table: 'steps'}) RETURN n.bytes")[0][0]
    spoiled = bytes(content[:100]) + b"x" + bytes(content[101:])
    run(empty_neo4j, "MATCH (n:TablePart {table: 'steps'}) SET n.bytes = $b", b=spoiled)
    with pytest.raises(BrokenLoadError, match=r"steps\.parquet"):
        store.table(load.load_id, "steps")
    run(empty_neo4j, "MATCH (n:TablePart {table: 'items'}) DELETE n")
    with pytest.raises(BrokenLoadError, match=r"items\.parquet"):
        store.table(load.load_id, "items")
    assert sorted(store.damage(load.load_id)) == ["items", "steps"]
    run(empty_neo4j, "MATCH (n:TablePart {table: 'steps'}) SET n.bytes = $b", b=bytes(content))
    assert store.fetch(store.table(load.load_id, "steps")).num_rows == load.rows["steps"]
    assert list(store.damage(load.load_id)) == ["items"]


def test_copies_of_another_load_with_the_same_id_are_dropped(
    store: Neo4jStore, local: LocalStore, empty_neo4j: Address, tmp_path: Path
) -> None:
    world = store.publish(local, world_of(local).load_id)
    assert store.fetch(store.table(world.load_id, "cases")).num_rows == 6
    empty(empty_neo4j)
    steps = [step("1", "a", "甲", "16 09:00"), step("1", "b", "乙", "16 10:00")]
    elsewhere = LocalStore(tmp_path / "elsewhere")
    load = elsewhere.add(write_checked(tmp_path / "checked", steps))
    with on_server(empty_neo4j, store.home) as again:
        other = again.publish(elsewhere, load.load_id)
        assert other.load_id == world.load_id
        assert again.fetch(again.table(other.load_id, "cases")).num_rows == 1


def test_copies_of_a_load_that_was_deleted_elsewhere_are_dropped(
    store: Neo4jStore, local: LocalStore, empty_neo4j: Address, tmp_path: Path
) -> None:
    world = store.publish(local, world_of(local).load_id)
    store.table(world.load_id, "cases")
    folder = store.home / "copies" / "loads" / world.load_id
    with on_server(empty_neo4j, tmp_path / "another machine") as other:
        other.delete(world.load_id)
    assert list(store.loads()) == []
    assert folder.is_dir()  # it may belong to a load that came after the list
    os.utime(folder, (0, 0))
    assert list(store.loads()) == []
    assert not folder.exists()


def test_a_store_that_is_open_notices_that_an_id_has_gone_to_another_load(
    store: Neo4jStore, local: LocalStore, empty_neo4j: Address, tmp_path: Path
) -> None:
    world = store.publish(local, world_of(local).load_id)
    assert store.fetch(store.table(world.load_id, "cases")).num_rows == 6
    assert run_all(store, "overview", {}).rows.num_rows
    steps = [step("1", "a", "甲", "16 09:00"), step("1", "b", "乙", "16 10:00")]
    elsewhere = LocalStore(tmp_path / "elsewhere")
    load = elsewhere.add(write_checked(tmp_path / "checked", steps))
    with on_server(empty_neo4j, tmp_path / "another machine") as other:
        other.delete(world.load_id)
        assert other.publish(elsewhere, load.load_id).load_id == world.load_id
    assert store.load().digests == load.digests
    assert store.fetch(store.table(world.load_id, "cases")).num_rows == 1
    asked = [run_all(each, "overview", {}).rows for each in (store, elsewhere)]
    assert asked[0] == asked[1]


def test_a_load_whose_id_the_server_has_given_to_another_gets_a_new_one(
    store: Neo4jStore, local: LocalStore, tmp_path: Path
) -> None:
    world = store.publish(local, world_of(local).load_id)
    steps = [step("1", "a", "甲", "16 09:00"), step("1", "b", "乙", "16 10:00")]
    elsewhere = LocalStore(tmp_path / "elsewhere")
    load = elsewhere.add(write_checked(tmp_path / "checked", steps))
    assert load.load_id == world.load_id
    other = store.publish(elsewhere, load.load_id)
    assert other.load_id != world.load_id
    assert {one.load_id for one in store.loads()} == {world.load_id, other.load_id}


def test_a_damaged_file_is_not_published(
    store: Neo4jStore, tmp_path: Path, world_files: Path
) -> None:
    elsewhere = LocalStore(tmp_path / "elsewhere")
    load = elsewhere.add(world_files)
    (elsewhere.home / "loads" / load.load_id / "steps.parquet").write_bytes(b"x")
    with pytest.raises(BrokenLoadError, match=r"steps\.parquet"):
        store.publish(elsewhere, load.load_id)
    assert [*store.loads(), *store.broken()] == []
