"""Without a server every method says so in plain words; no error of the driver gets out."""

import inspect
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from graph.errors import SettingsError, StoreUnavailableError
from graph.local_store import LocalStore
from graph.neo4j_server import Neo4jAddress, Neo4jServer, check_version
from graph.neo4j_store import Neo4jStore
from graph.neo4j_walks import CypherWalks
from graph.pairs import Which
from graph.walks import Walks
from tests.world import write_world

ARGUMENTS: dict[str, Any] = {
    "load_id": "L20220901-01",
    "name": "cases",
    "text": "规划",
    "source": "D1",
    "target": "D2",
    "start": "D1",
    "depth": 2,
    "hops": 3,
    "size": 3,
    "by": "handoffs",
    "most": 10,
}
WITHOUT_SERVER = {"fetch"}  # asks the copies of tables that `table` brought here
METHODS = sorted(
    name
    for name, value in inspect.getmembers(Neo4jStore, inspect.isfunction)
    if not name.startswith("_") and name not in WITHOUT_SERVER
)
BAD_ADDRESSES = (
    "http://localhost:7474",
    "bolt:/x",
    "localhost:7687",
    "",
    "bolt://h:abc",
    "bolt://h:99999",
    "bolt://[::1",
    "neo4j+x://h",
    "bolt://user:a secret@h",
)
WALKS = sorted(n for n, value in vars(Walks).items() if callable(value) and n[0] != "_")


@pytest.fixture
def closed_port() -> Iterator[str]:
    with socket.socket() as bound:  # bound and not listening: nobody else gets the port
        bound.bind(("127.0.0.1", 0))
        yield f"bolt://127.0.0.1:{bound.getsockname()[1]}"


@pytest.fixture
def server(closed_port: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Neo4jServer]:
    monkeypatch.setattr("graph.neo4j_server.RETRY_SECONDS", 0.1)
    with closing(Neo4jServer(Neo4jAddress(closed_port, "neo4j", "a secret"))) as server:
        yield server


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    store = LocalStore(tmp_path_factory.mktemp("home"))
    store.add(write_world(tmp_path_factory.mktemp("checked")))
    return store


def call(method: Callable[..., Any], **more: Any) -> None:
    """Call a method with arguments for all its parameters that have no default."""
    needed = [
        name
        for name, parameter in inspect.signature(method).parameters.items()
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
    ]
    found = method(**{name: {**ARGUMENTS, **more}[name] for name in needed})
    if hasattr(found, "__enter__"):
        with found:
            pass


def says_what_to_do(error: StoreUnavailableError, server: Neo4jServer) -> None:
    for text in (error.text.zh, error.text.en):
        assert server.address.uri in text
        assert "XIETU_NEO4J_URI" in text
        assert "a secret" not in text
    assert "恢复后不用重启" in error.text.zh
    assert "need not be restarted" in error.text.en
    assert error.__cause__ is not None


def test_the_methods_that_are_called_are_all_there_are() -> None:
    assert {"add", "publish", "loads", "walks", "search", "importing", "damage"} <= set(METHODS)
    assert set(WALKS) == {"network", "neighbourhood", "routes", "rings"}


@pytest.mark.parametrize("name", METHODS)
def test_a_method_says_that_the_server_does_not_answer(
    server: Neo4jServer, local: LocalStore, tmp_path: Path, name: str
) -> None:
    store = Neo4jStore(server, tmp_path / "home")
    checked = local.home / "checked"
    with pytest.raises(StoreUnavailableError) as caught:
        call(getattr(store, name), checked=checked, local=local, load_id=local.load().load_id)
    says_what_to_do(caught.value, server)
    assert not list((tmp_path / "home").rglob("*.parquet"))


@pytest.mark.parametrize("name", WALKS)
def test_a_walk_says_that_the_server_does_not_answer(server: Neo4jServer, name: str) -> None:
    walks = CypherWalks(server, "L20220901-01", "causal", Which())
    with pytest.raises(StoreUnavailableError) as caught:
        call(getattr(walks, name))
    says_what_to_do(caught.value, server)


@pytest.mark.parametrize("name", ["read", "write", "run_in_batches", "about"])
def test_a_statement_says_that_the_server_does_not_answer(server: Neo4jServer, name: str) -> None:
    with pytest.raises(StoreUnavailableError):
        call(getattr(server, name), cypher="RETURN 1")


@pytest.mark.parametrize("uri", BAD_ADDRESSES)
def test_an_address_that_cannot_be_one_is_a_mistake_in_the_settings(
    uri: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match="XIETU_NEO4J_URI") as caught:
        Neo4jStore(Neo4jServer(Neo4jAddress(uri)), tmp_path).loads()
    assert "bolt://HOST:7687" in caught.value.text.en
    assert "a secret" not in caught.value.text.en + caught.value.text.zh


@pytest.mark.parametrize("uri", ["neo4j://xietu.invalid:7687", "bolt://xietu.invalid"])
def test_a_host_that_is_not_there_does_not_answer(uri: str, tmp_path: Path) -> None:
    with closing(Neo4jServer(Neo4jAddress(uri))) as server:
        with pytest.raises(StoreUnavailableError) as caught:
            Neo4jStore(server, tmp_path).loads()
        says_what_to_do(caught.value, server)


def test_what_speaks_another_protocol_is_no_server(tmp_path: Path) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        uri = f"bolt://127.0.0.1:{listening.getsockname()[1]}"
        Thread(target=_speak_http, args=[listening], daemon=True).start()
        with closing(Neo4jServer(Neo4jAddress(uri))) as server:
            with pytest.raises(StoreUnavailableError) as caught:
                Neo4jStore(server, tmp_path).loads()
            says_what_to_do(caught.value, server)


def _speak_http(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.recv(20)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@pytest.mark.parametrize("agent", ["Neo4j/4.4.40", "Neo4j/5.25.1", "Memgraph/3.1", "Neo4j/"])
def test_a_server_too_old_or_of_another_kind_is_told_to_be_upgraded(agent: str) -> None:
    with pytest.raises(StoreUnavailableError, match=r"5\.26") as caught:
        check_version(agent)
    assert agent in caught.value.text.zh
    assert "Upgrade it to 5.26" in caught.value.text.en


def test_the_driver_prints_nothing_beside_what_is_said(
    closed_port: str, capfd: pytest.CaptureFixture[str]
) -> None:
    code = (
        "import sys; from graph import neo4j_server as s; s.RETRY_SECONDS = 0.1\n"
        "try: s.Neo4jServer(s.Neo4jAddress(sys.argv[1])).read('RETURN 1')\n"
        "except s.StoreUnavailableError: print('told')"
    )
    uri = closed_port.replace("bolt://", "neo4j://")
    subprocess.run([sys.executable, "-c", code, uri], check=True)
    assert capfd.readouterr() == ("told\n", "")
