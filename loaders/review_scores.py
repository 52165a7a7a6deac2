"""The scores of sheet 部门互评: points, words of satisfaction, digits 1 to 5, 不了解."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graph.text import Text
from loaders.dictionary import Field, Table
from loaders.review_parameters import Declared, ReviewParameters
from loaders.review_scales import Ends, are_digits, ends_of, fault_of
from loaders.rows import Mask, Rows
from loaders.sheets import Cell, compact
from loaders.values import Circumstances, Fault, plain, read_number

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
LEVEL_TOO_HIGH = Fault(
    Text("等级词的分值高于满分", "A word of satisfaction is worth more than the full mark"),
    Text("请改正填报说明的互评等级或满分", "Correct 互评等级 or 满分 in 填报说明"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """What words in the place of a score mean."""

    points: dict[str, float]
    unknown: frozenset[str]
    are_usual: bool  # their points are of a full mark of 100

    @classmethod
    def of(cls, field: Field, parameters: ReviewParameters) -> "Words":
        """Return the words of the dictionary, or of 填报说明 where it has them."""
        usual = {compact(word): points for word, points in field.words if points is not None}
        unknown = frozenset(compact(word) for word, points in field.words if points is None)
        if parameters.levels is None:
            return cls(usual, unknown, True)
        return cls(parameters.levels, unknown, False)

    def table(self, table: Table) -> Table:
        """Return the table with these words for its scores."""
        words = (*self.points.items(), *((word, None) for word in self.unknown))
        fields = (replace(f, words=words) if f.name == "score" else f for f in table.fields)
        return replace(table, fields=tuple(fields))

    def share(self, ends: Ends) -> float:
        """Return by what the points of words are multiplied on a scale."""
        return ends.share if self.are_usual else 1.0

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
    ends: dict[str, Ends]  # by round


def scores_of(rows: Rows, words: Words, parameters: ReviewParameters) -> Scores:
    """Return the scores of rows that were read; refuse those that are none.

    Each round is judged by itself: one may be in digits 1 to 5 and the next in points.
    """
    cells = rows.cells["score"]
    said = [compact(cell) if isinstance(cell, str) else "" for cell in cells]
    worded, unknown = _among(said, frozenset(words.points)), _among(said, words.unknown)
    points = rows.values["score"].to_numpy(zero_copy_only=False).astype(np.float64)
    per_cent = np.array(
        [isinstance(cell, str) and "%" in plain(cell) for cell in cells], dtype=np.bool_
    )
    rows.refuse(rows.accepted & per_cent, "score", PER_CENT, tell=True)
    rounds = rows.values["round"].to_numpy(zero_copy_only=False)
    numbers = rows.accepted & ~np.isnan(points) & ~worded
    names = sorted(set(rounds[rows.accepted]))
    by_round = (points[numbers & (rounds == name)] for name in names)
    mixed = len({are_digits(found) for found in by_round if len(found)}) > 1
    ends = {
        name: _judge(rows, points, worded, rounds == name, words, parameters.of_round(name), mixed)
        for name in names
    }
    return Scores(points, unknown, worded, ends)


def _judge(
    rows: Rows,
    points: NDArray[np.float64],
    worded: Mask,
    here: Mask,
    words: Words,
    declared: Declared,
    mixed: bool,
) -> Ends:
    """Find the scale of one round, refuse what is not on it, and make high good in `points`."""
    here = here & rows.accepted
    numbers, said = here & ~worded & ~np.isnan(points), here & worded
    asked = points[numbers], bool(said.any()), declared, mixed
    fault, ends = fault_of(*asked), ends_of(*asked)
    if fault:
        rows.refuse(numbers, "score", fault, tell=True)
    points[said] *= words.share(ends)
    low = numbers & rows.accepted & (points < ends.low)
    rows.refuse(low, "score", BELOW_FIVE, tell=True)
    high = here & rows.accepted & (points > ends.high)
    rows.refuse(high & worded, "score", LEVEL_TOO_HIGH, tell=True)
    rows.refuse(high & ~worded, "score", ABOVE_FULL_MARK, tell=True)
    if declared.direction == "low":
        points[numbers] = ends.low + ends.high - points[numbers]
    return ends


def _among(said: Sequence[str], words: frozenset[str]) -> Mask:
    return np.array([word in words for word in said], dtype=np.bool_)
