"""Why handoffs waited: the tables of causes of a load, from its steps and handoffs."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from graph.algorithms.batching import Instances
from graph.algorithms.causes import Steps, Stopped, causes
from graph.algorithms.kronos import kronos
from graph.algorithms.weekly_hours import discovered
from graph.batches import keys_of, microseconds
from graph.calendars import Calendars
from graph.handoffs import MISSING
from graph.parquet_files import writer
from graph.progress import Progress
from graph.stops import Stops
from graph.tables import CAUSES, KRONOS_CAUSES, causes_table, handoff_table

Ints = NDArray[np.int64]
KEYS = ("case_key", "department_key", "person_key", "activity_key")
INSTANTS = ("received_at", "started_at", "finished_at")
AT_A_TIME = 500_000  # steps of whole departments or persons


class Waited(NamedTuple):
    """The steps of a load that were started, and the handoff for which each waited (0: none)."""

    columns: tuple[NDArray[Any], ...]  # those of `Steps`, narrow
    handoff: Ints

    def rows(self, rows: Ints) -> "Waited":
        """Return some of the rows."""
        return Waited(tuple(column[rows] for column in self.columns), self.handoff[rows])

    @property
    def steps(self) -> Steps:
        """The columns as integers of 64 bits."""
        return Steps(*(column.astype(np.int64) for column in self.columns))


def write_causes(
    out: Path,
    tables: Sequence[tuple[str, str]],
    calendars: Calendars,
    stops: Stops,
    offset: int,
    progress: Progress,
) -> None:
    """Write `tables` of causes, each a rule and a level, of the load in the folder `out`.

    `offset` is how far the wall clock is ahead of UTC, in microseconds.
    """
    for done, (rule, level) in enumerate(tables):
        progress("causes", done, len(tables))
        write_table(out, rule, level, calendars, stops, offset)
    progress("causes", len(tables), len(tables))


def write_table(
    out: Path, rule: str, level: str, calendars: Calendars, stops: Stops, offset: int
) -> None:
    """Write one of the tables of causes; see `write_causes`."""
    waited = _waited(out, rule, level)
    schema, found = KRONOS_CAUSES, _of_persons(waited, offset)
    if level == "department":
        stopped = Stopped(stops.first, stops.start, stops.end)
        schema, found = CAUSES, _of_departments(waited, calendars, stopped, offset)
    with writer(out / f"{causes_table(rule, level)}.parquet", schema) as file:
        for rows in found:
            file.write_table(rows)


def _waited(out: Path, rule: str, level: str) -> Waited:
    """Read the steps that were started, and what they waited for by a rule."""
    case, department, person, activity, received, started, finished = _steps(out)
    start = np.where(started == MISSING, finished, started)
    told = (started != MISSING) | (finished == MISSING)
    cases = pq.read_table(out / "cases.parquet", columns=["started_at", "finished_at"])
    begun, closed = (microseconds(column) for column in cases.columns)
    # A step without an end is under way until its case is closed, or still.
    under_way = np.flatnonzero(finished == MISSING)
    ends = closed[case[under_way]]
    still = start.max(initial=0) + 1
    finished[under_way] = np.where(ends == MISSING, still, np.maximum(ends, start[under_way]))
    # Without a predecessor it waits from the start of its case.
    enabled = np.where(begun[case] == MISSING, start, np.minimum(begun[case], start))
    handoff = np.zeros(len(case), np.int64)
    _enable(out / f"{handoff_table(rule, level)}.parquet", enabled, handoff)
    received = np.where(received == MISSING, enabled, received)
    columns = (case, department, person, activity, enabled, received, start, finished, told)
    known = np.flatnonzero(start != MISSING)
    waited = Waited(columns, handoff)
    return waited if len(known) == len(start) else waited.rows(known)


def _steps(out: Path) -> list[NDArray[Any]]:
    """Return the keys and the instants of all steps, which can be written to."""
    table = pq.read_table(out / "steps.parquet", columns=[*KEYS, *INSTANTS])
    keys: list[NDArray[Any]] = [keys_of(table[name]) for name in KEYS]
    return keys + [np.array(microseconds(table[name])) for name in INSTANTS]


def _enable(path: Path, enabled: Ints, handoff: Ints) -> None:
    """Write when each step was enabled, and by which handoff, where one binds it."""
    binding = pc.is_valid(pc.field("wait_calendar"))
    names = ["handoff_id", "to_step", "enabled_at"]
    table = pq.read_table(path, columns=names, filters=binding)
    to = table["to_step"].to_numpy()
    enabled[to] = microseconds(table["enabled_at"])
    handoff[to] = table["handoff_id"].to_numpy()


def _of_departments(
    waited: Waited, calendars: Calendars, stopped: Stopped, offset: int
) -> Iterator[pa.Table]:
    """Yield the causes of the waits for some departments after another."""

    def ruler(department: Ints, instants: Ints) -> Ints:
        return calendars.position(department.astype(np.int32), instants)

    for some in _chunks(waited, "department"):
        steps = some.steps
        found = causes(steps, stopped, ruler, offset=offset)
        yield _table(steps, some.handoff, found, CAUSES)


def _of_persons(waited: Waited, offset: int) -> Iterator[pa.Table]:
    """Yield the causes of the waits for some persons after another."""
    for some in _chunks(waited, "person"):
        steps = some.steps
        known = np.flatnonzero((steps.told != 0) & (steps.person != 0))
        of = steps.rows(known)
        resource = np.unique(of.person, return_inverse=True)[1]
        hours = discovered(
            np.tile(resource, 2),
            np.tile(of.activity, 2),
            np.concatenate([of.start, of.end]),
            offset,
        )
        instances = Instances(resource, of.activity, of.enabled, of.start, of.end)
        parts = [np.zeros(len(steps.start), np.int64) for _ in KRONOS_CAUSES.names[1:]]
        for column, part in zip(parts, kronos(instances, hours.position), strict=False):
            column[known] = part
        parts[-1] = steps.start - steps.enabled
        parts[-1][known] = 0
        yield _table(steps, some.handoff, parts, KRONOS_CAUSES)


def _chunks(waited: Waited, whole: str) -> Iterator[Waited]:
    """Yield the rows of whole departments or persons, about `AT_A_TIME` at a time."""
    key = waited.columns[Steps._fields.index(whole)]
    order = np.argsort(key, kind="stable")
    edges = np.flatnonzero(np.diff(key[order], prepend=-1, append=-1))
    start = 0
    while start < len(order):
        fit = edges[np.searchsorted(edges, start + AT_A_TIME, "right") - 1]
        end = fit if fit > start else edges[np.searchsorted(edges, start, "right")]
        yield waited.rows(order[start:end])
        start = end


def _table(steps: Steps, handoff: Ints, parts: Sequence[Ints], schema: pa.Schema) -> pa.Table:
    """Return the rows of the handoffs that waited, parts in seconds."""
    rows = np.flatnonzero((handoff > 0) & (steps.enabled < steps.start))
    rows = rows[np.argsort(handoff[rows])]
    return pa.table([handoff[rows], *(part[rows] / 1e6 for part in parts)], schema=schema)
