"""Rank pairs and departments of a load: as the question does, and by three plain measures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from graph.load import Load
from graph.store import GraphStore
from loaders.sample_city.plants import DECOYS
from queries.bottlenecks import Parameters, bottlenecks

Ranked = Sequence[tuple[str, ...]]
QUESTION = "rank"
METHODS = (QUESTION, "by_score", "by_mean", "by_volume")
"""Columns of the question ``bottlenecks`` to rank by, the first one its own."""
PAIR, DEPARTMENT = ["sender", "receiver"], ["department"]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Pairs (sender, receiver) and departments, the worst first."""

    edges: Ranked
    nodes: Ranked


@dataclass(frozen=True, slots=True)
class Judged:
    """What the question says of a load: the ranking of each of ``METHODS``, and the alarms."""

    rankings: Mapping[str, Ranking]
    edges: frozenset[tuple[str, ...]]  # pairs with an alarm
    nodes: frozenset[tuple[str, ...]]
    others: Mapping[str, int]  # alarms of the other kinds


def judged(store: GraphStore, load: Load) -> Judged:
    """Ask the question with its defaults."""
    answer = bottlenecks(store, load, Parameters()).to_pandas()
    edges, nodes = (answer[answer["kind"] == kind] for kind in ("edge", "node"))
    suspects = answer[answer["suspect"]]
    return Judged(
        {by: Ranking(_by(edges, by, PAIR), _by(nodes, by, DEPARTMENT)) for by in METHODS},
        frozenset(_names(suspects[suspects["kind"] == "edge"], PAIR)),
        frozenset(_names(suspects[suspects["kind"] == "node"], DEPARTMENT)),
        Counter(kind for kind in suspects["kind"] if kind not in ("edge", "node")),
    )


def _by(rows: pd.DataFrame, column: str, names: list[str]) -> Ranked:
    return _names(rows[rows[column].notna()].sort_values(column), names)


def _names(rows: pd.DataFrame, names: list[str]) -> Ranked:
    return list(rows[names].itertuples(index=False, name=None))


def decoyed(alarms: frozenset[tuple[str, ...]]) -> int:
    """Count the alarms that concern a department which must not rank."""
    return sum(bool({*named} & {*DECOYS}) for named in alarms)


def planted(truth: Mapping[str, object]) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """Return the slow pairs and the slow departments of ``truth.json``."""
    plants = truth["plants"]
    assert isinstance(plants, list)
    edges: set[tuple[str, ...]] = {
        (p["sender"], p["receiver"]) for p in plants if p["type"] == "edge"
    }
    nodes: set[tuple[str, ...]] = {(p["department"],) for p in plants if p["type"] == "node"}
    return edges, nodes
