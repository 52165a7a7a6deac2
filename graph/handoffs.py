"""From enabling predecessors to handoffs: who handed to whom, and how long it then waited."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.algorithms.concurrency import Concurrency
from graph.algorithms.predecessors import UNFINISHED, Transitions, enabling_predecessors
from graph.calendar import Instants
from graph.calendars import Calendars
from graph.stops import Stops
from graph.tables import EVIDENCE, HANDOFFS, INSTANT, KINDS

FORWARD, RETURN, INTERNAL = range(len(KINDS))
RECEIPT, START, INSTANT_ONLY = range(len(EVIDENCE))
MISSING = np.iinfo(np.int64).min  # an instant that is not known

Keys = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Columns of whole cases sorted by case, end, sequence (unfinished steps last).

    Instants are microseconds, `MISSING` where not known. ``closed`` tells of each step whether
    its case is closed, ``returned`` whether the step ended in a return; None: the load has no
    such column.
    """

    key: NDArray[np.int64]
    case: Keys
    item: Keys
    activity: Keys
    stage: Keys  # 0: none
    department: Keys
    person: Keys
    received: Instants
    started: Instants
    finished: Instants
    closed: NDArray[np.bool_]
    returned: NDArray[np.bool_] | None
    named: tuple[NDArray[np.int64], NDArray[np.int64]] | None

    @property
    def end(self) -> Instants:
        """When each step ended; `UNFINISHED` if it has not."""
        return np.where(self.finished == MISSING, UNFINISHED, self.finished)

    @property
    def start(self) -> Instants:
        """When each step started, or its instant; `UNFINISHED` if it still waits."""
        return np.where(self.started == MISSING, self.end, self.started)

    def group(self, level: str) -> Keys:
        """Return who did each step at `level` (``department`` or ``person``)."""
        return self.department if level == "department" else self.person


def causal_transitions(steps: Steps, concurrency: Concurrency) -> Transitions:
    """Return the enabling predecessors of `steps` (see the kernel)."""
    activity = concurrency.lookup[steps.activity]
    return enabling_predecessors(
        steps.case, steps.start, steps.end, activity, concurrency.matrix, steps.named
    )


def handoffs(
    steps: Steps, found: Transitions, level: str, calendars: Calendars, stops: Stops
) -> pa.Table:
    """Return one row of schema ``HANDOFFS`` a transition, and one for each open end.

    Waiting is the time from the end of the binding step to the start of the receiving one, on the
    clock of the receiving department, less clock stops. It is zero or more. Transitions that
    do not bind carry as slack how much earlier than the binding one they were ready.
    """
    sender, receiver, binding = _with_open_ends(steps, found)
    group, last = steps.group(level), receiver < 0
    to = np.where(last, sender, receiver)
    sent = steps.end[sender]
    bound = np.where(last, sent, _bound(steps, found)[to])
    enabled = np.where(last, sent, np.minimum(bound, steps.start[to]))
    start = np.where(last, UNFINISHED, steps.start[to])
    waits = start == UNFINISHED
    received = np.where(last, MISSING, steps.received[to])
    known = received != MISSING
    columns = [
        pa.array(np.zeros(len(to), np.int64)),  # numbered when the load is written
        pa.array(steps.case[to]),
        pa.array(steps.item[to]),
        pa.array(group[sender]),
        pa.array(np.where(last, 0, group[to]).astype(np.int32)),
        pa.array(steps.key[sender]),
        pa.array(steps.key[to], mask=last),
        pa.array(steps.stage[to], mask=last | (steps.stage[to] == 0)),
        pa.array(steps.activity[to], mask=last),
        _instants(sent),
        _instants(enabled),
        _instants(received, ~known),
        _instants(start, waits),
        *_durations(
            (steps.case[to], np.where(last, 0, steps.department[to]).astype(np.int32)),
            Hops(sent, bound, enabled, received, start, binding),
            calendars,
            stops,
        ),
        pa.array(binding),
        pa.array(_kinds(steps, group, sender, to, last)),
        pa.array(waits),
        pa.array(_evidence(steps, to, known, last)),
    ]
    return pa.table(columns, schema=HANDOFFS)


class Hops(NamedTuple):
    """The instants of each handoff; received `MISSING`, start `UNFINISHED` where there is none."""

    sent: Instants
    bound: Instants  # end of the binding step
    enabled: Instants
    received: Instants
    start: Instants
    binding: NDArray[np.bool_]


def _durations(
    of: tuple[Keys, Keys], hops: Hops, calendars: Calendars, stops: Stops
) -> list[pa.Array]:
    """Return wait, transfer and slack, each in working and calendar seconds.

    `of` are the case and the receiving department, whose clock and stops count.
    """
    waits, known = hops.start == UNFINISHED, hops.received != MISSING
    started = np.where(waits, hops.enabled, np.maximum(hops.start, hops.enabled))
    arrived = np.clip(np.where(known, hops.received, hops.enabled), hops.enabled, started)
    counts = hops.binding & ~waits
    columns = []
    for low, high, shown in (
        (hops.enabled, started, counts),
        (hops.enabled, arrived, counts & known),
        (hops.sent, hops.bound, np.ones(len(waits), bool)),
    ):
        end = np.where(shown, high, low)
        worked = calendars.position(of[1], end) - calendars.position(of[1], low)
        stopped = stops.within(*of, low, end, calendars)
        parts = (worked - stopped[0], end - low - stopped[1])
        columns += [pa.array(part / 1e6, mask=~shown) for part in parts]
    return columns


def _with_open_ends(
    steps: Steps, found: Transitions
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Add the last finished step of open cases where no step is under way (receiver -1)."""
    last = (
        np.append(steps.case[1:] != steps.case[:-1], True) if len(steps.case) else np.zeros(0, bool)
    )
    ends = np.flatnonzero(last & ~steps.closed & (steps.finished != MISSING))
    nobody = np.full(len(ends), -1)
    return (
        np.concatenate([found.sender, ends]),
        np.concatenate([found.receiver, nobody]),
        np.concatenate([found.binding, nobody < 0]),
    )


def _bound(steps: Steps, found: Transitions) -> Instants:
    """Return for each step the end of its binding predecessor."""
    bound = np.full(len(steps.case), MISSING)
    bound[found.receiver[found.binding]] = steps.end[found.sender[found.binding]]
    return bound


def _kinds(
    steps: Steps,
    group: Keys,
    sender: NDArray[np.int64],
    to: NDArray[np.int64],
    last: NDArray[np.bool_],
) -> NDArray[np.int8]:
    if steps.returned is None:
        earlier = _first_by_same(steps.case, group)[to]
        back = (earlier < to) & (steps.end[earlier] <= steps.start[to])
        back &= steps.finished[earlier] != MISSING  # who has not finished gave nothing away
    else:
        back = steps.returned[sender]
    kind = np.where(back & ~last, RETURN, FORWARD)
    kind[(group[sender] == group[to]) & ~last] = INTERNAL
    # Nobody knows whether two unregistered steps are of the same department.
    kind[(group[to] == 0) & ~last] = FORWARD
    return kind.astype(np.int8)


def _first_by_same(case: Keys, group: Keys) -> NDArray[np.int64]:
    """Return for each row the first row of the same case and group."""
    order = np.lexsort((np.arange(len(case)), group, case))
    new = np.ones(len(case), bool)
    new[1:] = (case[order][1:] != case[order][:-1]) | (group[order][1:] != group[order][:-1])
    result = np.empty(len(case), np.int64)
    result[order] = order[np.maximum.accumulate(np.where(new, np.arange(len(case)), 0))]
    return result


def _evidence(
    steps: Steps, to: NDArray[np.int64], known: NDArray[np.bool_], last: NDArray[np.bool_]
) -> NDArray[np.int8]:
    has_start = (steps.started[to] != MISSING) | (steps.finished[to] == MISSING)
    evidence = np.where(has_start & ~last, np.where(known, RECEIPT, START), INSTANT_ONLY)
    return evidence.astype(np.int8)


def _instants(values: Instants, missing: NDArray[np.bool_] | None = None) -> pa.Array:
    return pa.array(values, pa.int64(), mask=missing).cast(INSTANT)
