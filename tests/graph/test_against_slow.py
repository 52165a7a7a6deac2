"""Both rules at both levels, and the times of cases and steps, against loops over objects."""

from datetime import datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from random import Random
from typing import Any

import pytest

from graph.local_store import LocalStore
from graph.tables import EVIDENCE, KINDS, handoff_table
from tests.graph import slow
from tests.graph.random_logs import AUCKLAND, NEW_YORK, RandomLog, Traits, random_log

FINISHED = ("done", "done", "instant")

LOGS = {
    "overlaps and ties": Traits(cases=100),
    "named and sent back": Traits(cases=100, names=True, actions=True),
    "own hours": Traits(names=True, hours=True),
    "Auckland": Traits(hours=True, chained=True, activities="abcdefgh", place=AUCKLAND),
    "New York": Traits(names=True, tick=timedelta(minutes=37, microseconds=1), place=NEW_YORK),
    "every second": Traits(calendar="none", tick=timedelta(minutes=7), place=NEW_YORK),
    "long cases": Traits(cases=5, longest=110, names=True, hours=True, chained=True),
    "long finished cases": Traits(
        cases=5, longest=110, states=FINISHED, chained=True, activities="abcdefghijklmnop"
    ),
}


class Loaded:
    """A random log and what a store made of it."""

    def __init__(self, log: RandomLog, folder: Path) -> None:
        self.log = log
        self.store = LocalStore(folder / "home")
        self.load_id = self.store.add(log.write(folder / "checked", Random(1))).load_id
        self.cases = {row["case_key"]: row for row in self.rows("cases")}
        self.steps = {row["step_key"]: row for row in self.rows("steps")}

    def rows(self, table: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]]
        rows = self.store.fetch(self.store.table(self.load_id, table)).to_pylist()
        return rows

    def handoffs(self, rule: str, level: str) -> list[slow.SlowHandoff]:
        names = {row["key"]: row["id"] for row in self.rows(f"{level}s")}
        return [self.handoff(row, names) for row in self.rows(handoff_table(rule, level))]

    def handoff(self, row: dict[str, Any], names: dict[int, str]) -> slow.SlowHandoff:
        to = row["to_step"]
        instants = {name: row[name] for name in slow.SlowHandoff._fields if name.endswith("_at")}
        return slow.SlowHandoff(
            case_id=self.cases[row["case_key"]]["case_id"],
            to=0 if to is None else self.steps[to]["sequence"],
            sent_by=self.steps[row["from_step"]]["sequence"],
            sender=names[row["sender_key"]],
            receiver=names[row["receiver_key"]],
            kind=KINDS[row["kind"]],
            evidence=EVIDENCE[row["evidence"]],
            binding=row["binding"],
            open=row["open"],
            wait=both(row, "wait"),
            transfer=both(row, "transfer"),
            slack=(row["slack_working"], row["slack_calendar"]),
            **instants,
        )


def both(row: dict[str, Any], name: str) -> tuple[float, float] | None:
    working, calendar = row[f"{name}_working"], row[f"{name}_calendar"]
    assert (working is None) == (calendar is None)
    return None if working is None else (working, calendar)


@pytest.fixture(scope="module", params=LOGS)
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    seed = list(LOGS).index(request.param)
    return Loaded(random_log(seed, LOGS[request.param]), tmp_path_factory.mktemp("log"))


@pytest.mark.parametrize("level", ["department", "person"])
@pytest.mark.parametrize("rule", ["causal", "consecutive"])
def test_a_rule_agrees_with_a_loop_over_objects(
    loaded: Loaded, rule: str, level: slow.Level
) -> None:
    log, slowly = loaded.log, slow.causal if rule == "causal" else slow.consecutive
    actions = log.traits.actions
    expected = slowly(log.steps, log.open_cases, level, log.clock, actions=actions)
    found = loaded.handoffs(rule, level)
    assert len(expected) > log.traits.cases / 2
    assert differences(found, expected) == []


def differences(found: list[slow.SlowHandoff], expected: list[slow.SlowHandoff]) -> list[Any]:
    """Return what differs in the first two rows that do: field, found, expected."""
    pairs = zip_longest(sorted(found, key=place), sorted(expected, key=place))
    return [differing(*pair) for pair in pairs if pair[0] != pair[1]][:2]


def differing(ours: slow.SlowHandoff | None, theirs: slow.SlowHandoff | None) -> list[Any]:
    if ours is None or theirs is None or place(ours) != place(theirs):
        return [ours, theirs]
    fields = zip(ours._fields, ours, theirs, strict=True)
    return [place(ours), *(field for field in fields if field[1] != field[2])]


def place(row: slow.SlowHandoff) -> tuple[str, int, int]:
    return row.case_id, row.to, row.sent_by


def test_the_times_of_every_case_agree_with_a_loop_over_objects(loaded: Loaded) -> None:
    expected = {case: times_of(loaded.log, case) for case in loaded.log.cases}
    names = ("started_at", "finished_at", "throughput_working", "throughput_calendar")
    found = {row["case_id"]: tuple(row[n] for n in names) for row in loaded.cases.values()}
    assert found == expected


def times_of(log: RandomLog, case: str) -> tuple[datetime | float | None, ...]:
    """Return start, end, and the working and calendar seconds between, each None if not known."""
    given, mine = log.cases[case], [step for step in log.steps if step.case_id == case]
    seen = [t for s in mine for t in (s.received_at, s.started_at, s.finished_at) if t]
    start: datetime | None = given.get("started_at") or min(seen, default=None)
    if start is None or not given["closed"]:
        return start, None, None, None
    end = max(start, given.get("finished_at") or max(seen, default=start))
    return start, end, *log.clock.net(case, None, start, end)


def test_the_work_of_every_step_agrees_with_a_loop_over_objects(loaded: Loaded) -> None:
    expected = {
        step.sequence: loaded.log.clock.net(
            step.case_id, step.department_id, step.started_at, step.finished_at
        )
        if step.started_at and step.finished_at
        else None
        for step in loaded.log.steps
    }
    found = {row["sequence"]: both(row, "processing") for row in loaded.steps.values()}
    assert found == expected


@pytest.mark.parametrize("level", ["department", "person"])
@pytest.mark.parametrize("rule", ["causal", "consecutive"])
def test_no_wait_is_negative_and_no_transfer_longer_than_its_wait(
    loaded: Loaded, rule: str, level: str
) -> None:
    for row in loaded.handoffs(rule, level):
        wait, transfer = row.wait or (0, 0), row.transfer or (0, 0)
        assert all(0 <= part <= whole for part, whole in zip(transfer, wait, strict=True))
        assert min(row.slack) >= 0
