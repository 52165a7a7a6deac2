"""Which sheet of a workbook, or which CSV file of a folder, is which table of the dictionary."""

from graph.errors import InputError
from graph.text import Text
from loaders.dictionary import Table, dictionary
from loaders.report import ImportReport
from loaders.sheets import Sheet, compact

LATER = Text("本版本不读取这张表", "This release does not read the sheet")
STRANGE = Text("不在数据字典中的表，未读取", "A sheet that is not in the dictionary was not read")
SECOND = Text("另有同名的表，这一张未读取", "Not read: another sheet has exactly the name")
ABSENT = Text("没有这张表", "There is no such sheet")


def find_sheets(sheets: list[Sheet], report: ImportReport) -> dict[str, Sheet]:
    """Return the sheet of each table; those that are not read are noted."""
    found: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        table = table_of(sheet.name)
        if isinstance(table, Table):
            found.setdefault(table.name, []).append(sheet)
        else:
            report.note(sheet.name, None, LATER if table else STRANGE, rows=0)
    chosen = {name: _choose(name, several, report) for name, several in found.items()}
    _miss(chosen, report)
    return chosen


def table_of(name: str) -> Table | str | None:
    """Return the table that a sheet of that name holds.

    The longest name of the dictionary that is contained in `name` decides, so that 办件环节 is
    not taken for 办件; a name of a sheet that is not read yet is returned as text.
    """
    text = compact(name)
    names: dict[str, Table | str] = {compact(other): other for other in dictionary().other_sheets}
    for table in dictionary().tables:
        names[compact(table.label.zh)] = table
        if text in (compact(table.label.en), table.name):
            return table
    inside = [word for word in names if word in text]
    return names[max(inside, key=len)] if inside else None


def _choose(name: str, sheets: list[Sheet], report: ImportReport) -> Sheet:
    label = dictionary().table(name).label
    exact = [sheet for sheet in sheets if compact(sheet.name) == compact(label.zh)]
    if len(exact or sheets) > 1:
        names = "、".join(sheet.name for sheet in exact or sheets)
        raise InputError(
            f"有多张表都像“{label.zh}”：{names}。请只留一张，或把其中一张改名为“{label.zh}”。",
            f"Several sheets look like {label.en} ({label.zh}): {names}. Keep one, or name one of "
            f"them {label.zh}.",
        )
    chosen = (exact or sheets)[0]
    for other in sheets:
        if other is not chosen:
            report.note(other.name, None, SECOND, rows=0)
    return chosen


def _miss(chosen: dict[str, Sheet], report: ImportReport) -> None:
    absent = [table for table in dictionary().tables if table.name not in chosen]
    needed = [table.label for table in absent if table.needed]
    if needed:
        zh, en = ("、".join(texts) for texts in zip(*needed, strict=True))
        raise InputError(
            f"缺少必需的表：{zh}。CSV 文件名须含表名，如 办件环节.csv；"
            "空白模板可用 xietu template 生成。",
            f"Sheets that are needed are missing: {zh} ({en}). A CSV file is named after its "
            "sheet, such as 办件环节.csv; xietu template writes an empty workbook.",
        )
    for table in absent:
        if table.name in ("meta", "peer_reviews"):
            report.note(table.label.zh, None, ABSENT, rows=0)
