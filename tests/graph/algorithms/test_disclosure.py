"""What published figures tell of single ratings, against exact and plain ways to work it out."""

import json
from ast import literal_eval
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from graph.algorithms.disclosure import smallest_support
from graph.algorithms.feasible_ratings import open_ratings
from tests.graph.algorithms.panels import peer

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Rows = list[list[int]]
ENDS, SPAN = (0.0, 100.0), 20.0
FULL = [1] * 12
AUDITED: dict[str, Rows] = {
    "mean of 12": [FULL],
    "mean of 12 + mean of first 11 (late return)": [FULL, [1] * 11 + [0]],
    "mean of 12 + mean of group of 8 (complement 4)": [FULL, [1] * 8 + [0] * 4],
    "mean of 12 + mean of group of 7 (complement 5)": [FULL, [1] * 7 + [0] * 5],
    "groups {0-6},{4-11} overlapping + overall": [FULL, [1] * 7 + [0] * 5, [0] * 4 + [1] * 8],
    "mean of 12, coalition of 7 knows own scores": [FULL],
    "mean of 12, coalition of 8 knows own scores": [FULL],
}


@pytest.mark.parametrize("name", AUDITED)
def test_the_audited_cases_come_out_as_published(shared: Path, name: str) -> None:
    case = json.loads(peer(shared, "privacy_audit_cases.json").read_text("utf-8"))[name]
    coalition = int(name.split("coalition of ")[1].split()[0]) if "coalition" in name else 0
    found = smallest_support(np.array(AUDITED[name])[:, coalition:], case["k"])
    own = None if found is None else (len(found), tuple(at + coalition for at in found))
    assert own == literal_eval(case["result"])


def rank(rows: Sequence[Sequence[int]]) -> int:
    """Return the rank, in exact arithmetic."""
    left = [[Fraction(value) for value in row] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((at for at in range(found, len(left)) if left[at][column]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        for at in range(found + 1, len(left)):
            share = left[at][column] / left[found][column]
            pairs = zip(left[at], left[found], strict=True)
            left[at] = [one - share * other for one, other in pairs]
        found += 1
    return found


def carries(rows: Rows, columns: Sequence[int]) -> bool:
    """Tell whether a combination of the rows that is not zero rests on these columns only."""
    rest = [[value for at, value in enumerate(row) if at not in columns] for row in rows]
    return rank(rows) > rank(rest)


def fewest(rows: Rows, below: int, labels: list[int]) -> int | None:
    for size in range(1, below):
        for chosen in combinations(sorted(set(labels)), size):
            if carries(rows, [at for at, label in enumerate(labels) if label in chosen]):
                return size
    return None


@st.composite
def matrices(draw: st.DrawFn) -> Rows:
    width = draw(st.integers(1, 7))
    row = st.lists(st.sampled_from([0, 0, 1, 1, 2, -1]), min_size=width, max_size=width)
    return draw(st.lists(row, min_size=1, max_size=4))


@settings(max_examples=150)
@given(matrices(), st.integers(1, 6), st.data())
def test_the_smallest_support_is_that_of_an_exact_search(
    rows: Rows, below: int, data: st.DataObject
) -> None:
    width = len(rows[0])
    label = st.integers(0, width - 1)
    labels = data.draw(
        st.one_of(st.just(list(range(width))), st.lists(label, min_size=width, max_size=width))
    )
    found = smallest_support(rows, below, labels)
    size = fewest(rows, below, labels)
    if found is None:
        assert size is None
    else:
        assert len({labels[at] for at in found}) == size
        assert carries(rows, found)


def test_the_departments_of_one_leader_count_as_one() -> None:
    six = [[1] * 6]
    assert smallest_support(six, 5) is None
    assert smallest_support(six, 5, [0, 0, 0, 1, 2, 3]) == (0, 1, 2, 3, 4, 5)
    assert smallest_support(six, 5, [0, 0, 1, 2, 3, 4]) is None


@pytest.mark.parametrize("rows", [np.zeros((0, 6)), np.zeros((2, 6)), np.zeros((1, 0))])
def test_figures_that_tell_nothing_rest_on_nothing(rows: Floats) -> None:
    assert smallest_support(rows, 5) is None


def test_one_rating_alone_is_told_by_its_mean() -> None:
    assert smallest_support([[1]], 5) == (0,)
    assert list(open_ratings([[1]], [[79.5, 80.5]], [80], ENDS, SPAN)) == [0]
    assert list(open_ratings([[1]], [[60, 80]], [80], ENDS, SPAN)) == []


def test_no_figure_leaves_the_whole_scale_open() -> None:
    nothing = np.zeros((0, 4)), np.zeros((0, 2))
    assert list(open_ratings(*nothing, [0, 50, 100, 100], ENDS, SPAN)) == []


def test_equal_ratings_are_safe_in_the_middle_and_told_at_an_end() -> None:
    mean = [[1 / 6] * 6]
    assert list(open_ratings(mean, [[49.5, 50.5]], [50] * 6, ENDS, SPAN)) == []
    assert list(open_ratings(mean, [[-0.5, 0.5]], [0] * 6, ENDS, SPAN)) == list(range(6))
    assert list(open_ratings(mean, [[-np.inf, 5]], [0] * 6, ENDS, SPAN)) == []


def test_a_colluder_of_two_tells_the_other() -> None:
    mean, figure = [[0.5, 0.5]], [[69.5, 70.5]]
    assert list(open_ratings(mean, figure, [60, 80], ENDS, SPAN, colluders=0)) == []
    assert list(open_ratings(mean, figure, [60, 80], ENDS, SPAN)) == [0, 1]
    assert list(open_ratings(mean, figure, [60, 80], ENDS, SPAN, [1, 1])) == []


def test_ratings_that_do_not_agree_with_the_figures_are_an_error() -> None:
    with pytest.raises(ValueError, match="do not agree"):
        open_ratings([[0.5, 0.5]], [[79.5, 80.5]], [60, 80], ENDS, SPAN)


def width(rows: Floats, bounds: Floats, truth: Floats, one: int, known: Bools) -> float:
    """Return how far a rating can go, by two linear programs and nothing else."""
    limits = [
        (float(value),) * 2 if told else ENDS for value, told in zip(truth, known, strict=True)
    ]
    aim = np.eye(len(truth))[one]
    left = np.vstack([rows, -rows])
    right = np.concatenate([bounds[:, 1], -bounds[:, 0]])
    least, most = (
        linprog(sign * aim, A_ub=left, b_ub=right, bounds=limits).fun for sign in (1, -1)
    )
    return float(-most - least)


@settings(max_examples=60)
@given(st.data())
def test_the_ratings_in_danger_are_those_that_plain_linear_programs_find(
    data: st.DataObject,
) -> None:
    count, figures = data.draw(st.integers(2, 6)), data.draw(st.integers(1, 3))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    truth = rng.choice([0, 5, 60, 80, 95, 100], count).astype(float)
    rows = rng.integers(0, 4, (figures, count)) / max(count, 3)
    step = data.draw(st.sampled_from([0.1, 1.0, 4.0]))
    written = np.round(rows @ truth / step) * step
    bounds = np.stack([written - step / 2, written + step / 2], axis=1)
    labels = np.array(data.draw(st.lists(st.integers(0, 5), min_size=count, max_size=count)))
    colluders = data.draw(st.integers(0, 2))
    expected = set()
    for one in range(count):
        others = sorted(set(labels.tolist()) - {int(labels[one])})
        widths = [
            width(rows, bounds, truth, one, np.isin(labels, known))
            for known in combinations(others, min(colluders, len(others)))
        ]
        assume(all(abs(each - SPAN) > 1e-3 for each in widths))
        if min(widths) < SPAN:
            expected.add(one)
    found = open_ratings(rows, bounds, truth, ENDS, SPAN, labels, colluders)
    assert set(found) == expected
