"""Read a workbook, or a folder of CSV tables, into checked tables."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pyarrow.parquet as pq

from graph.errors import InputError
from graph.evaluation.ratings import Ratings
from graph.evaluation.ratings_files import write_ratings
from graph.load import Source, SourceFile
from graph.progress import Progress, by_parts, silent
from graph.text import Text
from loaders.checks import check_rows, refuse_after
from loaders.desk import Desk
from loaders.log_options import note_log_options
from loaders.nothing_left import some_left
from loaders.read import Checked, Options
from loaders.references import Referents, resolve
from loaders.report import ImportReport
from loaders.rows import Rows
from loaders.sheets import Sheet, input_files, list_sheets
from loaders.values import Circumstances
from loaders.workbook_calendar import laid_over
from loaders.workbook_cases import (
    CaseTimes,
    cases_table,
    check_short_names,
    departments_table,
    items_table,
)
from loaders.workbook_parameters import Parameters, is_synthetic, read_parameters
from loaders.workbook_reviews import read_reviews
from loaders.workbook_sheets import find_sheets
from loaders.workbook_steps import check_steps, steps_table
from loaders.workbook_stops import check_stops, stops_table
from loaders.workbook_units import Sections, resolve_section, units_table

NO_DATE = Text(
    "没有截止日期，取数据中最晚的时间", "No date of the data is given: the last instant was taken"
)
DECLARE = Text("请在填报说明中填写 as_of（截止日期）", "Write as_of (截止日期) in 填报说明")


CLEANED = (
    *("departments", "units", "items", "cases", "case_steps"),
    *("special_procedures", "calendar_overrides"),
)
"""Tables whose sheets are read value by value before they are checked, in this order."""
SHEETS = ("meta", *CLEANED, "peer_reviews")
"""Tables whose sheets are opened."""
Known = dict[str, Referents | Sections]
"""What may be referred to, by table."""


@dataclass(slots=True)
class Book:
    """The rows of all sheets that are stored, checked."""

    departments: Rows
    units: Rows | None
    items: Rows
    cases: Rows
    steps: Rows
    stops: Rows | None
    calendar: Rows | None
    as_of: datetime  # local, naive
    rounds: Sequence[Ratings]


def read_workbook(path: Path, out: Path, options: Options, progress: Progress = silent) -> Checked:
    """Read `path` and write the checked tables, the report and ``source.json`` into `out`.

    Raises `InputError` where a needed sheet, column or row is missing, and `AllRefusedError`
    where all rows of a needed sheet are refused.
    """
    report = ImportReport()
    zone = _zone(options.timezone)
    note_log_options(path.name, options, report)
    sheets = find_sheets(list_sheets(input_files(path)), report)
    desk = Desk(sheets, report, Circumstances(zone=zone), progress)
    desk.open_all(SHEETS)
    parameters = _parameters(desk)
    desk.circumstances = replace(desk.circumstances, stars=parameters.stars)
    parameters.direction = options.score_direction or parameters.direction
    for name in CLEANED:
        desk.clean(name)
    book = _check(desk, parameters)
    calendar, name = laid_over(book.calendar, options.calendar)
    tables = {
        "departments": departments_table(book.departments),
        "items": items_table(book.items),
        "units": units_table(book.units),
        "cases": cases_table(book.cases, zone),
        "steps": steps_table(book.steps, zone),
        "stops": stops_table(book.stops, zone),
        "calendar": calendar,
    }
    for stem, table in tables.items():
        pq.write_table(table, out / f"{stem}.parquet")
    source = Source(
        name=path.resolve().name,
        kind="workbook",
        files=_files(sheets),
        as_of=book.as_of.replace(tzinfo=zone).astimezone(UTC),
        timezone=options.timezone,
        calendar=name,
        synthetic=parameters.synthetic,
        city=parameters.city,
    )
    if book.rounds:
        write_ratings(out, book.rounds)
    report.write(out)
    (out / "source.json").write_text(source.to_json(), encoding="utf-8")
    return Checked(source, report, out)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(
            f"不认识的时区：{name}。请写如 Asia/Shanghai。",
            f"Not a time zone: {name}. Write it like Asia/Shanghai.",
        ) from error


def _parameters(desk: Desk) -> Parameters:
    opened = desk.opened("meta")
    if opened is None:
        return Parameters()
    synthetic = is_synthetic(opened.grid)
    desk.clean("meta")
    rows = desk.rows("meta")
    if rows is None:
        return Parameters()
    found = read_parameters(rows, desk.here(opened.grid))
    found.synthetic = synthetic
    return found


def _check(desk: Desk, parameters: Parameters) -> Book:
    """Read and check the sheets in the order in which they refer to each other."""
    declared = None if parameters.as_of is None else np.datetime64(parameters.as_of, "us")
    told = desk.progress
    departments = desk.needed("departments")
    check_rows(departments)
    check_short_names(departments)
    some_left(departments)
    of_departments = Referents.of(departments, "dept_id", "dept_name", "short_names")
    known: Known = {"departments": of_departments}
    units = desk.rows("units")
    if units is not None:
        _referred(units, known, declared, told)
    known["units"] = Sections.of(units)
    items = _settled(desk.needed("items"), known, declared, told)
    known["items"] = Referents.of(items, "item_id", "item_name", "task_code")
    cases = _settled(desk.needed("cases"), known, declared, told)
    known["cases"] = Referents.of(cases, "case_id")
    times = CaseTimes.of(cases)
    steps = _referred(desk.needed("case_steps"), known, declared, told)
    check_steps(steps, times)
    some_left(steps)
    stops = desk.rows("special_procedures")
    if stops is not None:
        _referred(stops, known, declared, told)
    as_of = declared if declared is not None else _last_instant(desk, cases, steps, stops)
    if stops is not None:
        check_stops(stops, times, as_of)
    calendar = desk.rows("calendar_overrides")
    if calendar is not None:
        _referred(calendar, known, declared, told)
    rounds = _reviews(desk, departments, of_departments, parameters)
    dated = as_of.astype(object)
    return Book(departments, units, items, cases, steps, stops, calendar, dated, rounds)


def _referred(rows: Rows, known: Known, declared: np.datetime64 | None, progress: Progress) -> Rows:
    """Resolve the references of `rows`, then check them."""
    referring = [field for field in rows.table.fields if field.refers_to]
    passed = by_parts(progress, f"check:{rows.name}", len(rows), len(referring) + 1)
    for field in referring:
        referents = known[str(field.refers_to)]
        if isinstance(referents, Sections):
            resolve_section(rows, field.name, referents)
        else:
            resolve(rows, field.name, referents)
        passed()
    check_rows(rows)
    passed()
    if declared is not None:
        refuse_after(rows, declared)
    return rows


def _settled(rows: Rows, known: Known, declared: np.datetime64 | None, progress: Progress) -> Rows:
    some_left(_referred(rows, known, declared, progress))
    return rows


def _reviews(
    desk: Desk, departments: Rows, known: Referents, parameters: Parameters
) -> Sequence[Ratings]:
    opened = desk.opened("peer_reviews")
    if opened is None:
        return ()
    here = desk.here(opened.grid)
    return read_reviews(opened, departments, known, here, parameters, desk.report)


def _last_instant(desk: Desk, *tables: Rows | None) -> np.datetime64:
    latest = [
        rows.times(field.name)[rows.accepted]
        for rows in tables
        if rows is not None
        for field in rows.table.fields
        if field.type == "datetime"
    ]
    desk.report.note("填报说明", "取值", NO_DATE, DECLARE, rows=0)
    known = np.concatenate(latest)
    found: np.datetime64 = known[~np.isnat(known)].max()
    return found


def _files(sheets: dict[str, Sheet]) -> tuple[SourceFile, ...]:
    files = dict.fromkeys(sheet.file for sheet in sheets.values())
    return tuple(_file(file) for file in files)


def _file(path: Path) -> SourceFile:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return SourceFile(path.name, path.stat().st_size, digest)
