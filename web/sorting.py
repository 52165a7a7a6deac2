"""Heads of columns that sort: where a press leads, and what is sorted now."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from queries.query import Answer
from web.answer_view import day_unit
from web.language import words
from web.links import with_query


class SortHead(NamedTuple):
    """The head of a column; `address` sorts by it, `sorted` is the value of aria-sort or empty."""

    label: str
    unit: str
    meaning: str
    kind: str
    address: str
    sorted: str


def sort_heads(
    answer: Answer, raw: Mapping[str, str], path: str, columns: Sequence[str], default: str
) -> dict[str, SortHead]:
    """Return the heads of `columns`; `default` is how the answer is sorted without ``sort``.

    A column of texts is sorted from its first letter at the first press, others from the large end.
    """
    now = raw.get("sort") or default
    declared = {column.name: column for column in answer.query.columns}
    rest = {key: text for key, text in raw.items() if key not in ("after", "sort") and text}
    return {
        name: SortHead(
            label=words(declared[name].label),
            unit=day_unit(answer.seconds_a_day) if declared[name].unit == "s" else "",
            meaning=words(declared[name].meaning),
            kind="n" if declared[name].type in ("integer", "number") else "text",
            address=with_query(
                path, {**rest, "sort": _next(name, now, declared[name].type == "string")}
            ),
            sorted=_direction(name, now),
        )
        for name in columns
    }


def _next(name: str, now: str, is_text: bool) -> str:
    if now.removeprefix("-") == name:
        return name if now.startswith("-") else f"-{name}"
    return name if is_text else f"-{name}"


def _direction(name: str, now: str) -> str:
    if now.removeprefix("-") != name:
        return ""
    return "descending" if now.startswith("-") else "ascending"
