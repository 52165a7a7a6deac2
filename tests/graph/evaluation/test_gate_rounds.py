"""What the gate lets through of changes, small rounds, stars, raters and pairs."""

from typing import Any

import numpy as np
import orjson
import pytest

from graph.evaluation.figures import Document, Oversight
from graph.evaluation.gate import Gate
from graph.evaluation.rules import Rules
from tests.graph.evaluation.panel import (
    busy_process,
    document_of,
    drawn,
    gated,
    mesh,
    ratings_of,
    report_of,
    score_of,
    star,
)

RATEE = 7


# --- P13, P14 ------------------------------------------------------------------------------------


def change_with(absent_before: list[int], absent_now: list[int], **more: Any) -> str:
    """Return the change of a department that half its raters see 30 points better."""
    x = drawn(seed=2)
    before, now = x.copy(), x.copy()
    before[:, :, RATEE] = np.clip(x[:, :, RATEE] - 30, 0, 100)
    before[:, absent_before, RATEE] = np.nan
    now[:, absent_now, RATEE] = np.nan
    rounds = [
        ratings_of(each, name, **more) for each, name in ((before, "2022H1"), (now, "2022H2"))
    ]
    return score_of(gated(rounds[1], earlier=rounds[0]), RATEE).change


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([], [], "up"),
        ([0], [], "withheld"),  # one joined
        ([0, 1], [], "withheld"),
        ([0], [1], "withheld"),  # one joined, one left
        ([0, 1, 2], [], "up"),
        ([], [0, 1, 2], "up"),
        ([0, 1, 2, 3, 4], [5, 6, 8, 9, 10], "up"),  # five in both
        ([0, 1, 2, 3, 4], [5, 6, 8, 9, 10, 11], "withheld"),  # four
    ],
)
def test_a_change_is_withheld_where_it_would_tell_of_few(
    before: list[int], now: list[int], expected: str
) -> None:
    assert change_with(before, now) == expected


def test_a_change_counts_raters_as_a_score_does() -> None:
    three_left = [0, 1, 2]
    assert change_with([], three_left, groups={0: "甲", 1: "甲"}) == "withheld"
    assert change_with([], three_left, open_raters=[2]) == "withheld"
    five = ([0, 1, 2, 3, 4], [5, 6, 8, 9, 10])
    assert change_with(*five, open_raters=[15]) == "withheld"
    assert change_with(*five, groups={14: "甲", 15: "甲"}) == "withheld"


def test_a_department_that_is_new_has_no_change() -> None:
    before, now = drawn(seed=2), drawn(seed=3)
    before[:, :, RATEE] = np.nan
    found = gated(ratings_of(now, "2022H2"), earlier=ratings_of(before))
    assert score_of(found, RATEE).change == ""
    assert score_of(found, 0).change != ""


def test_fewer_than_six_departments_have_no_figures_of_their_own() -> None:
    rules = Rules(min_raters=3)
    x = drawn(5, seed=4)
    x[:, 0, 1] = x[:, 1, 0] = 0
    small = report_of(gated(ratings_of(x), busy_process(5), rules))
    assert {each.reason for each in small.scores} == {"small"}
    assert {each.score for each in small.scores} == {None}
    assert small.audit.few == small.audit.figures == len(small.scores)
    assert (small.pairs, small.rings, small.raters) == ((), (), ())
    assert small.agreement.wait_correlation is None
    large = report_of(gated(ratings_of(drawn(6, seed=4)), busy_process(6), rules))
    assert "" in {each.reason for each in large.scores}


def test_complaints_count_as_they_are_listed_so_that_no_count_tells_a_direction() -> None:
    x = drawn(16, seed=8)
    x[:, 0, 1] = x[:, 2, 3] = x[:, 3, 2] = 0
    x[:, 8:, 5] = x[:, :4, 5] = np.nan  # too few raters for a pair with D06 to be listed
    x[:, 6, 5] = 0
    report = report_of(gated(ratings_of(x), busy_process(16)))
    listed = [each for each in report.pairs if each.kind != "inflation" and each.process]
    assert {(each.first, each.second) for each in listed} >= {("D01", "D02"), ("D03", "D04")}
    found = report.agreement
    assert found.said_and_slow == sum(each.process == "slow" for each in listed)
    assert found.said_not_slow == sum(each.process != "slow" for each in listed)
    assert not {(each.first, each.second) for each in report.pairs} & set(found.unsaid)
    assert found.slow_unsaid == len(found.unsaid)


# --- the star -------------------------------------------------------------------------------------


def test_in_a_star_scores_are_plain_means_without_pairs_ranks_and_verdicts() -> None:
    through = gated(star(), busy_process())
    report = report_of(through)
    hub = score_of(through, 0, 0)
    assert hub.score == np.round(np.nanmean(star().x[0, 1:, 0]))
    assert (hub.low, hub.high, hub.rank_low, hub.verdict, hub.ranked) == (
        None,
        None,
        None,
        "",
        None,
    )
    assert not report.design.corrected and report.design.shape == "star"
    assert (report.splits, report.pairs, report.rings, report.raters) == ((), (), (), ())
    assert report.moves == () and report.agreement.slow_unsaid == 0
    assert {each.reason for each in report.scores if each.department != "D01"} == {"few"}
    document = document_of(through, 5)
    assert (document.asked, document.corrected, document.distinguishable) == (1, False, ())
    assert (document.own.judged, document.own.flags) == (False, ())


def test_an_open_rater_of_a_star_is_named_and_a_secret_one_is_not() -> None:
    report = report_of(gated(star()))
    assert {each.rater for each in report.named} == {"D01"} and len(report.named) == 30
    own = document_of(gated(star()), 5)
    assert [(each.rater, each.ratee) for each in own.named] == [("D01", "D06")] * 2
    assert [each.score for each in own.named] == star().x[:, 0, 5].tolist()
    secret = gated(star(is_open=False))
    assert report_of(secret).named == () and document_of(secret, 5).named == ()
    assert document_of(secret, 5).raters == "few"
    assert score_of(secret, 5).score is None
    assert score_of(secret, 0).reason == ""


# --- raters and pairs -----------------------------------------------------------------------------


def test_a_rater_that_gives_all_the_same_is_left_out_and_counted() -> None:
    x = drawn()
    x[:, 4] = 80
    x[:, 4, 4] = np.nan
    through = gated(ratings_of(x))
    report = report_of(through)
    assert report.design.excluded == 1
    found = next(each for each in report.raters if each.department == "D05")
    assert found.excluded and "straight" in found.flags
    assert (through.counts[:, RATEE] == 14).all() and (through.counts[:, 4] == 15).all()
    assert "straight" in document_of(through, 4).own.flags


def test_a_feud_is_told_as_a_pair_and_its_raters_stay() -> None:
    x = drawn(k=4)
    x[:, 4, 9] = x[:, 9, 4] = 10
    through = gated(ratings_of(x), busy_process())
    report = report_of(through)
    assert report.design.excluded == 0
    assert [(p.first, p.second, p.kind, p.process) for p in report.pairs if p.first == "D05"] == [
        ("D05", "D10", "mutual", "usual")
    ]


def test_a_rater_that_is_severe_to_all_is_told_so_and_stays() -> None:
    x = drawn(k=4)
    x[:, 6] = np.round(np.nanmean(x, axis=1)) - 20
    x[:, 6, 6] = np.nan
    through = gated(ratings_of(x))
    report = report_of(through)
    found = next(each for each in report.raters if each.department == "D07")
    assert "severe" in found.flags and not found.excluded
    own = document_of(through, 6).own
    assert "severe" in own.flags and own.judged
    assert all(
        each.own.flags == () or each.department.id != "D01" for each in [document_of(through, 0)]
    )


def test_no_pair_is_told_of_a_department_with_few_raters() -> None:
    x = drawn(k=4)
    x[:, 4, 9] = x[:, 9, 4] = 10
    x[:, :4, 9] = x[:, 5:13, 9] = np.nan
    through = gated(ratings_of(x), busy_process())
    assert score_of(through, 9).reason == "few"
    assert not [each for each in report_of(through).pairs if "D10" in (each.first, each.second)]


# --- figures --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "through", [gated(mesh(), busy_process()), gated(star())], ids=["mesh", "star"]
)
def test_figures_are_the_same_bytes_after_reading(through: Gate) -> None:
    report = report_of(through).to_json()
    assert Oversight.from_json(report).to_json() == report
    for at in (0, 5):
        own = document_of(through, at).to_json()
        assert Document.from_json(own).to_json() == own
        assert Document.from_json(own) == document_of(through, at)


def test_the_same_ratings_make_the_same_bytes() -> None:
    first, second = (report_of(gated(mesh(), busy_process())).to_json() for _ in range(2))
    assert first == second


def test_a_release_older_than_a_field_is_still_read() -> None:
    report = report_of(gated(star(), busy_process()))
    frozen = orjson.loads(report.to_json())
    del frozen["agreement"]["unsaid"]
    assert Oversight.from_json(orjson.dumps(frozen)) == report
