"""Questions about mutual evaluation, before and after a release: alike on every store."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.evaluation.ratings import Ratings
from graph.evaluation.rounds import Rounds
from graph.local_store import LocalStore
from graph.neo4j_store import Neo4jStore
from queries.formats import FORMATS
from queries.registry import QUERIES
from queries.run import run, run_all
from tests.contract.stores import KINDS, Store, new_store
from tests.neo4j.fixtures import empty
from tests.ratings import round_of, with_ratings
from tests.world import write_world

QUESTIONS = [name for name in QUERIES if name.startswith("evaluation")]
DEPARTMENTS = tuple(f"D{n}" for n in range(1, 10))
DIMENSIONS = ("工作效率", "工作质量")


def mesh(round_id: str, seed: int, faithful: int = 9) -> Ratings:
    """Return nine departments that rate each other; D9 is rated by `faithful` at most."""
    rng = np.random.default_rng(1)
    rater, ratee = rng.normal(0, 6, (9, 1)), rng.normal(0, 9, 9)
    noise = np.random.default_rng(seed).normal(0, 4, (2, 9, 9))
    points = np.clip(np.rint(75 + rater + ratee + noise), 0, 100)
    answers = [
        (dimension, DEPARTMENTS[i], DEPARTMENTS[j], float(points[k, i, j]))
        for k, dimension in enumerate(DIMENSIONS)
        for i in range(9)
        for j in range(9)
        if i != j and (j < 8 or i < faithful)
    ]
    return round_of(round_id, answers, open_raters=(), groups={}, departments=9)


@pytest.fixture
def rated(tmp_path: Path) -> Path:
    folder = tmp_path / "checked"
    folder.mkdir()
    return with_ratings(write_world(folder), mesh("2021H2", 2), mesh("2022H1", 3, faithful=4))


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with new_store(str(request.param), tmp_path / "home", request) as store:
        yield store
        if isinstance(store, Neo4jStore):
            empty(request.getfixturevalue("empty_neo4j"))


def answers(store: Store) -> dict[str, Any]:
    """Return the rows of every question, of the latest round and of an earlier one."""
    found = {}
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
    assert {row["department"] for row in shown} == set(DEPARTMENTS[:-1])
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
