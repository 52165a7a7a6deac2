"""Departments, items and cases by name, short name, code or the initials of their pinyin."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

KINDS = ("department", "item", "case")
HOW = ("exact", "beginning", "within", "initials")


class Found(NamedTuple):
    """A node that was found; ``name`` of a case is that of its item."""

    kind: str  # one of KINDS
    id: str
    name: str
    how: str  # one of HOW


@lru_cache(maxsize=10_000)
def initials(name: str) -> str:
    """Return the first letter of each character's pinyin; other letters and digits stay.

    >>> initials("市自然资源和规划局"), initials("GIS 中心"), initials("GIS")
    ('szrzyhghj', 'gis zx', 'gis')
    """
    if name.isascii():
        return name.lower()
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def how(text: str, node: str, name: str, short: Sequence[str] = ()) -> str | None:
    """Return how `text` matches an id or one of the names, the best way; None where it does not.

    >>> how("d02", "D02", "市水利局"), how("水利", "D02", "市水利局"), how("slj", "D02", "市水利局")
    ('exact', 'within', 'initials')
    >>> how("水务局", "D02", "市水利局", ["水务局"]), how("swj", "D02", "市水利局", ["水务局"])
    ('exact', 'initials')
    >>> how("局里", "D02", "市水利局") is None
    True
    """
    wanted, texts = text.lower(), [each.lower() for each in (node, name, *short)]
    if wanted in texts:
        return "exact"
    if any(each.startswith(wanted) for each in texts):
        return "beginning"
    if any(wanted in each for each in texts):
        return "within"
    return "initials" if any(wanted in initials(each) for each in (name, *short)) else None


def search(text: str, kind: str, nodes: Iterable[tuple[str, str, Sequence[str]]]) -> list[Found]:
    """Return the nodes (id, name, short names) of a kind that match, in no order."""
    matched = ((node, name, how(text, node, name, short)) for node, name, short in nodes)
    return [Found(kind, node, name, found) for node, name, found in matched if found]


def ordered(found: Sequence[Found], most: int) -> list[Found]:
    """Return the `most` best matches: the closest first, then departments, items, cases, then ids.

    >>> ordered([Found("case", "D1", "", "exact"), Found("department", "D1", "", "exact")], 1)
    [Found(kind='department', id='D1', name='', how='exact')]
    """
    return sorted(found, key=lambda one: (HOW.index(one.how), KINDS.index(one.kind), one.id))[:most]
