"""The server store: loads in Neo4j, for a city that outgrows one process or asks in Cypher.

A load is built on the machine that loads it, as for the embedded store, and sent in batches. It
is hidden until all of it is there; one transaction makes it active. Its tables travel as they are,
so that every machine has a copy of the same files, checked by their digests; what a graph server
answers better is asked there (`graph.neo4j_walks`).
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from uuid import uuid4

from graph import neo4j_cypher as cypher
from graph.errors import (
    BrokenLoadError,
    NoActiveLoadError,
    StoreBusyError,
    StoreUnavailableError,
)
from graph.evaluation.ratings import Ratings, are_equal
from graph.evaluation.ratings_files import read_ratings
from graph.load import Load, digest_of
from graph.local_store import LocalStore
from graph.neo4j_copies import Copies
from graph.neo4j_lease import LEASE_SECONDS, has_ended, held, taken_over
from graph.neo4j_publish import IncompleteError, send
from graph.neo4j_server import Neo4jServer
from graph.pairs import Which
from graph.progress import Progress, silent
from graph.store import ALL
from graph.store_errors import broken_load, explained, load_not_found
from graph.writer_lock import importing

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

    from graph.evaluation.ratings_database import RatingsDatabase
    from graph.search import Found
    from graph.walks import Walks

_WRITING: set[str] = set()  # the writers of this process, whichever store they write for


class Neo4jStore:
    """A `GraphStore` on a Neo4j server, with copies of the tables in the folder `home`."""

    def __init__(self, server: Neo4jServer, home: Path, database_url: str = "") -> None:
        self.server, self.home, self.database_url = server, home, database_url
        self._copies = Copies(server, home)

    @property
    def address(self) -> str:
        """Return where the server is."""
        return self.server.address.uri

    # --- loads ------------------------------------------------------------------------------

    def loads(self) -> Sequence[Load]:
        """Return every complete load, newest first; `broken` names the others."""
        found = []
        for row in self.server.read(cypher.LOADS):
            with suppress(BrokenLoadError):
                found.append(_load(*row))
        self._copies.drop_gone({load.load_id for load in found}, self.broken)
        return sorted(found, key=lambda load: (load.created_at, load.load_id), reverse=True)

    def broken(self) -> Sequence[str]:
        """Return the ids of loads sent or deleted in part, or without a readable summary."""
        found = [str(row[0]) for row in self.server.read(cypher.UNFINISHED)]
        for row in self.server.read(cypher.LOADS):
            try:
                _load(*row)
            except BrokenLoadError:
                found.append(str(row[2]))
        return sorted(found)

    def load(self, load_id: str | None = None) -> Load:
        """Return the load of that id, or the active one."""
        if load_id is not None:
            rows = self.server.read(cypher.LOAD, load=load_id)
            if not rows:
                raise load_not_found(load_id)
            return self._copies.notice(_load(*rows[0]))
        rows = self.server.read(cypher.ACTIVE)
        if not rows:
            raise NoActiveLoadError(
                "没有启用的批次。请先用 xietu load 文件 或在“数据”页上传，或启用一个已有批次。",
                "No load is active. Use xietu load FILE, upload on the page Data, or activate one.",
            )
        return self._copies.notice(_load(*rows[0]))

    def add(self, checked: Path, *, activate: bool = True, progress: Progress = silent) -> Load:
        """Keep the checked tables as a new load; see `GraphStore.add`.

        A load that is there already, to the last byte of its tables and with the same ratings, is
        made active and no more.
        """
        from graph.build import Build
        from graph.summary import summary

        folder, rounds = self._copies.folder, read_ratings(checked)
        with self._writing() as writer, explained():
            folder.mkdir(parents=True, exist_ok=True)
            incoming = Path(mkdtemp(prefix=".incoming-", dir=folder))
            try:
                build = Build(checked, incoming, progress)
                build.run()
                created = datetime.now(UTC)
                load = summary(build, incoming, "", created)
                same = self._same(load, rounds)
                if same is None or same[1] != "complete":
                    load = replace(load, load_id=self._next_id(writer, created))
                return self._send(load, incoming, rounds, writer, activate, progress)
            finally:
                shutil.rmtree(incoming, ignore_errors=True)

    def publish(
        self, local: LocalStore, load_id: str, *, activate: bool = True, progress: Progress = silent
    ) -> Load:
        """Send a load of the embedded store; where that was begun and broken off, go on with it.

        Its id stays, unless the server has another load of that id. Raises `BrokenLoadError`
        where a file of the load is damaged.
        """
        load = local.load(load_id)
        damage = local.damage(load_id)
        if damage:
            raise broken_load(load_id, f"{damage[0]}.parquet")
        rounds = local.ratings.rounds(load_id)
        with self._writing() as writer, explained():
            if load_id in self._ids() and not self._same(load, rounds):
                load = replace(load, load_id=self._next_id(writer, datetime.now(UTC)))
            folder = local.home / "loads" / load_id
            load = replace(load, active=False)
            return self._send(load, folder, rounds, writer, activate, progress, keep=True)

    def activate(self, load_id: str) -> Load:
        """Make an earlier load the active one."""
        with self._writing() as writer:
            load = self.load(load_id)
            self._activate(load_id, writer)
            return replace(load, active=True)

    def delete(self, load_id: str) -> None:
        """Delete a load, a broken one too; then no load is active if it was the active one."""
        with self._writing() as writer:
            if load_id not in self._ids():
                raise load_not_found(load_id)
            self._sweep(load_id, writer)

    @contextmanager
    def importing(self) -> Iterator[None]:
        """Be the only one of this machine that imports; no one else may be writing."""
        with importing(self.home):
            with self._writing():
                pass
            yield

    def damage(self, load_id: str) -> Sequence[str]:
        """Return the tables whose copies here are missing or are not what the server has."""
        return self._copies.damage(self.load(load_id))

    # --- reading ----------------------------------------------------------------------------

    def table(self, load_id: str, name: str) -> ibis.Table:
        """Return a load table as an Ibis expression; see `GraphStore.table`."""
        self._copies.need(load_id, name, self.load)
        return self._copies.local.table(load_id, name)

    def fetch(self, expression: ibis.Table) -> pa.Table:
        """Run an expression on tables of this store and return its rows."""
        return self._copies.local.fetch(expression)

    def walks(self, load_id: str, rule: str = "causal", which: Which = ALL) -> Walks:
        """Return what can be asked about who hands to whom; see `GraphStore.walks`."""
        from graph.neo4j_walks import CypherWalks

        return CypherWalks(self.server, self.load(load_id).load_id, rule, which)

    def search(self, load_id: str, text: str, most: int = 20) -> Sequence[Found]:
        """Return departments, items and cases that match; see `GraphStore.search`."""
        from graph.neo4j_walks import search

        return search(self.server, self.load(load_id).load_id, text, most)

    @cached_property
    def ratings(self) -> RatingsDatabase:
        """The ratings that came with the loads; see `GraphStore.ratings`."""
        from graph.evaluation.ratings_database import RatingsDatabase

        return RatingsDatabase(self.home, self.database_url, self._name)

    def _name(self) -> str:
        rows = self.server.read(cypher.STORE_ID)
        return f"neo4j:{rows[0][0]}" if rows and rows[0][0] else ""

    # --- writing ----------------------------------------------------------------------------

    def _send(
        self,
        load: Load,
        folder: Path,
        rounds: Sequence[Ratings],
        writer: str,
        activate: bool,
        progress: Progress,
        keep: bool = False,
    ) -> Load:
        """Send a load whose files are in `folder`; a part of it stays only where `keep`."""
        same = self._same(load, rounds)
        is_there = same is not None and same[1] == "complete"
        for load_id, digest, state in self.server.read(cypher.UNFINISHED):
            is_other = not keep or digest != digest_of(load)
            if state == "deleting" or (is_other and not is_there):
                self._sweep(load_id, writer)
        if same is not None and is_there:
            load = self.load(same[0])
            if rounds and not self.ratings.rounds(load.load_id):  # sent from another machine
                self.ratings.keep(load.load_id, rounds)
        else:
            if same is not None and keep:
                load = replace(load, load_id=same[0])
            try:
                if rounds:
                    self.ratings.sweep(self._ids())
                with self.ratings.keeping(load.load_id, rounds):
                    send(self.server, load, folder, writer, progress)
            except BaseException as error:
                if not keep or isinstance(error, IncompleteError):
                    with suppress(StoreUnavailableError, StoreBusyError):
                        self._sweep(load.load_id, writer)
                raise
        if activate and not load.active:
            self._activate(load.load_id, writer)
        return replace(load, active=activate or load.active)

    def _activate(self, load_id: str, writer: str) -> None:
        if not self.server.write(cypher.ACTIVATE, load=load_id, writer=writer):
            raise taken_over()

    def _same(self, load: Load, rounds: Sequence[Ratings]) -> tuple[str, str] | None:
        """Return id and state of the load on the server with the same tables and ratings."""
        for load_id, state in self.server.read(cypher.SAME, digest=digest_of(load)):
            known = self.ratings.rounds(load_id) if state == "complete" else ()
            if not known or are_equal(known, rounds):
                return load_id, state
        return None

    def _ids(self) -> set[str]:
        return {load.load_id for load in self.loads()} | set(self.broken())

    def _sweep(self, load_id: str, writer: str) -> None:
        """Hide a load at once, then delete what belongs to it."""
        with self.ratings.forgetting(load_id):
            if not self.server.write(cypher.HIDE, load=load_id, writer=writer):
                raise taken_over()  # the load may be another's work by now
        for statement in cypher.SWEEP:
            self.server.run_in_batches(statement, load=load_id)
        self._copies.drop(load_id)

    def _next_id(self, writer: str, created: datetime) -> str:
        """Return an id that no load of that day has had."""
        day = f"L{created.astimezone():%Y%m%d}"
        known = self.server.read(cypher.KNOWN_IDS)[0][0]
        numbers = [int(one.partition("-")[2]) for one in known if one.startswith(f"{day}-")]
        found = f"{day}-{max(numbers, default=0) + 1:02d}"
        if not self.server.write(cypher.NEXT_NUMBER, writer=writer, day=day, id=found):
            raise taken_over()
        return found

    @contextmanager
    def _writing(self) -> Iterator[str]:
        """Be the only one that changes loads; raises `StoreBusyError` where another one does."""
        there = {str(row[0]) for row in self.server.read(cypher.NAMES)}
        for name, statement in cypher.SCHEMA.items():
            if name not in there:
                self.server.write(statement)
        writer = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex}"
        _WRITING.add(writer)
        try:
            self._claim(writer)
            with held(self.server, writer):
                yield writer
        finally:
            _WRITING.discard(writer)
            with suppress(StoreUnavailableError):
                self.server.write(cypher.RELEASE, writer=writer)

    def _claim(self, writer: str) -> None:
        gone = self._gone_writer()
        rows = self.server.write(cypher.CLAIM, writer=writer, gone=gone, seconds=LEASE_SECONDS)
        if not rows:
            raise StoreBusyError(
                "另一个进程正在向 Neo4j 装载或修改数据，请等它结束后再试。",
                "Another process is loading or changing data in Neo4j. Try again when it is done.",
            )

    def _gone_writer(self) -> str:
        """Return the writer that the server knows where it was here and has ended."""
        rows = self.server.read(cypher.WRITER)
        writer = str(rows[0][0]) if rows and rows[0][0] else ""
        return writer if has_ended(writer, _WRITING) else ""


def _load(manifest: str, active: bool, load_id: str) -> Load:
    try:
        return replace(Load.from_json(manifest), active=active)
    except (ValueError, TypeError, KeyError) as error:  # of a later release, or tampered with
        raise broken_load(load_id, "manifest.json") from error
