"""Drawings: nothing overlaps, nothing is drawn by lot, near in the network is near on paper."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.algorithms.layout import layout
from graph.algorithms.overlaps import Points, Room, apart, overlapping
from graph.algorithms.routes import CLEAR, routes

COMPACT, WIDE = Room(516, 500), Room(960, 600)


def star(leaves: int, cross: int, seed: int = 1) -> list[tuple[int, int]]:
    draw = Random(seed)
    edges = [(0, leaf) for leaf in range(1, leaves + 1)] + [(k, 0) for k in range(1, leaves + 1)]
    return edges + [tuple(draw.sample(range(1, leaves + 1), 2)) for _ in range(cross)]  # type: ignore[misc]


def drawn(edges: list[tuple[int, int]], nodes: int, boxes: object, room: Room) -> Points:
    u, v = zip(*edges, strict=True)
    return layout(u, v, boxes, [1] * nodes, list(range(nodes)), room)  # type: ignore[arg-type]


def inside(points: Points, boxes: Points, room: Room) -> bool:
    low, high = points - boxes / 2, points + boxes / 2
    return bool((low >= -1e-6).all() and (high <= np.array(room) + 1e-6).all())


@pytest.mark.parametrize(
    ("nodes", "cross", "room"), [(17, 20, COMPACT), (21, 40, COMPACT), (60, 80, WIDE)]
)
def test_boxed_names_never_overlap_and_stay_in_the_room(nodes: int, cross: int, room: Room) -> None:
    boxes = np.array([[13.0 * (3 + n % 2) + 16, 24] for n in range(nodes)])
    points = drawn(star(nodes - 1, cross), nodes, boxes, room)
    assert overlapping(points, boxes, gap=4) == 0
    assert inside(points, boxes, room)


def test_three_hundred_nodes_do_not_overlap_where_only_the_busiest_have_names() -> None:
    boxes = np.array([[68.0, 24] if n < 40 else [10, 10] for n in range(300)])
    points = drawn(star(299, 200), 300, boxes, WIDE)
    assert overlapping(points, boxes, gap=3) == 0
    assert inside(points, boxes, WIDE)


def test_the_hub_stands_near_the_middle() -> None:
    points = drawn(star(20, 30), 21, [[60, 24]] * 21, COMPACT)
    assert np.abs(points[0] / np.array(COMPACT) - 0.5).max() < 0.15


def test_neighbours_stand_nearer_than_others() -> None:
    ring = [(n, (n + 1) % 16) for n in range(16)]
    points = drawn(ring, 16, [[40, 20]] * 16, COMPACT)
    far = np.linalg.norm(points[:, None] - points[None, :], axis=2)
    near = np.array([far[n, (n + 1) % 16] for n in range(16)])
    across = np.array([far[n, (n + 8) % 16] for n in range(16)])
    assert near.max() < across.min()


def test_nodes_of_one_group_stand_together() -> None:
    edges = [(0, leaf) for leaf in range(1, 13)]
    group = [0, *([1] * 6), *([2] * 6)]
    place = list(range(13))
    u, v = zip(*edges, strict=True)
    points = layout(u, v, [[40, 20]] * 13, group, place, COMPACT)
    far = np.linalg.norm(points[:, None] - points[None, :], axis=2)
    same = np.array(group)[:, None] == np.array(group)[None, :]
    others = ~np.eye(13, dtype=bool)
    others[0] = others[:, 0] = False
    assert far[same & others].mean() < 0.75 * far[~same & others].mean()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 99))
def test_the_order_of_the_edges_does_not_matter(seed: int) -> None:
    edges = star(12, 14, seed)
    boxes = [[50, 20]] * 13
    shuffled = Random(seed).sample(edges, len(edges))
    turned = [(v, u) for u, v in shuffled]
    first = drawn(edges, 13, boxes, COMPACT)
    assert np.array_equal(drawn(shuffled, 13, boxes, COMPACT), first)
    assert np.array_equal(drawn(turned, 13, boxes, COMPACT), first)


def test_parts_that_are_not_connected_are_drawn_too() -> None:
    points = drawn([(0, 1), (2, 3), (3, 4)], 6, [[60, 24]] * 6, COMPACT)
    assert np.isfinite(points).all()
    assert overlapping(points, [[60, 24]] * 6, gap=8) == 0


@settings(max_examples=30, deadline=None)
@given(
    places=st.lists(st.tuples(st.integers(0, 500), st.integers(0, 300)), min_size=1, max_size=60)
)
def test_boxes_anywhere_are_freed_in_a_room_with_a_cell_for_each(
    places: list[tuple[int, int]],
) -> None:
    boxes = np.array([[50.0, 20]] * len(places))
    points = apart(np.array(places, float), boxes, Room(580, 280))  # 10 by 10 cells of 58 by 28
    assert overlapping(points, boxes, gap=3) == 0
    assert inside(points, boxes, Room(580, 280))


def test_boxes_that_are_apart_are_left_alone() -> None:
    points = np.array([[50.0, 50], [200, 50], [50, 120]])
    assert np.array_equal(apart(points, [[40, 20]] * 3, Room(400, 200)), points)


def test_a_room_full_to_the_last_cell_is_filled_in_rows() -> None:
    boxes = np.array([[50.0, 20]] * 100)
    points = apart(np.full((100, 2), 100.0), boxes, Room(580, 280))
    assert overlapping(points, boxes) == 0
    assert inside(points, boxes, Room(580, 280))


def test_an_edge_goes_around_a_box_that_stands_in_its_way() -> None:
    points = np.array([[40.0, 100], [250, 100], [460, 100]])
    boxes = np.array([[60.0, 24]] * 3)
    found = routes(points, boxes, [0, 2], [2, 0])
    along = np.stack([found.at(t) for t in np.linspace(0, 1, 200)])
    away = np.abs(along - points[1]) - boxes[1] / 2
    assert (away.max(axis=2) > CLEAR - 1).all()


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 99))
def test_edges_begin_and_end_at_the_rims_of_their_own_boxes(seed: int) -> None:
    edges = star(15, 10, seed)
    boxes = np.array([[60.0, 24]] * 16)
    points = drawn(edges, 16, boxes, COMPACT)
    u, v = (list(ends) for ends in zip(*edges, strict=True))
    found = routes(points, boxes, u, v)
    for ends, middles in ((found.start, points[u]), (found.end, points[v])):
        out = (np.abs(ends - middles) - boxes[u] / 2).max(axis=1)
        assert (out > 0).all()
        assert (out < 12).all()


def test_a_part_of_a_curve_is_told_on_the_whole_one() -> None:
    points = np.array([[100.0, 100], [400, 300]])
    found = routes(points, [[60, 24]] * 2, [0], [1])
    (a, b), (bend,) = found.part[0], found.bend
    aside = bend * np.array([points[0, 1] - points[1, 1], points[1, 0] - points[0, 0]])
    middle = points.mean(axis=0) + aside
    for t in (0.0, 0.3, 1.0):
        whole = a + t * (b - a)
        expected = (1 - whole) ** 2 * points[0] + 2 * whole * (1 - whole) * middle
        assert found.at(t)[0] == pytest.approx(expected + whole**2 * points[1])


def test_there_and_back_run_on_different_sides() -> None:
    points = np.array([[100.0, 100], [400, 300]])
    found = routes(points, [[60, 24]] * 2, [0, 1], [1, 0])
    assert np.linalg.norm(found.at(0.5)[0] - found.at(0.5)[1]) > 20
