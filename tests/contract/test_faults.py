"""A server that dies, is slow, refuses or is full: told plainly, and the earlier load stays."""

import gc
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from neo4j.exceptions import DriverError, Neo4jError

from graph.errors import StoreUnavailableError
from graph.load import Load
from graph.local_store import LocalStore
from graph.neo4j_errors import _of_server
from graph.neo4j_server import Neo4jAddress, Neo4jServer
from graph.neo4j_store import Neo4jStore
from tests.checked import step, write_checked
from tests.contract.stores import on_server
from tests.neo4j.errors import NoServerError
from tests.neo4j.ready import SECONDS, About, Address, ask, wait
from tests.neo4j.server import QUICK, Server
from tests.world import write_world

# Of a server that is gone the driver leaves sessions and sockets open: said when they are let go.
pytestmark = [
    pytest.mark.filterwarnings(f"ignore:unclosed +{what}:ResourceWarning")
    for what in ("Session", "<socket")
]
SLOW = "UNWIND range(1, 2000000000) AS n RETURN sum(n % 7)"


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    store = LocalStore(tmp_path_factory.mktemp("home"))
    store.add(write_world(tmp_path_factory.mktemp("checked")))
    return store


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, neo4j_jars: Path) -> Iterator[Server]:
    """Start a server that tests of this module may kill and change; it stops without a trace."""
    with server_in(tmp_path_factory.mktemp("own") / "neo4j") as server:
        yield server
    assert not server.folder.exists()
    with pytest.raises(NoServerError):
        wait(server.address, seconds=0)


@pytest.fixture(autouse=True)
def lets_go() -> Iterator[None]:
    """Let go here, and not in a later test, of what the driver has left open."""
    yield
    gc.collect()


@contextmanager
def server_in(folder: Path, java: tuple[str, ...] = QUICK) -> Iterator[Server]:
    """Start a server with options of its own."""
    server = Server(folder, java=java)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def other_files(folder: Path) -> Path:
    steps = [step("1", "a", "甲", "16 09:00"), step("1", "b", "乙", "16 10:00")]
    return write_checked(folder, steps)


def test_a_server_that_dies_within_a_load_keeps_the_earlier_one_and_is_found_again(
    own: Server, local: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.neo4j_server.RETRY_SECONDS", 1.0)
    world = local.load()
    with on_server(own.address, tmp_path / "home") as store:
        earlier = store.add(other_files(tmp_path / "checked"))

        def die(stage: str, done: int, total: int | None) -> None:
            if stage == "send" and done > 8 and own.process:
                own.kill()

        with pytest.raises(StoreUnavailableError, match="XIETU_NEO4J_URI") as caught:
            store.publish(local, world.load_id, progress=die)
        assert "need not be restarted" in caught.value.text.en
        with pytest.raises(StoreUnavailableError):
            store.loads()
        own.start()
        assert store.load() == earlier  # by the same driver
        (broken,) = store.broken()
        told: list[int] = []
        whole = store.publish(local, world.load_id, progress=lambda _, n, __: told.append(n))
        assert told[0] > 8
        assert (store.load(), whole.load_id) == (whole, broken)
        assert [*store.damage(broken), *store.broken()] == []


def test_a_server_that_is_frozen_is_told_soon_and_found_again(
    own: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with on_server(own.address, tmp_path / "home") as store:
        earlier = store.add(other_files(tmp_path / "checked"))
    monkeypatch.setattr("graph.neo4j_server.CONNECTION_SECONDS", 0.5)
    with on_server(own.address, tmp_path / "home", patience=2) as store:
        assert until_answered(store.load) == earlier
        assert own.process
        own.freeze()
        try:
            with ThreadPoolExecutor() as pool:
                begun = time.monotonic()
                told = [pool.submit(ask) for ask in (store.loads, store.broken, store.load)]
                told += [pool.submit(store.activate, earlier.load_id)]
            for answer in told:
                with pytest.raises(StoreUnavailableError, match="XIETU_NEO4J_URI"):
                    answer.result()
            with pytest.raises(StoreUnavailableError):  # it is known by now
                store.server.write("RETURN 1")
            assert time.monotonic() - begun < 15  # the driver by itself needs two minutes
        finally:
            own.thaw()
        assert until_answered(store.load) == earlier  # by the same driver


def until_answered(ask: Callable[[], Load]) -> Load:
    """Return the answer of a server that is being woken up."""
    for _ in range(10):
        with suppress(StoreUnavailableError):
            return ask()
    return ask()


def test_a_full_disk_is_said_to_be_so_and_the_earlier_load_is_there_after_a_restart(
    own: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server may make no file longer than its log is, as if the disk had no room."""
    monkeypatch.setattr("graph.neo4j_server.RETRY_SECONDS", 1.0)
    steps = [
        step(f"{n}", name, department, f"16 {hour}:00")
        for n in range(3000)
        for name, department, hour in (("a", "甲", "09"), ("b", "乙", "10"))
    ]
    with on_server(own.address, tmp_path / "home") as store:
        earlier = store.add(other_files(tmp_path / "checked"))
        logs = (own.folder / "data").rglob("neostore.transaction.db.*")
        assert own.process
        limit = max(log.stat().st_size for log in logs)
        resource.prlimit(own.process.pid, resource.RLIMIT_FSIZE, (limit, limit))
        large = write_checked(tmp_path / "large", steps)
        with pytest.raises(StoreUnavailableError, match="腾出空间后重启") as caught:
            store.add(large)
        assert "make room and restart Neo4j" in caught.value.text.en
        own.stop(keep=True)
        own.start()
        assert store.load() == earlier
        whole = store.add(large)
        assert list(store.broken()) == []
        assert store.fetch(store.table(whole.load_id, "cases")).num_rows == 3000


def test_a_read_only_database_is_said_to_be_so(
    own: Server, local: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.neo4j.server.wait", until_it_answers)
    with on_server(own.address, tmp_path / "home") as store:
        before = list(store.loads())
        active = store.publish(local, local.load().load_id)
        own.stop(keep=True)
        with (own.folder / "conf" / "neo4j.conf").open("a") as conf:
            conf.write("server.databases.default_to_read_only=true\n")
        own.start()
        for action in (
            lambda: store.add(other_files(tmp_path / "checked")),
            lambda: store.publish(local, local.load().load_id),
            lambda: store.activate(active.load_id),
            lambda: store.delete(active.load_id),
        ):
            with pytest.raises(StoreUnavailableError, match="是只读的") as caught:
                action()
            assert "is read-only; nothing was written" in caught.value.text.en
        assert store.load() == active
        assert len(store.loads()) >= len(before)


def until_it_answers(address: Address, alive: Callable[[], bool]) -> About:
    """Return what a server says of itself, writable or not."""
    limit = time.monotonic() + SECONDS
    while alive() and time.monotonic() < limit:
        with suppress(DriverError, Neo4jError, OSError):
            return ask(address)
        time.sleep(0.25)
    raise NoServerError(address.uri)


def test_a_wrong_password_is_said_to_be_so_after_one_attempt(
    neo4j_server: Address, tmp_path: Path
) -> None:
    wrong = replace(neo4j_server, password="not the password")
    with on_server(wrong, tmp_path / "home") as store:
        with pytest.raises(StoreUnavailableError, match="XIETU_NEO4J_PASSWORD") as caught:
            store.loads()
        for text in (caught.value.text.zh, caught.value.text.en):
            assert "neo4j" in text
            assert "not the password" not in text
    with on_server(neo4j_server, tmp_path / "home") as store:
        assert store.server.about()["edition"] == "community"  # not locked


def test_a_statement_that_takes_too_long_is_ended(
    neo4j_server: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.neo4j_server.QUERY_SECONDS", 0.3)
    with on_server(neo4j_server, tmp_path / "home") as store:
        with pytest.raises(StoreUnavailableError, match="用时太长") as caught:
            store.server.read(SLOW)
        assert "Ask for less" in caught.value.text.en
        assert store.server.read("RETURN 1") == [[1]]


def test_a_database_that_is_not_there_is_named(neo4j_server: Address, tmp_path: Path) -> None:
    with on_server(neo4j_server, tmp_path / "home") as store:
        address = replace(store.server.address, database="stadt")
    server = Neo4jServer(address)
    try:
        with pytest.raises(StoreUnavailableError, match="XIETU_NEO4J_DATABASE") as caught:
            Neo4jStore(server, tmp_path / "home").loads()
        assert "no database stadt" in caught.value.text.en
    finally:
        server.close()


class SaidError(Exception):
    """What the driver raises, with the code of the server."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@pytest.mark.parametrize(
    "why", ["TransactionLogError", "TransactionCommitFailed", "TransactionStartFailed"]
)
def test_what_a_server_on_a_full_disk_says_leads_to_its_disk(why: str) -> None:
    """The codes are those of 5.26 on a disk filled up in the middle of publishing."""
    error = _of_server(
        SaidError(f"Neo.DatabaseError.Transaction.{why}"), Neo4jAddress("bolt://here")
    )
    assert "磁盘空间" in error.text.zh
    assert "make room and restart Neo4j" in error.text.en
