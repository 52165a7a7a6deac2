"""The command line with a Neo4j server, as a user runs it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import app
from tests.neo4j.fixtures import empty
from tests.neo4j.ready import DATABASE, Address

LOG = """case,activity,department,person,start,end
1,受理,审批局,p1,2022-05-16 09:00,2022-05-16 10:00
1,审查,住建局,p2,2022-05-16 14:00,2022-05-16 15:00
"""
MORE = LOG + "2,受理,审批局,p1,2022-05-17 09:00,2022-05-17 10:00\n"
STOPPABLE = """
import signal, app
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where a shell began this behind
app.main()
"""
WAITING = """
SHOW TRANSACTIONS YIELD currentQuery AS query
WHERE query CONTAINS 'x.claims' AND NOT query CONTAINS 'SHOW' RETURN query
"""
HANDOVERS = ("query", "handovers", "-f", "json")


@pytest.fixture
def environment(
    empty_neo4j: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, str]]:
    """Return the variables that tell a command where its home and the server are."""
    found = {
        "XIETU_HOME": str(tmp_path / "home"),
        "XIETU_NEO4J_URI": empty_neo4j.uri,
        "XIETU_NEO4J_USER": empty_neo4j.user,
        "XIETU_NEO4J_PASSWORD": empty_neo4j.password,
    }
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XIETU_LANG", "zh")  # so that what a command sets is undone
    yield found
    empty(empty_neo4j)


def xietu(*words: object, code: int = 0) -> str:
    """Run a command and return what it says."""
    done = CliRunner().invoke(app.main, [*map(str, words)])
    assert done.exit_code == code, done.output
    return done.output


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_a_load_is_published_asked_made_active_and_deleted_by_commands(
    environment: dict[str, str], tmp_path: Path
) -> None:
    xietu("load", written(tmp_path / "log.csv", LOG), "--store", "local")
    (load_id,) = [load.load_id for load in app.open_store(tmp_path / "home").loads()]
    assert f"{load_id} 已在 Neo4j 中，编号 {load_id}，已启用" in xietu("publish")
    assert f"编号 {load_id}" in xietu("publish", load_id)  # a second time changes nothing
    answers = [json.loads(xietu(*HANDOVERS, "--store", kind)) for kind in ("local", "neo4j")]
    assert answers[0]["rows"] == answers[1]["rows"] != []

    later = xietu("load", written(tmp_path / "more.csv", MORE), "--store", "neo4j")
    assert "装载 3 行" in later
    listed = xietu("loads", "--store", "neo4j")
    assert "log.csv" in listed
    assert "more.csv" in listed
    assert "more.csv" not in xietu("loads", "--store", "local")
    assert load_id in xietu("loads", "--activate", load_id, "--store", "neo4j")
    xietu("loads", "--delete", load_id, "--yes", "--store", "neo4j")
    assert "log.csv" not in xietu("loads", "--store", "neo4j")
    assert "没有启用的批次" in xietu(*HANDOVERS, "--store", "neo4j", code=1)


def test_who_stops_a_publication_is_told_how_to_go_on(
    environment: dict[str, str], empty_neo4j: Address, tmp_path: Path
) -> None:
    """Another client holds what the first statement needs, so that it is stopped in the middle."""
    xietu("load", written(tmp_path / "log.csv", LOG), "--store", "local")
    xietu("publish")  # makes constraints and the node that is locked below
    load_id = app.open_store(tmp_path / "home").load().load_id
    xietu("loads", "--delete", load_id, "--yes", "--store", "neo4j")
    command = [sys.executable, "-c", STOPPABLE, "publish"]
    with empty_neo4j.driver() as driver, driver.session(database=DATABASE) as session:
        with session.begin_transaction() as locked:
            locked.run("MATCH (x:Xietu) SET x.locked = true").consume()
            process = subprocess.Popen(
                command,
                env={**os.environ, **environment},
                cwd=Path(app.__file__).parent,
                stdout=subprocess.PIPE,
                text=True,
            )
            until = time.monotonic() + 30
            while not driver.execute_query(WAITING, database_=DATABASE).records:
                assert time.monotonic() < until
                time.sleep(0.1)
            process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)
    assert "再运行一次 xietu publish" in said
    assert process.returncode != 0
    assert "已启用" in xietu("publish")
