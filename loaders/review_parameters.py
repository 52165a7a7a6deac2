"""What 填报说明 declares of the mutual evaluation."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar

from graph.text import Text
from loaders.dictionary import dictionary
from loaders.sheets import Cell, compact
from loaders.values import Fault, is_empty, plain

DIRECTIONS = {
    **dict.fromkeys(("高分好", "高分为好", "high", "5=最好", "5=非常满意"), "high"),
    **dict.fromkeys(("低分好", "低分为好", "low", "1=最好", "1=非常满意"), "low"),
}
T = TypeVar("T")
PARTS = re.compile(r"[、,;\n]+")
PERIOD = re.compile(r"(.+?)=(\d{4}-\d{1,2}-\d{1,2})(?:至|到|~|—|--)(\d{4}-\d{1,2}-\d{1,2})")

NOT_A_NUMBER = Fault(
    Text("不是正数", "Not a positive number"),
    Text(
        "请填数字，如 100；各批次不同时写如 2021H2=5；2022H1=100",
        "Write a number such as 100, or by round 2021H2=5；2022H1=100",
    ),
)
NEITHER_DIRECTION = Fault(
    Text("没有写明高分好还是低分好", "Does not say whether high or low is good"),
    Text(
        "请写 高分好 或 低分好；各批次不同时写如 2021H2=低分好；2022H1=高分好",
        "Write 高分好 (high is good) or 低分好 (low is good), or by round "
        "2021H2=低分好；2022H1=高分好",
    ),
)
NO_LEVELS = Fault(
    Text("不是等级词和分值", "Not words with their points"),
    Text("请写如 很好=100、较好=80、较差=40", "Write it as 很好=100、较好=80、较差=40"),
)
NOT_A_LEVEL = Fault(
    Text(
        "不了解和空着的评分按缺失计，不能有分值",
        "No opinion (不了解) and what stands for an empty cell count as missing and have no points",
    ),
    Text(
        "请从互评等级中删去这个词，如 不了解、无",
        "Delete that word (such as 不了解, 无) from 互评等级",
    ),
)
NO_PERIODS = Fault(
    Text("不是各批次的起止日期", "Not the first and last day of rounds"),
    Text(
        "请写如 第一期=2022-01-01至2022-06-30；多个批次以；分隔",
        "Write it as 第一期=2022-01-01至2022-06-30, with ； between rounds",
    ),
)


class Declared(NamedTuple):
    """What is declared of the numbers of one round, and whether it is said of that round alone."""

    full_mark: float | None
    is_own_mark: bool
    direction: str
    is_own_way: bool


@dataclass(slots=True)
class ReviewParameters:
    """What is declared of scores; None or empty: not declared. Rounds by name in compact form."""

    full_mark: float | None = None
    full_marks: dict[str, float] = field(default_factory=dict)
    levels: dict[str, float] | None = None  # points by word, in compact form
    direction: str = ""  # of digits: high or low is good
    directions: dict[str, str] = field(default_factory=dict)
    open_raters: tuple[str, ...] = ()  # as written
    periods: dict[str, tuple[date, date]] = field(default_factory=dict)

    def of_round(self, round_id: str) -> Declared:
        """Return what is declared of the numbers of a round: of it, or else of all."""
        name = compact(round_id)
        return Declared(
            self.full_marks.get(name, self.full_mark),
            name in self.full_marks,
            self.directions.get(name, self.direction),
            name in self.directions,
        )


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


def take_mark(found: ReviewParameters, cell: Cell) -> Fault | None:
    """Read the full mark of all rounds, such as ``100``, or of each: ``2021H2=5；2022H1=100``."""
    text = compact(plain(cell))
    found.full_mark = positive(text)
    found.full_marks = {} if found.full_mark else _by_round(text, positive)
    return None if found.full_mark or found.full_marks else NOT_A_NUMBER


def take_direction(found: ReviewParameters, cell: Cell) -> Fault | None:
    """Read the direction of all rounds, such as ``低分好``, or of each: ``2021H2=低分好``."""
    text = compact(plain(cell))
    found.direction = DIRECTIONS.get(text, "")
    found.directions = {} if found.direction else _by_round(text, DIRECTIONS.get)
    return None if found.direction or found.directions else NEITHER_DIRECTION


def _by_round(text: str, read: Callable[[str], T | None]) -> dict[str, T]:
    """Return what is written of each round; nothing where a part cannot be read or repeats."""
    found: dict[str, T] = {}
    for part in filter(None, PARTS.split(text)):
        name, _, said = part.partition("=")
        value = read(said)
        if not name or value is None or name in found:
            return {}
        found[name] = value
    return found


def take_levels(found: ReviewParameters, cell: Cell) -> Fault | None:
    """Read words and points such as ``好=100、差=0``; two words at least, none of them 不了解."""
    score = dictionary().table("peer_reviews").by_name["score"]
    missing = {compact(word) for word, points in score.words if points is None}
    levels: dict[str, float] = {}
    for part in filter(None, PARTS.split(compact(plain(cell)))):
        word, equals, points = part.partition("=")
        number = 0.0 if points in ("0", "0分") else positive(points)
        if not (word and equals) or number is None or word in levels:
            return NO_LEVELS
        if word in missing or is_empty(word):
            return NOT_A_LEVEL
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
