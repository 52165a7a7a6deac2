"""The sheet 部门互评: checked and counted; nothing of what it says leaves this module."""

from graph.text import Text
from loaders.body import rows_of
from loaders.checks import check_rows
from loaders.dictionary import Table
from loaders.headers import Header
from loaders.references import Referents, resolve
from loaders.report import ImportReport
from loaders.rows import Rows
from loaders.sheets import Grid
from loaders.values import Circumstances, Fault
from loaders.workbook_columns import read_columns
from loaders.workbook_personal import drop_personal, personal_unknown

LONG = {"rater_dept_id", "ratee_dept_id", "dimension", "score"}

COUNTED = Text(
    "部门互评只校验和计数，评分没有保存",
    "The mutual evaluation was checked and counted only; no score was stored",
)
NOT_LONG = Text(
    "部门互评不是每行一个评分的长表，只计了行数，没有校验",
    "The mutual evaluation does not have one score a row; its rows were counted, not checked",
)
NO_OPINION = Text("没有评分（不了解或未填）的行", "Rows without a score (no opinion or empty)")
ABOVE_FULL_MARK = Fault(Text("高于满分", "Above the full mark"), Text("请核对", "Check it"))


def count_reviews(
    grid: Grid,
    table: Table,
    header: Header,
    departments: Referents,
    circumstances: Circumstances,
    full_mark: float,
    report: ImportReport,
) -> Rows:
    """Check the rows of the long layout; of the wide and matrix layouts count the rows only."""
    rows = rows_of(grid, table, header, report)
    personal_unknown(rows, header)  # the other headers may be names of departments
    if not header.places.keys() >= LONG:
        drop_personal(rows)
        report.note(rows.name, None, NOT_LONG, rows=len(rows))
        return rows
    read_columns(rows, circumstances, header)
    for column in ("rater_dept_id", "ratee_dept_id"):
        resolve(rows, column, departments)
    scores = rows.values["score"].to_numpy(zero_copy_only=False)
    rows.refuse(rows.accepted & (scores > full_mark), "score", ABOVE_FULL_MARK)
    check_rows(rows)
    unknown = rows.accepted & ~rows.given("score")
    rows.note(None, NO_OPINION, unknown)
    report.note(rows.name, None, COUNTED, rows=int(rows.accepted.sum()))
    return rows
