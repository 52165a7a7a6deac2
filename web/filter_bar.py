"""The filters of a page: what is on, as chips that take it off, and a form to add more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from queries.parameters import parameters_of
from queries.query import Answer
from queries.registry import find
from web import figures
from web.forms import Field, fields, value_words
from web.language import gettext, language
from web.links import with_query
from web.suggestions import suggestions

PERIOD = ("since", "until")
NO_FILTERS = ("limit", "after", "sort")
NOTHING: Mapping[str, str] = MappingProxyType({})


class Chip(NamedTuple):
    """A filter that is on; `address` is the page without it."""

    label: str
    text: str
    address: str


class Segments(NamedTuple):
    """A choice of few: (text, address, whether it is the present one)."""

    label: str
    options: list[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class FilterBar:
    """What `parts.html` draws above a page; `hidden` is what the form must not lose."""

    action: str
    chips: list[Chip]
    segments: list[Segments]
    fields: list[Field]
    hidden: list[tuple[str, str]]
    clear: str


def filter_bar(
    question: str,
    raw: Mapping[str, str],
    path: str,
    answer: Answer,
    extra: Mapping[str, str] = NOTHING,
    segmented: Sequence[str] = ("level",),
) -> FilterBar:
    """Return the filters of the page at `path`, which asks `question` with `raw`.

    `extra` are parameters of the page itself (what is sorted by, in focus, opened): they stay in
    every link. `answer` is one of the active load, from which the names of ids are taken.
    """
    usual = {p.name: str(p.default) for p in parameters_of(find(question).parameters)}
    shown = {
        key: text for key, text in raw.items() if text and key != "after" and text != usual.get(key)
    }
    names = suggestions(answer)
    known = [
        field
        for field in fields(find(question).parameters, shown, names)
        if field.name not in NO_FILTERS
    ]
    levels = answer.load.levels if answer.load else ()
    segments = [
        _segments(field, shown, path, extra, levels) for field in known if field.name in segmented
    ]
    kept = [(key, text) for key, text in shown.items() if key in NO_FILTERS]
    return FilterBar(
        action=path,
        chips=_chips(known, shown, path, extra),
        segments=[one for one in segments if len(one.options) > 1],
        fields=[field for field in known if field.name not in segmented],
        hidden=[*kept, *_segmented(shown, segmented), *extra.items()],
        clear=with_query(path, {**dict(kept), **extra}),
    )


def _segmented(shown: Mapping[str, str], segmented: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, shown[name]) for name in segmented if name in shown]


def _segments(
    field: Field,
    shown: Mapping[str, str],
    path: str,
    extra: Mapping[str, str],
    levels: Sequence[str],
) -> Segments:
    choices = [c for c in field.choices if field.name != "level" or c[0] in levels]
    dropped = {"sender", "receiver"} if field.name == "level" else set()
    rest = {key: text for key, text in shown.items() if key not in dropped}
    options = [
        (words, with_query(path, {**rest, field.name: value, **extra}), value == field.value)
        for value, words in choices
    ]
    return Segments(field.label, options)


def _chips(
    known: Sequence[Field], shown: Mapping[str, str], path: str, extra: Mapping[str, str]
) -> list[Chip]:
    def without(*names: str) -> str:
        rest = {key: text for key, text in shown.items() if key not in names}
        return with_query(path, {**rest, **extra})

    chips = [
        Chip(field.label, _words(field), without(field.name))
        for field in known
        if field.name in shown and field.name not in (*PERIOD, "level")
    ]
    if any(name in shown for name in PERIOD):
        chips.insert(0, Chip(gettext("期间"), _period(shown), without(*PERIOD)))
    return chips


def _words(field: Field) -> str:
    if field.choices:
        return value_words(field.value)
    named = dict(field.suggestions)
    return named.get(field.value) or field.value


def _period(shown: Mapping[str, str]) -> str:
    since, until = (figures.day_text(shown.get(name, ""), language()) for name in PERIOD)
    if since and until:
        return gettext("%(since)s 至 %(until)s", since=since, until=until)
    if since:
        return gettext("%(since)s 起", since=since)
    return gettext("截至 %(time)s", time=until)
