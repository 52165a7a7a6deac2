"""The promises that every store of loads keeps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from graph.load import Load
from graph.pairs import Which
from graph.progress import Progress, silent

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

    from graph.evaluation.ratings_database import RatingsDatabase
    from graph.search import Found
    from graph.walks import Walks

ALL = Which()
"""Every handoff counts."""


class GraphStore(Protocol):
    """Loads, each immutable; at most one of them is active.

    All methods may be called from any thread and see at once what another process activated.
    Errors are those of ``graph.errors``; driver and file errors never escape, they are the
    ``__cause__``. Instants are UTC.
    """

    home: Path
    """A folder of this machine; ``answers/LOAD`` in it is kept until the load is deleted."""

    @property
    def ratings(self) -> RatingsDatabase:
        """The ratings that came with the loads, in the relational database and nowhere else.

        No file of a load, no node and no relationship of a graph holds a rating. Opened when it
        is first asked.
        """

    @property
    def address(self) -> str:
        """Where the server is that keeps the loads, without a password; empty: this machine."""

    def loads(self) -> Sequence[Load]:
        """Return every readable load, newest first; exactly one or none is ``active``."""

    def broken(self) -> Sequence[str]:
        """Return the ids of loads that are not whole: damaged, on their way, or broken off."""

    def load(self, load_id: str | None = None) -> Load:
        """Return the load of that id, or the active one.

        Raises `NoActiveLoadError` or `LoadNotFoundError`.
        """

    def add(self, checked: Path, *, activate: bool = True, progress: Progress = silent) -> Load:
        """Keep the checked tables in folder `checked` as a new load and make it active.

        `checked` holds one Parquet file for each of ``graph.tables.CHECKED`` and
        ``source.json``; where it holds ratings too, ``ratings`` has them before the load appears.
        Handoffs are derived here. At whatever instant the process dies, the load
        is whole and listed or not there at all, and the earlier one stays active until the new
        one is. The last stage that `progress` is told before the load appears is ``activate``; an
        error that it raises leaves everything as it was. Raises `StoreBusyError` while another
        process writes, `CalendarError` for days of unpublished years, `StoreUnavailableError`
        where the files cannot be written or read.
        """

    def activate(self, load_id: str) -> Load:
        """Make an earlier load the active one."""

    def delete(self, load_id: str) -> None:
        """Delete a load, a broken one too, with its ratings.

        No load is active then if it was the active one.
        """

    def table(self, load_id: str, name: str) -> ibis.Table:
        """Return a load table as an Ibis expression (names: ``graph.tables``).

        Names: departments (``LOAD_DEPARTMENTS``), items, persons, activities, stages (``NODES``),
        units (``LOAD_UNITS``; a load of before they were read has none), cases (``LOAD_CASES``),
        steps (``LOAD_STEPS``), stops, calendar, refused, notes, counts,
        ``handoff_table(rule, level)`` and ``causes_table(rule, level)``. Expressions of one
        thread share one connection and may be joined; execute them in the thread that asked for
        them. Raises `LevelError` for handoffs at a level that the load lacks, `OlderLoadError`
        for causes where it was made before these were derived.
        """

    def fetch(self, expression: ibis.Table) -> pa.Table:
        """Return the rows of an expression on tables of this store, in its order.

        Raises `BrokenLoadError` where a file of the load cannot be read any more,
        `LoadNotFoundError` where the load was deleted meanwhile.
        """

    def walks(self, load_id: str, rule: str = "causal", which: Which = ALL) -> Walks:
        """Return what can be asked about who hands to whom, between departments."""

    def search(self, load_id: str, text: str, most: int = 20) -> Sequence[Found]:
        """Return departments, items and cases that match `text`, as `graph.search.ordered`.

        A name, short name or id matches that is, begins with or holds `text`, whatever its case,
        or a name whose pinyin initials hold it; a case matches by its id only.
        """
