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
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from uuid import uuid4

from graph import durable_files
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

KEPT_SECONDS = 3600.0
"""How long copies of a load stay that the server does not list: it may be new."""
_WRITING: set[str] = set()  # the writers of this process, whichever store they write for


class Neo4jStore:
    """A `GraphStore` on a Neo4j server, with copies of the tables in the folder `home`."""

    def __init__(self, server: Neo4jServer, home: Path, database_url: str = "") -> None:
        self.server, self.home, self.database_url = server, home, database_url
        self._copies = LocalStore(home / "copies")
        self._checked: dict[str, Mapping[str, str]] = {}
        self._lock = threading.Lock()

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
        self._forget_gone({load.load_id for load in found})
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
            return self._noticed(_load(*rows[0]))
        rows = self.server.read(cypher.ACTIVE)
        if not rows:
            raise NoActiveLoadError(
                "没有启用的批次。请先用 xietu load 文件 或在“数据”页上传，或启用一个已有批次。",
                "No load is active. Use xietu load FILE, upload on the page Data, or activate one.",
            )
        return self._noticed(_load(*rows[0]))

    def add(self, checked: Path, *, activate: bool = True, progress: Progress = silent) -> Load:
        """Keep the checked tables as a new load; see `GraphStore.add`.

        A load that is there already, to the last byte of its tables and with the same ratings, is
        made active and no more.
        """
        from graph.build import Build
        from graph.summary import summary

        folder, rounds = self.home / "copies" / "loads", read_ratings(checked)
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
        load = self.load(load_id)
        self._forget_other(load, self.home / "copies" / "loads" / load_id)
        for name in load.digests:
            with suppress(BrokenLoadError):
                self._copy(load, name)
        return self._copies.damage(load_id)

    # --- reading ----------------------------------------------------------------------------

    def table(self, load_id: str, name: str) -> ibis.Table:
        """Return a load table as an Ibis expression; see `GraphStore.table`."""
        self._copy_where_needed(load_id, name)
        return self._copies.table(load_id, name)

    def fetch(self, expression: ibis.Table) -> pa.Table:
        """Run an expression on tables of this store and return its rows."""
        return self._copies.fetch(expression)

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

    # --- copies -----------------------------------------------------------------------------

    def _noticed(self, load: Load) -> Load:
        """Return a load, and forget what was checked of another one that had its id."""
        if self._checked.get(load.load_id, load.digests) != load.digests:
            self._checked.pop(load.load_id, None)
        return load

    def _copy_where_needed(self, load_id: str, name: str) -> None:
        """Have the file of a table here, as the server has it."""
        folder = self.home / "copies" / "loads" / load_id
        known = self._checked.get(load_id)
        if known is not None and (folder / f"{name}.parquet").is_file():
            return
        load = self.load(load_id)
        if known != load.digests:
            self._forget_other(load, folder)
        if name in load.digests:
            self._copy(load, name)

    def _forget_other(self, load: Load, folder: Path) -> None:
        """Drop copies of a load that had the same id, and note the digests of this one."""
        with self._lock:
            manifest = folder / "manifest.json"
            if manifest.is_file():
                known = Load.from_json(manifest.read_text("utf-8")).digests
                if known != load.digests:
                    shutil.rmtree(folder)
            with explained():
                folder.mkdir(parents=True, exist_ok=True)
                durable_files.replace(manifest, load.to_json())
            self._checked[load.load_id] = load.digests

    def _forget_gone(self, listed: set[str]) -> None:
        """Drop copies of loads that were deleted elsewhere, but none that may be new."""
        last = time.time() - KEPT_SECONDS
        with explained():
            every = [path for path in self._folders() if path.name not in listed]
            old = [path for path in every if path.stat().st_mtime < last]
        broken = set(self.broken()) if old else set()
        for path in old:
            if path.name not in broken:
                self._forget(path.name)

    def _folders(self) -> list[Path]:
        return list((self.home / "copies" / "loads").glob("L*"))

    def _forget(self, load_id: str) -> None:
        """Drop what is here of a load."""
        self._checked.pop(load_id, None)
        for folder in (self.home / "copies" / "loads", self.home / "answers"):
            shutil.rmtree(folder / load_id, ignore_errors=True)

    def _copy(self, load: Load, name: str) -> None:
        path = self.home / "copies" / "loads" / load.load_id / f"{name}.parquet"
        with self._lock, explained():
            if path.is_file():
                return
            content = b"".join(
                row[0] for row in self.server.read(cypher.READ_PARTS, load=load.load_id, table=name)
            )
            if sha256(content).hexdigest() != load.digests[name]:
                raise broken_load(load.load_id, path.name)
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}-{os.getpid()}")
            beside.write_bytes(content)
            beside.replace(path)

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
        self._forget(load_id)

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
