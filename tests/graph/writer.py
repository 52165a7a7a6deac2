"""A process that adds a load, to be killed."""

from multiprocessing.connection import Connection
from pathlib import Path

import ibis.backends.duckdb  # loaded once by the fork server, so that a writer starts at once

from graph.local_store import LocalStore

assert ibis.backends.duckdb


def write(home: str, checked: str, said: Connection) -> None:
    """Add the checked tables to the store and say how far it is."""
    said.send("ready")
    said.send(LocalStore(Path(home)).add(Path(checked)).load_id)
