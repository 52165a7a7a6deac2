"""What is said of texts that were named but are not there, and of columns that are not kept."""

from collections.abc import Iterator

from graph.text import Text
from loaders.event_log_checks import Log, personal
from loaders.event_log_events import BLANKS, trimmed
from loaders.event_log_rows import one
from loaders.read import Options
from loaders.report import ImportReport, Note


def note_left_out(log: Log, options: Options, report: ImportReport) -> None:
    """Note columns left out, and texts of --missing and --final that never occur."""
    left = [name for name in log.header if name not in log.mapping.values()]
    if left:
        note = Text(
            f"未保存的列（没有问题用到）：{'、'.join(left)}",
            f"Not stored, as no question reads them: {', '.join(left)}",
        )
        report.note(log.name, None, note, rows=0)
    report.notes.extend(_personal(log, left))
    _note_final(log, options, report)
    _note_missing(log, options, report)


def _personal(log: Log, left: list[str]) -> Iterator[Note]:
    """Yield a note for each column left out whose first rows hold personal numbers."""
    if not left:
        return
    sample = log.sample()
    for name in left:
        if name not in sample.columns:
            continue
        column, table = sample.columns[name][0], sample.relation
        kind = personal(sample.connection, table, column)
        if kind is not None:
            note = Text(
                f"看起来是{kind.zh}，没有保存", f"These look like {kind.en} and are not stored"
            )
            advice = Text("请从文件中删去该列", "Remove the column from the file")
            yield Note(log.name, name, note, advice)


def _note_final(log: Log, options: Options, report: ImportReport) -> None:
    for text in options.final:
        known = "SELECT 1 FROM events WHERE activity = ? LIMIT 1"
        if not one(log.connection, known, [text.strip(BLANKS)]):
            note = Text(f"没有环节叫“{text}”", f"No activity is called “{text}”")
            advice = Text("请核对 --final", "Check what --final says")
            report.note(log.name, log.mapping["activity"], note, advice, rows=0)


def _note_missing(log: Log, options: Options, report: ImportReport) -> None:
    roles = [role for role in ("department", "person") if role in log.mapping]
    columns = [trimmed(log.rows.columns[log.mapping[role]][0]) for role in roles]
    for text in options.missing:
        tests = " OR ".join(f"{column} = ?" for column in columns)
        known = f"SELECT 1 FROM {log.rows.relation} WHERE {tests} LIMIT 1"
        if not one(log.connection, known, [text.strip(BLANKS)] * len(columns)):
            note = Text(
                f"没有部门或经办人写作“{text}”", f"No department or person is written “{text}”"
            )
            report.note(
                log.name, None, note, Text("请核对 --missing", "Check what --missing says"), rows=0
            )
