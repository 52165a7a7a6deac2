"""Which edges of a network stand out: the disparity filter."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

ALPHA = 0.05


def chance(weight: Any, strength: Any, degree: Any) -> Any:
    r"""Return how likely an edge is at least this heavy by chance, seen from one of its ends.

    A cut at one weight for the whole network keeps the edges between large nodes and loses the
    small nodes altogether. Here each node is measured by itself: had it shared its strength
    evenly at random among its edges, then

    .. math:: \alpha_{ij} = \left(1 - \frac{w_{ij}}{s_i}\right)^{k_i - 1}

    Works on numbers, arrays and the columns of a table alike, so that there is one formula.

    Parameters
    ----------
    weight : :math:`w_{ij}`, above zero
    strength : :math:`s_i`, the sum of the weights of the node's edges
    degree : :math:`k_i`, the number of the node's edges

    Returns
    -------
    the chance, from 0 to 1; 1 for the only edge of a node, which cannot stand out from others

    References
    ----------
    Serrano, Boguñá and Vespignani (2009), Extracting the multiscale backbone of complex weighted
    networks, PNAS 106(16), 6483-6488, doi:10.1073/pnas.0808904106, equation 2.

    Examples
    --------
    Two edges share 10 as 9 and 1; one edge has all of it:

    >>> chance(9, 10, 2), chance(1, 10, 2), chance(10, 10, 1)
    (0.09999999999999998, 0.9, 1.0)
    """
    return (1 - weight / strength) ** (degree - 1)


def significance(u: ArrayLike, v: ArrayLike, weight: ArrayLike) -> NDArray[np.float64]:
    r"""Return for each directed edge the smaller `chance` of its two ends.

    The sender is measured by what it sends, the receiver by what it receives; an edge matters
    where it matters to either.

    Parameters
    ----------
    u, v : sender and receiver of each edge, whole numbers from 0; each pair once, none to itself
    weight : of each edge, above zero

    Returns
    -------
    one chance an edge, in the order given; it depends neither on that order nor on the unit of
    the weights

    Examples
    --------
    Node 0 sends 98 of 100 to node 1, and 1 each to the nodes 2 and 3, which receive more from 4:

    >>> significance([0, 0, 0, 4, 4], [1, 2, 3, 2, 3], [98, 1, 1, 9, 9]).round(2)
    array([0. , 0.9, 0.9, 0.1, 0.1])
    """
    senders, receivers = np.asarray(u, np.int64), np.asarray(v, np.int64)
    weights = np.asarray(weight, np.float64)
    sides = (_chances(senders, weights), _chances(receivers, weights))
    return np.minimum(*sides)


def backbone(
    u: ArrayLike, v: ArrayLike, weight: ArrayLike, alpha: float = ALPHA
) -> NDArray[np.bool_]:
    """Return which edges are drawn: those that stand out, and the heaviest edge of each node.

    Without the heaviest edges a node whose edges are all alike would vanish.

    Parameters
    ----------
    u, v, weight : as for `significance`
    alpha : edges with a `significance` below it stand out

    Returns
    -------
    True for an edge of the backbone; every node has one. Of equally heavy edges of a node the one
    with the smallest sender, then receiver, counts as its heaviest.

    Notes
    -----
    Sorting dominates: O(m log m) for m edges.

    Examples
    --------
    A ring stands out nowhere, and each node keeps an edge:

    >>> backbone([0, 1, 2, 3], [1, 2, 3, 0], [5, 4, 3, 2])
    array([ True,  True,  True, False])
    """
    senders, receivers = np.asarray(u, np.int64), np.asarray(v, np.int64)
    kept: NDArray[np.bool_] = significance(senders, receivers, weight) < alpha
    kept[_heaviest(senders, receivers, np.asarray(weight, np.float64))] = True
    return kept


def _chances(ends: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    strength = np.bincount(ends, weights)
    degree = np.bincount(ends)
    found: NDArray[np.float64] = chance(weights, strength[ends], degree[ends])
    return found


def _heaviest(
    senders: NDArray[np.int64], receivers: NDArray[np.int64], weights: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the place of the heaviest edge of each node."""
    nodes = np.concatenate([senders, receivers])
    places = np.tile(np.arange(len(senders)), 2)
    order = np.lexsort((receivers[places], senders[places], -weights[places], nodes))
    _, first = np.unique(nodes[order], return_index=True)
    return places[order][first]
