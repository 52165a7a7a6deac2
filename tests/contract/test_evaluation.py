"""Questions about mutual evaluation, before and after a release: alike on every store."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.evaluation.rounds import Rounds
from graph.local_store import LocalStore
from graph.neo4j_store import Neo4jStore
from queries.formats import FORMATS
from queries.registry import QUERIES
from queries.run import run, run_all
from tests.contract.stores import KINDS, Store, new_store
from tests.neo4j.fixtures import empty
from tests.ratings import two_rounds, with_ratings
from tests.world import write_world

QUESTIONS = [name for name in QUERIES if name.startswith("evaluation")]


@pytest.fixture
def rated(tmp_path: Path) -> Path:
    folder = tmp_path / "checked"
    folder.mkdir()
    return with_ratings(write_world(folder), *two_rounds())


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with new_store(str(request.param), tmp_path / "home", request) as store:
        yield store
        if isinstance(store, Neo4jStore):
            empty(request.getfixturevalue("empty_neo4j"))


def answers(store: Store) -> dict[tuple[str, ...], Any]:
    """Return the rows of every question, of the latest round and of an earlier one."""
    found: dict[tuple[str, ...], Any] = {}
    for name in QUESTIONS:
        named = {"round": "2021H2"} if name != "evaluations" else {}
        for raw in ({}, named):
            rows = run_all(store, name, raw).rows.to_pylist()
            times = {"released_at": None}
            found[name, *raw.values()] = [
                row | times if times.keys() <= row.keys() else row for row in rows
            ]
    return found


def test_every_question_is_answered_alike_before_and_after_a_release(
    store: Store, rated: Path, tmp_path: Path
) -> None:
    reference = LocalStore(tmp_path / "reference")
    for each in (reference, store):
        each.add(rated)
    drafts = answers(reference)
    assert len(QUESTIONS) == 7
    assert answers(store) == drafts
    assert [row["state"] for row in drafts[("evaluations",)]] == ["draft", "draft"]
    shown = [row for row in drafts[("evaluation-scores",)] if row["score"] is not None]
    assert {row["department"] for row in shown} == {f"D{n}" for n in range(1, 9)}
    for each in (reference, store):
        Rounds(each).release(each.load(), "2022H1")
    released = answers(store)
    assert released == answers(reference)
    assert released[("evaluation-scores",)] == drafts[("evaluation-scores",)]
    assert [row["state"] for row in released[("evaluations",)]] == ["released", "draft"]


def test_every_format_says_why_a_score_is_not_shown(store: Store, rated: Path) -> None:
    store.add(rated)
    answer = run(store, "evaluation-scores", {})
    held = [row for row in answer.rows.to_pylist() if row["department"] == "D9"]
    assert held
    assert {(row["score"], row["low"], row["verdict"], row["reason"]) for row in held} == {
        (None, None, None, "few")
    }
    for form in FORMATS.values():
        assert form.write(answer, "zh")


def test_a_released_round_outlasts_the_loads(rated: Path, tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "home")
    load = store.add(rated)
    Rounds(store).release(load, "2022H1")
    before = run_all(store, "evaluation-scores", {"round": "2022H1"}).rows.to_pylist()
    store.delete(load.load_id)
    assert run_all(store, "evaluation-scores", {}).rows.to_pylist() == before
    (left,) = run_all(store, "evaluations", {}).rows.to_pylist()
    assert (left["round"], left["state"]) == ("2022H1", "released")
