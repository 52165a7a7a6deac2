"""Which pairs wait longer, or shorter, than in the time before."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.algorithms.comparisons import differences
from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.columns import count, duration, node, other
from queries.filters import Filters
from queries.handoff_rows import matching_handoffs
from queries.parameters import Before, Help
from queries.query import Column, Query, arrow_table, frame_table
from queries.walking import with_ends

ENOUGH = 10  # waits of a side to be tested
LEVEL = 0.05  # share of false findings that is accepted
WORDS = {
    "slower": Text("变慢", "slower"),
    "faster": Text("变快", "faster"),
    "same": Text("无明显变化", "no clear change"),
    "scarce": Text("样本不足", "too few to say"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Filters):
    """Parameters of ``comparison``."""

    before_since: Annotated[
        datetime | None,
        Help(
            "前一段自何时起，到 since 为止；不给则自最早的数据起。",
            "The time before begins here and ends at `since`; none: with the first data.",
        ),
        Before("since"),
    ] = None


def comparison(store: GraphStore, load: Load, parameters: Parameters) -> pa.Table:
    """Which pairs wait longer, or shorter, than in the time before?

    The waits that became possible from ``since`` on (without it: in the later half of the time of
    the data) against those before. Cases are drawn again 500 times for the interval and the
    p-value, which is adjusted for the number of pairs (Benjamini and Hochberg); pairs with fewer
    than 10 waits on a side are not tested. Slower ones first, then faster ones, each by the
    difference times the waits, then the others; ids last.
    """
    both = replace(parameters, since=parameters.before_since)
    rows = matching_handoffs(store, load, both)
    rows = rows.filter(rows.binding, rows["wait"].notnull(), rows.sender_key != 0,
                       rows.receiver_key != 0)  # fmt: skip
    rows = rows.order_by("handoff_id").select(
        "case_key", "sender_key", "receiver_key", "wait", at=rows.enabled_at
    )
    frame: pd.DataFrame = store.fetch(rows).to_pandas()
    if frame.empty:
        return arrow_table([], QUERY.columns)
    since = parameters.since or _halfway(frame, load)
    figures = with_ends(store, load, _compared(frame, since))
    order = ["place", "weight", "sender", "receiver"]
    figures = figures.sort_values(order, ascending=[True, False, True, True])
    return frame_table(figures, QUERY.columns)


def _halfway(frame: pd.DataFrame, load: Load) -> datetime:
    """Return the midnight in the middle of the time of the data."""
    first = frame["at"].min().to_pydatetime()
    middle: datetime = first + (load.source.as_of - first) / 2
    local = middle.astimezone(ZoneInfo(load.source.timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _compared(frame: pd.DataFrame, since: datetime) -> pd.DataFrame:
    pair = frame.groupby(["sender_key", "receiver_key"]).ngroup().to_numpy(np.int64)
    later, wait = (frame["at"] >= since).to_numpy(bool), frame["wait"].to_numpy(np.float64)
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
    figures = keys[["sender_key", "receiver_key"]].reset_index(drop=True)
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
    title=Text("两段对比", "Comparison of two periods"),
    question=Text(
        "与前一段时间相比，哪些交接对等得更久或更短？",
        "Which pairs wait longer, or shorter, than in the time before?",
    ),
    parameters=Parameters,
    columns=(
        *node("sender"),
        *node("receiver"),
        Column(
            "change",
            "string",
            Text("变化", "Change"),
            Text(
                "校正后 p 值不大于 0.05 的为变慢或变快；任一段不足 10 次的为样本不足。",
                "Slower or faster where the adjusted p-value is 0.05 at most; too few to say with "
                "fewer than 10 waits on a side.",
            ),
            words=WORDS,
        ),
        count("waits_before", "前一段次数", "Waits before", "前一段等待次数。", "Waits before."),
        count("waits", "本段次数", "Waits", "本段等待次数。", "Waits since."),
        duration("mean_before", "前一段平均", "Mean before", "前一段平均等待。", "Mean before."),
        duration("mean_wait", "本段平均", "Mean wait", "本段平均等待。", "Mean wait since."),
        duration(
            "difference", "差", "Difference", "本段减前一段。", "Mean since less mean before."
        ),
        duration("difference_low", "差的下限", "Difference, low", "95% 区间下限。", "Low of 95 %."),
        duration(
            "difference_high", "差的上限", "Difference, high", "95% 区间上限。", "High of 95 %."
        ),
        other(
            "p",
            "number",
            "p 值",
            "P-value",
            "按 Benjamini–Hochberg 校正；未检验为空。",
            "Adjusted by Benjamini and Hochberg; empty where not tested.",
        ),
    ),
    function=comparison,
    graph=True,
)
