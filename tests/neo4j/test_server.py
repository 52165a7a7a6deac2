"""The server that other tests use is the one they are meant for."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.neo4j import run
from tests.neo4j.errors import NoServerError
from tests.neo4j.jars import neo4j_version
from tests.neo4j.ready import About, Address, accept, ask, wait


def becomes_true(condition: Callable[[], bool], seconds: float = 60) -> bool:
    limit = time.monotonic() + seconds
    while not condition() and time.monotonic() < limit:
        time.sleep(0.1)
    return condition()


def test_the_server_is_a_writable_community_edition_of_a_known_version(
    neo4j_server: Address,
) -> None:
    about = ask(neo4j_server)
    assert (about.edition, about.writable) == ("community", True)
    if not os.environ.get("XIETU_TEST_NEO4J_URI"):
        assert about.agent == f"Neo4j/{neo4j_version()}"


def test_what_is_written_is_read_back_and_then_gone(empty_neo4j: Address) -> None:
    with empty_neo4j.driver() as driver:
        driver.execute_query("CREATE (:Department {id: $id})", id="D1", database_="neo4j")
        found = driver.execute_query("MATCH (d) RETURN d.id", database_="neo4j").records
    assert [list(record) for record in found] == [["D1"]]


def test_a_refused_password_ends_the_wait_at_the_first_try(neo4j_server: Address) -> None:
    begun = time.monotonic()
    with pytest.raises(NoServerError, match="refuses"):
        wait(Address(neo4j_server.uri, neo4j_server.user, "not the password"), seconds=60)
    assert time.monotonic() - begun < 10
    assert ask(neo4j_server).writable  # the account is not locked


def test_nothing_listening_is_said_soon() -> None:
    with socket.socket() as bound:  # bound and not listening: nobody else gets the port
        bound.bind(("127.0.0.1", 0))
        address = Address(f"bolt://127.0.0.1:{bound.getsockname()[1]}", "neo4j", "password")
        begun = time.monotonic()
        with pytest.raises(NoServerError, match=r"was not ready in 1 s.*ServiceUnavailable"):
            wait(address, seconds=1)
    assert time.monotonic() - begun < 10


def test_a_server_that_ended_is_not_waited_for() -> None:
    with pytest.raises(NoServerError, match="ended"):
        wait(Address("bolt://127.0.0.1:1", "neo4j", "password"), alive=lambda: False)


@pytest.mark.parametrize(
    "about", [About("Memgraph/3.1", "community", True), About("Neo4j/5.26.0", "enterprise", True)]
)
def test_another_kind_of_server_is_refused(about: About) -> None:
    with pytest.raises(NoServerError):
        accept(about)


def test_the_server_of_a_killed_run_ends_and_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "import sys, time; from tests.neo4j import run; run.begin(); "
        "print(run.os.environ[run.FOLDER], run.address().uri, flush=True); time.sleep(600)"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", code], cwd=run.ROOT, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout
    with owner, owner.stdout:
        folder, uri = owner.stdout.readline().split()
        wait_for_port = socket.create_connection(("127.0.0.1", int(uri.rsplit(":", 1)[1])), 5)
        wait_for_port.close()
        owner.send_signal(signal.SIGKILL)
    assert becomes_true(lambda: not Path(folder).exists())
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", int(uri.rsplit(":", 1)[1])), 5)


def test_a_run_killed_before_its_server_is_ready_leaves_nothing(neo4j_jars: Path) -> None:
    code = (
        "from tests.neo4j import run; run.begin(); "
        "print(run.os.environ[run.FOLDER], flush=True); run.address()"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", code], cwd=run.ROOT, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout
    with owner, owner.stdout:
        folder = Path(owner.stdout.readline().strip())
        assert becomes_true(lambda: (folder / "server" / "out.txt").exists())
        owner.send_signal(signal.SIGKILL)
    assert becomes_true(lambda: not folder.exists())
