"""What the web needs of a loader, without knowing any loader."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import pyarrow as pa

from graph.load import Load

NO_OPTIONS: Mapping[str, str] = MappingProxyType({})

SUFFIXES = (
    ".xlsx",
    ".xls",
    ".xlsb",
    ".ods",
    ".xes",
    ".xes.gz",
    ".csv",
    ".csv.gz",
    ".parquet",
)
"""Kinds of file that may be uploaded, by the end of their name."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one input: the load it gave, or None where it was refused as a whole.

    ``refused``, ``notes`` and ``counts`` have the schemas of ``graph.tables``.
    """

    load: Load | None
    refused: pa.Table
    notes: pa.Table
    counts: pa.Table


class Importer(Protocol):
    """Reads a file, keeps it as a load and makes it active."""

    def __call__(
        self, path: Path, *, strict: bool = False, options: Mapping[str, str] = NO_OPTIONS
    ) -> Imported:
        """Import the file at `path`.

        `options` has some of the keys department, person, item, case, activity, start, end,
        missing, final, calendar (``china`` or ``none``) and timezone; the values of missing and
        final are one a line. With `strict` any refused row refuses the whole input: nothing is
        activated and ``load`` is None. Raises the errors of ``graph.errors``, `InputError`
        above all.
        """
