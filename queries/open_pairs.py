"""How long each pair waits, with what is still open counted for what has passed of it."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.columns import OPEN, count, duration, node
from queries.filters import Filters
from queries.open_waits import HORIZON, MEDIAN, P90, PairWaits, pair_waits
from queries.parameters import Help, Range
from queries.query import Query, frame_table
from queries.walking import with_ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Filters):
    """Parameters of ``open-pairs``."""

    horizon: Annotated[
        int,
        Help(
            "限定均值只计每次等待的前多少天（所选时钟）。",
            "The restricted mean counts each wait up to so many days of the chosen clock.",
        ),
        Range(1, 1000),
    ] = HORIZON


def open_pairs(store: GraphStore, load: Load, parameters: Parameters) -> pa.Table:
    """How long does each pair wait if what is still open is counted too?

    Of binding handoffs. By how many are open beyond the P90 of the pair, then by how many are
    open, then by ids. ``ended_mean`` leaves the open ones out, for contrast: it is too short.
    """
    found = pair_waits(store, load, parameters, parameters.horizon)
    figures = with_ends(store, load, _figures(found))
    order = ["beyond", "open", "sender", "receiver"]
    figures = figures.sort_values(order, ascending=[False, False, True, True])
    return frame_table(figures, QUERY.columns)


def _figures(found: PairWaits) -> pd.DataFrame:
    rows, curves, horizon = found.rows, found.curves, found.horizon
    is_open = rows["open"].to_numpy(bool)
    passed = rows["lasted"] > rows["pair"].map(pd.Series(curves.p90))
    half = 1.96 * np.sqrt(curves.variance)
    by_pair = rows.assign(
        beyond=is_open & passed,
        open_for=rows["lasted"].where(is_open),
        counted=rows["lasted"].clip(upper=horizon).where(~is_open),
    ).groupby("pair")
    return found.pairs.assign(
        handoffs=by_pair.size(),
        open=by_pair["open"].sum(),
        beyond=by_pair["beyond"].sum(),
        longest=by_pair["open_for"].max(),
        median=curves.median,
        p90=curves.p90,
        restricted_mean=curves.restricted_mean,
        restricted_low=np.maximum(curves.restricted_mean - half, 0),
        restricted_high=np.minimum(curves.restricted_mean + half, horizon),
        ended_mean=by_pair["counted"].mean(),
    )


QUERY = Query(
    name="open-pairs",
    title=Text("各对在途", "Open waits by pair"),
    question=Text(
        "把在途的也计入，每一对要等多久？",
        "How long does each pair wait if what is still open is counted too?",
    ),
    parameters=Parameters,
    columns=(
        *node("sender"),
        *node("receiver"),
        count(
            "handoffs",
            "交接次数",
            "Handoffs",
            "决定开始时刻的交接，含在途。",
            "Binding handoffs, open ones too.",
        ),
        OPEN,
        count(
            "beyond",
            "超过 P90 的在途",
            "Open beyond P90",
            "在途且已等待超过 P90 的。",
            "Open and waiting longer than the P90 of the pair.",
        ),
        duration(
            "longest",
            "在途最长",
            "Longest open",
            "在途中等待最久的已等待多久；没有在途为空。",
            "What has passed of the longest open wait; empty where none is open.",
        ),
        MEDIAN,
        P90,
        duration(
            "restricted_mean",
            "限定均值",
            "Restricted mean",
            "每次等待只计到 horizon 为止的平均值，在途的按删失计入。",
            "Mean of the waits, each up to the horizon, with open ones as censored.",
        ),
        duration(
            "restricted_low",
            "限定均值下限",
            "Restricted mean, low",
            "95% 区间的下限（Greenwood）。",
            "Low end of its 95 % interval (Greenwood).",
        ),
        duration(
            "restricted_high",
            "限定均值上限",
            "Restricted mean, high",
            "95% 区间的上限（Greenwood）。",
            "High end of its 95 % interval (Greenwood).",
        ),
        duration(
            "ended_mean",
            "只计已结束的均值",
            "Mean of the ended",
            "不计在途的平均值（每次只计到 horizon），偏短，供对照。",
            "Mean without the open ones, each up to the horizon: too short, for contrast.",
        ),
    ),
    function=open_pairs,
    graph=True,
)
