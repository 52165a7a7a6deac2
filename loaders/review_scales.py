"""The scale of the numbers of one round: digits 1 to 5 or points, and which end is best."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.text import Text
from loaders.review_parameters import Declared
from loaders.rows import Mask
from loaders.values import Fault

FULL_MARK = 100.0
DIGITS = (1.0, 2.0, 3.0, 4.0, 5.0)
TEN = 10.0
MOSTLY = 0.9
"""Share of the numbers that tells the scale; the rest are slips of the pen."""

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
WHOSE_MARK = Fault(
    Text(
        "这一批次是 1–5 的数字，别的批次是更大的分数：满分不会是同一个",
        "Digits 1 to 5 in this round and larger points in another: the full mark of which?",
    ),
    Text(
        "请在填报说明按批次填写 满分，如 2021H2=5；2022H1=100",
        "Write 满分 in 填报说明 by round, such as 2021H2=5；2022H1=100",
    ),
)
WHOSE_DIRECTION = Fault(
    Text(
        "别的批次是 1–5 的数字：低分好说的是那些，还是也说这一批次的分数",
        "Digits 1 to 5 in another round: is low good there only, or for these points too?",
    ),
    Text(
        "请在填报说明按批次填写 互评方向，如 2021H2=低分好；2022H1=高分好",
        "Write 互评方向 in 填报说明 by round, such as 2021H2=低分好；2022H1=高分好",
    ),
)


@dataclass(frozen=True, slots=True)
class Ends:
    """The ends of the scale of a round, and how much of its points a usual word is worth there."""

    low: float
    high: float
    share: float


def ends_of(points: NDArray[np.float64], words: bool, declared: Declared, mixed: bool) -> Ends:
    """Return the scale of the numbers of a round.

    Parameters
    ----------
    points : the numbers of the round
    words : whether it has words of satisfaction, too
    declared : what 填报说明 says of it
    mixed : whether some rounds of the sheet are digits 1 to 5 and others are not
    """
    if fault_of(points, words, declared, mixed) or not _is_five_level(points, declared.full_mark):
        mark = declared.full_mark or FULL_MARK
        return Ends(0.0, mark, mark / FULL_MARK)
    return Ends(DIGITS[0], DIGITS[-1], 1.0)


def fault_of(
    points: NDArray[np.float64], words: bool, declared: Declared, mixed: bool
) -> Fault | None:
    """Return why the numbers of a round have no scale, if so; parameters as in `ends_of`."""
    if _is_five_level(points, declared.full_mark):
        return MIXED if words else None if declared.direction else NO_DIRECTION
    if declared.full_mark is None and _are_mostly(points <= TEN):
        return SMALL
    if not mixed:
        return None
    if are_digits(points):
        return None if declared.is_own_mark else WHOSE_MARK
    return WHOSE_DIRECTION if declared.direction == "low" and not declared.is_own_way else None


def are_digits(points: NDArray[np.float64]) -> bool:
    """Tell whether numbers are, but for slips of the pen, digits 1 to 5.

    >>> are_digits(np.array([5.0, 4, 1])), are_digits(np.array([5.0, 72])), are_digits(np.empty(0))
    (True, False, False)
    """
    return _are_mostly(np.isin(points, DIGITS))


def _is_five_level(points: NDArray[np.float64], full_mark: float | None) -> bool:
    """Tell whether the numbers are 1 to 5 and no full mark says that they are points."""
    if full_mark == DIGITS[-1]:
        return bool(len(points)) and bool(np.isin(points, DIGITS).all())
    return full_mark is None and are_digits(points)


def _are_mostly(found: Mask) -> bool:
    return bool(len(found)) and float(found.mean()) >= MOSTLY
