"""The front door of the loaders: any input of a known kind becomes a folder of checked tables."""

from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import InputError
from graph.inputs import EVENT_LOGS, WORKBOOKS
from graph.load import Source
from graph.progress import Progress, silent
from loaders.report import ImportReport


@dataclass(frozen=True, slots=True)
class Options:
    """What a user may say of an input; each value None or empty means: find out.

    ``department`` to ``end`` name columns (attributes) of an event log; ``-`` is none of them.
    ``missing`` are texts that mean "nobody registered", ``final`` activities that close a case.
    ``calendar`` is ``china``, ``none`` or the path of a CSV file
    ``day,is_workday,opens,closes``. ``score_direction`` is ``high`` or ``low``: which digits of a
    mutual evaluation are best. ``mappings`` is the folder in which column mappings are
    remembered by header.
    """

    department: str | None = None
    person: str | None = None
    item: str | None = None
    case: str | None = None
    activity: str | None = None
    start: str | None = None
    end: str | None = None
    missing: tuple[str, ...] = ()
    final: tuple[str, ...] = ()
    calendar: str = "china"
    timezone: str = "Asia/Shanghai"
    score_direction: str | None = None
    mappings: Path | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What a loader returns: the source, the report, and the folder with the checked tables."""

    source: Source
    report: ImportReport
    folder: Path
    proposals: tuple[tuple[str, str], ...] = field(default=())  # (role, column) not asked for


def read(path: Path, out: Path, options: Options, progress: Progress = silent) -> Checked:
    """Read `path` into checked tables in the folder `out`, which must exist and be empty.

    Raises `InputError` where nothing of the input can be used: no such file, a file of an unknown
    kind, broken XML, no department anywhere. Refused rows raise nothing: they are in the report.
    """
    from loaders.event_log import read_event_log
    from loaders.workbook import read_workbook

    name = path.name.lower()
    if not path.exists():
        raise InputError(
            f"没有这个文件或文件夹：{path}。", f"There is no such file or folder: {path}."
        )
    if path.is_dir() or name.endswith(WORKBOOKS):
        return read_workbook(path, out, options, progress)
    if name.endswith(EVENT_LOGS):
        return read_event_log(path, out, options, progress)
    raise InputError(
        f"不认识的文件类型：{path.name}。可读 {'、'.join(WORKBOOKS + EVENT_LOGS)} 和 CSV 文件夹。"
        "WPS 的 .et 请另存为 .xlsx。",
        f"Not a file that can be read: {path.name}. Readable are "
        f"{', '.join(WORKBOOKS + EVENT_LOGS)} and folders of CSV. Save a WPS .et file as .xlsx.",
    )
