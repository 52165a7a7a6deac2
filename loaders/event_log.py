"""Read an event log (XES, CSV or Parquet) into checked tables."""

import hashlib
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from graph.errors import InputError
from graph.load import Source, SourceFile
from graph.store import Progress, silent
from graph.tables import CALENDAR, STOPS
from loaders import event_log_checks as checks
from loaders import event_log_departments as departments
from loaders import event_log_steps as steps
from loaders.calendar_file import read_calendar_file
from loaders.columns import remember
from loaders.event_log_checks import Log
from loaders.event_log_csv import refuse_unread
from loaders.event_log_events import create_events
from loaders.event_log_open import open_log
from loaders.event_log_rows import connect, one
from loaders.read import Checked, Options
from loaders.report import ImportReport

BUILT_IN = ("china", "none")


def read_event_log(path: Path, out: Path, options: Options, progress: Progress = silent) -> Checked:
    """Read the event log `path` into checked tables in the folder `out`.

    `progress` is called with ``read`` (bytes of the file) and then ``check`` and ``write``
    (rows). Raises `InputError` where nothing can be used: a broken file, no time or case column,
    no department on any step. Rows with a problem are in the report and the rest is loaded.
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
        calendar=options.calendar if options.calendar in BUILT_IN else Path(options.calendar).name,
        mapping=tuple(log.mapping.items()),
    )
    pq.write_table(STOPS.empty_table(), out / "stops.parquet")
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
    create_events(log.rows, log.mapping, options)
    if log.is_csv:
        refuse_unread(connection, log.name, report)
    (total,) = one(connection, "SELECT count(*) FROM events")
    report.read[log.name] = total + report.refused(log.name)
    progress("check", total, total)
    _check(log, options, report)
    steps.create_steps(connection, "start" not in log.mapping and steps.has_pairs(connection))
    steps.write_steps(connection, out)
    steps.write_cases(connection, out, log.item, options.final)
    progress("write", total, total)
    last = steps.as_of(connection)
    if last is None:
        raise _nothing(log, report)
    return last


def _check(log: Log, options: Options, report: ImportReport) -> None:
    checks.refuse_rows(log, report)
    if report.read[log.name] == report.refused(log.name):
        raise _nothing(log, report)
    checks.refuse_personal(log, report)
    if not departments.has_department(log.connection):
        found = departments.alternatives(log.survey(), set(log.mapping.values()))
        raise departments.no_department(log, options, found)
    checks.note_missing(log, options, report)
    checks.note_the_rest(log, options, report)


def _calendar(options: Options) -> pa.Table:
    if options.calendar in BUILT_IN:
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
    return InputError(
        f"读取 {path.name} 时出错：{first}。请检查文件是否完整、磁盘是否已满。",
        f"Reading {path.name} failed: {first}. Check that the file is whole and the disk not full.",
    )
