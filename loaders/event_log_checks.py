"""What is looked at before an event log is let in: bad rows, missing texts, personal numbers."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from graph.errors import InputError, MappingError
from graph.inputs import ROLES
from graph.text import Text
from loaders.event_log_rows import Rows, brief, one
from loaders.personal_numbers import SHARE, looks_personal
from loaders.read import Options
from loaders.report import ImportReport, Note, SourceCell, SourceRow

Cells = tuple[SourceCell, ...]

MOST = 1_000_000
"""Refusals of one kind above which a report row by row helps nobody."""

MISSING = (
    "empty", "?", "unknown", "missing", "undefined", "null", "n/a", "none", "nan", "-",
    "未知", "无", "不详", "未登记",
)  # fmt: skip
"""Texts that often mean that nobody is registered, in lower case."""

MAYBE_PERSONAL = "([0-9０-９][^0-9０-９]{0,3}){10}[0-9０-９XxＸｘ]"

SINGLE = (*ROLES, "calendar", "timezone")

ROLE_OF = {"time": "end", "order": "end", "digits": "case"}

REASONS = {
    "case": Text("没有办件编号", "The row names no case"),
    "digits": Text(
        "编号存成了数字，末尾几位已丢失", "Stored as a number, the last digits are lost"
    ),
    "activity": Text("没有环节名称", "The row names no activity"),
    "time": Text("没有时间", "The row has no time"),
    "end": Text("时间无法识别", "The time cannot be read"),
    "start": Text("开始时间无法识别", "The start cannot be read"),
    "order": Text("结束早于开始", "The end lies before the start"),
}
ADVICE = {
    "case": Text("请补上办件编号", "Fill in the case"),
    "digits": Text(
        "编号列须设为文本，请从原系统重新导出",
        "The column must be text; export it again from its source",
    ),
    "activity": Text("请补上环节名称", "Fill in the activity"),
    "time": Text("请补上时间", "Fill in the time"),
    "end": Text("请写成 2024-05-08 09:30:00", "Write it as 2024-05-08 09:30:00"),
    "start": Text("请写成 2024-05-08 09:30:00", "Write it as 2024-05-08 09:30:00"),
    "order": Text("请核对这两个时间", "Check both times"),
}

VALUE = """
CASE problem WHEN 'end' THEN end_text WHEN 'start' THEN start_text WHEN 'digits' THEN "case"
             WHEN 'order' THEN start_text || ' > ' || end_text END"""


@dataclass(frozen=True, slots=True)
class Log:
    """An event log that has been opened: its rows and which column plays which role.

    ``numbers`` turns places of rows into row numbers as the user knows them; ``item`` is the
    kind of approval of cases that name none; ``survey`` returns the rows with all columns that
    could be departments; ``kept`` is what to remember of the mapping.
    """

    path: Path
    rows: Rows
    mapping: Mapping[str, str]
    proposals: Mapping[str, str]
    item: str
    numbers: Callable[[Sequence[int]], Sequence[int]]
    header: tuple[str, ...]  # all columns, those left out too
    survey: Callable[[], Rows]
    kept: Mapping[str, str]
    sample: Callable[[], Rows]  # the first rows with all columns
    notes: tuple[Note, ...] = ()
    separator: str = ""  # of a CSV file
    width: int = 0  # columns of a CSV file, those without a name too
    has_quotes: bool = False
    expected: int = 0  # rows of the file, about

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The database in which the rows are looked at."""
        return self.rows.connection

    @property
    def name(self) -> str:
        """The file's name, by which the report calls its only table."""
        return self.path.name

    @property
    def is_xes(self) -> bool:
        """Whether the file is XES, of which the case is a trace."""
        return self.name.lower().endswith((".xes", ".xes.gz"))

    @property
    def is_csv(self) -> bool:
        """Whether the file is text, of which lines may be no rows."""
        return self.name.lower().endswith((".csv", ".csv.gz"))


def command(log: Log, options: Options) -> str:
    """Return the command line that loads the log with `options`."""
    words = ["xietu", "load", shlex.quote(log.name)]
    for option in SINGLE:
        value = getattr(options, option)
        if value != getattr(Options(), option):
            words += [f"--{option}", shlex.quote(value)]
    for option in ("missing", "final"):
        words += [
            w for value in getattr(options, option) for w in (f"--{option}", shlex.quote(value))
        ]
    return " ".join(words)


def refuse_rows(
    log: Log, report: ImportReport, sources: Callable[[], Mapping[int, Cells]] = dict
) -> None:
    """Put each row with a problem into the report, once, for the first thing wrong with it.

    `sources` returns the rows as they are in the file, by place; it is asked if there are any.
    """
    for problem, count in log.connection.execute(
        "SELECT problem, count(*) FROM events WHERE problem IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchall():
        if count > MOST:
            raise _too_many(log, problem, count)
    found = log.connection.execute(
        f"SELECT place, problem, {VALUE} FROM events WHERE problem IS NOT NULL ORDER BY sequence"
    ).fetchall()
    seen: set[int] = set()
    numbers = log.numbers([place for place, _, _ in found])
    kept = sources() if found else {}
    for number, (place, problem, value) in zip(numbers, found, strict=True):
        row = None if number in seen else number  # each is counted, though on the same line
        seen.add(number)
        column = log.mapping.get(ROLE_OF.get(problem, problem))
        report.refuse(
            *(log.name, row, column, value and brief(value)),
            *(REASONS[problem], ADVICE[problem]),
            source=_source(kept.get(place), column),
        )
    if log.is_csv:  # among them those that could not even be read as rows
        report.refusals.sort(key=lambda refusal: refusal.row or 0)


def _source(cells: Cells | None, column: str | None) -> SourceRow | None:
    if cells is None:
        return None
    at = [cell.column for cell in cells]
    return SourceRow(cells, at.index(column) if column in at else None)


def _too_many(log: Log, problem: str, count: int) -> InputError:
    column = log.mapping.get(ROLE_OF.get(problem, problem), "")
    reason, advice = REASONS[problem], ADVICE[problem]
    return InputError(
        f"{log.name} 有 {count} 行{reason.zh}（列“{column}”），超过 {MOST} 行，未装载。"
        f"请检查列是否选对，{advice.zh}。",
        f"{count} rows of {log.name}: {reason.en} (column “{column}”). That is over {MOST}, so "
        f"nothing was loaded. Check that it is the right column. {advice.en}.",
    )


def note_missing(log: Log, options: Options, report: ImportReport) -> None:
    """Note texts that probably mean that no department or person is registered."""
    found = [
        (role, *row)
        for role in ("department", "person")
        if role in log.mapping
        for row in _suspects(log.connection, role)
    ]
    missing = tuple(dict.fromkeys((*options.missing, *(text for _, text, _, _ in found))))
    line = command(log, replace(options, missing=missing))
    first_rows = dict(zip(places := [row[3] for row in found], log.numbers(places), strict=True))
    for role, text, count, place in found:
        report.note(
            log.name,
            log.mapping[role],
            Text(f"“{text}”可能表示未登记", f"“{text}” probably means that nobody is registered"),
            Text(f"若是，请运行：{line}", f"If so, run: {line}"),
            rows=count,
            first_row=first_rows[place],
        )


def _suspects(connection: duckdb.DuckDBPyConnection, role: str) -> list[tuple[str, int, int]]:
    """Return the suspicious texts of a role: text, rows, place of the first."""
    return connection.execute(
        f"SELECT {role}, count(*), min(place) FROM events WHERE problem IS NULL "
        f"AND lower({role}) IN ({', '.join('?' * len(MISSING))}) GROUP BY 1 ORDER BY 2 DESC, 1",
        list(MISSING),
    ).fetchall()


def refuse_personal(log: Log, report: ImportReport) -> None:
    """Leave out persons that are personal numbers; refuse such departments and activities."""
    for role in ("person", "department", "item", "activity"):
        kind = personal(log.connection, "events", role) if role in log.mapping else None
        if kind is None:
            continue
        column = log.mapping[role]
        if role != "person":
            raise MappingError(
                f"{log.name} 的列“{column}”含有{kind.zh}，不能用作 --{role}。请改用别的列。",
                f"Column “{column}” of {log.name} holds {kind.en} and cannot be the {role}. Name "
                f"another one by --{role}.",
                Text(
                    f"列“{column}”含有{kind.zh}，不能用在这里。",
                    f"Column “{column}” holds {kind.en} and cannot be used here.",
                ),
            )
        log.connection.execute("UPDATE events SET person = NULL")
        report.withhold(log.name, column)
        report.note(
            log.name,
            column,
            Text(f"该列含有{kind.zh}，未保存", f"The column holds {kind.en} and is not stored"),
            Text("请改用工号等代号", "Use staff codes instead"),
            rows=0,
        )


def personal(connection: duckdb.DuckDBPyConnection, table: str, name: str) -> Text | None:
    """Return which personal numbers the column `name` of `table` holds, or None.

    Whether it is worth a closer look is counted by form first, without moving the column.
    """
    filled, suspect = one(
        connection,
        f"SELECT sum(n), sum(n) FILTER (regexp_matches(text, '{MAYBE_PERSONAL}')) FROM "
        f"(SELECT CAST({name} AS VARCHAR) AS text, count({name}) AS n FROM {table} GROUP BY 1)",
    )
    if not suspect or suspect < SHARE * filled:
        return None
    values = connection.sql(f"SELECT {name} FROM {table}").to_arrow_table()
    return looks_personal(values.column(0))


def note_the_rest(log: Log, report: ImportReport) -> None:
    """Note blanks taken off and cases without an item."""
    (trimmed,) = one(log.connection, "SELECT count(*) FROM events WHERE trimmed")
    if trimmed:
        note = Text("去掉了文字前后的空白", "Blanks around a text were taken off")
        report.note(log.name, None, note, rows=trimmed)
    _note_items(log, report)


def _note_items(log: Log, report: ImportReport) -> None:
    """Note how many cases name no kind of approval though others do."""
    if "item" not in log.mapping:
        return
    (cases,) = one(
        log.connection,
        'SELECT count(*) FROM (SELECT "case" FROM events WHERE problem IS NULL '
        'GROUP BY "case" HAVING count(item) = 0)',
    )
    if cases:
        note = Text(
            f"{cases} 个办件没有写事项，归入“{log.item}”",
            f"{cases} cases name no item and are put under “{log.item}”",
        )
        report.note(log.name, log.mapping["item"], note, rows=0)
