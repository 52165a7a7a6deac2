"""The causes of a person's waits: the published logs, and a look at every single minute."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.algorithms.batching import Instances
from graph.algorithms.concurrency import FollowCounts
from graph.algorithms.kronos import KronosCauses, kronos
from graph.algorithms.predecessors import enabling_predecessors
from graph.algorithms.weekly_hours import A_DAY, A_WEEK, WeeklyHours, discovered

HOUR = 3_600_000_000
DAYS = ("THU", "FRI", "SAT", "SUN", "MON", "TUE", "WED")  # as in the week of 1970
Ints = NDArray[np.int64]
LUNCH = 6, 8  # minutes of every ten, in the drawn logs


def microseconds(column: "pd.Series[str]") -> Ints:
    times = pd.to_datetime(column, utc=True, format="ISO8601").dt.as_unit("us")
    return times.to_numpy("datetime64[us]").astype(np.int64)


def keys(column: "pd.Series[str]") -> Ints:
    return pd.factorize(column, sort=True)[0].astype(np.int64)


def by_transition(log: pd.DataFrame, hours: WeeklyHours) -> pd.DataFrame:
    """Return the seconds of each cause by binding transition, as the published files do."""
    log = log.assign(start=microseconds(log["start_time"]), end=microseconds(log["end_time"]))
    log = log.sort_values(["case_id", "end"], kind="stable").reset_index(drop=True)
    case, activity = (keys(log[c]).astype(np.int32) for c in ("case_id", "Activity"))
    counts = FollowCounts(int(activity.max()) + 1)
    counts.add(case, activity)
    lookup, matrix = counts.concurrency()
    start, end = log["start"].to_numpy(), log["end"].to_numpy()
    found = enabling_predecessors(case, start, end, lookup[activity], matrix)
    to, before = found.receiver[found.binding], found.sender[found.binding]
    enabled = start.copy()
    enabled[to] = end[before]
    causes = kronos(
        Instances(keys(log["Resource"]), activity.astype(np.int64), enabled, start, end),
        hours.position,
    )
    frame = pd.DataFrame({f"wt_{name}": part[to] / 1e6 for name, part in causes._asdict().items()})
    for name, rows in (("source", before), ("target", to)):
        for column in ("Activity", "Resource"):
            frame[f"{name}_{column.lower()}"] = log[column].to_numpy()[rows]
    return frame.groupby([c for c in frame if not str(c).startswith("wt_")]).sum()


def hours_of(calendar: dict[str, dict[str, list[list[str]]]]) -> WeeklyHours:
    works = np.zeros((len(calendar), A_WEEK), bool)
    for place, person in enumerate(sorted(calendar)):
        for day in calendar[person]["days"]:
            for ends in calendar[person]["hours"]:
                low, high = (int(t[:2]) * 4 + int(t[3:]) // 15 for t in ends)
                works[place, DAYS.index(day) * A_DAY :][low:high] = True
    return WeeklyHours(works)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_the_hand_made_logs_have_the_published_causes_to_the_second(
    shared: Path, number: int
) -> None:
    folder = shared / "reference/handoffs"
    log = pd.read_csv(folder / f"manual_log_{number}.csv")
    calendar = json.loads((folder / "manual_log_calendar.json").read_text())
    calendar = {name: calendar[name] for name in set(log["Resource"])}
    expected = pd.read_csv(folder / f"manual_log_{number}_expected.csv")
    expected = expected.set_index([c for c in expected if str(c).startswith(("source", "target"))])
    found = by_transition(log, hours_of(calendar)).reindex(index=expected.index)
    for column in found:
        published = pd.to_timedelta(expected[column]).dt.total_seconds()
        assert found[column].tolist() == published.tolist(), column


def test_the_receipt_log_has_the_published_totals(shared: Path) -> None:
    log = pd.read_csv(shared / "reference/handoffs/receipt_estimated_starts.csv.gz")
    resource, activity = keys(log["resource"]), keys(log["activity"])
    enabled, start, end = (microseconds(log[c]) for c in ("enabled", "start", "end"))
    both = np.concatenate([start, end])
    hours = discovered(np.tile(resource, 2), np.tile(activity, 2), both)
    causes = kronos(Instances(resource, activity, enabled, start, end), hours.position)
    assert_a_partition(causes, start - enabled)
    published = (23_697.8, 15_530.7, 34_545.4, 76_361.1, 8_476.3)
    assert [round(part.sum() / HOUR, 1) for part in causes] == list(published)


def assert_a_partition(causes: KronosCauses, wait: Ints) -> None:
    assert all((part >= 0).all() for part in causes)
    assert np.array_equal(np.sum(causes, axis=0), wait)


class Row(NamedTuple):
    resource: int
    activity: int
    enabled: int
    start: int
    end: int


def slow_batches(log: list[Row]) -> list[list[Row]]:
    """Sweep by start, one row after the other."""
    found: list[list[Row]] = []
    for x in sorted(log, key=lambda x: (x[:2], x.start, x.end, x.enabled)):
        batch = found[-1] if found else []
        same = batch and batch[0][:2] == x[:2] and x.enabled <= batch[0].start
        if same and x.start <= max(y.end for y in batch):
            batch.append(x)
        else:
            found.append([x])
    return found


def slow_kronos(log: list[Row], at: int, least: int) -> list[int]:
    """Give every minute of the wait of one instance the first cause that applies."""
    x, total = log[at], [0] * 5
    batch = next(batch for batch in slow_batches(log) if any(y is x for y in batch))
    if len(batch) < least:
        batch = [x]
    ready = max(y.enabled for y in batch)
    for minute in range(x.enabled, x.start):
        served = [y for y in log if y.resource == x.resource and y.start <= minute < y.end]
        earlier = [
            y
            for y in served
            if y.enabled <= (x.enabled if any(y is z for z in batch) else max(ready, x.enabled))
        ]
        if minute < ready:
            cause = 0
        elif served:
            cause = 2 if earlier else 1
        else:
            cause = 3 if LUNCH[0] <= minute % 10 < LUNCH[1] else 4
        total[cause] += 1
    return total


def lunch_ruler(resource: Ints, instants: Ints) -> Ints:
    return instants - instants // 10 * 2 - np.clip(instants % 10 - LUNCH[0], 0, 2)


def columns(log: list[Row]) -> Instances:
    return Instances(*(np.array(column, np.int64) for column in zip(*log, strict=True)))


ROWS = st.builds(
    lambda r, a, e, wait, work: Row(r, a, e, e + wait, e + wait + work),
    st.integers(0, 1),
    st.integers(0, 1),
    st.integers(0, 20),
    st.integers(0, 15),
    st.integers(0, 8),
)


@given(st.lists(ROWS, min_size=1, max_size=14), st.sampled_from([2, 3]))
def test_every_minute_has_the_first_cause_that_applies(log: list[Row], least: int) -> None:
    causes = kronos(columns(log), lunch_ruler, min_size=least)
    found = [list(map(int, row)) for row in zip(*causes, strict=True)]
    assert found == [slow_kronos(log, at, least) for at in range(len(log))]


@given(st.lists(ROWS, min_size=1, max_size=14))
def test_the_order_of_the_rows_changes_nothing(log: list[Row]) -> None:
    causes = kronos(columns(log), lunch_ruler)
    order = np.random.default_rng(len(log)).permutation(len(log))
    again = kronos(columns([log[at] for at in order]), lunch_ruler)
    for part, shuffled in zip(causes, again, strict=True):
        assert part[order].tolist() == shuffled.tolist()


def test_no_instances_have_no_causes() -> None:
    none = np.zeros(0, np.int64)
    assert [len(part) for part in kronos(Instances(*[none] * 5), lunch_ruler)] == [0] * 5


def test_a_week_of_somebody_seen_once_is_a_quarter_of_an_hour() -> None:
    once = datetime(2026, 1, 5, 9, 20, tzinfo=UTC)
    at = np.array([int(once.timestamp()) * 1_000_000])
    zero = np.zeros(1, np.int64)
    week = discovered(zero, zero, at, offset=8 * HOUR)
    ends = week.position(np.zeros(2, np.int64), np.array([at[0], at[0] + 7 * 24 * HOUR]))
    assert int(ends[1] - ends[0]) == HOUR // 4
    assert np.flatnonzero(week.works[0]).tolist() == [DAYS.index("MON") * A_DAY + 17 * 4 + 1]
