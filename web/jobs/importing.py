"""What the web needs of a loader, without knowing any loader."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from graph.imported import FoundColumn, Imported
from graph.progress import Progress, silent

NO_OPTIONS: Mapping[str, str] = MappingProxyType({})


class Importer(Protocol):
    """Reads a file, keeps it as a load and makes it active."""

    def __call__(
        self,
        path: Path,
        *,
        strict: bool = False,
        options: Mapping[str, str] = NO_OPTIONS,
        progress: Progress = silent,
    ) -> Imported:
        """Import the file at `path`.

        `options` has some of the keys of ``graph.inputs.OPTIONS``; calendar is ``china`` or
        ``none``, the values of missing and final are one a line. With `strict` any refused row
        refuses the whole input: nothing is activated and ``load`` is None, as it is where nothing
        is left. Raises the errors of ``graph.errors``, `InputError` above all, `MappingError`
        where a column must be named, and `StoreBusyError` at once while another import goes on.
        """


class ColumnFinder(Protocol):
    """Looks into an event log for a person who is to say which column plays which role."""

    def __call__(
        self, path: Path, options: Mapping[str, str] = NO_OPTIONS
    ) -> Sequence[FoundColumn]:
        """Return the columns of the file at `path`; raises `InputError`."""
