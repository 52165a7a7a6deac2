"""The embedded store: one folder of Parquet files a load, asked through Ibis on DuckDB.

::

    HOME/loads/L20220901-01/          one load: Parquet files and manifest.json, never changed
    HOME/loads/.incoming-XXXX/        a load being written; swept away by the next writer
    HOME/active                       the id of the active load
    HOME/serial                       the last id given, so that none is given twice
    HOME/lock                         held by the one writer, freed by the system if it dies

A load becomes visible by renaming its folder and active by renaming a file over ``active``; at
any instant a reader finds either the earlier state or the later one.
"""

from __future__ import annotations

import fcntl
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from getpass import getuser
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from graph import durable_files
from graph.errors import (
    BrokenLoadError,
    LevelError,
    LoadNotFoundError,
    NoActiveLoadError,
    StoreBusyError,
    StoreUnavailableError,
)
from graph.load import Load
from graph.store import Progress, silent
from graph.tables import LEVELS, RULES, handoff_table

if TYPE_CHECKING:
    import ibis
    import networkx as nx
    import pyarrow as pa

    from graph.build import Build

# DuckDB, Ibis, pandas and networkx are imported where they are used: a server starts sooner.

SCHEMA_VERSION = 1


class LocalStore:
    """A `GraphStore` in one folder of this machine."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._loads = home / "loads"
        self._local = threading.local()

    # --- loads ------------------------------------------------------------------------------

    def loads(self) -> Sequence[Load]:
        """Return every complete load, newest first."""
        active = self._active_id()
        found = [
            self._read(path.name, active)
            for path in self._loads.glob("L*")
            if (path / "manifest.json").is_file()
        ]
        return sorted(found, key=lambda load: (load.created_at, load.load_id), reverse=True)

    def load(self, load_id: str | None = None) -> Load:
        """Return the load of that id, or the active one."""
        active = self._active_id()
        if load_id is None and active is None:
            raise NoActiveLoadError(
                "还没有装载数据。请先用 xietu load 文件 或在“数据”页上传。",
                "Nothing has been loaded yet. Use xietu load FILE or upload on the page Data.",
            )
        return self._read(load_id or str(active), active)

    def add(self, checked: Path, *, activate: bool = True, progress: Progress = silent) -> Load:
        """Keep the checked tables as a new load; see `GraphStore.add`."""
        from graph.build import Build

        with self._writing():
            for leftover in self._loads.glob(".incoming-*"):
                shutil.rmtree(leftover)
            incoming = Path(mkdtemp(prefix=".incoming-", dir=self._loads))
            try:
                build = Build(checked, incoming, progress)
                build.run()
                load = self._summary(build, incoming)
                durable_files.write(incoming / "manifest.json", load.to_json())
                durable_files.sync(incoming)
                incoming.chmod(0o755)
                incoming.rename(self._loads / load.load_id)
                durable_files.sync(self._loads)
            finally:
                shutil.rmtree(incoming, ignore_errors=True)
            if activate:
                durable_files.replace(self.home / "active", load.load_id)
            return replace(load, active=activate)

    def activate(self, load_id: str) -> Load:
        """Make an earlier load the active one."""
        with self._writing():
            load = self.load(load_id)
            durable_files.replace(self.home / "active", load_id)
            return replace(load, active=True)

    def delete(self, load_id: str) -> None:
        """Delete a load; afterwards no load is active if it was the active one."""
        with self._writing():
            load = self.load(load_id)
            if load.active:
                (self.home / "active").unlink()
            gone = self._loads / f".incoming-{load_id}"
            (self._loads / load_id).rename(gone)
            shutil.rmtree(gone)

    def damage(self, load_id: str) -> Sequence[str]:
        """Return the files of a load that are missing or do not hold the rows they should."""
        return [
            name
            for name, rows in self.load(load_id).rows.items()
            if self._rows(load_id, name) != rows
        ]

    def _rows(self, load_id: str, name: str) -> int | None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return int(pq.read_metadata(self._loads / load_id / f"{name}.parquet").num_rows)
        except (OSError, pa.ArrowException):
            return None

    # --- reading ----------------------------------------------------------------------------

    def table(self, load_id: str, name: str) -> ibis.Table:
        """Return a load table as an Ibis expression; see `GraphStore.table`."""
        import duckdb

        path = self._loads / load_id / f"{name}.parquet"
        if not path.is_file():
            self._explain_missing(load_id, name)
        tables: dict[Path, ibis.Table] = self._connection().tables
        if path not in tables:
            try:
                tables[path] = self._connection().db.read_parquet(path)
            except duckdb.Error as error:
                raise _broken(load_id, path.name) from error
        return tables[path]

    def fetch(self, expression: ibis.Table) -> pa.Table:
        """Run an expression on tables of this store and return its rows."""
        import duckdb

        try:
            return self._connection().db.to_pyarrow(expression)
        except duckdb.IOException as error:
            raise BrokenLoadError(
                f"装载的文件读不出来：{error}。请重新装载，或在“数据”页换一个装载。",
                f"A file of the load cannot be read: {error}. Load again or activate another.",
            ) from error

    def network(self, load_id: str, rule: str = "causal", level: str = "department") -> nx.DiGraph:
        """Return who hands to whom; see `GraphStore.network`."""
        import networkx as nx

        rows = self.table(load_id, handoff_table(rule, level))
        rows = rows.filter(rows.sender_key != rows.receiver_key)
        pairs = rows.group_by(["sender_key", "receiver_key"]).agg(
            handoffs=rows.count(), wait=rows.wait_working.sum().fill_null(0.0)
        )
        nodes = self.fetch(self.table(load_id, f"{level}s")).to_pylist()
        ids = {node["key"]: node["id"] for node in nodes}
        network = nx.DiGraph(load=load_id, rule=rule, level=level)
        network.add_nodes_from((node["id"], {"name": node["name"]}) for node in nodes)
        for pair in self.fetch(pairs.order_by(["sender_key", "receiver_key"])).to_pylist():
            u, v = ids[pair.pop("sender_key")], ids[pair.pop("receiver_key")]
            network.add_edge(u, v, **pair)
        return network

    # --- within -----------------------------------------------------------------------------

    def _connection(self) -> Any:
        """Return this thread's connection and the tables opened on it."""
        if not hasattr(self._local, "db"):
            import ibis

            self._local.db = ibis.duckdb.connect()
            self._local.tables = {}
        return self._local

    def _active_id(self) -> str | None:
        try:
            return (self.home / "active").read_text("utf-8").strip()
        except FileNotFoundError:
            return None

    def _read(self, load_id: str, active: str | None) -> Load:
        manifest = self._loads / load_id / "manifest.json"
        if Path(load_id).name != load_id or not manifest.is_file():
            raise LoadNotFoundError(
                f"没有编号为 {load_id} 的装载。用 xietu loads 查看已有的装载。",
                f"There is no load {load_id}. See xietu loads.",
            )
        try:
            load = Load.from_json(manifest.read_text("utf-8"))
        except (ValueError, TypeError, KeyError) as error:
            raise _broken(load_id, manifest.name) from error
        return replace(load, active=load_id == active)

    def _summary(self, build: Build, folder: Path) -> Load:
        import pyarrow.parquet as pq

        created = datetime.now(UTC)
        counts = pq.read_table(folder / "counts.parquet").to_pydict()
        return Load(
            load_id=self._next_id(created),
            source=build.source,
            created_at=created,
            created_by=_user(),
            levels=build.levels,
            evidence=build.weakest_evidence,
            rows={
                file.stem: pq.read_metadata(file).num_rows
                for file in sorted(folder.glob("*.parquet"))
            },
            read=sum(counts["read"]),
            loaded=sum(counts["loaded"]),
            refused=sum(counts["refused"]),
            quality=dict(build.quality),
            schema_version=SCHEMA_VERSION,
            release=version("xietu"),
        )

    def _next_id(self, created: datetime) -> str:
        """Return L, the local date, and a number that no load of that day had before."""
        today = f"L{created.astimezone():%Y%m%d}"
        serial = self.home / "serial"
        last = serial.read_text("utf-8").strip() if serial.is_file() else ""
        number = int(last.rpartition("-")[2]) + 1 if last.startswith(today) else 1
        load_id = f"{today}-{number:02d}"
        durable_files.replace(serial, load_id)
        return load_id

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self._loads.mkdir(parents=True, exist_ok=True)
            lock = (self.home / "lock").open("a")
        except OSError as error:
            raise StoreUnavailableError(
                f"数据文件夹不可写：{self.home}（{error.strerror}）。"
                "请用 --home 或 XIETU_HOME 另选一个。",
                f"The data folder cannot be written: {self.home} ({error.strerror}). "
                "Choose another by --home or XIETU_HOME.",
            ) from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise StoreBusyError(
                    "另一个进程正在装载或修改数据，请等它结束后再试。",
                    "Another process is loading or changing data. Try again when it is done.",
                ) from error
            yield

    def _explain_missing(self, load_id: str, name: str) -> None:
        load = self.load(load_id)
        for rule in RULES:
            for level in LEVELS:
                if name == handoff_table(rule, level) and level not in load.levels:
                    raise LevelError(
                        f"这批数据没有 {level} 层级。可用的层级：{'、'.join(load.levels)}。",
                        f"This load has no level {level}. It has: {', '.join(load.levels)}.",
                        load.levels,
                    )
        raise _broken(load_id, f"{name}.parquet")


def _broken(load_id: str, file: str) -> BrokenLoadError:
    return BrokenLoadError(
        f"装载 {load_id} 的文件 {file} 缺失或损坏。请重新装载，或在“数据”页换一个装载。",
        f"The file {file} of load {load_id} is missing or damaged. Load again or activate another.",
    )


def _user() -> str:
    try:
        return getuser()
    except (KeyError, OSError):
        return ""
