"""Stop where all rows of a needed sheet are refused, with an example of what began it."""

from graph.text import Text
from loaders.dictionary import dictionary
from loaders.report import AllRefusedError, Refusal
from loaders.rows import Rows

ENDS = ("。", "？", ".", "?")


def some_left(rows: Rows) -> None:
    """Raise `AllRefusedError` where all rows of a needed sheet are refused."""
    if rows.accepted.any():
        return
    example = _example(rows.report.commonest_cause(rows.name))
    raise AllRefusedError(
        f"表“{rows.name}”的 {len(rows)} 行全部被拒绝，没有可装载的数据。例如{example.zh}",
        f"All {len(rows)} rows of sheet {rows.name} ({rows.table.label.en}) were refused, so there "
        f"is nothing to load. For example {example.en}",
        rows.report,
    )


def _example(cause: Refusal) -> Text:
    sheet = next(table for table in dictionary().tables if table.label.zh == cause.table)
    labels = {field.label.zh: field.label.en for field in sheet.fields}
    zh = f"“{cause.column}”：" if cause.column else "："
    en = f", column {cause.column} ({labels[cause.column]})" if cause.column else ""
    return Text(
        f"表“{cause.table}”第 {cause.row} 行{zh}"
        f"{_sentence(cause.reason.zh, '。')}{_sentence(cause.advice.zh, '。')}",
        f"row {cause.row} of sheet {cause.table} ({sheet.label.en}){en}: "
        f"{_sentence(cause.reason.en, '.')} {_sentence(cause.advice.en, '.')}",
    )


def _sentence(words: str, end: str) -> str:
    return words if words.endswith(ENDS) else words + end
