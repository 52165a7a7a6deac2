"""What must hold of every load, whatever is in it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from graph.handoffs import FORWARD, INTERNAL, RETURN
from graph.local_store import LocalStore
from graph.tables import handoff_table
from tests.checked import handoffs_of, step
from tests.graph.random_logs import RandomLog, Traits, random_log
from tests.graph.slow import SlowStep

RULES = pytest.mark.parametrize("rule", ["causal", "consecutive"])
HOUR = timedelta(hours=1)


def one_after_the_other(cases: int) -> RandomLog:
    """Draw closed cases whose steps follow one another, each begun when the one before ended."""
    random, log = Random(5), random_log(5, Traits(cases=cases))
    steps: list[SlowStep] = []
    for case in sorted(name for name in log.cases if name.startswith("c")):
        moment = datetime(2022, 4, 27, tzinfo=UTC) + HOUR * random.randint(0, 99)
        for number in range(1, random.randint(2, 9)):
            gap, work = random.choice([0, 1, 7, 30]), random.choice([1, 2, 9, 50])
            start = moment + HOUR * gap
            moment = start + HOUR * work
            steps.append(
                SlowStep(
                    case_id=case,
                    sequence=len(steps) + 1,
                    activity=f"{number}",
                    department_id=random.choice("AAB"),
                    received_at=start - HOUR * random.randint(0, gap) if number > 1 else None,
                    started_at=start,
                    finished_at=moment,
                )
            )
    names = {step.case_id for step in steps}
    return replace(log, steps=tuple(steps), cases={name: {"closed": True} for name in names})


@pytest.fixture(scope="module")
def sequential(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    folder, log = tmp_path_factory.mktemp("sequential"), one_after_the_other(40)
    log.clock.stops = [stop for stop in log.clock.stops if stop[0] in log.cases]
    store = LocalStore(folder / "home")
    store.add(log.write(folder / "checked", Random(1)))
    return store


def sums(store: LocalStore, table: str, column: str) -> dict[int, float]:
    rows = store.fetch(store.table(store.load().load_id, table)).to_pylist()
    total: dict[int, float] = {}
    for row in rows:
        total[row["case_key"]] = total.get(row["case_key"], 0) + row[column]
    return total


@RULES
@pytest.mark.parametrize("clock", ["working", "calendar"])
def test_waiting_and_work_of_a_sequential_case_are_its_throughput(
    sequential: LocalStore, rule: str, clock: str
) -> None:
    waits = sums(sequential, handoff_table(rule, "department"), f"wait_{clock}")
    work = sums(sequential, "steps", f"processing_{clock}")
    throughput = sums(sequential, "cases", f"throughput_{clock}")
    assert len(throughput) > 20
    assert {case: waits.get(case, 0) + work[case] for case in throughput} == throughput
    assert 0 < sum(waits.values()) < sum(throughput.values())


# --- what a return is --------------------------------------------------------------------------


def kinds(rows: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    return {(row["sender"], row["receiver"]): row["kind"] for row in rows}


def test_a_department_still_at_work_on_a_case_does_not_get_it_back(tmp_path: Path) -> None:
    steps = [
        step("1", "受理", "C", "16 09:00", "16 10:00"),
        step("1", "规划", "A", "16 10:00", "16 12:00"),
        step("1", "消防", "B", "16 10:00", "16 11:00"),
        step("1", "复核", "A", "16 11:30", "16 13:00"),
    ]
    found = kinds(handoffs_of(tmp_path, steps))
    assert found == {("C", "A"): FORWARD, ("C", "B"): FORWARD, ("B", "A"): FORWARD}


def test_a_step_that_waits_is_no_return_to_a_department_that_never_ended(tmp_path: Path) -> None:
    steps = [
        step("1", "规划", "A", "16 09:00", None),
        step("1", "消防", "B", "16 09:00", "16 10:00"),
        step("1", "复核", "A", "16 11:00", None, None),
    ]
    assert kinds(handoffs_of(tmp_path, steps)) == {("B", "A"): FORWARD}


def test_a_department_that_ended_before_gets_the_case_back(tmp_path: Path) -> None:
    steps = [
        step("1", "规划", "A", "16 10:00", "16 11:30"),
        step("1", "消防", "B", "16 10:00", "16 11:00"),
        step("1", "复核", "A", "16 11:30", "16 13:00"),
    ]
    assert kinds(handoffs_of(tmp_path, steps)) == {("A", "A"): INTERNAL, ("B", "A"): RETURN}


# --- what names nothing ------------------------------------------------------------------------


@pytest.mark.parametrize("named", [None, []])
def test_a_case_whose_lists_of_predecessors_are_empty_names_none(
    tmp_path: Path, named: list[int] | None
) -> None:
    steps = [
        step("1", "受理", "A", "16 09:00", predecessors=named),
        step("1", "消防", "C", "16 10:00", predecessors=named),
        step("1", "规划", "B", "16 11:00", predecessors=named),
        step("2", "受理", "A", "16 09:00"),
        step("2", "规划", "B", "16 10:00"),
        step("2", "消防", "C", "16 11:00"),
    ]
    found = [(row["sender"], row["receiver"]) for row in handoffs_of(tmp_path, steps)]
    assert sorted(found) == [("A", "B"), ("A", "B"), ("A", "C"), ("A", "C")]
