"""The scores of sheet 部门互评: points, words of satisfaction, digits 1 to 5, 不了解."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graph.text import Text
from loaders.dictionary import Field, Table
from loaders.review_parameters import ReviewParameters
from loaders.rows import Mask, Rows
from loaders.sheets import Cell, compact
from loaders.values import Circumstances, Fault, plain, read_number

FULL_MARK = 100.0
DIGITS = (1.0, 2.0, 3.0, 4.0, 5.0)
TEN = 10.0
MOSTLY = 0.9
"""Share of the numbers that tells the scale; the rest are slips of the pen."""

ABOVE_FULL_MARK = Fault(
    Text("高于满分", "Above the full mark"),
    Text(
        "请核对；满分不是 100 的，请在填报说明填写 满分（review_full_mark）",
        "Check it; if the full mark is not 100, write 满分 (review_full_mark) in 填报说明",
    ),
)
BELOW_FIVE = Fault(
    Text("低于 1，而其余分数是 1–5", "Below 1, where the other digits are 1 to 5"),
    Text("请核对；不了解的请填 不了解", "Check it; for no opinion write 不了解"),
)
PER_CENT = Fault(
    Text("评分不能是百分数", "A score is no percentage"), Text("请填分数", "Write the points")
)
NO_DIRECTION = Fault(
    Text("1–5 的数字没有写明高分好还是低分好", "Digits 1 to 5 without saying which is best"),
    Text(
        "请加 --score-direction high 或 low，或在填报说明填写 互评方向（高分好、低分好）；"
        "按百分制打分的，请填写 满分",
        "Add --score-direction high or low, or write 互评方向 (高分好, 低分好) in 填报说明; "
        "for points of 100 write 满分",
    ),
)
SMALL = Fault(
    Text(
        "几乎所有分数都不超过 10，又没有写明满分", "Nearly all points are 10 or less; of how many?"
    ),
    Text(
        "请在填报说明填写 满分（review_full_mark），如 5、10 或 100",
        "Write 满分 (review_full_mark) in 填报说明, such as 5, 10 or 100",
    ),
)
MIXED = Fault(
    Text("1–5 的数字与等级词混用", "Digits 1 to 5 beside words of satisfaction"),
    Text("请统一填等级词或分数", "Write words only, or points only"),
)
LEVEL_TOO_HIGH = Fault(
    Text("等级词的分值高于满分", "A word of satisfaction is worth more than the full mark"),
    Text("请改正填报说明的互评等级或满分", "Correct 互评等级 or 满分 in 填报说明"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """What words in the place of a score mean."""

    points: dict[str, float]
    unknown: frozenset[str]

    @classmethod
    def of(cls, field: Field, parameters: ReviewParameters) -> "Words":
        """Return the words of the dictionary, or of 填报说明 where it has them."""
        share = (parameters.full_mark or FULL_MARK) / FULL_MARK
        usual = {
            compact(word): points * share for word, points in field.words if points is not None
        }
        unknown = frozenset(compact(word) for word, points in field.words if points is None)
        return cls(usual if parameters.levels is None else parameters.levels, unknown)

    def table(self, table: Table) -> Table:
        """Return the table with these words for its scores."""
        words = (*self.points.items(), *((word, None) for word in self.unknown))
        fields = (replace(f, words=words) if f.name == "score" else f for f in table.fields)
        return replace(table, fields=tuple(fields))

    def is_score(self, cell: Cell, field: Field) -> bool:
        """Tell whether a cell may be meant as a score."""
        known = isinstance(cell, str) and compact(cell) in self.points.keys() | self.unknown
        return known or read_number(cell, field, Circumstances()).fault is None


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of the rows: points (NaN: none), who said 不了解, who used a word."""

    points: NDArray[np.float64]
    unknown: Mask
    worded: Mask
    low: float
    high: float


def scores_of(rows: Rows, words: Words, parameters: ReviewParameters) -> Scores:
    """Return the scores of rows that were read; refuse those that are none."""
    cells = rows.cells["score"]
    said = [compact(cell) if isinstance(cell, str) else "" for cell in cells]
    worded, unknown = _among(said, frozenset(words.points)), _among(said, words.unknown)
    points = rows.values["score"].to_numpy(zero_copy_only=False).astype(np.float64)
    per_cent = np.array(
        [isinstance(cell, str) and "%" in plain(cell) for cell in cells], dtype=np.bool_
    )
    rows.refuse(rows.accepted & per_cent, "score", PER_CENT, tell=True)
    digits = rows.accepted & ~np.isnan(points) & ~worded
    mark, low = parameters.full_mark or FULL_MARK, 0.0
    if _is_five_level(points[digits], parameters.full_mark):
        if worded.any():
            rows.refuse(digits, "score", MIXED, tell=True)
        elif not parameters.direction:
            rows.refuse(digits, "score", NO_DIRECTION, tell=True)
        else:
            low, mark = DIGITS[0], DIGITS[-1]
            below = digits & rows.accepted & (points < low)
            rows.refuse(below, "score", BELOW_FIVE, tell=True)
    elif parameters.full_mark is None and _are_mostly(points[digits] <= TEN):
        rows.refuse(digits, "score", SMALL, tell=True)
    high = rows.accepted & (points > mark)
    rows.refuse(high & worded, "score", LEVEL_TOO_HIGH, tell=True)
    rows.refuse(high & ~worded, "score", ABOVE_FULL_MARK, tell=True)
    if parameters.direction == "low":
        points = np.where(worded, points, low + mark - points)
    return Scores(points, unknown, worded, low, mark)


def _among(said: Sequence[str], words: frozenset[str]) -> Mask:
    return np.array([word in words for word in said], dtype=np.bool_)


def _is_five_level(points: NDArray[np.float64], full_mark: float | None) -> bool:
    """Tell whether the numbers are 1 to 5 and no full mark says that they are points."""
    usual = np.isin(points, DIGITS)
    if full_mark == DIGITS[-1]:
        return bool(len(points)) and bool(usual.all())
    return full_mark is None and _are_mostly(usual)


def _are_mostly(found: Mask) -> bool:
    return bool(len(found)) and float(found.mean()) >= MOSTLY
