"""Which pairs wait longer, or shorter, than in the time before, or than those of another group."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, NamedTuple
from zoneinfo import ZoneInfo

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa

from graph.algorithms.comparisons import differences
from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.compared_groups import By, check_groups, grouped
from queries.comparison_columns import COLUMNS
from queries.filters import Filters
from queries.handoff_rows import matching_handoffs
from queries.parameters import Before, Help
from queries.query import Query, arrow_table, frame_table
from queries.walking import with_ends

ENOUGH = 10  # waits of a side to be tested
LEVEL = 0.05  # share of false findings that is accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Filters):
    """Parameters of ``comparison``."""

    compare: Annotated[
        By,
        Help(
            "比什么：period 两段时间，item 两组事项，sender 两组移交部门，receiver 两组接收部门。",
            "What is compared: two periods, two groups of items, of senders or of receivers.",
        ),
    ] = "period"
    group: Annotated[
        str | None,
        Help(
            "compare 不是 period 时：本组的编码，用逗号分开。",
            "Where `compare` is not period: the ids of the group, separated by commas.",
        ),
    ] = None
    against: Annotated[
        str | None,
        Help(
            "对照组的编码，用逗号分开；不给则为其余全部。",
            "The ids it is compared with, separated by commas; none: all others.",
        ),
    ] = None
    before_since: Annotated[
        datetime | None,
        Help(
            "前一段自何时起，到 since 为止；不给则自最早的数据起。",
            "The time before begins here and ends at `since`; none: with the first data.",
        ),
        Before("since"),
    ] = None


class Periods(NamedTuple):
    """Two periods side by side: from `first`, from `since` on, and up to `until`."""

    first: datetime
    since: datetime
    until: datetime


def comparison(store: GraphStore, load: Load, parameters: Parameters) -> pa.Table:
    """Which pairs wait longer, or shorter, than in the time before, or than in another group?

    The waits that became possible from ``since`` on (without it: in the later half of the time of
    the data) against those before; or, by ``item``, those of some items against those of others.
    By ``sender`` there is a row a receiver, with the waits for it after departments of the group
    against those after the others; by ``receiver`` a row a sender. Cases are drawn
    again 500 times for the interval and the p-value, which is adjusted for the number of pairs
    (Benjamini and Hochberg); pairs with fewer than 10 waits on a side are not tested. Slower ones
    first, then faster ones, each by the difference times the waits, then the others; ids last.
    """
    periods = parameters.compare == "period"
    rows = _waits(store, load, parameters)
    frame: pd.DataFrame = store.fetch(rows.order_by("handoff_id").drop("handoff_id")).to_pandas()
    if not frame.empty and not periods:
        frame = grouped(store, load, parameters, frame)
    if frame.empty:
        return arrow_table([], COLUMNS)
    if periods:
        first = frame["at"].min().to_pydatetime()
        since = parameters.since or _halfway(first, load, parameters.until)
        frame["second"] = frame["at"] >= since
    ends = [f"{end}_key" for end in ("sender", "receiver") if end != parameters.compare]
    figures = with_ends(store, load, _compared(frame, ends))
    order = ["place", "weight", "sender", "receiver"]
    figures = figures.sort_values(order, ascending=[True, False, True, True])
    return frame_table(figures, COLUMNS)


def periods_of(store: GraphStore, load: Load, parameters: Parameters) -> Periods | None:
    """Return which periods are compared; None where nothing waited in either."""
    rows = _waits(store, load, parameters)
    first = store.fetch(rows.aggregate(first=rows["at"].min()))["first"][0].as_py()
    if first is None:
        return None
    return Periods(
        parameters.before_since or first,
        parameters.since or _halfway(first, load, parameters.until),
        parameters.until or load.source.as_of,
    )


def _waits(store: GraphStore, load: Load, parameters: Parameters) -> ibis.Table:
    """Return the waits that have ended, of both sides."""
    periods = parameters.compare == "period"
    both = replace(parameters, since=parameters.before_since) if periods else parameters
    rows = matching_handoffs(store, load, both)
    rows = rows.filter(rows.binding, rows["wait"].notnull(), rows.sender_key != 0,
                       rows.receiver_key != 0)  # fmt: skip
    keys = ("handoff_id", "case_key", "sender_key", "receiver_key", "item_key")
    return rows.select(*keys, "wait", at=rows.enabled_at)


def _halfway(first: datetime, load: Load, until: datetime | None) -> datetime:
    """Return the midnight in the middle of the time of the data, or of that before `until`."""
    last = min(until or load.source.as_of, load.source.as_of)
    middle = first + (last - first) / 2
    local = middle.astimezone(ZoneInfo(load.source.timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _compared(frame: pd.DataFrame, ends: list[str]) -> pd.DataFrame:
    """Return the figures of what has the same `ends`; the column `second` tells the sides apart."""
    pair = frame.groupby(ends).ngroup().to_numpy(np.int64)
    later, wait = frame["second"].to_numpy(bool), frame["wait"].to_numpy(np.float64)
    pairs = int(pair.max()) + 1
    waits, total = (
        np.bincount(2 * pair + later, each, 2 * pairs).reshape(pairs, 2)
        for each in (np.ones(len(pair)), wait)
    )
    tested = waits.min(axis=1) >= ENOUGH
    place = np.where(tested[pair], pair, -1)
    found = differences(frame["case_key"], place, later, wait, pairs)
    keys = frame.assign(pair=pair).drop_duplicates("pair").sort_values("pair")
    means = total / np.where(waits == 0, np.nan, waits)
    figures = keys[ends].reset_index(drop=True).reindex(columns=["sender_key", "receiver_key"])
    figures = figures.assign(
        waits_before=waits[:, 0].astype(np.int64),
        waits=waits[:, 1].astype(np.int64),
        mean_before=means[:, 0],
        mean_wait=means[:, 1],
        difference=np.where(tested, found.difference, np.nan),
        difference_low=np.where(tested, found.low, np.nan),
        difference_high=np.where(tested, found.high, np.nan),
        p=np.where(tested, found.adjusted, np.nan),
    )
    return _judged(figures, tested)


def _judged(figures: pd.DataFrame, tested: Any) -> pd.DataFrame:
    clear = (figures["p"] <= LEVEL).to_numpy(bool)
    slower = clear & (figures["difference"] > 0).to_numpy(bool)
    change = np.select([~tested, slower, clear], ["scarce", "slower", "faster"], "same")
    place = pd.Series(change).map({"slower": 0, "faster": 1, "same": 2, "scarce": 3})
    weight = (figures["difference"].abs() * figures["waits"]).fillna(0).to_numpy()
    return figures.assign(change=change, place=place.to_numpy(), weight=weight)


QUERY = Query(
    name="comparison",
    title=Text("两段或两组对比", "Comparison of two periods or groups"),
    question=Text(
        "与前一段时间相比，或与另一组相比，哪些交接对等得更久或更短？",
        "Which pairs wait longer, or shorter, than in the time before, or than in another group?",
    ),
    parameters=Parameters,
    columns=COLUMNS,
    function=comparison,
    check=check_groups,
    graph=True,
)
