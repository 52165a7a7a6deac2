"""The benchmark of mutual evaluation draws what it says and writes what it measured."""

import numpy as np
import pytest

from benchmarks import evaluation, evaluation_page
from benchmarks.evaluation_estimates import fixed_divisor, table
from benchmarks.evaluation_found import found
from benchmarks.evaluation_panels import DIMENSIONS, HIGH, LOW, draw
from graph.algorithms.social_relations import variances


@pytest.mark.parametrize("plants", [True, False])
def test_a_seed_always_draws_the_same_panel_on_the_scale(plants: bool) -> None:
    panel, again = (draw(5, 30, 2, plants=plants) for _ in range(2))
    np.testing.assert_array_equal(panel.x, again.x)
    assert panel.x.shape == (2, len(DIMENSIONS), 30, 30)
    known = panel.x[~np.isnan(panel.x)]
    assert {*known.tolist()} <= {*np.arange(LOW, HIGH + 1).tolist()}
    assert np.isnan(panel.x[..., np.arange(30), np.arange(30)]).all()


def test_planted_departments_are_not_planted_twice() -> None:
    panel = draw(7)
    pairs = [*panel.one_way, *panel.feuds, *panel.favours]
    places = [*panel.raters.values(), *panel.ring, *(d for pair in pairs for d in pair)]
    assert len(places) == len({*places}) == 6 + 5 + 2 * 7
    clean = draw(7, plants=False)
    assert not clean.raters
    assert not clean.ring + clean.one_way + clean.feuds + clean.favours


def test_habits_are_in_the_rows_of_their_raters() -> None:
    panel = draw(9, missing=0)
    rows = {kind: np.delete(panel.x[0, :, i], i, axis=1) for kind, i in panel.raters.items()}
    assert (rows["straight"] == 4).all()
    assert (rows["halo"] == rows["halo"][0]).all()
    assert rows["central"].std() < 0.6 * rows["random"].std()
    assert rows["severe"].mean() < rows["lenient"].mean() - 1


def test_counts_of_what_is_found_are_within_what_was_planted() -> None:
    panel = draw(3)
    row = found(panel, 3, 20)
    assert row["one way planted"] == 3
    for kind in ("one way", "feuds", "favours"):
        assert row[f"{kind} found"] <= row[f"{kind} planted"]
    assert row["listed right"] <= row["listed"]
    assert 0 <= row["ring overlap"] <= 1


def test_both_ways_agree_on_complete_tables_and_only_one_is_biased_by_gaps() -> None:
    whole, _ = table(1, 20, 0)
    assert fixed_divisor(whole) == pytest.approx(variances(whole).pair)
    gaps = [table(seed, 20, 0.2)[0] for seed in range(40)]
    assert np.mean([variances(x).pair for x in gaps]) == pytest.approx(0.6, abs=0.03)
    assert np.mean([fixed_divisor(x) for x in gaps]) == pytest.approx(0.38, abs=0.03)


def test_the_page_has_a_table_for_everything_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "SIMULATIONS", 10)
    monkeypatch.setattr(evaluation, "PANELS", ((30, 1),))
    monkeypatch.setattr(evaluation, "SIZES", (15,))
    text = evaluation_page.page(evaluation.measured([1, 2]), "--most 2", 60)
    assert text.count("\n## ") == 9
    assert "seeds 1-2" in text
    for part in text.split("\n## ")[1:9]:
        rows = [line for line in part.splitlines() if line.startswith("|")]
        assert len(rows) > 2
        assert len({line.count("|") for line in rows}) == 1
        assert "| nan" not in part
