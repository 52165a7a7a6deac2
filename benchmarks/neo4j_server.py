"""Loading and asking a Neo4j server: our way, and the ways users write.

``python -m benchmarks.neo4j_server [HANDOFFS ...]`` starts a server of its own for each size
(default: 100,000 and 1,000,000) and prints the rows of the results table.
"""

import argparse
import csv
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
from neo4j import Driver

from benchmarks.log import write_log
from graph.local_store import LocalStore
from graph.neo4j_cypher import SWEEP
from graph.neo4j_rows import LoadRows
from graph.neo4j_server import Neo4jAddress, Neo4jServer
from graph.neo4j_store import Neo4jStore
from graph.store import GraphStore
from tests.neo4j.ready import Address
from tests.neo4j.server import Server

EVENTS_A_HANDOFF = 1.3
HEAP = ("-Xmx2g",)
ONE_BY_ONE, WITHOUT_INDEX = 2_000, 20_000
FEW, OFTEN = 200_000, 5
"""A size of up to so many handoffs is measured so often, each way in turn."""
WARM_UP = 50_000
SIZES = (100_000, 1_000_000)
ASKED = 30
MODEL = """
CREATE (sender)<-[:FROM_DEPARTMENT]-(h:Handoff {
  loadId: 'peer', number: row[0], case: row[4], activity: row[5], kind: row[6], open: row[7],
  binding: row[8], sentAt: datetime({epochMillis: row[9] / 1000}),
  enabledAt: datetime({epochMillis: row[10] / 1000}),
  startedAt: CASE WHEN row[12] IS NULL THEN null ELSE datetime({epochMillis: row[12] / 1000}) END,
  waitSeconds: row[13]})-[:TO_DEPARTMENT]->(receiver)
CREATE (h)-[:OF_ITEM]->(item)
"""
CASE = """
MATCH (item:Item {loadId: 'peer', id: row[1]})
CREATE (:Case {
  loadId: 'peer', id: row[0], closed: row[4], throughputSeconds: row[5],
  startedAt: CASE WHEN row[2] IS NULL THEN null ELSE datetime({epochMillis: row[2] / 1000}) END,
  finishedAt: CASE WHEN row[3] IS NULL THEN null ELSE datetime({epochMillis: row[3] / 1000}) END
})-[:OF_ITEM]->(item)
"""
FIND = """
MATCH (sender:Department {loadId: 'peer', id: row[1]})
MATCH (receiver:Department {loadId: 'peer', id: row[2]})
MATCH (item:Item {loadId: 'peer', id: row[3]})
"""


Figure = tuple[str, float, str]
"""What was measured, the value, and how it is written."""


def prepare(work: Path, handoffs: int) -> LocalStore:
    """Load an event log that has about so many handoffs between departments."""
    from loaders.importing import import_file, options_of

    home = work / "home"
    home.mkdir()
    write_log(work / "log.parquet", int(handoffs * EVENTS_A_HANDOFF))
    store = LocalStore(home)
    import_file(store, work / "log.parquet", options_of({"calendar": "none"}, home))
    return store


def publish(store: LocalStore, address: Address, rust: bool = True) -> float:
    """Run ``xietu publish`` as a user does and return its seconds, its start included."""
    code = "import app; app.main()"
    if not rust:  # as where neo4j-rust-ext is not installed
        code = f"import sys; sys.modules['neo4j._codec.packstream._rust'] = None; {code}"
    given = {
        "XIETU_HOME": str(store.home),
        "XIETU_NEO4J_URI": address.uri,
        "XIETU_NEO4J_USER": address.user,
        "XIETU_NEO4J_PASSWORD": address.password,
    }
    start = time.perf_counter()
    command = [sys.executable, "-c", code, "publish"]
    subprocess.run(command, env={**os.environ, **given}, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def prepare_peers(driver: Driver) -> None:
    """Copy departments and items, with an index and without, for the peers to join to."""
    driver.execute_query(
        "MATCH (n:Department) CREATE (:Department {loadId: 'peer', id: n.id, key: n.key}) "
        "CREATE (:PlainDepartment {id: n.id})"
    )
    driver.execute_query(
        "MATCH (n:Item) CREATE (:Item {loadId: 'peer', id: n.id, key: n.key}) "
        "CREATE (:PlainItem {id: n.id})"
    )


def ids_of(folder: Path, name: str) -> dict[int, str]:
    """Return the ids of departments or items by key, as users have them."""
    table = pq.read_table(folder / f"{name}.parquet", columns=["key", "id"])
    return dict(zip(*(column.to_pylist() for column in table.columns), strict=True))


def one_by_one(driver: Driver, rows: list[list[Any]]) -> float:
    """Send one statement a row, each in a transaction of its own; return rows a second."""
    start = time.perf_counter()
    with driver.session() as session:
        for row in rows:
            session.run(f"WITH $row AS row {FIND} {MODEL}", {"row": row}).consume()
    return len(rows) / (time.perf_counter() - start)


def without_index(driver: Driver, rows: list[list[Any]]) -> float:
    """Send 5,000 rows a statement where nothing is indexed; return rows a second."""
    find = FIND.replace("loadId: 'peer', ", "").replace(":Department", ":PlainDepartment")
    find = find.replace(":Item", ":PlainItem")
    start = time.perf_counter()
    for at in range(0, len(rows), 5_000):
        driver.execute_query(f"UNWIND $rows AS row {find} {MODEL}", {"rows": rows[at : at + 5_000]})
    return len(rows) / (time.perf_counter() - start)


def load_csv(driver: Driver, server: Server, rows: Iterable[list[Any]], model: str) -> float:
    """Let the server read the rows from a file beside it; return seconds.

    What is text in the file becomes a number or a truth where `model` needs one.
    """
    path = server.folder / "rows.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    start = time.perf_counter()
    with driver.session() as session:
        session.run(
            f"LOAD CSV FROM $url AS row CALL (row) {{ {model} }} IN TRANSACTIONS OF 5000 ROWS",
            {"url": path.as_uri()},
        ).consume()
    return time.perf_counter() - start


def from_text(model: str, whole: Sequence[int], real: int, truth: Sequence[int]) -> str:
    """Return a statement for rows of texts: which places are whole numbers, a real one, truths."""
    for place in whole:
        model = model.replace(f"row[{place}]", f"toInteger(row[{place}])")
    for place in truth:
        model = model.replace(f"row[{place}]", f"row[{place}] = 'True'")
    return model.replace(f"row[{real}]", f"toFloat(row[{real}])")


def csv_seconds(
    driver: Driver, server: Server, handoffs: Iterable[list[Any]], cases: Iterable[list[Any]]
) -> tuple[float, float]:
    """Return the seconds that LOAD CSV takes for the handoffs, and for the cases beside them."""
    of_handoffs = from_text(FIND + MODEL, (0, 9, 10, 12), 13, (7, 8))
    return (
        load_csv(driver, server, handoffs, of_handoffs),
        load_csv(driver, server, cases, from_text(CASE, (2, 3), 5, (4,))),
    )


def latency(ask: Callable[[str, str], object], ids: list[str]) -> float:
    """Return the median milliseconds of asking about two departments at random."""
    draw, found = Random(7), []
    for _ in range(ASKED):
        one, other = draw.sample(ids, 2)
        start = time.perf_counter()
        ask(one, other)
        found.append(1000 * (time.perf_counter() - start))
    return median(found)


def measure(handoffs: int) -> list[tuple[str, str]]:
    """Measure one size on a server that has done all of it before; return rows of the table."""
    with TemporaryDirectory() as folder:
        small, large = Path(folder) / "small", Path(folder) / "large"
        small.mkdir()
        large.mkdir()
        server = Server(Path(folder) / "neo4j", csv=True, java=HEAP)
        server.start()
        try:
            store = prepare(small, WARM_UP)
            for _ in range(3):
                _measure(store, server)
            store = prepare(large, handoffs)
            times = OFTEN if handoffs <= FEW else 1
            return _medians([_measure(store, server) for _ in range(times)])
        finally:
            server.stop()


def _medians(runs: list[list[Figure]]) -> list[tuple[str, str]]:
    """Return the rows of the table: each figure at its median, with the range of several runs."""
    found = []
    for same in zip(*runs, strict=True):
        values = sorted(value for _, value, _ in same)
        what, _, form = same[0]
        text = form.format(median(values))
        if len(values) > 1:
            text += f" ({form.format(values[0])} to {form.format(values[-1])})"
        found.append((what, text))
    return found


def _measure(store: LocalStore, server: Server) -> list[Figure]:
    load = store.load()
    folder = store.home / "loads" / load.load_id
    kinds = LoadRows(load, folder).kinds()
    departments, items = ids_of(folder, "departments"), ids_of(folder, "items")
    rows = [
        [n, departments[u], departments[v], items[i], *rest]
        for n, u, v, i, *rest in kinds["handoffs"][2](0)
    ]
    cases = [[case, items[item], *rest] for case, item, *rest in kinds["cases"][2](0)]
    every = sum(count for count, _, _ in kinds.values())
    name = f"{len(rows):,} handoffs"
    address = Neo4jAddress(server.address.uri, server.address.user, server.address.password)
    remote = Neo4jStore(Neo4jServer(address), store.home)
    seconds = publish(store, server.address)
    ours = len(rows) / seconds
    answers = _latencies(store, remote, name)
    remote.delete(remote.load().load_id)
    plain = len(rows) / publish(store, server.address, rust=False)
    with server.address.driver() as driver:
        prepare_peers(driver)
        single = one_by_one(driver, rows[:ONE_BY_ONE])
        naive = without_index(driver, rows[:WITHOUT_INDEX])
        driver.execute_query("MATCH (h:Handoff {loadId: 'peer'}) DETACH DELETE h")
        alone, beside = csv_seconds(driver, server, rows, cases)
        driver.execute_query("MATCH (n:PlainDepartment|PlainItem) DETACH DELETE n")
    for statement in SWEEP:
        remote.server.run_in_batches(statement, load="peer")
    remote.delete(remote.load().load_id)
    remote.server.close()
    same = alone + beside
    return [
        (f"{name}: `xietu publish`, whole / one statement a row", ours / single, "{:.1f}"),
        (f"{name}: `xietu publish` / UNWIND without an index", ours / naive, "{:.2f}"),
        (f"{name}: `xietu publish` / LOAD CSV of the same", same / seconds, "{:.2f}"),
        (f"{name}: `xietu publish` / LOAD CSV of handoffs alone", alone / seconds, "{:.2f}"),
        (f"{name}: `xietu publish` with / without neo4j-rust-ext", ours / plain, "{:.2f}"),
        (f"{name}: `xietu publish`, handoffs a second", ours, "{:,.0f}"),
        (f"{name}: `xietu publish`, rows of all kinds a second", every / seconds, "{:,.0f}"),
        (f"{name}: LOAD CSV of handoffs, rows a second", len(rows) / alone, "{:,.0f}"),
        (f"{name}: one statement a row, handoffs a second", single, "{:,.0f}"),
        *answers,
    ]


def _latencies(store: LocalStore, remote: Neo4jStore, name: str) -> list[Figure]:
    found = []
    for label, each in (("networkx", store), ("Neo4j", remote)):
        near, ways = _asked(each)
        found.append((f"{name}: `neighbourhood` depth 2, median, {label}", near, "{:.0f} ms"))
        found.append((f"{name}: `paths` of 3 handoffs, median, {label}", ways, "{:.0f} ms"))
    return found


def _asked(store: GraphStore) -> tuple[float, float]:
    walks = store.walks(store.load().load_id)
    ids = sorted(walks.network())

    def near(one: str, other: str) -> object:
        return walks.neighbourhood(one, 2)

    def ways(one: str, other: str) -> object:
        return walks.routes(one, other, 3, "waiting", 10)

    return latency(near, ids), latency(ways, ids)


def main() -> None:
    """Measure the sizes of the command line and print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("handoffs", nargs="*", type=int, default=SIZES)
    for size in parser.parse_args().handoffs:
        for what, figure in measure(size):
            print(f"| {what} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
