"""What the questions about ways through the network share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import pandas as pd
import pyarrow as pa

from graph.algorithms.walks import Route
from graph.errors import ParameterError
from graph.load import Load
from graph.pairs import Which
from graph.store import GraphStore
from graph.walks import Walks
from queries.columns import count, duration, text
from queries.filters import Paged, Rule
from queries.parameters import Help, Month
from queries.query import arrow_table

ARROW = " → "


@dataclass(frozen=True, slots=True, kw_only=True)
class Walking(Paged):
    """Along which handoffs between departments a walk goes."""

    rule: Annotated[
        Rule,
        Help(
            "交接的认定：causal 按因果，consecutive 按先后相邻。",
            "What makes a handoff: causal or consecutive.",
        ),
    ] = "causal"
    kind: Annotated[
        Literal["forward", "return"] | None,
        Help(
            "只走哪种交接：forward 正向，return 退回；不给则都走。",
            "Only along handoffs of this kind: forward or return; both otherwise.",
        ),
    ] = None
    from_month: Annotated[
        str | None,
        Help("自哪个月起（含），如 2022-03。", "From this month on, as 2022-03."),
        Month(),
    ] = None
    to_month: Annotated[
        str | None,
        Help("到哪个月止（含），如 2022-08。", "Up to this month, it included, as 2022-08."),
        Month(),
    ] = None

    @property
    def which(self) -> Which:
        """Return which handoffs count."""
        whole = Which()
        first = _number(self.from_month) if self.from_month else whole.first
        last = _number(self.to_month) if self.to_month else whole.last
        return Which(self.kind, first, last)


def _number(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def walks(store: GraphStore, load: Load, parameters: Walking) -> Walks:
    """Return the walks that the parameters ask for."""
    return store.walks(load.load_id, parameters.rule, parameters.which)


def names(store: GraphStore, load: Load) -> dict[str, str]:
    """Return the name of every department by its id."""
    rows = store.fetch(store.table(load.load_id, "departments").select("id", "name"))
    return dict(zip(rows["id"].to_pylist(), rows["name"].to_pylist(), strict=True))


def names_by_key(store: GraphStore, load: Load) -> dict[int, tuple[str, str]]:
    """Return id and name of every department by its key, ``UNREGISTERED`` too."""
    rows = store.fetch(store.table(load.load_id, "departments").select("key", "id", "name"))
    return {row["key"]: (row["id"], row["name"]) for row in rows.to_pylist()}


def with_ends(store: GraphStore, load: Load, figures: pd.DataFrame) -> pd.DataFrame:
    """Put id and name of sender and receiver beside their keys."""
    called = names_by_key(store, load)
    ends: dict[str, Any] = {}
    for end in ("sender", "receiver"):
        keys = figures[f"{end}_key"].map(called)
        ends |= {end: keys.str[0], f"{end}_name": keys.str[1]}
    return figures.assign(**ends)


def known(*ids: str) -> Callable[[GraphStore, Load, Any], None]:
    """Return a check that refuses ids in the parameters `ids` that no department has."""

    def check(store: GraphStore, load: Load, parameters: Any) -> None:
        _check_months(parameters)
        there = names(store, load)
        for parameter in ids:
            for wanted in listed(getattr(parameters, parameter)):
                if wanted not in there:
                    raise _unknown(parameter, wanted, load)

    return check


def _check_months(parameters: Walking) -> None:
    first, last = parameters.from_month, parameters.to_month
    if first and last and first > last:
        raise ParameterError(
            f"from_month（{first}）晚于 to_month（{last}）。请对调。",
            f"from_month ({first}) is after to_month ({last}). Swap them.",
            "from_month",
            ("2022-05",),
        )


def _unknown(parameter: str, wanted: str, load: Load) -> ParameterError:
    return ParameterError(
        f"参数 {parameter} 的部门 {wanted!r} 不在批次 {load.load_id} 中。请用 search 查编码。",
        f"The load {load.load_id} has no department {wanted!r} (parameter {parameter}). "
        "Look its id up with search.",
        parameter,
    )


def listed(ids: str | None) -> list[str]:
    """Return the ids of a text that separates them by commas.

    >>> listed("D01,D02"), listed(None)
    (['D01', 'D02'], [])
    """
    return [part.strip() for part in ids.split(",") if part.strip()] if ids else []


ROUTE_COLUMNS = (
    count("rank", "名次", "Rank", "从 1 起。", "From 1."),
    text(
        "route", "经过（编码）", "Route (ids)", "依次经过的部门编码。", "Department ids in order."
    ),
    text("route_name", "经过", "Route", "依次经过的部门。", "Departments in order."),
    count("hops", "交接几次", "Hops", "走完要交接几次。", "Handoffs from end to end."),
    count(
        "handoffs",
        "最少一段的次数",
        "Least used link",
        "各段中交接次数最少的；走完全程的办件不会更多。",
        "Handoffs of the least used link; no more cases went all the way.",
    ),
    count("returns", "其中退回", "Returns", "各段退回次数之和。", "Returns on all its links."),
    duration(
        "waiting",
        "平均等待之和",
        "Waiting",
        "各段平均等待之和；有一段没有已结束的等待则为空。",
        "Sum of the mean waits of its links; empty where a link has no wait that has ended.",
    ),
)


def route_rows(found: list[Route], called: dict[str, str]) -> pa.Table:
    """Return routes as rows of `ROUTE_COLUMNS`."""
    rows = [
        {
            "rank": rank,
            "route": ",".join(route.nodes),
            "route_name": ARROW.join(called[node] for node in route.nodes),
            "hops": len(route.nodes) - 1,
            "handoffs": route.handoffs,
            "returns": route.returns,
            "waiting": None if route.waiting is None else round(route.waiting, 6),
        }
        for rank, route in enumerate(found, 1)
    ]
    return arrow_table(rows, ROUTE_COLUMNS)
