"""Sending a load to Neo4j: batch by batch, from where it was broken off, counted at the end."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from graph import neo4j_cypher as cypher
from graph.errors import StoreBusyError, StoreUnavailableError
from graph.load import Load, digest_of
from graph.neo4j_rows import LoadRows, batches
from graph.neo4j_server import Neo4jServer
from graph.progress import Progress

T = TypeVar("T")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LEASE_SECONDS = 60
"""How long a writer that is not heard of keeps others out; each batch begins it anew."""


def send(server: Neo4jServer, load: Load, folder: Path, writer: str, progress: Progress) -> None:
    """Send the load whose files are in `folder`; it is hidden until all of it is there.

    Raises `StoreBusyError` where another writer took over, `StoreUnavailableError` where the
    server goes away or has not what was sent.
    """
    rows = LoadRows(load, folder)
    kinds = rows.kinds()
    total = sum(count for count, _, _ in kinds.values())
    done = _begin(server, load, writer)
    sent = sum(done.values())
    progress("send", sent, total)
    for kind, (count, size, rows_from) in kinds.items():
        before = done[kind]
        for some in _ahead(batches(rows_from(before), size)):
            after = before + len(some)
            made = server.write(
                cypher.BATCHES[kind],
                load=load.load_id,
                writer=writer,
                seconds=LEASE_SECONDS,
                before=before,
                after=after,
                epoch=EPOCH,
                rows=some,
            )[0][0]
            if made not in (0, len(some)) or (not made and _done(server, load)[kind] != after):
                raise _lost(kind, load)
            sent, before = sent + len(some), after
            progress("send", sent, total)
        if before != count:
            raise _differs(kind, before, count, load)
    progress("activate", 0, None)
    _finish(server, load, writer, {kind: count for kind, (count, _, _) in kinds.items()})


def _ahead(some: Iterator[T]) -> Iterator[T]:
    """Yield what `some` yields; the next is made while the server is busy with the one before.

    >>> list(_ahead(iter("abc")))
    ['a', 'b', 'c']
    """
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, some, None)
        while (one := coming.result()) is not None:
            coming = pool.submit(next, some, None)
            yield one


def _begin(server: Neo4jServer, load: Load, writer: str) -> dict[str, int]:
    """Return how many rows of each kind are there; begin the load where none is."""
    if not server.read(cypher.DONE, load=load.load_id):
        made = server.write(
            cypher.BEGIN,
            load=load.load_id,
            writer=writer,
            digest=digest_of(load),
            manifest=load.to_json(),
            source=load.source.name,
            created=load.created_at,
            as_of=load.source.as_of,
        )
        if not made:
            raise _taken_over()
    return _done(server, load)


def _done(server: Neo4jServer, load: Load) -> dict[str, int]:
    rows = server.read(cypher.DONE, load=load.load_id)
    if not rows:
        raise _taken_over()
    return dict(zip(cypher.BATCHES, rows[0], strict=True))


def _finish(server: Neo4jServer, load: Load, writer: str, wanted: dict[str, int]) -> None:
    """Compare what is there with what was sent, then show the load."""
    counts = server.read(cypher.COUNTS, load=load.load_id)[0]
    for (kind, count), there in zip(wanted.items(), counts, strict=True):
        if there != count:
            raise _differs(kind, there, count, load)
    if not server.write(cypher.FINISH, load=load.load_id, writer=writer):
        raise _taken_over()


class IncompleteError(StoreUnavailableError):
    """The server has not what was sent, so the load cannot be gone on with."""


def _lost(kind: str, load: Load) -> IncompleteError:
    return IncompleteError(
        f"批次 {load.load_id} 的 {kind} 没有全部写入 Neo4j，原来的批次不变。请再装载一次。",
        f"Not all {kind} of load {load.load_id} were written to Neo4j; the loads are as before. "
        "Load again.",
    )


def _differs(kind: str, there: int, wanted: int, load: Load) -> IncompleteError:
    return IncompleteError(
        f"批次 {load.load_id} 的 {kind} 在 Neo4j 中有 {there} 行，应为 {wanted} 行；"
        "原来的批次不变。请再装载一次。",
        f"Neo4j has {there} {kind} of load {load.load_id} instead of {wanted}; the loads are as "
        "before. Load again.",
    )


def _taken_over() -> StoreBusyError:
    return StoreBusyError(
        "另一个进程接手了 Neo4j 的写入，这一次没有写完。请等它结束后再试。",
        "Another process took over writing to Neo4j, so this load is not complete. "
        "Try again when it is done.",
    )
