"""What is known of a load besides its rows."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal, Self

SourceKind = Literal["event_log", "workbook"]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that a load was read from."""

    name: str
    size: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Source:
    """What a loader knows of its input; written beside the checked tables as ``source.json``.

    ``calendar`` is ``china``, ``none`` or the name of a calendar file laid over ``china``.
    ``as_of`` is the date of the data: open cases and stops last until then.
    """

    name: str
    kind: SourceKind
    files: tuple[SourceFile, ...]
    as_of: datetime
    timezone: str = "Asia/Shanghai"
    calendar: str = "china"
    synthetic: bool = False
    city: str = ""
    mapping: tuple[tuple[str, str], ...] = ()  # (role, column) of an event log

    def to_json(self) -> str:
        """Return the JSON text that ``from_json`` reads."""
        return json.dumps(_plain(self), ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what ``to_json`` wrote."""
        values: dict[str, Any] = json.loads(text)
        values["files"] = tuple(SourceFile(**file) for file in values["files"])
        values["as_of"] = datetime.fromisoformat(values["as_of"])
        values["mapping"] = tuple((role, column) for role, column in values["mapping"])
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Load:
    """One immutable, versioned load: the summary that a store keeps and lists.

    ``rows`` counts the load tables (departments, items, units, persons, cases, steps, stops and
    each ``handoffs-RULE-LEVEL``); ``read``, ``loaded`` and ``refused`` count rows of the input.
    ``quality`` holds counts of what a reader of the numbers should know (``tied_steps``,
    ``steps_without_department``, ``steps_without_person``, ``instant_steps``,
    ``open_cases_without_next_step``...).
    """

    load_id: str
    source: Source
    created_at: datetime
    created_by: str
    levels: tuple[str, ...]
    evidence: str  # the weakest kind among the handoffs: receipt, start or instant
    rows: dict[str, int]
    read: int
    loaded: int
    refused: int
    quality: dict[str, int]
    digests: dict[str, str]  # SHA-256 of the file of each table
    schema_version: int
    release: str
    active: bool = False

    def to_json(self) -> str:
        """Return the JSON text that ``from_json`` reads; ``active`` is not of the load."""
        return json.dumps(_plain(replace(self, active=False)), ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what ``to_json`` wrote."""
        values: dict[str, Any] = json.loads(text)
        values["source"] = Source.from_json(json.dumps(values["source"]))
        values["created_at"] = datetime.fromisoformat(values["created_at"])
        values["levels"] = tuple(values["levels"])
        return cls(**values)


def digest_of(load: Load) -> str:
    """Return one digest of all tables of a load: equal loads have equal ones."""
    text = "\n".join(f"{name} {digest}" for name, digest in sorted(load.digests.items()))
    return sha256(text.encode()).hexdigest()


def _plain(value: Source | Load) -> dict[str, Any]:
    def instants(item: Any) -> Any:
        if isinstance(item, datetime):
            return item.isoformat()
        if isinstance(item, dict):
            return {key: instants(inner) for key, inner in item.items()}
        return item

    return {key: instants(item) for key, item in asdict(value).items()}
