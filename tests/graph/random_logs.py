"""Small logs drawn at random, many cases at once, with everything that a log may hold."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from tests.checked import write_checked
from tests.graph.slow import SlowStep
from tests.graph.slow_clock import Clock, Stop

SPAN = 500  # ticks in which the steps of a log start
STATES = ("done",) * 4 + ("instant", "under way", "waits")


class Place(NamedTuple):
    """A time zone, and the day on which logs from there begin."""

    zone: str
    first: date


SHANGHAI = Place("Asia/Shanghai", date(2022, 4, 27))  # a holiday comes, and a make-up Saturday
NEW_YORK = Place("America/New_York", date(2022, 3, 9))  # the clock goes on, 13 March
AUCKLAND = Place("Pacific/Auckland", date(2022, 3, 30))  # and back, 3 April


@dataclass(frozen=True)
class Traits:
    """What kind of log is drawn; a tick is the smallest distance of two instants."""

    cases: int = 60
    longest: int = 9
    activities: str = "abcd"
    states: tuple[str, ...] = STATES
    departments: tuple[str | None, ...] = ("A", "B", "C", "D", None)
    chained: bool = False  # steps follow one another more often than they overlap
    names: bool = False  # some cases name the predecessors of their steps
    actions: bool = False  # the log tells which steps ended in a return
    hours: bool = False  # days and hours laid over the calendar, departments with their own
    calendar: str = "china"
    place: Place = SHANGHAI
    tick: timedelta = timedelta(minutes=30)


@dataclass(frozen=True)
class RandomLog:
    """Rows of the checked tables; cases without a step are in ``cases`` only."""

    traits: Traits
    steps: tuple[SlowStep, ...]
    cases: Mapping[str, Mapping[str, Any]]
    clock: Clock

    @property
    def open_cases(self) -> set[str]:
        return {name for name, case in self.cases.items() if not case["closed"]}

    def write(self, folder: Path, order: Random) -> Path:
        """Write the checked tables with their steps in a random order."""
        steps = [asdict(step) for step in order.sample(self.steps, len(self.steps))]
        return write_checked(
            folder,
            steps,
            cases=self.cases,
            stops=self.clock.stops,
            calendar=self.clock.rows,
            calendar_name=self.clock.name,
            timezone=self.clock.zone,
        )


def random_log(seed: int, traits: Traits) -> RandomLog:
    """Draw a log; the same seed and traits give the same."""
    return _Draw(Random(seed), traits).log()


@dataclass
class _Draw:
    random: Random
    traits: Traits
    sequence: int = 0

    @property
    def origin(self) -> datetime:
        first = self.traits.place.first
        return datetime(first.year, first.month, first.day, tzinfo=UTC)

    def log(self) -> RandomLog:
        ids = [f"c{number:03}" for number in range(self.traits.cases)]
        steps = tuple(step for case in ids for step in self.case(case))
        ids += ["without a step 1", "without a step 2", "without anything"]
        rows = self.days() if self.traits.hours else []
        stops = [stop for case in ids for stop in self.stops(case)]
        clock = Clock(self.traits.calendar, self.traits.place.zone, rows, stops)
        return RandomLog(self.traits, steps, {case: self.about(case) for case in ids}, clock)

    def about(self, case: str) -> dict[str, Any]:
        """Draw the row of a case; it may say when it started and ended, even wrongly."""
        row: dict[str, Any] = {"closed": self.chance(0.6)}
        if self.chance(0.3) or case.startswith("without a step "):
            row["started_at"] = self.moment()
        if self.chance(0.3) and row["closed"] and case != "without anything":
            row["finished_at"] = self.moment()
        return row

    def case(self, case: str) -> list[SlowStep]:
        numbers = range(1, self.random.randint(1, self.traits.longest) + 1)
        names = self.traits.names and self.chance(0.6)
        moment, steps = self.moment(), []
        for number in numbers:
            if self.traits.chained:
                moment += self.traits.tick * self.random.choice([-4, 0, 0, 1, 3, 10, 40])
            else:
                moment = self.moment()
            steps.append(self.step(case, number, moment, numbers if names else None))
        return steps

    def step(self, case: str, number: int, start: datetime, numbers: range | None) -> SlowStep:
        self.sequence += 1
        choice, tick = self.random.choice, self.traits.tick
        end = start + tick * choice([0, 0, 1, 2, 8, 50])
        received = start - tick * self.random.randint(-2, 30)
        state = choice(self.traits.states)
        named = None
        if numbers and self.chance(0.7):  # itself and numbers that no step has among them
            named = tuple(self.random.choices([*numbers, 999], k=self.random.randint(0, 3)))
        return SlowStep(
            case_id=case,
            sequence=self.sequence,
            activity=choice(self.traits.activities),
            department_id=choice(self.traits.departments),
            person_id=choice(["p1", "p2", "p3", None]),
            received_at=received if state == "waits" or self.chance(0.6) else None,
            started_at=start if state in ("done", "under way") else None,
            finished_at=end if state in ("done", "instant") else None,
            stage=choice(["审查", "受理", None]),
            step_no=number,
            returned=self.chance(0.3) if self.traits.actions else None,
            predecessors=named,
        )

    def stops(self, case: str) -> list[Stop]:
        starts = [self.moment() for _ in range(self.random.choice([0, 0, 1, 2, 4]))]
        return [(case, s, s + self.traits.tick * self.random.randint(0, 100)) for s in starts]

    def days(self) -> list[dict[str, Any]]:
        """Draw days of all departments and of two of them, with early and late hours."""
        return [
            {
                "department_id": department,
                "day": self.traits.place.first + timedelta(days=number),
                "is_workday": self.chance(0.8),
                "opens": self.random.choice([None, 6 * 3600, 27_000]),
                "closes": self.random.choice([None, 22 * 3600]),
            }
            for department in (None, "A", "B")
            for number in range(14)
            if self.chance(0.6)
        ]

    def moment(self) -> datetime:
        return self.origin + self.traits.tick * self.random.randint(0, SPAN)

    def chance(self, share: float) -> bool:
        return self.random.random() < share
