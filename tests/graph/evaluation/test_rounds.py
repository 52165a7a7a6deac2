"""A release stands, whatever becomes of the load that it came from."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import orjson
import pytest

from graph.errors import (
    NothingToReleaseError,
    NotReleasedError,
    RoundNotFoundError,
    SettingsError,
)
from graph.evaluation.figures import Document, Oversight
from graph.evaluation.ratings import Ratings
from graph.evaluation.republication import merged
from graph.evaluation.rounds import Rounds
from graph.evaluation.rules import FILE, Rules
from graph.load import Load
from graph.local_store import LocalStore
from tests.checked import step, write_checked
from tests.graph.evaluation.panel import mesh, ratings_of, star, with_points
from tests.ratings import with_ratings

LATER, EARLIER = "2022H2", "2022H1"
N, RATEE = 8, 2


def rated(seed: int = 0, round_id: str = EARLIER) -> Ratings:
    return ratings_of(mesh(N, seed=seed, step=1).x, round_id)


def corrected(
    ratings: Ratings, raters: Sequence[int], ratee: int = RATEE, layer: int = 0
) -> Ratings:
    """Return the round with other points from some raters of one ratee in one dimension."""
    cells = [(at, ratee, float((ratings.x[layer, at, ratee] + 40) % 100)) for at in raters]
    return with_points(ratings, *cells, layer=layer)


@pytest.fixture
def rounds(tmp_path: Path) -> Rounds:
    return Rounds(LocalStore(tmp_path / "home"))


def load_of(rounds: Rounds, *ratings: Ratings) -> Load:
    """Load a small log with these ratings."""
    folder = rounds.store.home.parent / "checked"
    steps = [
        step("1", "受理", "D01", "16 09:00", "16 10:00"),
        step("1", "审查", "D02", "16 11:00", "16 12:00"),
    ]
    return rounds.store.add(with_ratings(write_checked(folder, steps), *ratings))


def bytes_of(rounds: Rounds, load: Load | None, round_id: str = EARLIER) -> list[bytes]:
    """Return all that is told of a round."""
    report = rounds.oversight(load, round_id)
    return [report.to_json(), *(each.to_json() for each in rounds.documents(load, round_id))]


def test_a_corrected_rating_changes_nothing_that_is_released(rounds: Rounds) -> None:
    load = load_of(rounds, rated())
    drafts = bytes_of(rounds, load)
    release = rounds.release(load, EARLIER)
    assert bytes_of(rounds, load) == drafts
    other = load_of(rounds, corrected(rated(), [0]))
    assert bytes_of(rounds, other) == bytes_of(rounds, None) == drafts
    for each in (load, other):
        rounds.store.delete(each.load_id)
    assert bytes_of(rounds, None) == drafts
    assert rounds.document(None, EARLIER, "D03") == Document.from_json(drafts[3])
    assert rounds.releases.current(EARLIER) == release


def columns(of: Oversight) -> dict[tuple[str, str], str]:
    return {(each.department, each.dimension): repr(each) for each in of.scores}


def test_a_column_waits_until_five_raters_have_changed_and_comes_alone(rounds: Rounds) -> None:
    first = load_of(rounds, rated())
    rounds.release(first, EARLIER)
    released = rounds.oversight(None, EARLIER)
    four = load_of(rounds, corrected(rated(), [0, 1, 3, 4]))
    assert columns(rounds.draft(four, EARLIER)[0]) == columns(released)
    with pytest.raises(NothingToReleaseError, match="5家"):
        rounds.release(four, EARLIER)
    both = corrected(corrected(rated(), [0, 1, 3, 4, 5]), [0, 1, 3, 4], ratee=6, layer=1)
    five = load_of(rounds, both)
    release = rounds.release(five, EARLIER)
    assert release.release_id == f"{EARLIER}-2"
    kept, before = rounds.releases.ratings_of(release), rated()
    assert np.array_equal(kept.x[0, :, RATEE], both.x[0, :, RATEE], equal_nan=True)
    rest = [at for at in range(N) if at != RATEE]
    assert np.array_equal(kept.x[0][:, rest], before.x[0][:, rest], equal_nan=True)
    assert np.array_equal(kept.x[1], before.x[1], equal_nan=True)
    moved = columns(rounds.oversight(None, EARLIER))
    assert moved["D03", "工作效率"] != columns(released)["D03", "工作效率"]


def test_a_release_is_audited_together_with_all_earlier_ones(rounds: Rounds) -> None:
    """Five change, then these go back and a sixth changes: the first and third release tell it."""
    first = rated()
    five = corrected(first, [0, 1, 3, 4, 5])
    for each in (first, five, corrected(first, [6])):
        rounds.release(load_of(rounds, each), EARLIER)
        rounds.withdraw(EARLIER)
    reports = [rounds.releases.oversight(each) for each in rounds.releases.of(EARLIER)]
    own = [{e.reason for e in each.scores if e.department == "D03"} for each in reversed(reports)]
    assert own[:2] == [{""}, {""}] and own[2] >= {"protected"}


def test_changes_count_raters_as_scores_do() -> None:
    before = rated()
    seven = corrected(before, [0, 1, 3, 4, 5])
    assert np.array_equal(merged(before, seven, 5).x, seven.x, equal_nan=True)
    grouped = replace(seven, leader_groups={"D01": "甲", "D02": "甲"})
    assert np.array_equal(merged(before, grouped, 5).x, before.x, equal_nan=True)


def test_ratings_of_an_open_rater_do_not_wait() -> None:
    before = star(N)
    after = with_points(corrected(before, [2, 3, 4, 5], ratee=0), (0, 4, 11.0))
    found = merged(before, after, 5)
    assert found.x[:, 0, 4].tolist() == [11, 11]
    assert np.array_equal(found.x[:, :, 0], before.x[:, :, 0], equal_nan=True)


@pytest.mark.parametrize(
    "other",
    [
        replace(rated(), open_raters=frozenset({"D01"})),
        replace(rated(), high=10.0),
        replace(ratings_of(mesh(N, 1).x), round_id=EARLIER),
        ratings_of(mesh(N + 1).x),
    ],
    ids=["open raters", "marks", "dimensions", "departments"],
)
def test_a_round_is_not_released_again_in_another_frame(other: Ratings) -> None:
    with pytest.raises(NothingToReleaseError, match="另一组"):
        merged(rated(), other, 5)


def test_a_change_is_told_against_the_round_before_as_released(rounds: Rounds) -> None:
    rounds.release(load_of(rounds, rated()), EARLIER)
    usual = load_of(rounds, rated(), rated(1, LATER))
    other = load_of(rounds, corrected(rated(), [0, 1, 3, 4]), rated(1, LATER))
    assert columns(rounds.draft(usual, LATER)[0]) == columns(rounds.draft(other, LATER)[0])
    assert any(each.change for each in rounds.draft(other, LATER)[0].scores)


def test_a_withdrawn_release_is_no_longer_told_and_still_binds(rounds: Rounds) -> None:
    load = load_of(rounds, rated())
    released = rounds.release(load, EARLIER, "甲")
    rounds.oversight(load, EARLIER, "乙")
    rounds.withdraw(EARLIER, "丙")
    assert rounds.releases.current(EARLIER) is None
    with pytest.raises(NotReleasedError):
        rounds.document(load, EARLIER, "D03")
    with pytest.raises(NotReleasedError):
        rounds.withdraw(EARLIER)
    assert [each.state for each in rounds.list(load)] == ["withdrawn"]
    four = load_of(rounds, corrected(rated(), [0, 1, 3, 4]))
    again = rounds.release(four, EARLIER)
    assert np.array_equal(
        rounds.releases.ratings_of(again).x, rounds.releases.ratings_of(released).x, equal_nan=True
    )
    assert columns(rounds.oversight(None, EARLIER)) == columns(rounds.releases.oversight(released))
    assert [(each.action, each.release_id, each.who) for each in rounds.log(EARLIER)] == [
        ("released", f"{EARLIER}-1", "甲"),
        ("viewed", f"{EARLIER}-1", "乙"),
        ("withdrawn", f"{EARLIER}-1", "丙"),
        ("released", f"{EARLIER}-2", ""),
    ]


def test_rounds_are_listed_with_what_became_of_them(rounds: Rounds) -> None:
    load = load_of(rounds, rated(), rated(1, LATER))
    assert [(each.round.id, each.state) for each in rounds.list(load)] == [
        (LATER, "draft"),
        (EARLIER, "draft"),
    ]
    rounds.release(load, EARLIER)
    assert [each.state for each in rounds.list(load)] == ["draft", "released"]
    assert [each.round.id for each in rounds.list(None)] == [EARLIER]
    assert rounds.list(load)[1].release_id == f"{EARLIER}-1"


def test_a_look_at_a_draft_is_logged_like_one_at_a_release(rounds: Rounds) -> None:
    load = load_of(rounds, rated())
    rounds.oversight(load, EARLIER, "甲")
    rounds.delivered(EARLIER, "乙")
    assert [(each.action, each.release_id, each.who) for each in rounds.log(EARLIER)] == [
        ("viewed", "", "甲"),
        ("delivered", "", "乙"),
    ]


def test_the_draft_of_another_release_is_looked_at_beside_the_one_in_force(rounds: Rounds) -> None:
    rounds.release(load_of(rounds, rated()), EARLIER)
    load = load_of(rounds, corrected(rated(), range(3, 8)))
    in_force, draft = (rounds.oversight(load, EARLIER, "甲", draft=each) for each in (False, True))
    assert draft == rounds.draft(load, EARLIER)[0] != in_force
    assert [each.release_id for each in rounds.log(EARLIER)[1:]] == [f"{EARLIER}-1", ""]


def test_of_a_round_without_scores_departments_get_what_is_no_rating(rounds: Rounds) -> None:
    few = rated()
    few.x[:, 4:] = np.nan
    load = load_of(rounds, few)
    assert not rounds.draft(load, EARLIER)[0].shows_scores
    rounds.release(load, EARLIER)
    report = rounds.document(None, EARLIER, "D03")
    assert {each.reason for each in report.scores} == {"few"}
    assert report.own.rated == N - 1


def test_ratings_are_not_released_under_another_name(rounds: Rounds) -> None:
    first = rated()
    rounds.release(load_of(rounds, first), EARLIER)
    rounds.withdraw(EARLIER)
    changed = corrected(first, [0])
    for other in (
        replace(changed, round_id="again"),
        replace(changed, round_id="again", starts=None, ends=None),
    ):
        with pytest.raises(NothingToReleaseError, match=EARLIER):
            rounds.release(load_of(rounds, other), "again")
    assert not rounds.log("again")


def test_departments_may_say_the_same_in_the_next_period(rounds: Rounds) -> None:
    rounds.release(load_of(rounds, rated()), EARLIER)
    rounds.release(load_of(rounds, rated(0, LATER)), LATER)
    assert rounds.releases.current(LATER)


def test_nothing_of_a_draft_is_told_to_departments(rounds: Rounds) -> None:
    load = load_of(rounds, rated())
    with pytest.raises(NotReleasedError):
        rounds.document(load, EARLIER, "D03")
    assert rounds.draft_document(load, EARLIER, "D03").department.id == "D03"
    assert not rounds.log(EARLIER)


def test_a_draft_is_made_once_and_again_with_other_thresholds(rounds: Rounds) -> None:
    load = load_of(rounds, rated())
    first = rounds.draft(load, EARLIER)[0]
    kept = list((rounds.store.home / "answers" / load.load_id).glob("evaluation-*.json"))
    assert len(kept) == 1
    assert Oversight.from_json(orjson.loads(kept[0].read_bytes())[0]) == first
    assert rounds.draft(load, EARLIER)[0] == first
    (rounds.store.home / FILE).write_text("min_raters = 8\n", "utf-8")
    strict = rounds.draft(load, EARLIER)[0]
    assert {each.reason for each in strict.scores} == {"few"}
    assert strict.rules.min_raters == 8


def test_the_version_changes_with_releases_and_thresholds(rounds: Rounds) -> None:
    load = load_of(rounds, rated(), rated(1, LATER))
    versions = [rounds.version()]
    rounds.draft(load, EARLIER)
    assert rounds.version() == versions[0]
    rounds.release(load, EARLIER)
    versions.append(rounds.version())
    other = rounds.version(LATER)
    rounds.withdraw(EARLIER)
    versions.append(rounds.version())
    assert rounds.version(LATER) == other
    (rounds.store.home / FILE).write_text("min_spread = 12\n", "utf-8")
    versions.append(rounds.version())
    assert len(set(versions)) == 4 and rounds.version(LATER) != other


def test_only_a_released_round_is_handed_out(rounds: Rounds) -> None:
    load = load_of(rounds, rated())
    with pytest.raises(NotReleasedError):
        rounds.delivery(EARLIER, "")
    rounds.release(load, EARLIER)
    assert len(rounds.delivery(EARLIER, "")[1]) == N
    rounds.withdraw(EARLIER)
    with pytest.raises(NotReleasedError):
        rounds.delivery(EARLIER, "")


def test_of_two_releases_at_the_same_time_one_is_made_and_keeps_its_ratings(
    rounds: Rounds,
) -> None:
    load = load_of(rounds, rated())
    report, documents = rounds.draft(load, EARLIER)
    release = rounds.release(load, EARLIER)
    kept = rounds.releases.ratings_of(release)
    with pytest.raises(NothingToReleaseError, match=EARLIER):
        rounds.releases.add(rated(1), report, documents, "", serial=1)
    assert np.array_equal(rounds.releases.ratings_of(release).x, kept.x, equal_nan=True)
    assert [each.action for each in rounds.log(EARLIER)] == ["released"]


def test_a_withdrawn_round_that_the_load_does_not_have_is_not_the_latest(rounds: Rounds) -> None:
    rounds.release(load_of(rounds, rated(1, LATER)), LATER)
    load = load_of(rounds, rated())
    assert rounds.latest(load) == LATER
    rounds.withdraw(LATER)
    assert rounds.latest(load) == EARLIER
    with pytest.raises(RoundNotFoundError, match="以前的发布"):
        rounds.draft(load, LATER)


def test_a_round_or_department_that_is_not_there_is_named_with_those_that_are(
    rounds: Rounds,
) -> None:
    load = load_of(rounds, rated())
    with pytest.raises(RoundNotFoundError, match=EARLIER):
        rounds.draft(load, "2030")
    with pytest.raises(RoundNotFoundError):
        rounds.oversight(None, EARLIER)
    with pytest.raises(RoundNotFoundError, match="D99"):
        rounds.draft_document(load, EARLIER, "D99")
    rounds.release(load, EARLIER)
    with pytest.raises(RoundNotFoundError, match="D99"):
        rounds.document(load, EARLIER, "D99")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("min_rater = 5", "min_rater"),
        ("min_raters = 2", "min_raters"),
        ("min_raters = 5.0", "min_raters"),
        ("min_raters = true", "min_raters"),
        ('change = "0.1"', "change"),
        ("change = 2", "change"),
        ("false_discovery = nan", "false_discovery"),
        ("min_raters =", "TOML"),
    ],
)
def test_a_threshold_that_cannot_be_is_refused_by_name(
    rounds: Rounds, text: str, names: str
) -> None:
    rounds.store.home.mkdir(parents=True, exist_ok=True)
    (rounds.store.home / FILE).write_text(text, "utf-8")
    for asked in (rounds.rules, rounds.version):
        with pytest.raises(SettingsError, match=names):
            asked()


def test_thresholds_are_read_and_a_whole_number_may_be_a_share(rounds: Rounds) -> None:
    load = load_of(rounds, rated())
    (rounds.store.home / FILE).write_text("min_raters = 3\nchange = 1\n", "utf-8")
    assert rounds.rules() == replace(Rules(), min_raters=3, change=1.0)
    text = rounds.draft(load, EARLIER)[0].to_json()
    assert Oversight.from_json(text).to_json() == text
