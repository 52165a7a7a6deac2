"""Fixtures for tests that need a real Neo4j server; ``tests/conftest.py`` shows them to all.

``XIETU_TEST_NEO4J``: ``required`` makes a missing server a failure, ``off`` skips these tests.
``XIETU_TEST_NEO4J_URI``, ``_USER``, ``_PASSWORD``: a server that tests may fill and empty.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from tests.neo4j import run
from tests.neo4j.errors import NoServerError
from tests.neo4j.jars import provide
from tests.neo4j.ready import DATABASE, Address, wait
from tests.neo4j.server import USER

SETTING = "XIETU_TEST_NEO4J"
EMPTY = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"


@pytest.fixture(scope="session")
def neo4j_jars() -> Path:
    """Return the folder with the jars of the server, fetched where this is the first run."""
    _skip_where_off()
    try:
        return provide()
    except NoServerError as error:
        without_server(error)


@pytest.fixture(scope="session")
def neo4j_server() -> Address:
    """Return where a real server is: one for the whole run, whatever the number of workers."""
    _skip_where_off()
    try:
        return _given() or run.address()
    except NoServerError as error:
        without_server(error)


@pytest.fixture(scope="module")
def empty_neo4j(neo4j_server: Address) -> Iterator[Address]:
    """Return where an empty database is that no other worker touches in this module's time."""
    Path(os.environ[run.FOLDER]).mkdir(mode=0o700, exist_ok=True)
    with run.turn("database"):
        empty(neo4j_server)
        yield neo4j_server
        empty(neo4j_server)


def empty(address: Address) -> None:
    """Delete every node of the database; constraints and indexes stay."""
    with address.driver() as driver, driver.session(database=DATABASE) as session:
        session.run(EMPTY).consume()


def without_server(error: NoServerError) -> NoReturn:
    """Fail where a server is required, else skip."""
    if os.environ.get(SETTING) == "required":
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    raise pytest.skip.Exception(str(error)) from None


def _skip_where_off() -> None:
    if os.environ.get(SETTING) == "off":
        pytest.skip(f"{SETTING} is off")


def _given() -> Address | None:
    uri, user, password = (
        os.environ.get(f"{SETTING}_{name}") for name in ("URI", "USER", "PASSWORD")
    )
    if not uri:
        return None
    address = Address(uri, user or USER, password or "")
    wait(address, seconds=10)
    return address
