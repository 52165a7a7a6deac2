"""Where the nodes of the picture stand and how its edges run: worked out once, then remembered.

What is remembered is found by all that it depends on, so it can never be out of date.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.layout import layout
from graph.algorithms.overlaps import Points, Room, free_place
from graph.algorithms.routes import Routes, routes

COMPACT, WIDE = Room(456, 500), Room(936, 620)
"""The picture beside the matrix, and above it where there are more departments than `BESIDE`."""

BESIDE = 26
NAMED = 60
"""With more nodes than these only the busiest have their names in boxes, the others are dots."""

BUSIEST = 40
SIGN, LETTER = 13.0, 7.4  # pixels across of a Chinese sign and of a letter or digit
PADDING, HEIGHT, DOT = 16.0, 24.0, 10.0

Ends = tuple[tuple[int, int], ...]


class Plan(NamedTuple):
    """What a drawing depends on: one entry a node in ``boxes``, ``group`` and ``place``.

    ``near`` are the edges that pull nodes together, ``edges`` all that are drawn, those first.
    """

    boxes: tuple[tuple[float, float], ...]
    group: tuple[int, ...]
    place: tuple[int, ...]
    near: Ends
    edges: Ends
    room: Room


def room_of(nodes: int) -> Room:
    """Return the size in which so many nodes are drawn."""
    return COMPACT if nodes <= BESIDE else WIDE


def width_of(label: str) -> float:
    """Return how wide a text of 13 pixels is, about.

    >>> width_of("水利局"), round(width_of("Water"))
    (39.0, 37)
    """
    return sum(SIGN if sign > "\u2e7f" else LETTER for sign in label)


def box_of(label: str, named: bool = True) -> tuple[float, float]:
    """Return width and height of a node's box, or of its dot."""
    return (width_of(label) + PADDING, HEIGHT) if named else (DOT, DOT)


@lru_cache(maxsize=64)
def points_of(plan: Plan) -> Points:
    """Return the middles of the boxes; ``edges`` move nothing and are best left out."""
    u, v = _ends(plan.near)
    return layout(u, v, plan.boxes, plan.group, plan.place, plan.room)


def routes_of(plan: Plan) -> Routes:
    """Return the course of the edges; ``edges`` begin with those of ``near``."""
    more = plan.edges[len(plan.near) :]
    parts = [_routes(plan._replace(edges=edges)) for edges in (plan.near, more)]
    return Routes(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


@lru_cache(maxsize=64)
def _routes(plan: Plan) -> Routes:
    u, v = _ends(plan.edges)
    return routes(_standing(plan), _rims(plan), u, v)


def _standing(plan: Plan) -> Points:
    return points_of(plan._replace(edges=()))


def _boxes(plan: Plan) -> Points:
    return np.array(plan.boxes, np.float64).reshape(-1, 2)


def _rims(plan: Plan) -> tuple[tuple[float, float], ...]:
    """Return the boxes at which edges end; where only some nodes have names, all are dots."""
    many = len(plan.boxes) > NAMED
    return ((DOT, DOT),) * len(plan.boxes) if many else plan.boxes


def namable(plan: Plan, labels: list[str], order: list[int]) -> set[int]:
    """Return which of the nodes in `order` have room for their names, the first ones first."""
    points, found = _standing(plan), list[int]()
    boxes = np.array([box_of(label) for label in labels])
    for at in order:
        reach = (boxes[at] + boxes[found]) / 2 + 2
        if not (np.abs(points[at] - points[found]) < reach).all(axis=1).any():
            found.append(at)
    return set(found)


def tag_places(
    plan: Plan, chosen: list[int], size: tuple[float, float]
) -> dict[int, tuple[float, float, float]]:
    """Return where the tags of the edges `chosen` have room: t from middle to middle, x and y."""
    taken, sizes = _standing(plan), _boxes(plan)
    course = routes_of(plan)
    found: dict[int, tuple[float, float, float]] = {}
    for edge in chosen:
        for t in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74):
            point = course.at(t)[edge]
            if not (np.abs(point - taken) < (np.array(size) + sizes) / 2 + 2).all(axis=1).any():
                first, last = course.part[edge]
                found[edge] = (first + t * (last - first), float(point[0]), float(point[1]))
                taken, sizes = np.vstack([taken, point]), np.vstack([sizes, size])
                break
    return found


def caption_places(plan: Plan, texts: dict[int, str]) -> dict[int, tuple[float, float]]:
    """Return where the captions of groups stand: beside their nodes, away from the middle."""
    points, boxes = _standing(plan), _boxes(plan)
    group, middle = np.array(plan.group), np.array(plan.room) / 2
    course = routes_of(plan)
    curves = np.vstack([points[:0], *(course.at(t) for t in np.linspace(0, 1, 21))])
    taken, sizes = np.vstack([points, curves]), np.vstack([boxes, np.full_like(curves, 2)])
    found: dict[int, tuple[float, float]] = {}
    for number, text in texts.items():
        own = points[group == number].mean(axis=0)
        size = np.array([12 / SIGN * width_of(text) + 4, 18.0])
        wanted = _inside(middle + 1.5 * (own - middle), size, plan.room)
        place = free_place(wanted, size, taken, (size + sizes) / 2 + 3, plan.room)
        if place is not None:
            found[number] = (float(place[0]), float(place[1]))
            taken, sizes = np.vstack([taken, place]), np.vstack([sizes, size])
    return found


def _inside(point: Points, size: Points, room: Room) -> Points:
    found: Points = np.clip(point, size / 2, np.array(room) - size / 2)
    return found


def _ends(edges: Ends) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    pairs = np.array(edges, np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]
