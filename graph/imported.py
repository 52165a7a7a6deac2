"""What becomes of an input: a load, or a refusal with its reasons."""

from dataclasses import dataclass

import pyarrow as pa

from graph.load import Load


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one input: the load it gave, or None where it was refused as a whole.

    ``refused``, ``notes`` and ``counts`` have the schemas of ``graph.tables``.
    """

    load: Load | None
    refused: pa.Table
    notes: pa.Table
    counts: pa.Table


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column of an event log: its first values as they may be shown, the role it seems to play.

    ``personal`` says that the values look like personal numbers; then there are none.
    """

    name: str
    samples: tuple[str, ...]
    role: str = ""
    personal: bool = False
