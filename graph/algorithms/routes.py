"""How the edges of a drawing run: bent so that they cross few boxes of other nodes."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.algorithms.overlaps import Points

BENDS = (0.12, 0.2, 0.05, 0.3, -0.1, -0.2, -0.3, 0.4)
"""Tried in this order: the middle of the edge is moved aside by this part of its length."""

SAMPLES = 24
CLEAR = 4.0  # pixels between an edge and the box of another node
RIM = 3.0  # pixels between the box of a node and where its edges begin or end
STEPS = 200


class Routes(NamedTuple):
    """Quadratic curves: one row an edge, x to the right and y down, in pixels.

    ``bend`` is how far the middle is moved to the right of the direction of travel, as part of
    the length; ``part`` is where a curve begins and ends on the one from middle to middle, from
    0 to 1.
    """

    start: Points
    control: Points
    end: Points
    bend: NDArray[np.float64]
    part: Points

    def at(self, t: float) -> Points:
        """Return the point of every curve at `t`, from 0 at its start to 1 at its end."""
        return (1 - t) ** 2 * self.start + 2 * t * (1 - t) * self.control + t * t * self.end


def routes(points: Points, boxes: ArrayLike, u: ArrayLike, v: ArrayLike) -> Routes:
    """Return the course of every edge from the rim of its sender to that of its receiver.

    Straight edges hide the way back and run through other boxes. Each edge takes the first bend
    that crosses no box of a third node, or the fewest where none is free.

    Parameters
    ----------
    points, boxes : the middle of each node's box, its width and height
    u, v : sender and receiver of each edge, never the same

    Returns
    -------
    the curves; there and back bend to opposite sides

    Notes
    -----
    O(m n) for m edges and n nodes: 0.5 s for 1,000 edges and 300 nodes.

    Examples
    --------
    There and back between two boxes with nothing in between:

    >>> points = np.array([[0.0, 0], [100, 0]])
    >>> found = routes(points, [[20, 10]] * 2, [0, 1], [1, 0])
    >>> found.control.round()
    array([[50.,  9.],
           [50., -9.]])
    """
    sizes = np.asarray(boxes, np.float64).reshape(-1, 2)
    senders, receivers = np.asarray(u, np.int64), np.asarray(v, np.int64)
    a, b = points[senders], points[receivers]
    bend = np.array(
        [_bend(points, sizes, s, r) for s, r in zip(senders, receivers, strict=True)], np.float64
    )
    all_of_it = np.tile([0.0, 1.0], (len(a), 1))
    whole = Routes(a, _control(a, b, bend[:, None]), b, bend, all_of_it)
    first = _leaves(whole, a, sizes[senders], np.linspace(0, 1, STEPS))
    last = _leaves(whole, b, sizes[receivers], np.linspace(1, 0, STEPS))
    return _between(whole, first, np.maximum(last, first))


def _control(a: Points, b: Points, bend: Points | float) -> Points:
    aside = np.stack([a[..., 1] - b[..., 1], b[..., 0] - a[..., 0]], axis=-1)
    return (a + b) / 2 + bend * aside


def _bend(points: Points, sizes: Points, sender: int, receiver: int) -> float:
    a, b = points[sender], points[receiver]
    t = np.linspace(0, 1, SAMPLES)[:, None]
    fewest, best = len(points), BENDS[0]
    others = _near(points, sizes, sender, receiver)
    for bend in BENDS:
        q = _control(a, b, bend)
        curve = (1 - t) ** 2 * a + 2 * t * (1 - t) * q + t * t * b
        away = np.abs(curve[:, None] - points[others]) - sizes[others] / 2 - CLEAR
        crossed = int(np.count_nonzero((away.max(axis=2) <= 0).any(axis=0)))
        if crossed < fewest:
            fewest, best = crossed, bend
        if not crossed:
            break
    return best


def _near(points: Points, sizes: Points, sender: int, receiver: int) -> NDArray[np.int64]:
    """Return the other nodes that any of the bends may come near."""
    a, b = points[sender], points[receiver]
    reach = 0.2 * float(np.linalg.norm(b - a)) + CLEAR  # the curve goes half as far as its control
    low, high = np.minimum(a, b) - reach, np.maximum(a, b) + reach
    inside = ((points + sizes / 2 >= low) & (points - sizes / 2 <= high)).all(axis=1)
    inside[[sender, receiver]] = False
    return np.flatnonzero(inside)


def _leaves(
    curves: Routes, middles: Points, sizes: Points, ts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the first of `ts` at which each curve is outside the box around `middles`."""
    found = np.full(len(middles), ts[-1])
    for t in ts[::-1]:
        outside = (np.abs(curves.at(t) - middles) > sizes / 2 + RIM).any(axis=1)
        found = np.where(outside, t, found)
    return found


def _between(whole: Routes, a: NDArray[np.float64], b: NDArray[np.float64]) -> Routes:
    """Return the part of the curves from `a` to `b`."""
    s, q, e = whole.start, whole.control, whole.end
    first, last = a[:, None], b[:, None]
    control = (
        (1 - first) * (1 - last) * s
        + (first * (1 - last) + last * (1 - first)) * q
        + first * last * e
    )

    def at(t: Points) -> Points:
        return (1 - t) ** 2 * s + 2 * t * (1 - t) * q + t * t * e

    return Routes(at(first), control, at(last), whole.bend, np.column_stack([a, b]))
