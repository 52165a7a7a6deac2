"""Checked tables -> the files of one load: encoded, sorted, with the handoffs of both rules."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from graph.algorithms.concurrency import FollowCounts
from graph.algorithms.predecessors import Transitions
from graph.batches import BATCH, Tables, any_valid, keys_of, microseconds, steps_of, whole_cases
from graph.calendars import Calendars
from graph.encode import encode
from graph.handoffs import MISSING, Steps, causal_transitions, handoffs
from graph.load import Source
from graph.parquet_files import write
from graph.progress import Progress
from graph.stops import Stops
from graph.tables import (
    EVIDENCE,
    INSTANT,
    LEVELS,
    LOAD_CASES,
    LOAD_STEPS,
    RULES,
)

INSTANTS = {
    "steps": ["received_at", "started_at", "finished_at"],
    "cases": ["started_at", "finished_at"],
    "stops": ["started_at", "ended_at"],
}
"""Columns of the checked tables that the ruler will be laid on."""


def calendars_of(checked: Path, keys: dict[str, int]) -> Calendars:
    """Return the calendars of checked tables (`keys`: the key of each department).

    Raises `CalendarError` unless they know every day from the first instant to the last.
    """
    source = Source.from_json((checked / "source.json").read_text("utf-8"))
    overrides = pq.read_table(checked / "calendar.parquet")
    calendars = Calendars.of(source.calendar, source.timezone, overrides, keys)
    instants = [source.as_of]
    for table, names in INSTANTS.items():
        for batch in pq.ParquetFile(checked / f"{table}.parquet").iter_batches(
            BATCH, columns=names
        ):
            for column in batch.columns:
                instants += [i for i in pc.min_max(column).as_py().values() if i is not None]
    calendars.require(min(instants), max(instants))
    return calendars


def require_calendar(checked: Path) -> None:
    """Raise `CalendarError` unless the calendars of checked tables know all their days."""
    departments = pq.read_table(checked / "departments.parquet")["department_id"].to_pylist()
    calendars_of(checked, {department: key for key, department in enumerate(departments, 1)})


class Build:
    """One run over the steps of a load; its counts are read afterwards."""

    def __init__(
        self,
        checked: Path,
        out: Path,
        progress: Progress,
        *,
        rules: tuple[str, ...] = RULES,
        causes: bool = True,
    ) -> None:
        self.checked, self.out, self.progress = checked, out, progress
        self.rules, self.causes = rules, causes
        self.source = Source.from_json((checked / "source.json").read_text("utf-8"))
        self.quality: Counter[str] = Counter()
        self.evidence: set[int] = set()
        self.levels: tuple[str, ...] = ()
        self._first = self._last = np.zeros(0, np.int64)  # instants of each case

    def run(self) -> None:
        """Write every table of the load into the folder ``out``."""
        with TemporaryDirectory(dir=self.out, prefix=".encoded-") as scratch:
            encoded = Path(scratch)
            encode(self.checked, encoded, encoded, self.progress)
            self._derive(encoded)
        for name in ("calendar", "refused", "notes", "counts"):
            pq.write_table(
                pq.read_table(self.checked / f"{name}.parquet"), self.out / f"{name}.parquet"
            )

    def _derive(self, encoded: Path) -> None:
        from graph.bottleneck_files import write_findings
        from graph.causes import write_causes
        from graph.consecutive_files import write_consecutive

        file = pq.ParquetFile(encoded / "steps.parquet")
        departments = pq.read_table(encoded / "departments.parquet")
        persons = pq.read_table(encoded / "persons.parquet")
        self.levels = LEVELS if persons.num_rows > 1 else LEVELS[:1]
        calendars = self._calendars(departments)
        cases = pq.read_table(encoded / "cases.parquet")
        self._first, self._last = (np.full(cases.num_rows, MISSING) for _ in range(2))
        stops = Stops.of(pq.read_table(encoded / "stops.parquet").to_pandas(), cases.num_rows)
        for name in ("departments", "items", "units", "persons", "activities", "stages"):
            (encoded / f"{name}.parquet").rename(self.out / f"{name}.parquet")
        self._causal(
            file, calendars, stops, pq.read_metadata(self.out / "activities.parquet").num_rows
        )
        self._write_cases(cases, calendars, stops)
        _write_stops(stops, self.out / "stops.parquet")
        for level in self.levels if "consecutive" in self.rules else ():
            write_consecutive(encoded, self.out, level, calendars, stops, self.progress)
        offset = self.source.as_of.astimezone(ZoneInfo(self.source.timezone)).utcoffset()
        hour_hand = (offset or timedelta()) // timedelta(microseconds=1)
        tables = [(rule, level) for level in self.levels for rule in self.rules]
        tables = tables if self.causes else []
        write_causes(self.out, tables, calendars, stops, hour_hand, self.progress)
        write_findings(self.out, self.source.timezone, self.progress)

    def _calendars(self, departments: pa.Table) -> Calendars:
        ids, keys = departments["id"].to_pylist(), departments["key"].to_pylist()
        return calendars_of(self.checked, dict(zip(ids, keys, strict=True)))

    def _causal(
        self, file: pq.ParquetFile, calendars: Calendars, stops: Stops, activities: int
    ) -> None:
        total = file.metadata.num_rows
        follows = FollowCounts(activities + 1)
        for batch in whole_cases(file, ["case_key", "activity_key", "finished_us", "predecessors"]):
            case, activity = keys_of(batch["case_key"]), keys_of(batch["activity_key"])
            # A case that names predecessors says itself what runs side by side.
            named = pc.list_value_length(batch["predecessors"]).fill_null(0).to_numpy() > 0
            told = case[named]
            shown = pc.is_valid(batch["finished_us"]).to_numpy() & ~np.isin(case, told)
            follows.add(case[shown], activity[shown])
        side_by_side = follows.concurrency()
        self.quality["concurrent_pairs"] = side_by_side.pairs
        has_action = any_valid(file, "returned")
        done = 0
        self.progress("handoffs", 0, total)
        with Tables(self.out, self.levels) as tables:
            for batch in whole_cases(file):
                steps = steps_of(batch, has_action)
                found = causal_transitions(steps, side_by_side)
                for level in self.levels:
                    rows = handoffs(steps, found, level, calendars, stops)
                    tables.add(level, rows)
                    if level == "department":
                        self._count(steps, found, rows)
                tables.steps.write_table(_processing(batch, steps, calendars, stops))
                self._note_span(steps)
                done += batch.num_rows
                self.progress("handoffs", done, total)

    def _note_span(self, steps: Steps) -> None:
        """Keep the first instant of each case of a batch and its last one."""
        first = np.flatnonzero(np.diff(steps.case, prepend=steps.case[:1] - 1))
        instants = np.stack([steps.received, steps.started, steps.finished])
        low = np.where(instants == MISSING, np.iinfo(np.int64).max, instants).min(axis=0)
        case = steps.case[first]
        self._first[case] = np.minimum.reduceat(low, first)
        self._last[case] = np.maximum.reduceat(instants.max(axis=0), first)

    def _count(self, steps: Steps, found: Transitions, rows: pa.Table) -> None:
        tied = (steps.case[1:] == steps.case[:-1]) & (steps.end[1:] == steps.end[:-1])
        tied &= steps.finished[1:] != MISSING
        both = np.append(tied, False) | np.append(False, tied)
        self.quality["tied_steps"] += int(both.sum())
        self.quality["steps_without_department"] += int((steps.department == 0).sum())
        self.quality["steps_without_person"] += int((steps.person == 0).sum())
        instant = (steps.started == MISSING) & (steps.finished != MISSING)
        self.quality["instant_steps"] += int(instant.sum())
        self.quality["unfinished_steps"] += int((steps.finished == MISSING).sum())
        self.quality["open_cases_without_next_step"] += rows["to_step"].null_count
        unknown = pc.or_(pc.equal(rows["sender_key"], 0), pc.equal(rows["receiver_key"], 0))
        unknown = pc.and_(unknown, pc.is_valid(rows["to_step"]))
        self.quality["handoffs_without_department"] += pc.sum(unknown).as_py() or 0
        waited = rows.filter(pc.is_valid(rows["wait_working"]))
        self.evidence.update(pc.unique(waited["evidence"]).to_pylist())

    @property
    def weakest_evidence(self) -> str:
        """The weakest evidence among the handoffs that waited."""
        return EVIDENCE[max(self.evidence, default=len(EVIDENCE) - 1)]

    def _write_cases(self, cases: pa.Table, calendars: Calendars, stops: Stops) -> None:
        started = microseconds(cases["started_at"].cast(INSTANT))
        started = np.where(started == MISSING, self._first, started)
        closed = cases["closed"].to_numpy(zero_copy_only=False)
        finished = microseconds(cases["finished_at"].cast(INSTANT))
        finished = np.where(finished == MISSING, self._last, finished)
        # A case may have no step, and an event log tells no start of its own.
        known = closed & (started != MISSING)
        finished = np.where(known, np.maximum(finished, started), started)
        self.quality["cases_without_steps"] = int((self._last == MISSING).sum())
        key = keys_of(cases["case_key"])
        nobody = np.zeros(len(key), np.int32)
        worked = calendars.position(nobody, finished) - calendars.position(nobody, started)
        stopped, passed = stops.within(key, nobody, started, finished, calendars)
        table = pa.table(
            [
                cases["case_key"],
                cases["case_id"],
                cases["item_key"],
                pa.array(started, mask=started == MISSING).cast(INSTANT),
                pa.array(finished, mask=~known).cast(INSTANT),
                cases["closed"],
                pa.array((worked - stopped) / 1e6, mask=~known),
                pa.array((finished - started - passed) / 1e6, mask=~known),
            ],
            schema=LOAD_CASES,
        )
        write(self.out / "cases.parquet", table)


def _processing(batch: pa.Table, steps: Steps, calendars: Calendars, stops: Stops) -> pa.Table:
    known = (steps.started != MISSING) & (steps.finished != MISSING)
    low = np.where(known, steps.started, 0)
    high = np.where(known, steps.finished, 0)
    worked = calendars.position(steps.department, high) - calendars.position(steps.department, low)
    stopped, passed = stops.within(steps.case, steps.department, low, high, calendars)
    added = {
        "processing_working": pa.array((worked - stopped) / 1e6, mask=~known),
        "processing_calendar": pa.array((high - low - passed) / 1e6, mask=~known),
        "stage_key": pa.array(steps.stage, mask=steps.stage == 0),
    }
    columns = [
        added.get(name, batch[name] if name in batch.column_names else None)
        for name in LOAD_STEPS.names
    ]
    return pa.table(columns, schema=LOAD_STEPS)


def _write_stops(stops: Stops, path: Path) -> None:
    case = np.repeat(np.arange(len(stops.first) - 1, dtype=np.int32), np.diff(stops.first))
    table = pa.table(
        {
            "case_key": case,
            "started_at": pa.array(stops.start).cast(INSTANT),
            "ended_at": pa.array(stops.end).cast(INSTANT),
        }
    )
    write(path, table)
