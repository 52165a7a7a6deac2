"""Handoffs by the letter of the definition, one object at a time: slow, and nothing shared."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Literal, NamedTuple

from tests.graph.slow_clock import Clock, Seconds

NEVER = datetime.max.replace(tzinfo=UTC)  # a start or an end that has not come yet
NOBODY = "未登记"
Level = Literal["department", "person"]


@dataclass(frozen=True)
class SlowStep:
    """A row of the checked table of steps."""

    case_id: str
    sequence: int
    activity: str
    department_id: str | None = None
    person_id: str | None = None
    received_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    stage: str | None = None
    step_no: int | None = None
    returned: bool | None = None
    predecessors: tuple[int, ...] | None = None

    @property
    def start(self) -> datetime:
        return self.started_at or self.finished_at or NEVER

    @property
    def end(self) -> datetime:
        return self.finished_at or NEVER

    @property
    def waits(self) -> bool:
        return self.start == NEVER

    @property
    def shown_at(self) -> datetime:
        """When the case is first seen at this step."""
        return self.started_at or self.finished_at or self.received_at or NEVER

    @property
    def evidence(self) -> str:
        if self.started_at is None and self.finished_at is not None:
            return "instant"
        return "start" if self.received_at is None else "receipt"

    def who(self, level: Level) -> str | None:
        return self.department_id if level == "department" else self.person_id


Steps = Sequence[SlowStep]


class SlowHandoff(NamedTuple):
    """A handoff in ids and words; durations as (working, calendar) seconds."""

    case_id: str
    to: int  # sequence of the receiving step, 0: nobody knows who comes next
    sent_by: int
    sender: str
    receiver: str
    kind: str
    evidence: str
    binding: bool
    open: bool
    sent_at: datetime
    enabled_at: datetime
    received_at: datetime | None
    started_at: datetime | None
    wait: Seconds | None
    transfer: Seconds | None
    slack: Seconds


def by_case(steps: Steps) -> dict[str, list[SlowStep]]:
    """Return the steps of each case by end, then sequence."""
    cases: dict[str, list[SlowStep]] = {step.case_id: [] for step in steps}
    for step in sorted(steps, key=lambda s: (s.end, s.sequence)):
        cases[step.case_id].append(step)
    return cases


def side_by_side(steps: Steps) -> set[frozenset[str]]:
    """Return the pairs of activities that the heuristics oracle calls concurrent."""
    follows: Counter[tuple[str, str]] = Counter()
    loops: Counter[tuple[str, str]] = Counter()
    for case in by_case(steps).values():
        if any(step.predecessors for step in case):
            continue
        trace = [step.activity for step in case if step.finished_at]
        follows.update(pairwise(trace))
        triples = zip(trace, trace[1:], trace[2:], strict=False)
        loops.update((a, b) for a, b, c in triples if a == c)
    found = set()
    for a, b in list(follows):
        there, back = follows[a, b], follows[b, a]
        turns = loops[a, b] + loops[b, a]
        balanced = abs(there - back) / (there + back + 1) < 0.9
        if a != b and back and balanced and turns / (turns + 1) < 0.9:
            found.add(frozenset((a, b)))
    return found


def named(step: SlowStep, case: Steps) -> list[SlowStep]:
    """Return the other steps of its case that the step names."""
    numbers = step.predecessors or ()
    return [y for y in case if y.step_no in numbers and y is not step]


def predecessors(steps: Steps) -> dict[int, list[SlowStep]]:
    """Return the enabling predecessors of each step (by sequence), the binding one last."""
    parallel = side_by_side(steps)
    result: dict[int, list[SlowStep]] = {}
    for case in by_case(steps).values():
        ancestors: dict[int, set[int]] = {}
        for place, x in enumerate(case):
            before = case[:place]
            told = named(x, case)
            candidates = [
                y
                for y in before
                if (y in told if told else enables(y, x))
                and (told or frozenset((x.activity, y.activity)) not in parallel)
            ]
            further = {name for y in candidates for name in ancestors[y.sequence]}
            ancestors[x.sequence] = further | {y.sequence for y in candidates}
            direct = [y for y in candidates if y.sequence not in further]
            result[x.sequence] = [y for y in told if y.finished_at] if told else direct
    return result


def enables(y: SlowStep, x: SlowStep) -> bool:
    """Return whether the times allow that `x` waited for `y`."""
    return y.end < x.end and y.end <= x.start


def causal(
    steps: Steps, open_cases: set[str], level: Level, clock: Clock, *, actions: bool
) -> list[SlowHandoff]:
    """Return the handoffs by the causal rule."""
    enabling = predecessors(steps)
    rows = []
    for name, case in by_case(steps).items():
        for place, x in enumerate(case):
            mine = x.who(level)
            visited = any(
                y.finished_at and y.end <= x.start and y.who(level) == mine for y in case[:place]
            )
            for y in enabling[x.sequence]:
                back = bool(y.returned) if actions else visited
                rows.append(_causal_handoff(y, x, enabling[x.sequence][-1], level, clock, back))
        if name in open_cases and case[-1].finished_at:
            rows.append(_open_end(case[-1], level))
    return rows


def _causal_handoff(
    y: SlowStep, x: SlowStep, last: SlowStep, level: Level, clock: Clock, back: bool
) -> SlowHandoff:
    enabled = min(last.end, x.start)
    slack = clock.net(x.case_id, x.department_id, y.end, last.end)
    binding = y is last
    return SlowHandoff(
        *_who(y, x, level, back),
        binding=binding,
        open=x.waits,
        sent_at=y.end,
        enabled_at=enabled,
        received_at=x.received_at,
        started_at=None if x.waits else x.start,
        wait=_wait(x, enabled, clock) if binding else None,
        transfer=_transfer(x, enabled, clock) if binding else None,
        slack=slack,
    )


def consecutive(
    steps: Steps, open_cases: set[str], level: Level, clock: Clock, *, actions: bool
) -> list[SlowHandoff]:
    """Return the handoffs by the consecutive rule."""
    rows = []
    for name, case in by_case(steps).items():
        mine = [step for step in case if step.who(level)]
        mine.sort(key=lambda step: (step.shown_at, step.sequence))
        seen: set[str | None] = set()
        for y, x in pairwise(mine):
            seen.add(y.who(level))
            back = bool(y.returned) if actions else x.who(level) in seen
            rows.append(_consecutive_handoff(y, x, level, clock, back))
        if name in open_cases and mine and all(step.finished_at for step in mine):
            rows.append(_open_end(mine[-1], level))
    return rows


def _consecutive_handoff(
    y: SlowStep, x: SlowStep, level: Level, clock: Clock, back: bool
) -> SlowHandoff:
    enabled = min(y.end, x.start)
    if enabled == NEVER:  # one works, the other waits
        enabled = x.shown_at
    return SlowHandoff(
        *_who(y, x, level, back),
        binding=True,
        open=x.waits,
        sent_at=y.finished_at or enabled,
        enabled_at=enabled,
        received_at=x.received_at,
        started_at=None if x.waits else x.start,
        wait=_wait(x, enabled, clock),
        transfer=_transfer(x, enabled, clock),
        slack=(0, 0),
    )


def _open_end(step: SlowStep, level: Level) -> SlowHandoff:
    """Return the handoff of the last step of an open case: nobody knows to whom."""
    return SlowHandoff(
        case_id=step.case_id,
        to=0,
        sent_by=step.sequence,
        sender=step.who(level) or NOBODY,
        receiver=NOBODY,
        kind="forward",
        evidence="instant",
        binding=True,
        open=True,
        sent_at=step.end,
        enabled_at=step.end,
        received_at=None,
        started_at=None,
        wait=None,
        transfer=None,
        slack=(0, 0),
    )


def _who(
    y: SlowStep, x: SlowStep, level: Level, back: bool
) -> tuple[str, int, int, str, str, str, str]:
    sender, receiver = y.who(level), x.who(level)
    kind = "return" if back and receiver else "forward"
    if receiver and sender == receiver:
        kind = "internal"
    names = (sender or NOBODY, receiver or NOBODY)
    return x.case_id, x.sequence, y.sequence, *names, kind, x.evidence


def _wait(x: SlowStep, enabled: datetime, clock: Clock) -> Seconds | None:
    return None if x.waits else clock.net(x.case_id, x.department_id, enabled, x.start)


def _transfer(x: SlowStep, enabled: datetime, clock: Clock) -> Seconds | None:
    if x.waits or x.received_at is None:
        return None
    arrived = min(max(x.received_at, enabled), x.start)
    return clock.net(x.case_id, x.department_id, enabled, arrived)
