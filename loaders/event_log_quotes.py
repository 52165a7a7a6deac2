"""Quotation marks without a partner, which would swallow the rows behind them."""

from collections.abc import Mapping

from graph.errors import InputError
from graph.text import Text
from loaders.event_log_checks import Log
from loaders.event_log_csv import Unread
from loaders.event_log_events import TEXTS
from loaders.event_log_rows import one
from loaders.report import Note

TOO_LONG = "LINE SIZE OVER MAXIMUM"


def refuse_open(name: str, separator: str, width: int, unread: Mapping[int, Unread]) -> None:
    """Raise `InputError` where a row that could not be read spans other rows."""
    for number, each in sorted(unread.items()):
        later = each.text.strip().splitlines()[1:]
        rows = any(line.count(separator) >= width - 1 for line in later)
        if TOO_LONG in each.kinds or rows or (later and each.is_quote):
            raise _open(name, number)


def refuse_swallowed(log: Log) -> None:
    """Raise `InputError` where a text that was read holds whole rows."""
    holds = [_many(log, f'"{name}"') for name in (*TEXTS, "start_text", "end_text")]
    found = one(
        log.connection,
        f"SELECT place FROM events WHERE {' OR '.join(holds)} ORDER BY place LIMIT 1",
    )
    if found:
        raise _open(log.name, log.numbers([found[0]])[0])


def _many(log: Log, name: str) -> str:
    """Return SQL that tells whether a text spans lines and has the separators of a row."""
    sign = log.separator.replace("'", "''")
    count = f"length({name}) - length(replace({name}, '{sign}', ''))"
    return f"(contains({name}, chr(10)) AND {count} >= {log.width - 1})"


def swallowed_elsewhere(log: Log) -> tuple[Note, ...]:
    """Return notes of columns that nobody reads, whose texts look as if they held rows."""
    others = {n: c for n, (c, _) in log.rows.columns.items() if n not in log.mapping.values()}
    if not others or not log.has_quotes:
        return ()
    tests = [_many(log, column) for column in others.values()]
    counts = [f"count(*) FILTER ({test}), min(place) FILTER ({test})" for test in tests]
    found = one(
        log.connection,
        f"SELECT {', '.join(counts)} FROM (SELECT {log.rows.place} AS place, "
        f"{', '.join(others.values())} FROM {log.rows.relation})",
    )
    return tuple(
        _suspect(log, name, count, log.numbers([place])[0])
        for name, count, place in zip(others, found[::2], found[1::2], strict=True)
        if count
    )


def _suspect(log: Log, name: str, count: int, row: int) -> Note:
    return Note(
        log.name,
        name,
        Text("多行文字中像是含有整行数据", "Texts of several lines look as if they held rows"),
        Text("请核对引号是否成对", "Check that each quotation mark has its partner"),
        count,
        row,
    )


def _open(name: str, row: int) -> InputError:
    return InputError(
        f"{name} 第 {row} 行的引号没有闭合，后面的行都会被当作这一格的文字，未装载。"
        "请补上或删去该引号；文字中的双引号请写两个。",
        f"A quotation mark in row {row} of {name} is not closed: the rows behind it would be "
        "read as its text, so nothing was loaded. Close or remove it; write a double quote inside "
        "a text twice.",
    )
