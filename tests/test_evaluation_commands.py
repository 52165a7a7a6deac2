"""Commands of mutual evaluation that cannot be undone: asked first, and not before the end."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import main
from graph.evaluation.rounds import Rounds
from graph.local_store import LocalStore
from tests.ratings import two_rounds, with_ratings
from tests.world import write_world

OVER, OPEN = "2021H2", "2022H1"
"""Rounds of a log that ends in May 2022."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    checked = tmp_path / "checked"
    checked.mkdir()
    LocalStore(tmp_path / "home").add(with_ratings(write_world(checked), *two_rounds()))
    return tmp_path / "home"


def run(home: Path, *words: str, answer: str = "") -> Result:
    return CliRunner().invoke(main, ["--home", str(home), "evaluation", *words], input=answer)


def states(home: Path) -> dict[str, str]:
    store = LocalStore(home)
    return {each.round.id: each.state for each in Rounds(store).list(store.load())}


def test_a_round_whose_period_is_not_over_is_released_only_if_all_ratings_are_in(
    home: Path,
) -> None:
    refused = run(home, "release", OPEN, "--yes")
    assert refused.exit_code == 1
    assert "评价期到 2022-06-30 才结束" in refused.output
    assert "--closed" in refused.output
    assert run(home, "release", OPEN, answer="n\n").exit_code == 1
    assert states(home) == {OVER: "draft", OPEN: "draft"}

    assert run(home, "release", OVER, "--yes").exit_code == 0
    asked = run(home, "release", OPEN, answer="y\n")
    assert "评分已经收齐" in asked.output
    assert states(home) == {OVER: "released", OPEN: "released"}


def test_a_release_is_withdrawn_only_after_it_was_asked(home: Path) -> None:
    nothing = run(home, "withdraw", OPEN, answer="y\n")
    assert nothing.exit_code == 1
    assert "收不回来" not in nothing.output

    assert run(home, "release", OPEN, "--yes", "--closed").exit_code == 0
    assert run(home, "withdraw", OPEN, answer="n\n").exit_code == 1
    assert states(home)[OPEN] == "released"
    assert run(home, "withdraw", OPEN, "--yes").exit_code == 0
    assert states(home)[OPEN] == "withdrawn"
