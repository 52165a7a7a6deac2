"""Staying the one writer of a Neo4j server for as long as the work lasts, and who has ended."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from graph import neo4j_cypher as cypher
from graph.errors import StoreBusyError, StoreUnavailableError
from graph.neo4j_server import Neo4jServer

LEASE_SECONDS = 60
"""How long a writer that is not heard of keeps others out."""
RENEW_SECONDS = 10
LAST_SECONDS = 5.0
"""How long the end of the work waits for a renewal that is under way."""


@contextmanager
def held(server: Neo4jServer, writer: str) -> Iterator[None]:
    """Keep other writers out while the block runs, whether or not it sends anything."""
    ended = Event()
    thread = Thread(target=_renew, args=(server, writer, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(LAST_SECONDS)


def _renew(server: Neo4jServer, writer: str, ended: Event) -> None:
    while not ended.wait(RENEW_SECONDS):
        with suppress(StoreUnavailableError):  # the work itself will say so
            if not server.write(cypher.RENEW, writer=writer, seconds=LEASE_SECONDS):
                return


def has_ended(writer: str, ours: set[str]) -> bool:
    """Tell whether a writer was on this machine and has ended; `ours` are those of this process.

    This process may have ended its writing while the server was away and could not be told.
    """
    host, _, rest = writer.partition(":")
    process = rest.partition(":")[0]
    if host != socket.gethostname() or not process.isdecimal():
        return False
    if int(process) == os.getpid():
        return writer not in ours
    return not _runs(int(process))


def _runs(process: int) -> bool:
    """Tell whether a process of this machine runs; where that is not known, say that it does."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)  # sends nothing
    except ProcessLookupError:
        return False
    except PermissionError:  # of another user
        return True
    return True


def taken_over() -> StoreBusyError:
    """Return the error for a writer whose turn another one took."""
    return StoreBusyError(
        "另一个进程接手了 Neo4j 的写入，这一次没有写完。请等它结束后再试。",
        "Another process took over writing to Neo4j, so this was not done. "
        "Try again when it is done.",
    )
