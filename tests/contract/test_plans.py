"""What is asked and written most goes to its nodes through an index, and nothing is held back."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from graph import neo4j_batches
from graph import neo4j_cypher as cypher
from graph.load import Load
from graph.local_store import LocalStore
from graph.neo4j_publish import EPOCH, by_key
from graph.neo4j_rows import LoadRows
from graph.neo4j_store import Neo4jStore
from tests.contract.stores import on_server
from tests.neo4j.ready import DATABASE
from tests.world import write_world

Plan = Mapping[str, Any]
WALK = {"first": 0, "last": 10**6, "forward": 1, "back": 1}
WHERE = {"source": "D1", "target": "D4", "start": "D1"}
READS = {
    "LOAD": cypher.LOAD,
    "ACTIVE": cypher.ACTIVE,
    "INCOMING": cypher.INCOMING,
    "DONE": neo4j_batches.DONE,
    "PLACES of departments": neo4j_batches.PLACES[0],
    "PLACES of items": neo4j_batches.PLACES[1],
    "SAME": cypher.SAME,
    "NODES": cypher.NODES,
    "ALL_PAIRS": cypher.ALL_PAIRS,
    "NEIGHBOURHOOD": cypher.NEIGHBOURHOOD,
    "ROUTES_BY_USE": cypher.ROUTES_BY_USE,
    "ROUTES_BY_WAIT": cypher.ROUTES_BY_WAIT,
    "RINGS": cypher.RINGS,
    "SEARCH": cypher.SEARCH,
    "READ_PARTS": cypher.READ_PARTS,
}
BY_LABEL = {"SAME": "Load"}  # a handful of nodes, read once a load
WRITES = {
    **neo4j_batches.BATCHES,
    "BEGIN": cypher.BEGIN,
    "FINISH": cypher.FINISH,
    "ACTIVATE": cypher.ACTIVATE,
    "HIDE": cypher.HIDE,
    "CLAIM": cypher.CLAIM,
    "RELEASE": cypher.RELEASE,
    "RENEW": cypher.RENEW,
}


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    store = LocalStore(tmp_path_factory.mktemp("home"))
    store.add(write_world(tmp_path_factory.mktemp("checked")))
    return store


@pytest.fixture(scope="module")
def store(
    empty_neo4j: Any, local: LocalStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Neo4jStore]:
    with on_server(empty_neo4j, tmp_path_factory.mktemp("copies")) as store:
        store.publish(local, local.load().load_id)
        yield store


def profiled(store: Neo4jStore, statement: Any, **parameters: Any) -> list[Plan]:
    """Run a statement under PROFILE, undo what it did, and return the steps of its plan."""
    with (
        store.server._ready().session(database=DATABASE) as session,
        session.begin_transaction() as undone,
    ):
        profile = undone.run("PROFILE " + statement, parameters).consume().profile
        undone.rollback()
    assert profile
    return list(_steps(profile))


def _steps(plan: Plan) -> Iterator[Plan]:
    yield plan
    for child in plan.get("children", []):
        yield from _steps(child)


def places_of(store: Neo4jStore, load: Load) -> dict[str, Any]:
    """Return the places of departments and items, as `graph.neo4j_publish` sends them."""
    reads = zip(("departments", "items"), neo4j_batches.PLACES, strict=True)
    return {name: by_key(store.server.read(text, load=load.load_id)) for name, text in reads}


def kinds_of(steps: list[Plan]) -> list[str]:
    return [str(step["operatorType"]).partition("@")[0] for step in steps]


def assert_found_by_index(kinds: list[str], name: str) -> None:
    scans = [kind for kind in kinds if kind.endswith("Scan") and kind != "NodeIndexContainsScan"]
    assert scans == (["NodeByLabelScan"] if name in BY_LABEL else [])
    assert any("Index" in kind for kind in kinds) or name in BY_LABEL


@pytest.mark.parametrize("name", READS)
def test_what_is_read_is_found_through_an_index(
    store: Neo4jStore, local: LocalStore, name: str
) -> None:
    load = local.load().load_id
    more = {"depth": 3, "all": True, "most": 20, "text": "d", "digest": "", "table": "steps"}
    steps = profiled(store, READS[name], load=load, **more, **WALK, **WHERE)
    assert_found_by_index(kinds_of(steps), name)


@pytest.mark.parametrize("name", WRITES)
def test_what_is_written_holds_no_rows_back(
    store: Neo4jStore, local: LocalStore, name: str
) -> None:
    load = local.load()
    rows: list[Any] = []
    writer = {"writer": "a writer", "gone": "", "seconds": 60}
    if name in neo4j_batches.BATCHES:
        kinds = LoadRows(load, local.home / "loads" / load.load_id).kinds()
        rows = list(kinds[name][2](0))
        assert rows or name == "consecutive"
    more = {
        "first": len(rows),
        "rows": rows,
        "epoch": EPOCH,
        "counts": {},
        **places_of(store, load),
    }
    about = {"digest": "", "manifest": "", "source": "", "created": EPOCH, "as_of": EPOCH}
    steps = profiled(store, WRITES[name], load=load.load_id, **writer, **more, **about)
    assert_found_by_index(kinds_of(steps), name)
    if name in neo4j_batches.BATCHES:
        after_unwind = kinds_of(steps)[: kinds_of(steps).index("Unwind")]
        assert {"Create", "EmptyResult"} & set(after_unwind) or "EagerAggregation" in after_unwind
        assert "Eager" not in after_unwind  # the batch passes through, row by row


@pytest.mark.parametrize("name", ["handoffs", "cases", "causal"])
def test_each_row_reads_what_it_names_and_no_more(
    store: Neo4jStore, local: LocalStore, name: str
) -> None:
    """What the plan touches grows with the batch, not with the load."""
    load = local.load()
    kinds = LoadRows(load, local.home / "loads" / load.load_id).kinds()
    rows = [list(row) for row in kinds[name][2](0)]
    if name == "cases":
        rows = [[f"new {case}", *rest] for case, *rest in rows]
    set_state = "MATCH (x:Xietu), (l:Load {id: $load}) SET x.writer = $writer, l.state = $state"
    with store.server._ready().session(database=DATABASE) as session:
        session.run(set_state, load=load.load_id, writer="a writer", state="incoming").consume()
    try:
        steps = profiled(
            store,
            neo4j_batches.BATCHES[name],
            load=load.load_id,
            **{"writer": "a writer", "first": 0, "rows": rows, "epoch": EPOCH},
            **places_of(store, load),
        )
    finally:
        with store.server._ready().session(database=DATABASE) as session:
            session.run(set_state, load=load.load_id, writer=None, state="complete").consume()
    assert steps[0]["rows"] == 1
    assert max(step["rows"] for step in steps) <= len(rows)
    assert sum(step["rows"] for step in steps if step["operatorType"].startswith("Create")) >= len(
        rows
    )
