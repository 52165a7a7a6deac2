"""The network has the pairs of ``handovers``, and its backbone is that of the algorithm."""

from collections import defaultdict
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings

from graph.algorithms.backbone import backbone, significance
from graph.local_store import LocalStore
from queries.parameters import parse
from queries.registry import QUERIES
from queries.run import run_all
from tests.graph.random_logs import Traits, random_log
from tests.queries.asked import NOBODY, REQUIRED, ask, only
from tests.queries.test_handovers_equal_handoffs import RAW, busy
from tests.world import APPROVAL, BUILDING, PERMIT, PLAN, PLANNING, WINDOW

__all__ = ["busy"]

SHARED = (
    "sender",
    "receiver",
    "handoffs",
    "cases",
    "total_wait",
    "share_of_wait",
    "median_wait",
    "open",
)
FILTERS: list[dict[str, str]] = [
    {},
    {"rule": "consecutive"},
    {"level": "person"},
    {"clock": "calendar", "since": "2022-05-10", "until": "2022-05-12"},
    {"item": PLAN},
    {"sender": WINDOW},
    {"receiver": PLANNING, "kind": "forward"},
    {"kind": "internal"},
    {"department": BUILDING},
    {"since": "2023-01-01"},
]


def check(store: LocalStore, raw: dict[str, str]) -> None:
    """Hold the network, its groups and the ranking of pairs against each other."""
    pairs, rows = ask(store, "handovers", **raw), ask(store, "network", **raw)
    assert only(rows, *SHARED) == only(pairs, *SHARED)
    nodes = {row["node"]: row for row in ask(store, "groups", **raw)}
    sums: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        sums[row["sender"]][0] += row["handoffs"]
        sums[row["receiver"]][1] += row["handoffs"]
        sums[row["receiver"]][2] += row["total_wait"] or 0
    for node, row in nodes.items():
        mine = [row["handoffs_out"], row["handoffs_in"], row["waiting_before"] or 0]
        assert mine == pytest.approx(sums.pop(node, [0, 0, 0])), node
    assert not sums
    check_backbone(rows)
    check_places(rows, nodes)


def check_backbone(rows: list[dict[str, Any]]) -> None:
    drawn = [row for row in rows if row["significance"] is not None]
    for row in rows:
        ends = {row["sender"], row["receiver"]}
        assert (row in drawn) == (NOBODY not in ends and len(ends) == 2)
        assert row in drawn or not row["backbone"]
    if not drawn:
        return
    ids = sorted({row[end] for row in drawn for end in ("sender", "receiver")})
    u, v = ([ids.index(row[end]) for row in drawn] for end in ("sender", "receiver"))
    weight = [row["handoffs"] for row in drawn]
    found = np.array([row["significance"] for row in drawn])
    assert found == pytest.approx(significance(u, v, weight), abs=1e-12)
    assert [row["backbone"] for row in drawn] == backbone(u, v, weight).tolist()


def check_places(rows: list[dict[str, Any]], nodes: dict[str, dict[str, Any]]) -> None:
    ranked = [row for row in rows if NOBODY not in (row["sender"], row["receiver"])]
    busy = {row[end] for row in ranked for end in ("sender", "receiver")}
    placed = [row for row in nodes.values() if row["place"] is not None]
    assert {row["node"] for row in placed} == busy
    assert [row["place"] for row in placed] == list(range(1, len(placed) + 1))
    assert list(nodes.values())[: len(placed)] == placed
    for row in nodes.values():
        assert (row["kind"] is None) == (row["place"] is None)
        assert (row["group"] is None) == (row["kind"] != "group")
        assert (row["leader_name"] is None) == (row["group"] is None)
    groups = [row["group"] for row in placed if row["group"]]
    assert groups == sorted(groups)


@pytest.mark.parametrize("raw", FILTERS, ids=str)
def test_page_matrix_and_table_have_the_same_totals_in_the_small_world(
    world: LocalStore, raw: dict[str, str]
) -> None:
    check(world, raw)


@settings(max_examples=6, deadline=None)
@given(raw=RAW)
def test_and_under_any_filters(busy: LocalStore, raw: dict[str, str]) -> None:
    check(busy, raw)


@pytest.mark.parametrize("seed", range(2))
def test_and_in_logs_of_chance(seed: int, tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "home")
    (tmp_path / "checked").mkdir()
    departments = (*"ABCDEFGHIJKL", None)
    log = random_log(seed, Traits(cases=200, departments=departments, chained=True))
    store.add(log.write(tmp_path / "checked", Random(seed)))
    for raw in ({}, {"rule": "consecutive", "clock": "calendar"}, {"level": "person"}):
        check(store, raw)


def test_the_order_of_the_rows_of_a_log_does_not_matter(tmp_path: Path) -> None:
    log = random_log(4, Traits(cases=120, departments=tuple("ABCDEFGH")))
    store = LocalStore(tmp_path / "home")
    answers = []
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        store.add(log.write(folder, Random(number)))
        answers.append((ask(store, "network"), ask(store, "groups")))
    assert answers[0] == answers[1]


def test_departments_without_handoffs_that_match_have_no_place(world: LocalStore) -> None:
    rows = ask(world, "groups", item=PERMIT, sender=BUILDING)
    assert only(rows, "node", "place", "handoffs_in", "handoffs_out", "waiting_before/h") == [
        (BUILDING, 1, 0, 1, None),
        (APPROVAL, 2, 1, 0, 3),
        (WINDOW, None, 0, 0, None),
        (PLANNING, None, 0, 0, None),
    ]


def test_the_median_before_a_department_is_over_all_its_waits(world: LocalStore) -> None:
    rows = {row["node"]: row["median_before"] for row in ask(world, "groups")}
    waits = {node: [] for node in rows}  # type: dict[str, list[float]]
    for row in ask(world, "handoffs"):
        waits[row["receiver"]] += [row["wait"]] if row["wait"] is not None else []
    assert rows == {node: median(found) if found else None for node, found in waits.items()}


def test_who_hands_most_to_whom_is_told_by_its_own_measure(world: LocalStore) -> None:
    rows = {(row["sender"], row["receiver"]): row for row in ask(world, "network")}
    row = rows[WINDOW, PLANNING]  # 5 of 6 from the window, which hands to two; 5 of 5 to planning
    assert row["handoffs"] == 5
    assert row["significance"] == pytest.approx(1 - 5 / 6)
    assert row["backbone"]
    assert rows[NOBODY, APPROVAL]["significance"] is None


@pytest.mark.parametrize("name", [name for name, query in QUERIES.items() if query.graph])
def test_an_answer_about_the_whole_network_has_the_columns_declared(
    name: str, world: LocalStore, rated_world: LocalStore
) -> None:
    world = rated_world if name.startswith("evaluation") else world
    query, raw = QUERIES[name], REQUIRED.get(name, {})
    rows = query.function(world, world.load(), parse(query.parameters, raw, "Asia/Shanghai"))
    assert isinstance(rows, pa.Table)
    assert rows.column_names == [column.name for column in QUERIES[name].columns]
    assert run_all(world, name, raw).rows.num_rows > 0
