"""Rank pairs and departments of a load: by the score, and by two plain baselines beside it.

``bottlenecks`` stands in for the question of that name and has its columns; once the question is
there, it takes its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.load import Load
from graph.store import GraphStore
from graph.tables import KINDS, handoff_table
from loaders.sample_city.plants import DECOYS

ENOUGH = 20  # rows to be ranked
SURE = 30  # rows of an alarm
ONE_SIDED = 1.645

Ranked = Sequence[tuple[str, ...]]
METHODS = {"volume": "handoffs", "mean": "mean", "relative": "relative"}
"""Other rankings than by the score, and the column that each is by: most handoffs (steps); longest
mean wait (hold); lower bound of the mean of wait / usual wait of the stage."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Pairs (sender, receiver) and departments, the worst first, and the pairs with an alarm."""

    edges: Ranked
    nodes: Ranked
    alarms: frozenset[tuple[str, ...]] = frozenset()


def rankings(store: GraphStore, load: Load) -> dict[str, Ranking]:
    """Return the ranking by the ``score``, and that of each of ``METHODS``."""
    answer = bottlenecks(store, load).to_pandas()
    edges, nodes = (answer[answer["kind"] == kind] for kind in ("edge", "node"))
    alarms = edges.loc[edges["alarm"], ["sender", "receiver"]]
    found = {"score": Ranking(_pairs(edges), _places(nodes), frozenset(_names(alarms)))}
    for name, column in METHODS.items():
        by = {"by": [column, "sender", "receiver", "department"], "ascending": [False, *[True] * 3]}
        ordered = (rows.sort_values(**by) for rows in (edges, nodes))
        found[name] = Ranking(_pairs(next(ordered)), _places(next(ordered)))
    return found


def decoyed(alarms: frozenset[tuple[str, ...]]) -> int:
    """Count the alarms that concern a department which must not rank."""
    return sum(bool({*pair} & {*DECOYS}) for pair in alarms)


def bottlenecks(store: GraphStore, load: Load) -> pa.Table:
    """Rank edges and nodes by the time above the median of their stage.

    Columns: ``rank, kind, sender, receiver, department, score, handoffs, mean, relative, alarm``,
    ranked within each kind; those with fewer than `ENOUGH` rows are left out.
    """
    names = store.fetch(store.table(load.load_id, "departments")).to_pandas().set_index("key")["id"]
    edges = _scored(_waits(store, load), ["sender", "receiver"])
    nodes = _scored(_holds(store, load), ["department"])
    parts = [edges.assign(kind="edge"), nodes.assign(kind="node")]
    found = pd.concat(parts, ignore_index=True)
    for column in ("sender", "receiver", "department"):
        found[column] = found[column].map(names)
    return pa.Table.from_pandas(found, preserve_index=False)


def _waits(store: GraphStore, load: Load) -> pd.DataFrame:
    rows = store.table(load.load_id, handoff_table("causal", "department"))
    rows = rows.filter(rows.kind != KINDS.index("internal"), rows.wait_working.notnull())
    rows = rows.select(
        sender=rows.sender_key, receiver=rows.receiver_key, stage=rows.stage_key,
        time=rows.wait_working,
    )  # fmt: skip
    frame: pd.DataFrame = store.fetch(rows).to_pandas()
    return frame


def _holds(store: GraphStore, load: Load) -> pd.DataFrame:
    rows = store.table(load.load_id, "steps")
    rows = rows.filter(rows.processing_working.notnull())
    rows = rows.select(
        department=rows.department_key, stage=rows.stage_key, time=rows.processing_working
    )
    frame: pd.DataFrame = store.fetch(rows).to_pandas()
    return frame


def _scored(rows: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    above = (rows["time"] - rows.groupby("stage")["time"].transform("median")).clip(lower=0)
    rows = rows.assign(above=above)
    rows["over"] = above - _usual(rows, "above", names)
    rows["relative"] = rows["time"] / _usual(rows, "time", names)
    groups = rows.groupby(names)
    found = groups.agg(
        score=("above", "sum"), handoffs=("time", "size"), mean=("time", "mean"),
        over=("over", "sum"), spread=("over", "std"), relative=("relative", "mean"),
    )  # fmt: skip
    found = found[found["handoffs"] >= ENOUGH].reset_index()
    root = np.sqrt(found["handoffs"])
    found["relative"] -= ONE_SIDED * rows["relative"].std() / root
    bound = 2 * ONE_SIDED * found["spread"] * root
    found["alarm"] = (found["handoffs"] >= SURE) & (found["over"] > bound)
    found = found.sort_values(["score", *names], ascending=[False, *[True] * len(names)])
    return found.assign(rank=np.arange(1, len(found) + 1))


def _usual(rows: pd.DataFrame, column: str, names: list[str]) -> "pd.Series[float]":
    """Return for each row the usual value at its stage: the middle of the means of the pairs."""
    means = rows.groupby(["stage", *names])[column].agg(["mean", "size"])
    usual = means[means["size"] >= ENOUGH].groupby("stage")["mean"].median()
    return rows["stage"].map(usual).fillna(rows[column].mean())


def _pairs(rows: pd.DataFrame) -> Ranked:
    return _names(rows[["sender", "receiver"]])


def _places(rows: pd.DataFrame) -> Ranked:
    return _names(rows[["department"]])


def _names(rows: pd.DataFrame) -> Ranked:
    return list(rows.itertuples(index=False, name=None))


def planted(truth: Mapping[str, object]) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """Return the slow pairs and the slow departments of ``truth.json``."""
    plants = truth["plants"]
    assert isinstance(plants, list)
    edges: set[tuple[str, ...]] = {
        (p["sender"], p["receiver"]) for p in plants if p["type"] == "edge"
    }
    nodes: set[tuple[str, ...]] = {(p["department"],) for p in plants if p["type"] == "node"}
    return edges, nodes
