"""The embedded store: one folder of Parquet files a load, asked through Ibis on DuckDB.

::

    HOME/loads/L20220901-01/          one load: Parquet files and manifest.json, never changed
    HOME/loads/.incoming-XXXX/        a load being written; swept away by the next writer
    HOME/active                       the id of the active load
    HOME/answers/L20220901-01/        answers about it that took a while; may be deleted
    HOME/serial                       the last id of each day, so that none is given twice
    HOME/store_id                     by which the relational database knows this folder
    HOME/lock                         held by the one writer, freed by the system if it dies
    HOME/importing                    held by the one import, from reading to activating

A load becomes visible by renaming its folder and active by renaming a file over ``active``; at
any instant a reader finds either the earlier state or the later one.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from graph import durable_files
from graph.errors import (
    BrokenLoadError,
    LevelError,
    LoadNotFoundError,
    NoActiveLoadError,
)
from graph.evaluation.ratings_files import read_ratings
from graph.load import Load
from graph.pairs import Which
from graph.progress import Progress, silent
from graph.serial import next_id
from graph.store import ALL
from graph.store_errors import broken_load, explained, load_not_found, older_load
from graph.tables import LEVEL_OF
from graph.writer_lock import PATIENCE, importing, writing

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

    from graph.evaluation.ratings_database import RatingsDatabase
    from graph.local_walks import LocalWalks
    from graph.search import Found
    from graph.walks import Walks

# DuckDB, Ibis, pandas and networkx are imported where they are used: a server starts sooner.

MEMORY_LIMIT = "2GB"  # of each thread that asks; beyond it DuckDB goes to disk


class LocalStore:
    """A `GraphStore` in one folder of this machine."""

    def __init__(self, home: Path, database_url: str = "") -> None:
        self.home, self.database_url = home, database_url
        self._loads = home / "loads"
        self._connections: dict[int, tuple[Any, dict[Path, ibis.Table]]] = {}

    @property
    def address(self) -> str:
        """Return nothing: the loads are on this machine."""
        return ""

    # --- loads ------------------------------------------------------------------------------

    def loads(self) -> Sequence[Load]:
        """Return every complete load, newest first; `broken` names the others."""
        active, found = self._active_id(), []
        for load_id in self._ids():
            with suppress(BrokenLoadError, LoadNotFoundError):
                found.append(self._read(load_id, active))
        return sorted(found, key=lambda load: (load.created_at, load.load_id), reverse=True)

    def broken(self) -> Sequence[str]:
        """Return the ids of loads without a readable summary, and of an active one that is gone."""
        active, found = self._active_id(), []
        for load_id in sorted({*self._ids(), *([active] if active else [])}):
            try:
                self._read(load_id, active)
            except (BrokenLoadError, LoadNotFoundError):
                found.append(load_id)
        return found

    def load(self, load_id: str | None = None) -> Load:
        """Return the load of that id, or the active one."""
        active = self._active_id()
        if load_id is not None:
            return self._read(load_id, active)
        if active is None:
            raise NoActiveLoadError(
                "没有启用的批次。请先用 xietu load 文件 或在“数据”页上传，或启用一个已有批次。",
                "No load is active. Use xietu load FILE, upload on the page Data, or activate one.",
            )
        try:
            return self._read(active, active)
        except LoadNotFoundError as error:
            raise broken_load(active, "manifest.json") from error

    def add(self, checked: Path, *, activate: bool = True, progress: Progress = silent) -> Load:
        """Keep the checked tables as a new load; see `GraphStore.add`."""
        from graph.build import Build
        from graph.summary import summary

        with writing(self.home, PATIENCE), explained():
            for leftover in self._loads.glob(".incoming-*"):
                shutil.rmtree(leftover)
            incoming = Path(mkdtemp(prefix=".incoming-", dir=self._loads))
            try:
                build = Build(checked, incoming, progress)
                build.run()
                progress("keep", 0, None)
                created = datetime.now(UTC)
                load_id = next_id(self.home / "serial", self._ids(), created)
                load = summary(build, incoming, load_id, created)
                durable_files.write(incoming / "manifest.json", load.to_json())
                durable_files.sync(incoming)
                incoming.chmod(0o755)
                with self._keeping_ratings(checked, load_id):
                    progress("activate", 0, None)
                    incoming.rename(self._loads / load.load_id)
                durable_files.sync(self._loads)
            finally:
                shutil.rmtree(incoming, ignore_errors=True)
            if activate:
                durable_files.replace(self.home / "active", load.load_id)
            return replace(load, active=activate)

    def activate(self, load_id: str) -> Load:
        """Make an earlier load the active one."""
        with writing(self.home), explained():
            load = self.load(load_id)
            durable_files.replace(self.home / "active", load_id)
            return replace(load, active=True)

    def delete(self, load_id: str) -> None:
        """Delete a load, a broken one too; then no load is active if it was the active one."""
        with writing(self.home), explained():
            active = self._active_id()
            if load_id not in {*self._ids(), active}:
                raise load_not_found(load_id)
            gone = self._loads / f".incoming-{load_id}"
            with self.ratings.forgetting(load_id):
                if load_id == active:
                    (self.home / "active").unlink()
                if (self._loads / load_id).is_dir():
                    (self._loads / load_id).rename(gone)
            self.ratings.sweep(self._ids())
            shutil.rmtree(gone, ignore_errors=True)
            shutil.rmtree(self.home / "answers" / load_id, ignore_errors=True)

    @contextmanager
    def importing(self) -> Iterator[None]:
        """Be the only one that imports; raises `StoreBusyError` before work is done in vain."""
        with importing(self.home):
            with writing(self.home):
                pass
            yield

    def damage(self, load_id: str) -> Sequence[str]:
        """Return the tables of a load whose files are missing or are not what was written."""
        folder = self._loads / load_id
        return [
            name
            for name, digest in self.load(load_id).digests.items()
            if not (folder / f"{name}.parquet").is_file()
            or durable_files.digest(folder / f"{name}.parquet") != digest
        ]

    # --- reading ----------------------------------------------------------------------------

    def table(self, load_id: str, name: str) -> ibis.Table:
        """Return a load table as an Ibis expression; see `GraphStore.table`."""
        import duckdb

        path = self._loads / load_id / f"{name}.parquet"
        if not path.is_file():
            self._explain_missing(load_id, name)
        db, tables = self._connection()
        if path not in tables:
            for gone in [known for known in tables if not known.exists()]:
                db.drop_view(tables.pop(gone).get_name())
            try:
                tables[path] = db.read_parquet(path)
            except duckdb.Error as error:
                raise broken_load(load_id, path.name) from error
        return tables[path]

    def fetch(self, expression: ibis.Table) -> pa.Table:
        """Run an expression on tables of this store and return its rows."""
        import duckdb

        try:
            return self._connection()[0].to_pyarrow(expression)
        except duckdb.Error as error:
            raise self._why_unread(expression) from error

    def walks(self, load_id: str, rule: str = "causal", which: Which = ALL) -> Walks:
        """Return what can be asked about who hands to whom; see `GraphStore.walks`."""
        return self._derived.walks(self.load(load_id).load_id, rule, which)

    def search(self, load_id: str, text: str, most: int = 20) -> Sequence[Found]:
        """Return departments, items and cases that match; see `GraphStore.search`."""
        return self._derived.search(self.load(load_id).load_id, text, most)

    # --- within -----------------------------------------------------------------------------

    @cached_property
    def ratings(self) -> RatingsDatabase:
        """The ratings that came with the loads; see `GraphStore.ratings`."""
        from graph.evaluation.ratings_database import RatingsDatabase

        return RatingsDatabase(self.home, self.database_url, self._name)

    def _name(self) -> str:
        path = self.home / "store_id"
        return path.read_text("ascii") if path.is_file() else ""

    @contextmanager
    def _keeping_ratings(self, checked: Path, load_id: str) -> Iterator[None]:
        """Keep the ratings among checked tables for the load that the block makes visible."""
        rounds = read_ratings(checked)
        if not rounds:
            yield
            return
        if not self._name():
            durable_files.replace(self.home / "store_id", f"local:{token_hex(16)}")
        self.ratings.sweep(self._ids())
        with self.ratings.keeping(load_id, rounds):
            yield

    @cached_property
    def _derived(self) -> LocalWalks:
        from graph.local_walks import LocalWalks

        return LocalWalks(self)

    def _connection(self) -> tuple[Any, dict[Path, ibis.Table]]:
        """Return this thread's connection and the tables opened on it.

        It outlives the thread, and a later thread of that number goes on with it: closing it while
        a thread ends has crashed the interpreter.
        """
        thread = threading.get_ident()
        if thread not in self._connections:
            import ibis

            db = ibis.duckdb.connect(
                memory_limit=MEMORY_LIMIT, temp_directory=str(self.home / ".spilled")
            )
            self._connections[thread] = (db, {})
        return self._connections[thread]

    def _ids(self) -> list[str]:
        """Return the ids of all folders of loads, whether they are sound or not."""
        return sorted(path.name for path in self._loads.glob("L*") if path.is_dir())

    def _active_id(self) -> str | None:
        try:
            return (self.home / "active").read_text("utf-8").strip() or None
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise BrokenLoadError(
                f"文件 {self.home / 'active'} 读不出来。请删除它，再启用一个批次。",
                f"The file {self.home / 'active'} cannot be read. Remove it, then activate a load.",
            ) from error

    def _read(self, load_id: str, active: str | None) -> Load:
        if load_id not in self._ids():
            raise load_not_found(load_id)
        manifest = self._loads / load_id / "manifest.json"
        try:
            load = Load.from_json(manifest.read_text("utf-8"))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise broken_load(load_id, manifest.name) from error
        return replace(load, active=load_id == active)

    def _why_unread(self, expression: ibis.Table) -> BrokenLoadError | LoadNotFoundError:
        """Tell whether a load of the expression was deleted meanwhile or is damaged."""
        import ibis.expr.operations as ops

        views = {table.name for table in expression.op().find(ops.DatabaseTable)}
        paths = [path for path, table in self._connection()[1].items() if table.get_name() in views]
        for path in paths:
            if not path.parent.is_dir():
                return load_not_found(path.parent.name)
        for path in paths:
            name = path.stem
            if name in self.damage(path.parent.name):
                return broken_load(path.parent.name, path.name)
        ids = "、".join(sorted({path.parent.name for path in paths}))
        return broken_load(ids, "*.parquet")

    def _explain_missing(self, load_id: str, name: str) -> None:
        load = self.load(load_id)
        level = LEVEL_OF.get(name)
        if level is not None and level not in load.levels:
            raise LevelError(
                f"这批数据没有 {level} 层级。可用的层级：{'、'.join(load.levels)}。",
                f"This load has no level {level}. It has: {', '.join(load.levels)}.",
                load.levels,
            )
        if name not in load.rows:
            raise older_load(load_id) if level else ValueError(f"there is no load table {name!r}")
        raise broken_load(load_id, f"{name}.parquet")
