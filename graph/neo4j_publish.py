"""Sending a load to Neo4j: in batches, two at a time, from where it was broken off."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

from graph import neo4j_batches, neo4j_cypher
from graph.errors import StoreBusyError, StoreUnavailableError
from graph.load import Load, digest_of
from graph.neo4j_errors import AlreadyThereError
from graph.neo4j_lease import taken_over
from graph.neo4j_rows import LoadRows, batches
from graph.neo4j_server import Neo4jServer
from graph.progress import Progress
from graph.tables import RULES

T = TypeVar("T")
R = TypeVar("R")
Ranges = list[tuple[int, int]]  # first row and how many, by the first
Batch = tuple[str, int, list[list[Any]]]  # kind of its rows, number of the first, the rows
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LANES = 2
"""Batches under way at once: the server reads one while it writes the other."""
WAVES = (
    (("departments", "items"),),
    (("units", "cases", "handoffs", *RULES), ("parts",)),
)
"""What is sent without a pause: the second needs what the first has brought. Of two streams the
batches alternate: parts cost the server little and this process much, rows the other way round."""


def send(server: Neo4jServer, load: Load, folder: Path, writer: str, progress: Progress) -> None:
    """Send the load whose files are in `folder`; it is hidden until all of it is there.

    Raises `StoreBusyError` where another writer took over, `StoreUnavailableError` where the
    server goes away or has not what was sent.
    """
    kinds = LoadRows(load, folder).kinds()
    counts = {kind: count for kind, (count, _, _) in kinds.items()}
    sending = Sending(server, load, writer, counts)
    done = sending.begin()
    sent = sum(count for ranges in done.values() for _, count in ranges)
    progress("send", sent, sum(counts.values()))

    def numbered_of(kind: str) -> Iterator[Batch]:
        count, size, rows_from = kinds[kind]
        return numbered(kind, rows_from, gaps(done.get(kind, []), count), size)

    for wave in WAVES:
        sending.find()
        some = alternating(*(chain.from_iterable(map(numbered_of, stream)) for stream in wave))
        with closing(in_lanes(sending.keep, some, LANES)) as kept:
            for rows in kept:
                sent += rows
                progress("send", sent, sum(counts.values()))
    progress("activate", 0, None)
    sending.finish()


@dataclass
class Sending:
    """One load on its way to a server."""

    server: Neo4jServer
    load: Load
    writer: str
    counts: Mapping[str, int]
    places: Sequence[Sequence[str | None]] = ((), ())

    def begin(self) -> dict[str, Ranges]:
        """Return which rows of each kind are there; begin the load where none is."""
        load = self.load
        if not self.server.read(neo4j_cypher.INCOMING, load=load.load_id):
            made = self.server.write(
                neo4j_cypher.BEGIN,
                load=load.load_id,
                writer=self.writer,
                digest=digest_of(load),
                manifest=load.to_json(),
                source=load.source.name,
                created=load.created_at,
                as_of=load.source.as_of,
            )
            if not made:
                raise taken_over()
        done: dict[str, Ranges] = {}
        for kind, first, count in self.server.read(neo4j_batches.DONE, load=load.load_id):
            done.setdefault(kind, []).append((first, count))
        return done

    def find(self) -> None:
        """Learn where the server has the departments and items that are there."""
        self.places = [
            by_key(self.server.read(statement, load=self.load.load_id))
            for statement in neo4j_batches.PLACES
        ]

    def keep(self, batch: Batch) -> int:
        """Send one batch and return how many rows it has; another time changes nothing."""
        kind, first, rows = batch
        try:
            made = self.server.write(
                neo4j_batches.BATCHES[kind],
                load=self.load.load_id,
                writer=self.writer,
                first=first,
                rows=rows,
                epoch=EPOCH,
                departments=self.places[0],
                items=self.places[1],
            )[0][0]
        except AlreadyThereError:
            there = self.server.read(neo4j_batches.DONE, load=self.load.load_id)
            made = next((n for of, at, n in there if (of, at) == (kind, first)), 0)
        if made != len(rows):
            raise self._why(kind)
        return len(rows)

    def finish(self) -> None:
        """Compare what is there with what was sent, then show the load."""
        there = self.server.read(neo4j_batches.COUNTS, load=self.load.load_id)[0]
        for (kind, count), found in zip(self.counts.items(), there, strict=True):
            if found != count:
                raise _differs(kind, found, count, self.load)
        finish, counts = neo4j_cypher.FINISH, dict(self.counts)
        load, writer = self.load.load_id, self.writer
        if not self.server.write(finish, load=load, writer=writer, counts=counts):
            raise taken_over()

    def _why(self, kind: str) -> StoreUnavailableError | StoreBusyError:
        """Return why a batch was not kept whole."""
        writer = self.server.read(neo4j_cypher.WRITER)
        if writer != [[self.writer]]:
            return taken_over()
        return _lost(kind, self.load)


def by_key(places: list[list[Any]]) -> list[str | None]:
    """Return places by key, None where a key has none.

    >>> by_key([[2, "c"], [0, "a"]])
    ['a', None, 'c']
    """
    found = dict(places)
    return [found.get(key) for key in range(max(found, default=-1) + 1)]


def gaps(done: Ranges, count: int) -> Ranges:
    """Return the rows of 0 to `count` that are not there yet.

    >>> gaps([(0, 10), (20, 5)], 30)
    [(10, 10), (25, 5)]
    """
    found, at = [], 0
    for first, rows in [*done, (count, 0)]:
        if first > at:
            found.append((at, first - at))
        at = first + rows
    return found


def numbered(
    kind: str, rows_from: Callable[[int], Iterator[list[Any]]], missing: Ranges, size: int
) -> Iterator[Batch]:
    """Yield the missing rows of a kind in batches.

    >>> list(numbered("n", lambda n: iter([[i] for i in range(n, 9)]), [(0, 3), (7, 2)], 2))
    [('n', 0, [[0], [1]]), ('n', 2, [[2]]), ('n', 7, [[7], [8]])]
    """
    for first, count in missing:
        at = first
        for some in batches(islice(rows_from(first), count), size):
            yield kind, at, some
            at += len(some)


def alternating(*streams: Iterator[T]) -> Iterator[T]:
    """Yield one of each stream in turn, as long as it has any.

    >>> "".join(alternating(iter("abcd"), iter("12")))
    'a1b2cd'
    """
    left = list(streams)
    while left:
        for stream in list(left):
            try:
                yield next(stream)
            except StopIteration:
                left.remove(stream)


def in_lanes(work: Callable[[T], R], some: Iterator[T], lanes: int) -> Generator[R, None, None]:
    """Yield what `work` makes of each of `some`, as it comes, so many at once.

    One more is made ready while they are under way.

    >>> sorted(in_lanes(str.upper, iter("abcd"), 2))
    ['A', 'B', 'C', 'D']
    """
    with ThreadPoolExecutor(lanes) as pool:
        running: set[Future[R]] = {pool.submit(work, one) for one in islice(some, lanes + 1)}
        try:
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                running |= {pool.submit(work, one) for one in islice(some, len(done))}
                for future in done:
                    yield future.result()
        finally:
            for future in running:
                future.cancel()


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
