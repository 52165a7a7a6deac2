"""The sheet 部门互评: every score checked; its report tells rows and reasons and nothing else."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from graph.evaluation.ratings import Answer, Ratings, period_of, ratings_of
from graph.text import Text
from loaders.body import rows_of
from loaders.desk import Opened
from loaders.references import Referents, resolve
from loaders.report import ImportReport
from loaders.review_departments import Invited
from loaders.review_layouts import has_layout, header_of_long, in_long_form, with_names_below
from loaders.review_parameters import ReviewParameters
from loaders.review_scales import DIGITS, Ends
from loaders.review_scores import Scores, Words, scores_of
from loaders.rows import Mask, Rows
from loaders.sheets import compact
from loaders.values import Circumstances, Fault
from loaders.workbook_columns import read_columns
from loaders.workbook_personal import drop_personal, personal_unknown

TEXTS = ("problem", "advice")
SIDES = ("rater_dept_id", "ratee_dept_id")

KEPT = Text(
    "评分只存入关系数据库，不在批次文件和图数据库中",
    "Scores are kept in the relational database only, in no file of the load and in no graph",
)
TEXTS_LEFT = Text(
    "问题描述、改进建议没有读入、没有保存",
    "Problems and advice (问题描述, 改进建议) were neither read nor kept",
)
NO_OPINION = Text("不了解，按缺失计", "不了解 (no opinion): counted as missing")
EMPTY = Text("没有填写评分", "Without a score")
NO_SCORES = Fault(
    Text("表中没有评分列", "The sheet has no column of scores"),
    Text(
        "请加“得分”列，或每个维度一列，或每个被评部门一列（列名同部门表）",
        "Add a column 得分, one for each dimension, or one for each rated department as sheet "
        "部门 calls it",
    ),
)
SELF = Fault(
    Text("部门给自己评分", "A department rates itself"),
    Text("请删去或改正其中一个部门", "Delete it or correct one of the departments"),
)
AGAIN = Text("请删去重复的评分", "Delete the repeated score")
DECIDE = Text(
    "请只留一个评分；系统不替部门取舍", "Leave one of them; which one is not for the program"
)


def read_reviews(
    opened: Opened,
    departments: Rows,
    known: Referents,
    circumstances: Circumstances,
    parameters: ReviewParameters,
    report: ImportReport,
) -> Sequence[Ratings]:
    """Return the rounds of the accepted scores; refuse the others, each with its reason."""
    grid, table, header = opened
    header = with_names_below(grid, table, header, known)
    words = Words.of(table.by_name["score"], parameters)
    table = words.table(table)
    sheet = rows_of(grid, table, header, report)
    personal = personal_unknown(sheet, header)
    drop_personal(sheet)
    if any(sheet.cells.pop(name, None) is not None for name in TEXTS):
        report.note(sheet.name, None, TEXTS_LEFT, rows=0)
    field = table.by_name["score"]
    rows = in_long_form(sheet, header, known, lambda cell: words.is_score(cell, field), personal)
    if "score" not in rows.cells:
        rows.refuse(rows.accepted, None, NO_SCORES, tell=True)
        return ()
    read_columns(rows, circumstances, header_of_long(header) if has_layout(header) else header)
    for side in SIDES:
        resolve(rows, side, known)
    invited = Invited.of(departments)
    invited.refuse_others(rows)
    own = rows.given(SIDES[0]) & (_texts(rows, SIDES[0]) == _texts(rows, SIDES[1]))
    rows.refuse(rows.accepted & own, "ratee_dept_id", SELF, tell=True)
    scores = scores_of(rows, words, parameters)
    _refuse_repeats(rows, scores)
    rows.note(None, NO_OPINION, rows.accepted & scores.unknown)
    rows.note(None, EMPTY, rows.accepted & ~scores.unknown & np.isnan(scores.points))
    report.note(rows.name, None, KEPT, rows=int(rows.accepted.sum()))
    open_raters = invited.open_raters(parameters.open_raters, known, report)
    return [
        _round(name, answers, scores.ends[name], words, invited, open_raters, parameters, table)
        for name, answers in sorted(_by_round(rows, scores).items())
    ]


def _texts(rows: Rows, column: str) -> Any:
    return rows.values[column].to_numpy(zero_copy_only=False)


def _refuse_repeats(rows: Rows, scores: Scores) -> None:
    """Of equal scores for the same refuse all but the first, of unequal ones all."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    columns = [rows.values[name].to_pylist() for name in ("round", *SIDES, "dimension")]
    for index in map(int, np.flatnonzero(_answered(rows, scores))):
        places[tuple(str(column[index]) for column in columns)].append(index)
    for found in places.values():
        same = len({_said(scores, index) for index in found}) == 1
        for index in found[1:] if same else found:
            other = found[0] if index != found[0] else found[-1]
            rows.refuse_each([(index, _repeated(int(rows.numbers[other]), same))], None, tell=True)


def _answered(rows: Rows, scores: Scores) -> Mask:
    return rows.accepted & (scores.unknown | ~np.isnan(scores.points))


def _said(scores: Scores, index: int) -> str:
    return f"{scores.points[index]} {scores.unknown[index]}"


def _repeated(row: int, same: bool) -> Fault:
    if same:
        return Fault(
            Text(f"与第 {row} 行的评分完全相同", f"The same score as in row {row}"),
            AGAIN,
            kind=Text("与另一个评分完全相同", "The same as another score"),
        )
    return Fault(
        Text(f"与第 {row} 行的评分重复但不一致", f"Contradicts the score in row {row}"),
        DECIDE,
        kind=Text("与另一个评分重复但不一致", "Contradicts another score"),
    )


def _by_round(rows: Rows, scores: Scores) -> dict[str, list[tuple[Answer, bool]]]:
    """Return the answers of each round, and of each whether a word was used."""
    found: dict[str, list[tuple[Answer, bool]]] = defaultdict(list)
    names = ("round", "dimension", *SIDES)
    columns = [rows.values[name].to_pylist() for name in names]
    for index in map(int, np.flatnonzero(_answered(rows, scores))):
        name, dimension, rater, ratee = (column[index] for column in columns)
        score = None if scores.unknown[index] else float(scores.points[index])
        found[name].append(((dimension, rater, ratee, score), bool(scores.worded[index])))
    return found


def _round(
    name: str,
    answers: list[tuple[Answer, bool]],
    ends: Ends,
    words: Words,
    invited: Invited,
    open_raters: frozenset[str],
    parameters: ReviewParameters,
    table: Any,
) -> Ratings:
    starts, last = parameters.periods.get(compact(name), period_of(name))
    seen = {side for (_, rater, ratee, _), _ in answers for side in (rater, ratee)}
    asked = {dimension for (dimension, *_), _ in answers}
    dimensions = [choice.name for choice in table.by_name["dimension"].values]
    facts = {
        "round_id": name,
        "departments": invited.known(seen, open_raters),
        "dimensions": [each for each in dimensions if each in asked],
        "low": ends.low,
        "high": ends.high,
        "levels": _levels(answers, ends, words),
        "starts": starts and starts.isoformat(),
        "ends": last and last.isoformat(),
    }
    return ratings_of(facts, (answer for answer, _ in answers))


def _levels(answers: list[tuple[Answer, bool]], ends: Ends, words: Words) -> Sequence[float] | None:
    """Return the points that a score of a round can have; None: any."""
    if any(worded for _, worded in answers):
        return sorted({points * words.share(ends) for points in words.points.values()})
    return DIGITS if ends.low == DIGITS[0] else None
