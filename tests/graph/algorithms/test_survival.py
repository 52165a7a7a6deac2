"""Waits that have not ended, against a published table, a slow way and a known truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.survival import kaplan_meier, waits

# Freireich et al. (1963), Blood 21(6), 699-716: weeks in remission, + not ended; the survival and
# its standard error as in Kleinbaum and Klein, Survival Analysis (3rd ed.), chapter 2.
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
PUBLISHED = {
    6: (0.8571, 0.0764),
    7: (0.8067, 0.0869),
    10: (0.7529, 0.0963),
    13: (0.6902, 0.1068),
    16: (0.6275, 0.1141),
    22: (0.5378, 0.1282),
    23: (0.4482, 0.1346),
}
WAITS = st.lists(
    st.tuples(st.integers(0, 6), st.booleans(), st.integers(0, 2)), min_size=1, max_size=40
)


def read(*groups: str) -> tuple[list[float], list[bool], list[int]]:
    rows = [(word, place) for place, text in enumerate(groups) for word in text.split()]
    return (
        [float(word.rstrip("+")) for word, _ in rows],
        [not word.endswith("+") for word, _ in rows],
        [place for _, place in rows],
    )


def test_the_curve_of_remissions_is_the_published_one() -> None:
    curves = kaplan_meier(*read(PLACEBO, TREATED))
    treated = (curves.group == 1) & (curves.ended > 0)
    found = dict(zip(curves.time[treated], curves.survival[treated], strict=True))
    errors = dict(zip(curves.time[treated], np.sqrt(curves.variance[treated]), strict=True))
    assert found.keys() == PUBLISHED.keys()
    for time, (survival, error) in PUBLISHED.items():
        assert found[time] == pytest.approx(survival, abs=5e-5)
        assert errors[time] == pytest.approx(error, abs=5e-5)


def test_the_medians_are_the_published_ones() -> None:
    found = waits(kaplan_meier(*read(PLACEBO, TREATED)), 2, 35)
    assert found.median.tolist() == [8, 23]
    assert np.isnan(found.p90[1])
    assert found.restricted_mean[0] == pytest.approx(182 / 21)  # all ended: their mean


def slowly(rows: list[tuple[int, bool, int]], group: int, at: float) -> float:
    """Multiply over every instant the share that outlasts it."""
    mine = [(time, ended) for time, ended, of in rows if of == group]
    survival = 1.0
    for instant in sorted({time for time, ended in mine if ended and time <= at}):
        risk = sum(time >= instant for time, _ in mine)
        survival *= 1 - sum(time == instant and ended for time, ended in mine) / risk
    return survival


@given(WAITS)
def test_curves_are_those_of_the_slow_way(rows: list[tuple[int, bool, int]]) -> None:
    curves = kaplan_meier(*zip(*rows, strict=True))
    for group, time, survival in zip(curves.group, curves.time, curves.survival, strict=True):
        assert survival == pytest.approx(slowly(rows, group, time), abs=1e-12)
    found = waits(curves, 4, 5.5)
    for group in range(3):
        if group not in curves.group:
            assert np.isnan([figure[group] for figure in found]).all()
            continue
        grid = [slowly(rows, group, step / 2) / 2 for step in range(11)]
        assert found.restricted_mean[group] == pytest.approx(sum(grid), abs=1e-9)
        reached = [t for t in range(7) if slowly(rows, group, t) <= 0.5 + 1e-12]
        assert np.array_equal(found.median[group], min(reached, default=np.nan), equal_nan=True)


@given(WAITS)
def test_curves_never_rise_and_are_those_of_each_group_alone(
    rows: list[tuple[int, bool, int]],
) -> None:
    curves = kaplan_meier(*zip(*rows, strict=True))
    for group in set(curves.group.tolist()):
        mine = curves.group == group
        alone = kaplan_meier(*zip(*[(t, e, 0) for t, e, of in rows if of == group], strict=True))
        assert alone.survival.tolist() == curves.survival[mine].tolist()
        assert (np.diff(alone.survival, prepend=1.0) <= 0).all()
        assert (alone.variance >= 0).all()


def test_leaving_open_waits_out_is_far_off_and_the_restricted_mean_is_not() -> None:
    """Handoffs of 90 days, looked at on the last day: `censor.py` of the design in small."""
    rng = np.random.default_rng(6)
    begun, wait = rng.uniform(0, 90, 20_000), rng.gamma(0.4, 20, 20_000)
    ended = begun + wait <= 90
    seen = np.where(ended, wait, 90 - begun)
    truth = np.minimum(wait, 30).mean()
    found = waits(kaplan_meier(seen, ended, np.zeros(20_000, int)), 1, 30)
    assert np.minimum(seen[ended], 30).mean() < 0.88 * truth
    assert found.restricted_mean[0] == pytest.approx(truth, rel=0.02)
    assert abs(found.restricted_mean[0] - truth) < 3 * np.sqrt(found.variance[0])


def test_the_variance_of_the_restricted_mean_is_that_of_many_samples() -> None:
    rng = np.random.default_rng(7)
    group = np.repeat(np.arange(400), 100)
    wait, limit = rng.exponential(10, 40_000), rng.uniform(0, 60, 40_000)
    found = waits(kaplan_meier(np.minimum(wait, limit), wait <= limit, group), 400, 20)
    assert found.variance.mean() == pytest.approx(found.restricted_mean.var(), rel=0.15)


def test_nothing_waits_in_an_empty_log() -> None:
    found = waits(kaplan_meier([], [], []), 2, 10)
    assert np.isnan(found.median).all()
    assert np.isnan(found.restricted_mean).all()
