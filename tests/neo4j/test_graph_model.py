"""``docs/graph-model.md`` holds on a real server: what it lists is there, and its questions answer."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from neo4j import Driver

from graph.local_store import LocalStore
from graph.neo4j_server import Neo4jAddress, Neo4jServer
from graph.neo4j_store import Neo4jStore
from queries.run import run_all
from tests.neo4j.ready import DATABASE, Address

PAGE = Path(__file__).resolve().parents[2] / "docs/graph-model.md"
DAY = 28_800


@pytest.fixture(scope="module")
def city(world_and_city: LocalStore) -> LocalStore:
    """Return a store with the small synthetic city as its active load."""
    return world_and_city


@pytest.fixture(scope="module")
def driver(
    city: LocalStore, empty_neo4j: Address, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Driver]:
    """Return a plain driver on a server to which that city was published."""
    address = Neo4jAddress(empty_neo4j.uri, empty_neo4j.user, empty_neo4j.password)
    server = Neo4jServer(address)
    Neo4jStore(server, tmp_path_factory.mktemp("home")).publish(city, city.load().load_id)
    with empty_neo4j.driver() as found:
        yield found
    server.close()


def questions() -> list[str]:
    found = re.findall(r"```cypher\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert len(found) == 11
    return found


def ask(driver: Driver, number: int, **parameters: Any) -> list[dict[str, Any]]:
    result = driver.execute_query(questions()[number - 1], parameters, database_=DATABASE)
    return [record.data() for record in result.records]


@pytest.mark.parametrize("number", range(1, 12))
def test_every_question_of_the_page_has_an_answer(driver: Driver, number: int) -> None:
    assert ask(driver, number, department="D01")


def test_the_waiting_of_the_pairs_is_that_of_xietu(driver: Driver, city: LocalStore) -> None:
    rows = run_all(city, "handovers", {}).rows.to_pylist()
    wanted = {(r["sender_name"], r["receiver_name"]): r for r in rows}

    derived, counted = ask(driver, 2), ask(driver, 3)

    assert len(derived) == len(counted) == 10
    for row in derived:
        own = wanted[row["sender"], row["receiver"]]
        assert row["handoffs"] == own["handoffs"]
        assert row["days"] == pytest.approx(own["total_wait"] / DAY, abs=0.051)
    assert [(r["sender"], r["days"]) for r in counted] == [
        (r["sender"], r["days"]) for r in derived
    ]


def test_what_waits_and_what_comes_back_is_counted_alike(driver: Driver, city: LocalStore) -> None:
    overview = {r["name"]: r["value"] for r in run_all(city, "overview", {}).rows.to_pylist()}
    items = {r["item_name"]: r for r in run_all(city, "items", {}).rows.to_pylist()}

    assert sum(row["open"] for row in ask(driver, 4)) == overview["open_handoffs"]
    returned = run_all(city, "items", {"kind": "return"}).rows.to_pylist()
    most = sorted((r["handoffs"] for r in returned), reverse=True)[:10]
    assert [row["returns"] for row in ask(driver, 5)] == most
    assert {row["item"] for row in ask(driver, 5)} <= set(items)


def test_the_months_add_up_to_those_of_xietu(driver: Driver, city: LocalStore) -> None:
    months = {r["month"]: r for r in run_all(city, "trend", {}).rows.to_pylist()}

    for row in ask(driver, 6):
        own = months[f"{row['year']}-{row['month']:02}"]
        assert row["handoffs"] <= own["handoffs"]  # those with a side that is not registered
        assert row["days"] == pytest.approx(own["total_wait"] / DAY, abs=0.051)


def test_rings_of_three_are_those_of_xietu(driver: Driver, city: LocalStore) -> None:
    rings = run_all(city, "rings", {"best": "1000"}).rows.to_pylist()

    found = ask(driver, 8)

    most = sorted((row["returns"] for row in rings), reverse=True)
    assert [row["returns"] for row in found] == most[:10]


def test_the_page_lists_every_label_relationship_and_property(driver: Driver) -> None:
    text = PAGE.read_text("utf-8")
    for kind, call in (
        ("label", "CALL db.schema.nodeTypeProperties() YIELD nodeType AS n, propertyName AS p"),
        ("type", "CALL db.schema.relTypeProperties() YIELD relType AS n, propertyName AS p"),
    ):
        for record in driver.execute_query(f"{call} RETURN n, p", database_=DATABASE).records:
            names = [*record["n"].replace("`", "").strip(":").split(":"), record["p"]]
            counts = ("departments", "items", "units", "cases", "handoffs", "causal", "consecutive")
            for name in names:
                told = name is None or re.search(rf"\b{name}\b", text)
                assert told or name in (*counts, "parts", "claims", "lastLoads"), (kind, name)


def test_no_rating_is_kept(driver: Driver) -> None:
    labels = driver.execute_query("CALL db.labels() YIELD label RETURN collect(label)")
    types = driver.execute_query(
        "CALL db.relationshipTypes() YIELD relationshipType AS t RETURN collect(t)"
    )
    found = {*labels.records[0][0], *types.records[0][0]}
    assert not [name for name in found if "RAT" in name.upper() or "SCORE" in name.upper()]
