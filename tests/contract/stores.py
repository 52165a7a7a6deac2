"""The stores that must be alike, and what is in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.local_store import LocalStore
from graph.neo4j_server import Neo4jAddress, Neo4jServer
from graph.neo4j_store import Neo4jStore
from tests.contract.loopback import LoopbackStore
from tests.neo4j.ready import Address

KINDS = ("local", "loopback", "server")
Store = LocalStore | Neo4jStore


@contextmanager
def on_server(address: Address, home: Path, patience: float = 30) -> Iterator[Neo4jStore]:
    """Open a store on a server for the tests, and end its connections."""
    about = Neo4jAddress(address.uri, address.user, address.password, patience=patience)
    server = Neo4jServer(about)
    try:
        yield Neo4jStore(server, home)
    finally:
        server.close()


@contextmanager
def new_store(kind: str, home: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """Open a store of a kind; that of a server is the one of the module, `empty_neo4j`."""
    if kind == "server":
        with on_server(request.getfixturevalue("empty_neo4j"), home) as store:
            yield store
    else:
        yield LoopbackStore(home) if kind == "loopback" else LocalStore(home)
