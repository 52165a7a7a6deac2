"""What 填报说明 declares of the mutual evaluation."""

import re
from dataclasses import dataclass, field
from datetime import date

from graph.text import Text
from loaders.sheets import Cell, compact
from loaders.values import Fault, plain

DIRECTIONS = {
    **dict.fromkeys(("高分好", "高分为好", "high", "5=最好", "5=非常满意"), "high"),
    **dict.fromkeys(("低分好", "低分为好", "low", "1=最好", "1=非常满意"), "low"),
}
PARTS = re.compile(r"[、,;\n]+")
PERIOD = re.compile(r"(.+?)=(\d{4}-\d{1,2}-\d{1,2})(?:至|到|~|—|--)(\d{4}-\d{1,2}-\d{1,2})")

NOT_A_NUMBER = Fault(
    Text("不是正数", "Not a positive number"),
    Text("请填数字，如 100", "Write a number such as 100"),
)
NEITHER_DIRECTION = Fault(
    Text("没有写明高分好还是低分好", "Does not say whether high or low is good"),
    Text("请写 高分好 或 低分好", "Write 高分好 (high is good) or 低分好 (low is good)"),
)
NO_LEVELS = Fault(
    Text("不是等级词和分值", "Not words with their points"),
    Text("请写如 很好=100、较好=80、较差=40", "Write it as 很好=100、较好=80、较差=40"),
)
NO_PERIODS = Fault(
    Text("不是各批次的起止日期", "Not the first and last day of rounds"),
    Text(
        "请写如 第一期=2022-01-01至2022-06-30；多个批次以；分隔",
        "Write it as 第一期=2022-01-01至2022-06-30, with ； between rounds",
    ),
)


@dataclass(slots=True)
class ReviewParameters:
    """What is declared of scores; None or empty: not declared."""

    full_mark: float | None = None
    levels: dict[str, float] | None = None  # points by word, in compact form
    direction: str = ""  # of digits: high or low is good
    open_raters: tuple[str, ...] = ()  # as written
    periods: dict[str, tuple[date, date]] = field(default_factory=dict)  # by round, compact


def positive(text: str) -> float | None:
    """Return the number of points in a text, None where it is none.

    >>> positive("100分"), positive("0"), positive("很多")
    (100.0, None, None)
    """
    try:
        number = float(text.rstrip("分"))
    except ValueError:
        return None
    return number if 0 < number < float("inf") else None


def take_levels(found: ReviewParameters, cell: Cell) -> Fault | None:
    """Read words and points such as ``好=100、差=0``; two words at least."""
    levels: dict[str, float] = {}
    for part in filter(None, PARTS.split(compact(plain(cell)))):
        word, equals, points = part.partition("=")
        number = 0.0 if points in ("0", "0分") else positive(points)
        if not (word and equals) or number is None or word in levels:
            return NO_LEVELS
        levels[word] = number
    if len(set(levels.values())) < 2:
        return NO_LEVELS
    found.levels = levels
    return None


def take_periods(found: ReviewParameters, cell: Cell) -> Fault | None:
    """Read days of rounds such as ``第一期=2022-01-01至2022-06-30``."""
    periods: dict[str, tuple[date, date]] = {}
    for part in filter(None, PARTS.split(compact(plain(cell)))):
        match = PERIOD.fullmatch(part)
        days = match and (_day(match[2]), _day(match[3]))
        if not match or not days or None in days or days[0] > days[1]:  # type: ignore[operator]
            return NO_PERIODS
        periods[match[1]] = days  # type: ignore[assignment]
    found.periods = periods
    return None


def _day(text: str) -> date | None:
    try:
        return date(*map(int, text.split("-")))
    except ValueError:
        return None
