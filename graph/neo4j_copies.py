"""Copies on this machine of the tables that a Neo4j server keeps, checked by their digests."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from graph import durable_files
from graph import neo4j_cypher as cypher
from graph.errors import BrokenLoadError
from graph.load import Load
from graph.local_store import LocalStore
from graph.neo4j_server import Neo4jServer
from graph.store_errors import broken_load, explained

KEPT_SECONDS = 3600.0
"""How long copies of a load stay that the server does not list: it may be new."""


class Copies:
    """The copies in ``copies/`` of the folder `home`, each brought when it is first needed."""

    def __init__(self, server: Neo4jServer, home: Path) -> None:
        self.server, self.home = server, home
        self.local = LocalStore(home / "copies")
        self.folder = home / "copies" / "loads"
        self._checked: dict[str, Mapping[str, str]] = {}
        self._lock = threading.Lock()

    def notice(self, load: Load) -> Load:
        """Return a load, and forget what was checked of another one that had its id."""
        if self._checked.get(load.load_id, load.digests) != load.digests:
            self._checked.pop(load.load_id, None)
        return load

    def need(self, load_id: str, name: str, load_of: Callable[[str], Load]) -> None:
        """Have the file of a table here, as the server has it."""
        known = self._checked.get(load_id)
        if known is not None and (self.folder / load_id / f"{name}.parquet").is_file():
            return
        load = load_of(load_id)
        if known != load.digests:
            self._drop_other(load)
        if name in load.digests:
            self._bring(load, name)

    def damage(self, load: Load) -> Sequence[str]:
        """Return the tables whose copies are missing or are not what the server has."""
        self._drop_other(load)
        for name in load.digests:
            with suppress(BrokenLoadError):
                self._bring(load, name)
        return self.local.damage(load.load_id)

    def drop(self, load_id: str) -> None:
        """Drop what is here of a load."""
        self._checked.pop(load_id, None)
        for folder in (self.folder, self.home / "answers"):
            shutil.rmtree(folder / load_id, ignore_errors=True)

    def drop_gone(self, listed: set[str], broken: Callable[[], Sequence[str]]) -> None:
        """Drop copies of loads that were deleted elsewhere, but none that may be new."""
        last = time.time() - KEPT_SECONDS
        with explained():
            every = [path for path in self.folder.glob("L*") if path.name not in listed]
            old = [path for path in every if path.stat().st_mtime < last]
        kept = set(broken()) if old else set()
        for path in old:
            if path.name not in kept:
                self.drop(path.name)

    def _drop_other(self, load: Load) -> None:
        """Drop copies of a load that had the same id, and note the digests of this one."""
        folder = self.folder / load.load_id
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

    def _bring(self, load: Load, name: str) -> None:
        path = self.folder / load.load_id / f"{name}.parquet"
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
