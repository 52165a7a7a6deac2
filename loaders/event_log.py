"""Read an event log (XES, CSV or Parquet) into checked tables."""

import hashlib
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from graph.errors import InputError
from graph.inputs import CALENDARS
from graph.load import Source, SourceFile
from graph.progress import Progress, by_parts, silent, watched
from graph.tables import CALENDAR, STOPS, UNITS
from loaders import event_log_checks as checks
from loaders import event_log_departments as departments
from loaders import event_log_steps as steps
from loaders.calendar_file import read_calendar_file
from loaders.columns import remember
from loaders.event_log_checks import Log
from loaders.event_log_csv import refuse_unread, unread_lines
from loaders.event_log_events import create_events, find_problems
from loaders.event_log_left_out import note_left_out
from loaders.event_log_open import open_log
from loaders.event_log_plain_rows import note_empty, note_repeats, skip_empty
from loaders.event_log_quotes import refuse_open, refuse_swallowed, swallowed_elsewhere
from loaders.event_log_readings import INTEGERS, WHOLE_NUMBERS, read_again
from loaders.event_log_rows import connect, no_rows, one
from loaders.event_log_sources import sources
from loaders.read import Checked, Options
from loaders.report import ImportReport

CHECKS = 6
"""Passes over all rows that are told as progress of the checks."""


def read_event_log(path: Path, out: Path, options: Options, progress: Progress = silent) -> Checked:
    """Read the event log `path` into checked tables in the folder `out`.

    `progress` is called with ``unpack`` (bytes of the file), then ``header``, ``clean`` and
    ``check`` (rows). Raises `InputError` where nothing can be used: a broken file, no time or
    case column, no department on any step. Rows with a problem are in the report and the rest is
    loaded.
    """
    calendar = _calendar(options)
    report = ImportReport()
    with TemporaryDirectory(dir=out, prefix="rows-") as folder:
        try:
            with closing(connect(Path(folder))) as connection:
                log = open_log(path, Path(folder), connection, options, progress)
                last = _write(log, out, options, report, progress)
        except duckdb.Error as error:
            raise _unreadable(path, error) from error
    source = Source(
        name=path.name,
        kind="event_log",
        files=(_fingerprint(path),),
        as_of=last,
        timezone=options.timezone,
        calendar=options.calendar if options.calendar in CALENDARS else Path(options.calendar).name,
        mapping=tuple(log.mapping.items()),
    )
    pq.write_table(STOPS.empty_table(), out / "stops.parquet")
    pq.write_table(UNITS.empty_table(), out / "units.parquet")
    pq.write_table(calendar, out / "calendar.parquet")
    (out / "source.json").write_text(source.to_json(), encoding="utf-8")
    report.write(out)
    remember(options.mappings, log.header, log.kept)
    return Checked(source, report, out, tuple(log.proposals.items()))


def _write(
    log: Log, out: Path, options: Options, report: ImportReport, progress: Progress
) -> datetime:
    """Write the tables of `log`, fill the report, and return the instant of the last event."""
    connection = log.connection
    report.notes.extend(log.notes)
    with watched(connection, progress, "clean", log.expected):
        create_events(log.rows, log.mapping, options)
    passed = by_parts(progress, "check", log.expected, CHECKS)
    empty = 0 if log.is_xes else skip_empty(log)
    if log.is_csv:
        unread = unread_lines(connection)
        refuse_open(log.name, log.separator, log.width, unread)
        refuse_swallowed(log)
        empty += refuse_unread(log.name, unread, log.separator, report)
    note_empty(log, report, empty)
    _read_times_again(log, options, report)
    passed()
    (total,) = one(connection, "SELECT count(*) FROM events")
    report.read[log.name] = total + report.refused(log.name)
    _check(log, options, report, passed)
    steps.create_steps(connection, "start" not in log.mapping and steps.has_pairs(connection))
    steps.write_steps(connection, out)
    passed()
    steps.write_cases(connection, out, log.item, options.final)
    passed()
    last = steps.as_of(connection)
    if last is None:
        raise _nothing(log, report)
    return last


def _read_times_again(log: Log, options: Options, report: ImportReport) -> None:
    for role in ("start", "end"):
        for note, count in read_again(log.connection, role, options.timezone):
            report.note(log.name, log.mapping.get(role), note, rows=count)
        column = log.mapping.get(role)
        if column and log.rows.columns[column][1].startswith(INTEGERS):
            report.note(log.name, column, WHOLE_NUMBERS, rows=0)
    find_problems(log.connection)


def _check(log: Log, options: Options, report: ImportReport, passed: Callable[[], None]) -> None:
    checks.refuse_rows(log, report, lambda: sources(log))
    passed()
    if not report.read[log.name]:
        raise no_rows(log.path)
    if report.read[log.name] == report.refused(log.name):
        raise _nothing(log, report)
    checks.refuse_personal(log, report)
    passed()
    if not departments.has_department(log.connection):
        found = departments.alternatives(log.survey(), set(log.mapping.values()))
        raise departments.no_department(log, options, found)
    checks.note_missing(log, options, report)
    if not log.is_xes:
        note_repeats(log, report)
    passed()
    if log.is_csv:
        report.notes.extend(swallowed_elsewhere(log))
    checks.note_the_rest(log, report)
    note_left_out(log, options, report)


def _calendar(options: Options) -> pa.Table:
    if options.calendar in CALENDARS:
        return CALENDAR.empty_table()
    return read_calendar_file(Path(options.calendar))


def _fingerprint(path: Path) -> SourceFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return SourceFile(path.name, path.stat().st_size, digest)


def _nothing(log: Log, report: ImportReport) -> InputError:
    first = next(iter(report.refusals), None)
    zh = f"例如第 {first.row} 行：{first.reason.zh}，{first.advice.zh}。" if first else ""
    en = f" Row {first.row}, for one: {first.reason.en}. {first.advice.en}." if first else ""
    return InputError(
        f"{log.name} 没有一行可用（共 {report.read[log.name]} 行）。{zh}请检查列是否选对。",
        f"No row of {log.name} can be used (of {report.read[log.name]}).{en} Check that the right "
        "columns are named.",
    )


def _unreadable(path: Path, error: duckdb.Error) -> InputError:
    first = str(error).splitlines()[0]
    if "Invalid string encoding" in first or "not utf8" in first.lower():
        return InputError(
            f"{path.name} 中有不是 UTF-8 的文字，无法读取。请以 UTF-8 重新导出。",
            f"{path.name} holds texts that are not UTF-8 and cannot be read. Export it in UTF-8.",
        )
    return InputError(
        f"读取 {path.name} 时出错：{first}。请检查文件是否完整、磁盘是否已满。",
        f"Reading {path.name} failed: {first}. Check that the file is whole and the disk not full.",
    )
