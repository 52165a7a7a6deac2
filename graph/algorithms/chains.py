"""Three departments in a row on the way that decided when a case was finished."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class Chains(NamedTuple):
    """Each passage of a case through three different departments: rows of its two handoffs."""

    first: Ints
    second: Ints


def chains(sender: Ints, receiver: Ints, from_step: Ints, to_step: Ints, last_step: Ints) -> Chains:
    """Return the passages A -> B -> C on the critical path of each case.

    The critical path goes back from the last step of a case along the handoffs that bind: what was
    ready earlier elsewhere did not decide. Handoffs within a department are passed over, so that
    a chain is two handoffs between departments with only steps of B between them.

    Parameters
    ----------
    sender, receiver, from_step, to_step : of each binding handoff, those within a department
        too; each step is the `to_step` of one handoff at most
    last_step : of each case that is to be looked at

    Returns
    -------
    rows of the handoffs into B and out of it, by the second one

    Notes
    -----
    As many vector steps as the longest path has handoffs; no loop over cases.

    Examples
    --------
    Steps 0 to 3 of a case at departments 1, 2, 2, 3:

    >>> senders, receivers = np.array([1, 2, 2]), np.array([2, 2, 3])
    >>> chains(senders, receivers, np.arange(3), np.arange(1, 4), np.array([3]))
    Chains(first=array([0]), second=array([2]))
    """
    steps = int(max(from_step.max(initial=0), to_step.max(initial=0), last_step.max(initial=0))) + 1
    into = np.full(steps + 1, -1)  # the handoff that a step waited for
    into[to_step] = np.arange(len(to_step))
    at, after = into[last_step], np.full(len(last_step), -1)
    at, after = at[at >= 0], after[at >= 0]
    first, second = [], []
    while len(at):
        between = sender[at] != receiver[at]
        found = between & (after >= 0)
        found[found] = sender[at[found]] != receiver[after[found]]
        first.append(at[found])
        second.append(after[found])
        after = np.where(between, at, after)
        at = into[from_step[at]]
        on = at >= 0
        at, after = at[on], after[on]
    if not first:
        return Chains(np.zeros(0, np.int64), np.zeros(0, np.int64))
    joined, last = np.concatenate(first), np.concatenate(second)
    order = np.argsort(last, kind="stable")
    return Chains(joined[order], last[order])
