"""Open an event log of any format and find out which column plays which role."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from graph.errors import MappingError
from graph.inputs import NO_COLUMN, ROLES
from graph.progress import Progress, silent
from graph.text import Text
from loaders.columns import check_complete, check_named, propose, remembered
from loaders.event_log_checks import Log
from loaders.event_log_contents import Contents
from loaders.event_log_csv import CsvFile, Numbers, csv_rows, unread_lines
from loaders.event_log_header import doubled, note_doubled
from loaders.event_log_quotes import refuse_open
from loaders.event_log_rows import Rows, check_kinds, literal, parquet_rows
from loaders.read import Options
from loaders.report import Note
from loaders.xes import XesLog, empty, lines, read_head, read_xes

XES_KEYS = {
    "activity": "concept:name",
    "end": "time:timestamp",
    "department": "org:group",
    "person": "org:resource",
    "lifecycle": "lifecycle:transition",
    "instance": "concept:instance",
}
OF_TRACES = ("department", "person", "item")
"""Roles that an attribute of the trace may play, if it is named."""
LISTED = 20
"""Lines that one note lists."""


def open_log(
    path: Path,
    folder: Path,
    connection: duckdb.DuckDBPyConnection,
    options: Options,
    progress: Progress,
) -> Log:
    """Open `path` by the end of its name; what the work needs goes into `folder`."""
    name = path.name.lower()
    if name.endswith((".xes", ".xes.gz")):
        return _xes(path, folder, connection, options, progress)
    if name.endswith(".parquet"):
        progress("header", 0, None)
        rows = parquet_rows(path, connection)
        return replace(_table(path, options, rows, list), expected=pq.read_metadata(path).num_rows)
    return _csv(path, options, csv_rows(path, folder, connection, progress))


def named_columns(options: Options) -> dict[str, str]:
    """Return the column of each role that the user named."""
    values = {role: getattr(options, role) for role in ROLES}
    return {role: value for role, value in values.items() if value and value != NO_COLUMN}


def _left_out(options: Options) -> dict[str, str]:
    """Return the roles of which the user says that no column plays them."""
    return {role: NO_COLUMN for role in ROLES if getattr(options, role) == NO_COLUMN}


def _csv(path: Path, options: Options, file: CsvFile) -> Log:
    try:
        log = _table(path, options, file.rows, file.numbers)
    except MappingError:  # of an open quotation mark it would be the second to know
        connection = file.rows.connection
        connection.execute(f"SELECT count(*) FROM {file.rows.relation}").fetchall()
        refuse_open(path.name, file.separator, len(file.header), unread_lines(connection))
        raise
    twice = note_doubled(path, doubled(file.header), set(log.mapping.values()))
    return replace(
        log,
        notes=(*file.notes, *twice),
        separator=file.separator,
        width=len(file.header),
        has_quotes=file.has_quotes,
        expected=max(0, file.lines - 1),
    )


def _table(path: Path, options: Options, rows: Rows, numbers: Numbers) -> Log:
    named = named_columns(options)
    check_named(rows.header, named, path.name)
    none = _left_out(options)
    kept = remembered(options.mappings, rows.header) | named | none
    contents = Contents(rows, options.timezone)
    found = propose(rows.header, contents.fits, kept)
    mapping = _single_time({r: name for r, name in (kept | found).items() if name != NO_COLUMN})
    check_complete(rows.header, mapping, path.name, contents.nearest_time)
    check_kinds(rows, mapping, path.name)
    return Log(
        path=path,
        rows=rows,
        mapping=mapping,
        proposals={role: name for role, name in mapping.items() if name not in named.values()},
        item=_stem(path),
        numbers=numbers,
        header=rows.header,
        survey=lambda: rows,
        kept=kept if named or none else {},
        sample=lambda: contents.sample,
    )


def _single_time(mapping: Mapping[str, str]) -> dict[str, str]:
    """Take an only time as the end, whatever it was called: its events are instants."""
    if "start" in mapping and "end" not in mapping:
        return {("end" if role == "start" else role): name for role, name in mapping.items()}
    return dict(mapping)


def _stem(path: Path) -> str:
    name = path.name.removesuffix(".gz")
    return name.rpartition(".")[0] or name


def _xes(
    path: Path,
    folder: Path,
    connection: duckdb.DuckDBPyConnection,
    options: Options,
    progress: Progress,
) -> Log:
    named = named_columns(options)
    wanted = XES_KEYS | {role: key for role, key in named.items() if role != "case"}
    wanted = {role: key for role, key in wanted.items() if role not in _left_out(options)}
    keys = tuple(dict.fromkeys(wanted.values()))
    of_traces = tuple(dict.fromkeys(named[role] for role in OF_TRACES if role in named))
    case = named.get("case", "concept:name")
    events = folder / "events.parquet"
    log = read_xes(path, events, keys, of_traces, case, progress)
    if not log.events:
        raise empty(path)
    progress("header", 0, None)
    present = tuple(dict.fromkeys((*log.event_attributes, *log.trace_attributes)))
    check_named(present, named, path.name)
    _check_case(path, case, log)
    known = {*log.event_attributes, *of_traces}
    mapping = {"case": f"case:{case}"} | {r: key for r, key in wanted.items() if key in known}
    check_complete(present, mapping, path.name)
    return Log(
        path=path,
        rows=_staged(events, connection, keys, case),
        mapping=mapping,
        proposals={role: key for role, key in mapping.items() if role not in named},
        item=log.name or _stem(path),
        numbers=lambda places: _lines(path, places),
        header=tuple(key for key in present if key != case or key in log.event_attributes),
        survey=lambda: _survey(path, folder, connection, present),
        kept={},
        sample=lambda: head_rows(path, folder, connection, present),
        notes=_notes(path, log, case),
        expected=log.events,
    )


def _check_case(path: Path, case: str, log: XesLog) -> None:
    """Refuse a case that is an attribute of events only."""
    if case not in log.trace_attributes and case != "concept:name":
        names = log.trace_attributes
        raise MappingError(
            f"{path.name} 中“{case}”是事件的属性，不能用作 --case：XES 的办件就是 trace。"
            f"请不写 --case，或写 trace 的属性之一：{'、'.join(names)}。",
            f"“{case}” is an attribute of events in {path.name} and cannot be the --case: the case "
            f"of an XES is the trace. Leave --case out, or name an attribute of traces: "
            f"{', '.join(names)}.",
            Text(
                f"“{case}”是事件的属性，不能作办件编号：XES 的办件就是 trace。",
                f"“{case}” is an attribute of events and cannot be the case: the case of an XES "
                "is the trace.",
            ),
        )


def _notes(path: Path, log: XesLog, case: str) -> tuple[Note, ...]:
    notes = []
    if log.nameless:
        found = lines(path, list(log.nameless))
        where = ", ".join(map(str, found[:LISTED])) + (" ..." if len(found) > LISTED else "")
        text = Text(
            f"{len(found)} 个 trace 没有名称（第 {where} 行），其事件未装载",
            f"{len(found)} traces have no name (line {where}); their events are not loaded",
        )
        advice = Text("请为 trace 补上 concept:name", "Give the traces a concept:name")
        notes.append(Note(path.name, "concept:name", text, advice, len(found), found[0]))
    if log.repeated:
        (first,) = lines(path, [log.repeated[0]])
        text = Text(
            f"{len(log.repeated)} 个 trace 与前面的同名（首个在第 {first} 行），其事件并入同一办件",
            f"{len(log.repeated)} traces share the name of an earlier one (first at line {first}); "
            "their events are one case",
        )
        advice = Text("若不是同一办件，请改名", "Rename them if they are not one case")
        notes.append(Note(path.name, case, text, advice, len(log.repeated), first))
    if log.empty_traces:
        text = Text(
            f"{log.empty_traces} 个 trace 没有事件，不成为办件",
            f"{log.empty_traces} traces have no events and become no cases",
        )
        notes.append(Note(path.name, None, text, Text("", ""), log.empty_traces))
    return tuple(notes)


def _staged(
    path: Path, connection: duckdb.DuckDBPyConnection, keys: Sequence[str], case: str
) -> Rows:
    relation = f"read_parquet({literal(str(path))}, file_row_number = true)"
    columns = {key: (f"e{number}", "VARCHAR") for number, key in enumerate(keys)}
    columns[f"case:{case}"] = ('"case"', "VARCHAR")
    return Rows(connection, relation, columns, "file_row_number", "place")


def _survey(
    path: Path, folder: Path, connection: duckdb.DuckDBPyConnection, keys: tuple[str, ...]
) -> Rows:
    """Read the log once more with all its attributes, those of traces too."""
    every = folder / "every.parquet"
    read_xes(path, every, keys, keys, progress=silent)
    return _staged(every, connection, keys, "concept:name")


def head_rows(
    path: Path, folder: Path, connection: duckdb.DuckDBPyConnection, keys: tuple[str, ...]
) -> Rows:
    """Return the beginning of an XES log with all its attributes, `keys`."""
    head = folder / "head.parquet"
    read_head(path, head, keys)
    return _staged(head, connection, keys, "concept:name")


def _lines(path: Path, places: Sequence[int]) -> list[int]:
    distinct = sorted(set(places))
    line_of = dict(zip(distinct, lines(path, distinct), strict=True))
    return [line_of[place] for place in places]
