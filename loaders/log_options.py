"""Options that only an event log has a use for."""

from graph.inputs import LOG_OPTIONS
from graph.text import Text
from loaders.read import Options
from loaders.report import ImportReport

ADVICE = Text(
    "工作簿的列名按数据字典认，请直接改表头",
    "The columns of a workbook are known by the data dictionary: rename them in its sheets",
)


def note_log_options(name: str, options: Options, report: ImportReport) -> None:
    """Note the options that were given with the workbook `name` and do not apply to it."""
    given = [f"--{option}" for option in LOG_OPTIONS if getattr(options, option)]
    if given:
        note = Text(
            f"以下选项只用于事件日志，未使用：{'、'.join(given)}",
            f"These options are for event logs and were not used: {', '.join(given)}",
        )
        report.note(name, None, note, ADVICE, rows=0)
