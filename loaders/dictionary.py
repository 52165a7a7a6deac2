"""The data dictionary: which sheets and columns a workbook has, and what each may hold.

``dictionary.json`` beside this module is the single source of header aliases, types, units,
labels and constraints; the loader, the blank template and the documentation page read it here.
"""

import json
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from graph.text import Text

Need = Literal["yes", "no", "conditional"]
Conditions = tuple[tuple[str, str], ...]
"""(field, value): the field has that value; ``*``: it has any value."""
NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Choice:
    """One accepted value of an enumeration: its name, code and other spellings."""

    name: str
    en: str
    code: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a sheet.

    ``type`` is str, code, int, decimal, pct, bool, date, datetime, time, enum, list or
    ``fk:TABLE``. Of a conditional field, it is required where all of ``when`` hold, or else
    where not all of ``unless`` hold. ``kept`` tells whether a question reads it: the others are
    read and checked but not stored.
    """

    name: str
    label: Text
    type: str
    unit: str = ""
    required: Need = "no"
    when: Conditions = ()
    unless: Conditions = ()
    aliases: tuple[str, ...] = ()
    pattern: str | None = None
    pattern_says: Text | None = None
    check: str | None = None  # "uscc": the check digit of GB 32100
    min: float | None = None
    max: float | None = None
    max_parameter: str | None = None  # the key of 填报说明 that gives the maximum
    max_length: int | None = None
    values: tuple[Choice, ...] = ()
    folded: tuple[tuple[tuple[str, ...], str], ...] = ()  # (local values, accepted name)
    digits: Literal["", "by_name", "by_direction"] = ""  # how a bare number is met
    words: tuple[tuple[str, float | None], ...] = ()  # words for numbers, None: missing
    items: str = "str"  # of a list
    default: str = ""
    not_before: str | None = None
    differs_from: str | None = None
    at_most: str | None = None  # another field; more is a warning
    bare_date: Literal["start", "end"] = "start"  # the instant that a date alone stands for
    may_be_future: bool = False
    key: bool = False  # merged cells of the body are filled down
    coded: bool = False  # a text that is read as codes are: half-width, without spaces
    personal_exempt: bool = False
    kept: bool = False
    note: Text = NOTHING

    @property
    def refers_to(self) -> str | None:
        """Name of the table that the values refer to, if any."""
        return self.type.partition(":")[2] or None


@dataclass(frozen=True)
class Table:
    """One sheet; ``needed`` ones must be there, of ``private`` ones no content is reported."""

    name: str
    label: Text
    needed: bool
    unique: tuple[tuple[str, ...], ...]
    fields: tuple[Field, ...]
    note: Text
    private: bool = False

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The fields by name."""
        return {field.name: field for field in self.fields}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One key of the sheet 填报说明."""

    name: str
    type: str
    aliases: tuple[str, ...]
    note: Text


@dataclass(frozen=True)
class Dictionary:
    """All sheets, the parameters of 填报说明, and names of sheets that are not read."""

    tables: tuple[Table, ...]
    parameters: tuple[Parameter, ...]
    other_sheets: tuple[str, ...] = field(default=())

    def table(self, name: str) -> Table:
        """Return the table of that name."""
        return next(table for table in self.tables if table.name == name)


@cache
def dictionary() -> Dictionary:
    """Read the data dictionary of the project."""
    raw = json.loads(Path(__file__).with_name("dictionary.json").read_text(encoding="utf-8"))
    return Dictionary(
        tables=tuple(_table(table) for table in raw["tables"]),
        parameters=tuple(
            Parameter(p["name"], p["type"], tuple(p["aliases"]), Text(**p["note"]))
            for p in raw["parameters"]
        ),
        other_sheets=tuple(raw["other_sheets"]),
    )


def _table(raw: dict[str, Any]) -> Table:
    return Table(
        name=raw["name"],
        label=Text(raw["zh"], raw["en"]),
        needed=raw["needed"],
        unique=tuple(tuple(names) for names in raw["unique"]),
        fields=tuple(_field(dict(field)) for field in raw["fields"]),
        note=Text(**raw["note"]),
        private=raw.get("private", False),
    )


def _field(raw: dict[str, Any]) -> Field:
    label = Text(raw.pop("zh"), raw.pop("en"))
    for name in ("note", "pattern_says"):
        if name in raw:
            raw[name] = Text(**raw[name])
    for name in ("when", "unless", "words"):
        raw[name] = tuple(raw.get(name, {}).items())
    raw["aliases"] = tuple(raw.get("aliases", ()))
    raw["values"] = tuple(_choice(dict(value)) for value in raw.get("values", ()))
    raw["folded"] = tuple((tuple(f["from"]), f["to"]) for f in raw.get("folded", ()))
    return Field(label=label, **raw)


def _choice(raw: dict[str, Any]) -> Choice:
    return Choice(synonyms=tuple(raw.pop("synonyms", ())), **raw)
