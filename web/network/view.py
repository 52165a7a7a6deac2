"""What the page 协同图谱 itself is asked for: focus, depth, hidden departments."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from graph.errors import ParameterError
from graph.walks import By
from queries.parameters import Help, Range, parse
from web.links import PAGING, with_query

PATH = "/network"
OWN = ("focus", "depth", "hide", "to", "by")
DEPTHS = (1, 2, 3)
BY: tuple[By, ...] = ("handoffs", "waiting")
BETWEEN = "\n"
"""Separates the ids of hidden departments: no id holds a line break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The parameters of the page itself, as in its address."""

    focus: Annotated[
        str | None, Help("焦点部门（编码）。", "The department in focus (its id).")
    ] = None
    depth: Annotated[
        int,
        Help("焦点周围几度。", "How many steps around the focus."),
        Range(DEPTHS[0], DEPTHS[-1]),
    ] = 1
    hide: Annotated[
        str | None,
        Help(
            "网络图上隐藏的部门（编码，每行一个）。",
            "Departments hidden in the picture, one a line.",
        ),
    ] = None

    to: Annotated[
        str | None, Help("从焦点到哪个部门（编码）。", "The department to find ways to (its id).")
    ] = None
    by: Annotated[
        By,
        Help(
            "怎样算好：handoffs 走的件多，waiting 等得短。",
            "What is best: handoffs, most used; or waiting, shortest waits.",
        ),
    ] = "handoffs"


@dataclass(frozen=True, slots=True)
class View:
    """Filters, and what the page shows of what they leave; every link of the page is made here."""

    raw: Mapping[str, str]
    focus: str | None
    depth: int
    hidden: tuple[str, ...]
    to: str | None = None
    by: By = "handoffs"

    @property
    def own(self) -> dict[str, str]:
        """The page's own parameters, without those that have their default."""
        values = {
            "focus": self.focus,
            "depth": str(self.depth) if self.focus and self.depth > 1 else None,
            "to": self.to if self.focus else None,
            "by": self.by if self.focus and self.to and self.by != BY[0] else None,
            "hide": BETWEEN.join(self.hidden),
        }
        return {name: value for name, value in values.items() if value}

    def address(self, path: str = PATH, **changes: Any) -> str:
        """Return the page with some of its own parameters changed, from its first rows on.

        Ways begin at the focus: another focus or depth leaves them.
        """
        leaves = {"to": None} if {"focus", "depth"} & set(changes) else {}
        changed = {**leaves, **changes}
        view = replace(self, **{**changed, "hidden": tuple(changed.get("hidden", self.hidden))})
        rest = {key: text for key, text in self.raw.items() if text and key not in PAGING}
        return with_query(path, {**rest, **view.own})


def split(raw: Mapping[str, str], timezone: str) -> View:
    """Return what `raw` asks the page for; raises `ParameterError` for what it cannot be."""
    own = {name: raw[name] for name in OWN if name in raw}
    asked = parse(Asked, own, timezone)
    hidden = tuple(dict.fromkeys(filter(None, (asked.hide or "").split(BETWEEN))))
    rest = {name: text for name, text in raw.items() if name not in OWN}
    to = None if rest.get("level") == "person" or asked.to == asked.focus else asked.to
    return View(rest, asked.focus, asked.depth, hidden, to if asked.focus else None, asked.by)


def check(view: View, known: Container[str]) -> None:
    """Refuse departments that the load does not have."""
    for name, ids in (("focus", (view.focus,)), ("to", (view.to,)), ("hide", view.hidden)):
        for node in ids:
            if node is not None and node not in known:
                raise ParameterError(
                    f"这批数据里没有编码为 {node!r} 的部门或经办人。",
                    f"There is no department or person with the id {node!r} in this load.",
                    name,
                )
