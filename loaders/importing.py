"""From an input to a load: read it, check it, keep it, make it active."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from graph.build import require_calendar
from graph.durable_files import locked
from graph.imported import FoundColumn, Imported
from graph.progress import Progress, silent
from graph.store import GraphStore
from loaders.event_log_columns import find_columns
from loaders.read import Checked, Options, read
from loaders.report import AllRefusedError, ImportReport

SEVERAL = ("missing", "final")
"""Options that hold several texts, one a line."""


class ImportingStore(GraphStore, Protocol):
    """A store in a folder of its own that lets one import at a time."""

    home: Path

    def importing(self) -> AbstractContextManager[None]:
        """Be the only one that imports; raises `StoreBusyError`."""


def options_of(values: Mapping[str, Any], home: Path) -> Options:
    """Return loader options from the texts of a form or of the command line; empty is not given."""
    given = {name: value for name, value in values.items() if value}
    for name in SEVERAL:
        if isinstance(given.get(name), str):
            given[name] = [line.strip() for line in given[name].splitlines() if line.strip()]
        given[name] = tuple(given.get(name, ()))
    return Options(**given, mappings=home / "mappings")


def import_file(
    store: ImportingStore,
    path: Path,
    options: Options,
    *,
    strict: bool = False,
    progress: Progress = silent,
) -> Imported:
    """Read `path`, keep it as a load and make that one active.

    The result has no load, and the active one stays, where nothing could be loaded or `strict`
    and any row was refused. Raises `StoreBusyError` at once while another import goes on.
    """
    with store.importing(), reading(store.home) as folder:
        checked = read(path, folder, options, progress)
        report = checked.report
        refused = (strict and report.total_refused > 0) or not _steps(checked)
        load = None if refused else store.add(folder, progress=progress)
    return Imported(load, *tables_of(report))


def import_upload(
    store: ImportingStore,
    path: Path,
    *,
    strict: bool = False,
    options: Mapping[str, str] = MappingProxyType({}),
    progress: Progress = silent,
) -> Imported:
    """Import a file with the texts of a form; one of which nothing is left is no error."""
    said = options_of(options, store.home)
    try:
        return import_file(store, path, said, strict=strict, progress=progress)
    except AllRefusedError as error:  # its report tells why, row by row
        return Imported(None, *tables_of(error.report))


def check_file(home: Path, path: Path, options: Options, progress: Progress) -> Checked:
    """Read `path` and check it against the calendar; nothing is kept."""
    with reading(home) as folder:
        checked = read(path, folder, options, progress)
        require_calendar(folder)
        return checked


def columns_of_upload(
    home: Path, path: Path, options: Mapping[str, str] = MappingProxyType({})
) -> tuple[FoundColumn, ...]:
    """Return the columns of an event log, for a person to say which plays which role."""
    with reading(home) as folder:
        return find_columns(path, folder, options_of(options, home))


def tables_of(report: ImportReport) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Return refused rows, notes and counts, as `Imported` has them."""
    return report.refused_table(), report.notes_table(), report.counts_table()


@contextmanager
def reading(home: Path) -> Iterator[Path]:
    """Give a folder for checked tables; what a killed process left of its own is swept away."""
    for leftover in home.glob(".reading-*"):
        with suppress(OSError), locked(leftover / "lock"):
            shutil.rmtree(leftover)
    with TemporaryDirectory(prefix=".reading-", dir=home) as folder, locked(Path(folder) / "lock"):
        tables = Path(folder, "tables")
        tables.mkdir()
        yield tables


def _steps(checked: Checked) -> int:
    return int(pq.read_metadata(checked.folder / "steps.parquet").num_rows)
