"""Names short enough for a box of a picture or the edge of a matrix, and still told apart."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

HAN, OTHER = 4, 10
"""Signs of a short name: Chinese ones, or letters and digits, which are half as wide."""

_PLACE = re.compile(r"[^市县区州盟旗省]{0,5}[市县区州盟旗省]")
_ENDINGS = ("服务中心", "委员会", "办公室", "管理局", "服务局", "中心", "局", "委", "办", "厅")
_AND = re.compile("[和与及、]")


def short_names(names: Sequence[str]) -> list[str]:
    """Return a short name for each of `names`, different for different names.

    What most names begin with (the name of the city) and a plain ending are left out; of what is
    left, the first four signs are kept, or more where two names would read the same.

    >>> short_names(["市自然资源和规划局", "市水利局", "市发展和改革委员会", "市应急管理局"])
    ['自然资源', '水利局', '发展改革', '应急管理']
    >>> short_names(["水利局", "水利局第一工程处", "水利局第一工作站", "Planning permission unit"])
    ['水利局', '水利局第一工程', '水利局第一工作', 'Planning p…']
    """
    place = _common_place(names)
    ways = [list(_ways(name, place)) for name in names]
    at = [0] * len(names)
    while True:
        shown = [way[k] for way, k in zip(ways, at, strict=True)]
        meant: dict[str, set[str]] = {}
        for short, name in zip(shown, names, strict=True):
            meant.setdefault(short, set()).add(name)
        stuck = True
        for number, short in enumerate(shown):
            if len(meant[short]) > 1 and at[number] + 1 < len(ways[number]):
                at[number] += 1
                stuck = False
        if stuck:
            return shown


def _common_place(names: Sequence[str]) -> str:
    found = Counter(match[0] for name in names if (match := _PLACE.match(name)))
    place, count = found.most_common(1)[0] if found else ("", 0)
    return place if count > len(names) / 2 else ""


def _ways(name: str, place: str) -> Iterator[str]:
    """Return the short name, longer ones, and at last the whole name."""
    rest = name.removeprefix(place) if len(name) > len(place) + 1 else name
    if any(sign > "\u2e7f" for sign in rest):
        core = _core(rest)
        yield from (core[:count] for count in range(min(HAN, len(core)), len(core) + 1))
    else:
        yield from (_cut(rest, count) for count in range(OTHER, len(rest) + 1))
    yield rest
    yield name


def _core(name: str) -> str:
    if len(name) <= HAN:
        return name
    endings = (end for end in _ENDINGS if name.endswith(end) and len(name) - len(end) >= HAN)
    core = name.removesuffix(next(endings, ""))
    first = _AND.split(core)[0]
    return first if len(first) >= HAN else _AND.sub("", core)


def _cut(name: str, count: int) -> str:
    return name if len(name) <= count + 1 else f"{name[:count].rstrip()}…"
