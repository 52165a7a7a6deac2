"""Parameters of a question: declared as a frozen dataclass, read from raw text.

A field is ``name: Annotated[type, Help(...)] = default``. Its type says what is accepted:
``Literal`` one of some words (``OneOf`` where a type cannot list them), ``int`` with ``Range`` a
whole number, ``datetime`` an instant, ``str`` any text. A field without a default must be given.
Empty text means: not given.
"""

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime, time, timedelta
from types import NoneType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from graph.errors import ParameterError
from graph.text import Text

P = TypeVar("P")
Kind = Literal["choice", "integer", "instant", "text"]

_UNUSABLE = re.compile("[\0\ud800-\udfff]")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DAY_AND_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T.+", re.ASCII)
_INSTANTS = ("2022-05-31", "2022-05-31T09:30:00", "2022-05-31T09:30:00+08:00")


@dataclass(frozen=True, slots=True)
class Help:
    """What a parameter means, for pages, ``--help``, OpenAPI and the documentation."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Range:
    """The whole numbers from `low` to `high`, both included."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these words, where they are not known to the type."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """The text is a month, as ``2022-05``."""


@dataclass(frozen=True, slots=True)
class IdOf:
    """The text is the id of a row of a table: items, departments, cases, or nodes of the level."""

    table: str


@dataclass(frozen=True, slots=True)
class WholeDay:
    """A bare date means the end of that day, not its beginning."""


@dataclass(frozen=True, slots=True)
class Before:
    """The value comes before that of the parameter `name`, where both are given."""

    name: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as declared: what a reader of text, or of documentation, must know."""

    name: str
    kind: Kind
    help: Text
    required: bool
    default: object
    choices: tuple[str, ...] = ()
    range: Range | None = None
    whole_day: bool = False
    month: bool = False
    before: str = ""
    id_of: str = ""

    @property
    def accepted(self) -> tuple[str, ...]:
        """Return what is accepted, as short texts; empty for free text."""
        if self.range:
            return (f"{self.range.low}..{self.range.high}",)
        if self.month:
            return ("2022-05",)
        return _INSTANTS if self.kind == "instant" else self.choices


def parameters_of(declared: type[Any]) -> tuple[Parameter, ...]:
    """Return the parameters that the dataclass `declared` declares, in its order."""
    hints = get_type_hints(declared, include_extras=True)
    return tuple(_parameter(f.name, hints[f.name], f.default) for f in fields(declared))


def _parameter(name: str, hint: Any, default: object) -> Parameter:
    bare, *notes = get_args(hint)
    told = {type(note): note for note in notes}
    kind, choices = _kind(bare)
    if OneOf in told:
        kind, choices = "choice", told[OneOf].words
    words = told[Help]
    required = default is MISSING
    return Parameter(
        name=name,
        kind=kind,
        help=Text(words.zh, words.en),
        required=required,
        default=None if required else default,
        choices=choices,
        range=told.get(Range),
        whole_day=WholeDay in told,
        month=Month in told,
        before=told[Before].name if Before in told else "",
        id_of=told[IdOf].table if IdOf in told else "",
    )


def _kind(bare: Any) -> tuple[Kind, tuple[str, ...]]:
    options = [part for part in get_args(bare) if part is not NoneType]
    if get_origin(bare) is Literal:
        return "choice", tuple(options)
    inner = options[0] if options else bare
    if get_origin(inner) is Literal:
        return "choice", get_args(inner)
    kinds: dict[type, Kind] = {int: "integer", datetime: "instant", str: "text"}
    return kinds[inner], ()


def parse(declared: type[P], raw: Mapping[str, str], timezone: str) -> P:
    """Read `raw` as the parameters `declared`; naive instants are of `timezone`.

    Raises `ParameterError` for an unknown name, a value that is not accepted, a parameter that
    is missing, and two that are the wrong way round.
    """
    known = {parameter.name: parameter for parameter in parameters_of(declared)}
    for name in raw:
        if name not in known:
            raise _unknown(name, tuple(known))
    given = {name: text for name, text in raw.items() if text != ""}
    for parameter in known.values():
        if parameter.required and parameter.name not in given:
            raise _missing(parameter)
    values = {name: _value(known[name], text, timezone) for name, text in given.items()}
    for parameter in known.values():
        if {parameter.name, parameter.before} <= values.keys():
            _check_order(parameter, values, given)
    return declared(**values)


def _check_order(parameter: Parameter, values: Mapping[str, Any], given: Mapping[str, str]) -> None:
    name, later = parameter.name, parameter.before
    if values[name] >= values[later]:
        raise ParameterError(
            f"{name}（{given[name]}）须早于 {later}（{given[later]}）。"
            f"可用：{'、'.join(parameter.accepted)}。",
            f"{name} ({given[name]}) must be before {later} ({given[later]}). "
            f"Accepted: {', '.join(parameter.accepted)}.",
            name,
            parameter.accepted,
        )


def _value(parameter: Parameter, text: str, timezone: str) -> Any:
    try:
        return _READERS[parameter.kind](parameter, text, timezone)
    except (ValueError, OverflowError) as cause:
        raise _refused(parameter, text) from cause


def _choice(parameter: Parameter, text: str, timezone: str) -> str:
    if text not in parameter.choices:
        raise ValueError(text)
    return text


def _integer(parameter: Parameter, text: str, timezone: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    value = int(text)
    if parameter.range and not parameter.range.low <= value <= parameter.range.high:
        raise ValueError(text)
    return value


def _instant(parameter: Parameter, text: str, timezone: str) -> datetime:
    zone = ZoneInfo(timezone)
    if _DAY.fullmatch(text):
        day = date.fromisoformat(text) + timedelta(days=int(parameter.whole_day))
        instant = datetime.combine(day, time(), zone)
    elif _DAY_AND_TIME.fullmatch(text):
        instant = datetime.fromisoformat(text)
    else:  # other spellings of a date would be read as its midnight, and `until` lose the day
        raise ValueError(text)
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=zone)
    instant.astimezone(ZoneInfo("UTC"))  # years 1 and 9999 may have no UTC instant
    return instant


def _text(parameter: Parameter, text: str, timezone: str) -> str:
    if _UNUSABLE.search(text) or (parameter.month and not _MONTH.fullmatch(text)):
        raise ValueError(text)
    return text


_READERS = {"choice": _choice, "integer": _integer, "instant": _instant, "text": _text}


def _unknown(name: str, known: tuple[str, ...]) -> ParameterError:
    return ParameterError(
        f"没有参数 {name!r}。可用的参数：{'、'.join(known)}。",
        f"There is no parameter {name!r}. Parameters: {', '.join(known)}.",
        name,
        known,
    )


def _missing(parameter: Parameter) -> ParameterError:
    return ParameterError(
        f"缺少参数 {parameter.name}：{parameter.help.zh}",
        f"The parameter {parameter.name} is missing: {parameter.help.en}",
        parameter.name,
        parameter.accepted,
    )


def _refused(parameter: Parameter, text: str) -> ParameterError:
    accepted = parameter.accepted or ("text",)
    return ParameterError(
        f"参数 {parameter.name} 的值 {text!r} 不能用。可用：{'、'.join(accepted)}。",
        f"The value {text!r} of the parameter {parameter.name} is not accepted. "
        f"Accepted: {', '.join(accepted)}.",
        parameter.name,
        parameter.accepted,
    )
