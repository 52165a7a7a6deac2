"""Indices of raters: the planted panel, plain loops, and what must not matter."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.evaluation_panels import draw
from graph.algorithms.rater_behaviour import RaterBehaviour, rater_behaviour
from graph.algorithms.rater_flags import Limits, flags_of, rater_flags
from graph.algorithms.rating_effects import effects
from tests.graph.algorithms.panels import Floats, close
from tests.graph.algorithms.planted_panel import planted_panel

SEEDS = st.integers(0, 2**32 - 1)
NAMES = [name for name in RaterBehaviour.__dataclass_fields__ if name != "ratees"]


def test_the_indices_of_the_planted_panel_are_those_expected(shared: Path) -> None:
    planted = planted_panel(shared)
    found, expected = rater_behaviour(planted.x), planted.raters
    for name, column in (
        ("outfit", "outfit"),
        ("mode_share", "mode_share"),
        ("same_share", "same_across_dims"),
        ("spread_ratio", "sd_ratio"),
        ("agreement", "agree_r"),
    ):
        close(getattr(found, name), expected[column], 6e-5)
    # D06 gave nothing in one period: the file counts that as an effect of 0 there, which also
    # moves the centre of the others; here the period does not count.
    there = np.array(planted.names) != "D06"
    severity = expected["severity"].to_numpy()
    close(found.lenient[there], severity[there], 0.0035)
    close(found.lenient[~there] * 0.75, severity[~there], 0.0035)
    close(found.halo_ratio, expected["halo_var_ratio"], 5e-4)


def test_the_planted_raters_are_flagged_and_only_two_may_be_left_out(shared: Path) -> None:
    planted = planted_panel(shared)
    flags = rater_flags(rater_behaviour(planted.x), 1, 5)
    found = {k: [planted.names[i] for i in v] for k, v in flags_of(flags).items()}
    truth = planted.truth
    assert found["severe"] == truth["severe"]
    assert found["straight_lining"] == truth["straight"]
    assert found["same_on_all"] == truth["halo"]
    assert found["erratic"] == found["contrary"] == truth["random"]
    assert {*truth["halo"]} <= {*found["halo"]}
    assert found["narrow"] == truth["straight"] + truth["central"]
    assert found["excluded"] == sorted(planted.pairs["excluded"])
    assert found["lenient"] == []  # the ceiling leaves D07 at z = 1.8


def by_loops(x: Floats) -> dict[str, Floats]:
    """Compute the indices of (k, n, n) as they are written down, rater by rater."""
    n = x.shape[1]
    fits = [effects(table) for table in x]
    rows: dict[str, list[float]] = {name: [] for name in NAMES if name != "z"}
    for i in range(n):
        rated = [j for j in range(n) if not np.isnan(x[:, i, j]).any()]
        cells = x[:, i, rated]
        values = cells.ravel().tolist()
        both = list(zip(x, fits, strict=True))
        adjusted = [[t[i, j] - f.rater[i] - f.ratee[j] for t, f in both] for j in rated]
        others = [np.nanmean(np.delete(x.mean(axis=0), i, axis=0)[:, j]) for j in rated]
        for name, value in {
            "lenient": np.mean([fit.rater[i] for fit in fits]),
            "outfit": np.mean([fit.residual[i, rated] ** 2 for fit in fits]),
            "mode_share": max(values.count(v) for v in values) / len(values),
            "same_share": np.mean([len({*cells[:, j].tolist()}) == 1 for j in range(len(rated))]),
            "halo_ratio": np.mean(np.var(adjusted, axis=1)),
            "spread_ratio": np.std(cells.mean(axis=0), ddof=1),
            "agreement": np.corrcoef(cells.mean(axis=0), others)[0, 1],
        }.items():
            rows[name].append(float(value))
    found = {name: np.array(row) for name, row in rows.items()}
    for name in ("outfit", "halo_ratio", "spread_ratio"):
        found[name] /= np.median(found[name])
    a = found["lenient"] - np.median(found["lenient"])
    return {**found, "z": a / (1.4826 * np.median(abs(a)))}


@given(SEEDS)
@settings(max_examples=10, deadline=None)
def test_the_indices_are_those_of_plain_loops(seed: int) -> None:
    x = draw(seed, 12, missing=0.1, plants=False).x[0]
    found, expected = rater_behaviour(x), by_loops(x)
    for name in NAMES:
        close(getattr(found, name), expected[name], 1e-9)


@given(SEEDS)
@settings(max_examples=10, deadline=None)
def test_names_and_units_do_not_matter_and_severity_only_to_its_own_index(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = draw(seed, 10, missing=0.1, plants=False).x
    order = rng.permutation(10)
    plain, moved = rater_behaviour(x), rater_behaviour(x[:, :, order][..., order])
    points = rater_behaviour(25 * x - 25 + 40 * (np.arange(10) == 3)[:, None])
    for name in NAMES:
        close(getattr(moved, name), getattr(plain, name)[order], 1e-8)
        if name not in ("lenient", "z", "agreement"):
            close(getattr(points, name), getattr(plain, name), 1e-8)
    shift = points.lenient - 25 * plain.lenient
    close(np.delete(shift, 3), np.full(9, -4), 1e-8)
    assert shift[3] == pytest.approx(36)


def test_honest_raters_are_seldom_flagged_and_never_left_out() -> None:
    excluded, severe, raters = 0, 0, 0
    for seed in range(3001, 3021):
        flags = rater_flags(rater_behaviour(draw(seed, plants=False).x), 1, 5)
        excluded += int(flags.excluded.sum())
        severe += int(flags.severe.sum() + flags.lenient.sum())
        raters += 30
    assert excluded == 0
    assert severe / raters < 0.08  # real differences of rater effects reach so far


def test_planted_straight_liners_and_random_raters_are_always_left_out() -> None:
    for seed in range(3001, 3013):
        panel = draw(seed)
        flags = rater_flags(rater_behaviour(panel.x), 1, 5)
        wanted = {panel.raters["straight"], panel.raters["random"]}
        assert {*np.flatnonzero(flags.excluded).tolist()} == wanted


def test_a_rater_without_ratings_has_no_index_and_no_flag() -> None:
    x = draw(1, 12, plants=False).x
    x[:, :, 4] = np.nan
    found = rater_behaviour(x)
    assert np.isnan([getattr(found, name)[4] for name in NAMES]).all()
    assert all(4 not in listed for listed in flags_of(rater_flags(found, 1, 5)).values())


def test_one_dimension_tells_nothing_of_halo() -> None:
    found = rater_behaviour(draw(1, 12, plants=False).x[0, :1])
    assert np.isnan([found.same_share, found.halo_ratio]).all()
    with pytest.raises(ValueError, match="shape"):
        rater_behaviour(np.zeros((5, 5)))


def test_limits_are_shares_of_the_scale_and_can_be_set() -> None:
    found = rater_behaviour(draw(2).x)
    strict = rater_flags(found, 1, 5, Limits(severity=0, z=0))
    assert (strict.severe | strict.lenient | (found.z == 0)).all()
    assert not rater_flags(found, 0, 100).severe.any()
