"""Where the nodes of a drawing stand: near what they exchange with, their boxes apart."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.algorithms.overlaps import Points, Room, apart

ROUNDS = 100
TOGETHER = 0.7  # a pair of the same group is meant to be this much nearer
EVEN = 0.6  # how far crowded parts of a drawing are spread, from 0 to 1


def layout(
    u: ArrayLike, v: ArrayLike, boxes: ArrayLike, group: ArrayLike, place: ArrayLike, room: Room
) -> Points:
    r"""Return the middle of each node's box: near its neighbours, clear of every other box.

    Spring layouts start at random and pull the leaves of a hub into one clump. Here the distances
    on paper follow those in the network (stress majorisation):

    .. math:: \sigma(X) = \sum_{i<j} \frac{(\lVert x_i - x_j \rVert - d_{ij})^2}{d_{ij}^2}

    with d the number of edges between two nodes, less for nodes of one group. It starts from a
    circle in the order of the matrix, so nothing is drawn by lot. Then the drawing is stretched
    to the room and its crowded parts are spread; boxes that overlap are moved apart.

    Parameters
    ----------
    u, v : the ends of each edge, whole numbers from 0; direction and doubles do not matter
    boxes : width and height of each node's box in pixels, one row a node
    group : of each node; nodes of one group stand together
    place : of each node in the order of the matrix, from 0
    room : in which all boxes lie, clear of each other as `apart` promises

    Returns
    -------
    one point a node, the same in whatever order the edges are given

    Notes
    -----
    O(n^2) a round and O(n^3) once, for n nodes: 1 s for 300.

    References
    ----------
    Gansner, Koren and North (2004), Graph drawing by stress majorization, Graph Drawing,
    LNCS 3383, 239-250, doi:10.1007/978-3-540-31843-9_25.

    Examples
    --------
    A hub with two leaves, in the room of a line:

    >>> layout([0, 0], [1, 2], [[20, 10]] * 3, [0, 1, 1], [0, 1, 2], Room(100, 20)).round()
    array([[50., 10.],
           [90., 10.],
           [10., 10.]])
    """
    sizes = np.asarray(boxes, np.float64).reshape(-1, 2)
    if not len(sizes):
        return sizes
    distances = _distances(np.asarray(u, np.int64), np.asarray(v, np.int64), len(sizes))
    groups = np.asarray(group)
    same = groups[:, None] == groups[None, :]
    points = _majorised(
        _circle(np.asarray(place, np.int64)), np.where(same, TOGETHER, 1) * distances
    )
    points = _stretched(_spread(points), sizes, room)
    busy = np.argsort(np.asarray(place), kind="stable")
    found = np.empty_like(points)
    found[busy] = apart(points[busy], sizes[busy], room)
    return found


def _distances(u: NDArray[np.int64], v: NDArray[np.int64], nodes: int) -> Points:
    """Return the number of edges between any two nodes; parts not connected lie beyond."""
    near = np.zeros((nodes, nodes), bool)
    near[u, v] = near[v, u] = True
    np.fill_diagonal(near, True)
    found = np.where(near, 1.0, np.inf)
    reached = near
    for steps in range(2, nodes):
        further = (reached.astype(np.float32) @ near.astype(np.float32)) > 0
        if np.array_equal(further, reached):
            break
        found[further & ~reached] = steps
        reached = further
    found[~reached] = found[reached].max(initial=1.0) / 2 + 1
    np.fill_diagonal(found, 0)
    return found


def _circle(place: NDArray[np.int64]) -> Points:
    """Return a circle in the order of the matrix, with the first node in its middle."""
    around = max(len(place) - 1, 1)
    angle = 2 * np.pi * (place - 1) / around
    found: Points = np.column_stack([np.cos(angle), np.sin(angle)])
    found[place == 0] = 0
    return found


def _majorised(points: Points, distances: Points) -> Points:
    nodes = len(points)
    if nodes < 3:
        return points
    weights = np.divide(1, distances**2, where=distances > 0, out=np.zeros_like(distances))
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.inv(laplacian + 1 / nodes) - 1 / nodes
    wanted = -weights * distances
    for _ in range(ROUNDS):
        x, y = points.T
        far = np.hypot(x[:, None] - x, y[:, None] - y)
        pull = np.divide(wanted, far, where=far > 1e-9, out=np.zeros_like(far))
        pull[np.diag_indices(nodes)] -= pull.sum(axis=1)
        points = inverse @ (pull @ points)
    return points


def _spread(points: Points) -> Points:
    """Move the points towards even steps across and down, so that no part is crowded."""
    found = np.empty_like(points)
    for axis, values in enumerate(points.T.round(6)):
        steps, rank = np.unique(values, return_inverse=True)
        far = (values - steps[0]) / max(steps[-1] - steps[0], 1e-9)
        found[:, axis] = (1 - EVEN) * far + EVEN * rank / max(len(steps) - 1, 1)
    return found


def _stretched(points: Points, sizes: Points, room: Room) -> Points:
    """Fill the room, the boxes inside it; the wider side of the drawing lies along the wider."""
    if np.ptp(points[:, 1]) > np.ptp(points[:, 0]) and room.width > room.height:
        points = points[:, ::-1]
    low, span = points.min(axis=0), np.ptp(points, axis=0)
    part = np.where(span > 1e-9, (points - low) / np.where(span > 1e-9, span, 1), 0.5)
    return sizes / 2 + part * (np.array(room) - sizes)
