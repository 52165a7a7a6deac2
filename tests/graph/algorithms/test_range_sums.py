"""Sums over stretches up to a bound, against adding up."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.algorithms.range_sums import range_sums

ROWS = st.lists(st.tuples(st.integers(-9, 9), st.integers(-(10**12), 10**12)), max_size=40)
ASKED = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(-11, 11)))


@given(ROWS, ASKED)
def test_a_sum_is_that_of_the_rows_one_by_one(
    rows: list[tuple[int, int]], asked: list[tuple[int, int, int]]
) -> None:
    values, weights = (np.array([row[n] for row in rows], np.int64) for n in (0, 1))
    ends = [(*sorted((min(a, len(rows)), min(b, len(rows)))), bound) for a, b, bound in asked]
    low, high, bound = (np.array([end[n] for end in ends], np.int64) for n in range(3))
    first, second = range_sums(values, [weights, np.ones_like(weights)], low, high, bound)
    for n, (start, end, most) in enumerate(ends):
        some = [weight for value, weight in rows[start:end] if value <= most]
        assert (int(first[n]), int(second[n])) == (sum(some), len(some))


def test_a_difference_is_right_though_the_sums_wrap_around() -> None:
    weights = np.full(8, 2**62)
    low, high = np.array([0, 3]), np.array([8, 4])
    (found,) = range_sums(np.arange(8), [weights], low, high, np.array([9, 9]))
    assert found.tolist() == [0, 2**62]
