"""Which cases wait right now, and which of them longer than is usual for their pair."""

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.load import Load
from graph.store import GraphStore
from graph.tables import handoff_table
from graph.text import Text
from queries.columns import CASE, count, duration, node, other, text
from queries.filters import Filters
from queries.handoff_rows import named
from queries.open_waits import MEDIAN, P90, PairWaits, pair_waits
from queries.parameters import Help
from queries.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Filters):
    """Parameters of ``open-cases``."""

    beyond: Annotated[
        Literal["yes", "no"] | None,
        Help(
            "yes 只看已超过该交接对 P90 的，no 只看未超过的。",
            "yes for those beyond the P90 of their pair, no for the others.",
        ),
    ] = None


def open_cases(store: GraphStore, load: Load, parameters: Parameters) -> pa.Table:
    """Which cases wait right now, and which of them longer than their pair nearly ever does?

    One row for each binding handoff whose receiver has not begun: by how far it is beyond the
    P90 of its pair (not known last), then by what has passed of the wait, then by number. Median
    and P90 are of all handoffs of the pair that match, the open ones censored.
    """
    found = pair_waits(store, load, parameters)
    rows = _waiting(found)
    if parameters.beyond is not None:
        rows = rows[rows["beyond"] == (parameters.beyond == "yes")]
    order = ["excess", "waiting", "handoff_id"]
    rows = rows.sort_values(order, ascending=[False, False, True], na_position="last")
    return _named(store, load, parameters, rows)


def _waiting(found: PairWaits) -> pd.DataFrame:
    rows = found.rows[found.rows["open"]]
    pair = rows["pair"].to_numpy(np.int64)
    figures = {"median": found.curves.median[pair], "p90": found.curves.p90[pair]}
    rows = rows[["handoff_id", "lasted"]].rename(columns={"lasted": "waiting"}).assign(**figures)
    excess = rows["waiting"] - rows["p90"]
    return rows.assign(excess=excess, beyond=(excess > 0).fillna(False))


def _named(store: GraphStore, load: Load, parameters: Parameters, rows: pd.DataFrame) -> pa.Table:
    """Put what the handoffs are beside the figures, in the order of the figures."""
    facts = store.table(load.load_id, handoff_table(parameters.rule, "department"))
    facts = facts.filter(facts.open)
    cases = store.table(load.load_id, "cases").select(joined_key="case_key", case="case_id")
    facts = facts.inner_join(cases, facts.case_key == cases.joined_key)
    nodes = {"item": "items", "sender": "departments", "receiver": "departments"}
    facts = named(store, load, facts, {**nodes, "stage": "stages"})
    facts = facts.mutate(since=facts.enabled_at, received=facts.received_at)
    wanted = [c.name for c in QUERY.columns if c.name not in (*rows.columns, "handoff")]
    table = store.fetch(facts.select("handoff_id", *wanted))
    figures = pa.Table.from_pandas(rows.assign(place=range(len(rows))), preserve_index=False)
    joined = figures.join(table, "handoff_id").sort_by("place")
    joined = joined.append_column("handoff", joined["handoff_id"])
    return joined.select([column.name for column in QUERY.columns])


QUERY = Query(
    name="open-cases",
    title=Text("在途办件", "Open cases"),
    question=Text(
        "哪些办件正在等待，其中哪些已久于该交接对几乎全部的等待？",
        "Which cases wait right now, and which of them longer than their pair nearly ever does?",
    ),
    parameters=Parameters,
    columns=(
        count("handoff", "交接号", "Handoff", "交接在批次中的编号。", "Its number in the load."),
        CASE,
        *node("item"),
        *node("sender"),
        *node("receiver"),
        text(
            "stage",
            "标准环节",
            "Stage",
            "等待开始的环节所属的标准环节。",
            "Standard stage of the step that is waited for.",
        ),
        other(
            "since",
            "instant",
            "自何时起等待",
            "Since",
            "可以开始的时刻。",
            "When it became possible.",
        ),
        other("received", "instant", "签收时刻", "Received", "接收方签收。", "It was received."),
        duration(
            "waiting",
            "已等待",
            "Waiting so far",
            "到数据截止日为止已等待的时间，扣除停表。",
            "What has passed of the wait up to the date of the data, less clock stops.",
        ),
        MEDIAN,
        P90,
        duration(
            "excess",
            "超出 P90",
            "Beyond P90",
            "已等待减 P90；为负则尚未超过。",
            "Waiting so far less P90; below zero: not beyond it.",
        ),
        other(
            "beyond",
            "boolean",
            "已超过 P90",
            "Is beyond P90",
            "已等待是否超过该交接对的 P90。",
            "Whether it has waited longer than the P90 of its pair.",
        ),
    ),
    function=open_cases,
    graph=True,
)
