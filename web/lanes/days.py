"""The days above the lanes: numbers, weeks and months, as many as have room."""

from collections.abc import Sequence
from typing import NamedTuple

from web import figures
from web.lanes.labels import text_width
from web.lanes.scale import ROOMY_DAY, Scale
from web.lanes.working_axis import Axis, Day, Place
from web.language import language

NUMBER = 22.0
"""Units that the number of a day needs."""
GAP = 8.0
"""Units between two months."""


class Month(NamedTuple):
    """The name of a month without and with its year; which of them, and whether it is shown."""

    x: float
    plain: str
    dated: str
    january: bool
    text: str = ""
    shown: bool = False


class Column(NamedTuple):
    """A day: a working one has its number; `week` and `begins` where a week or a month begins.

    `shown` tells whether its line is drawn, `numbered` whether its number is. `month` is named at
    the first day of it that is there.
    """

    day: Day
    end: Place
    x: float
    width: float
    number: str
    shown: bool
    numbered: bool
    week: bool
    begins: bool
    month: Month | None


def columns(axis: Axis, fit: Scale) -> list[Column]:
    """Return the days of the axis."""
    found: list[Column] = []
    week_now, begins = (0, 0), False
    for day in axis.days:
        x, end = fit.x(day.place), axis.day_end(day)
        week = day.day.isocalendar()[:2]
        begins = begins or day.day.day == 1
        column = Column(
            day=day,
            end=end,
            x=x,
            width=fit.x(end) - x,
            number=str(day.day.day) if day.worked else "",
            shown=False,
            numbered=False,
            week=day.worked and week != week_now,
            begins=day.worked and begins,
            month=_month(day, x) if day.day.day == 1 or not found else None,
        )
        if day.worked:
            week_now, begins = week, False
        found.append(column)
    return _with_months(_with_days(found, fit))


def _month(day: Day, x: float) -> Month:
    text = f"{day.day:%Y-%m}"
    plain, dated = (figures.month(text, language(), year) for year in (False, True))
    return Month(x, plain, dated, day.day.month == 1)


def _with_days(found: Sequence[Column], fit: Scale) -> list[Column]:
    """Show every n-th day, else the first of each week, and always the first day of a month.

    Where a week has no room, only the lines of months are drawn.
    """
    roomy, every = fit.day >= ROOMY_DAY, fit.day >= NUMBER
    numbered = roomy or 5 * fit.day >= NUMBER
    worked = [one for one in found if one.number]
    wanted = worked[:: 1 if every else 2] if roomy else [one for one in worked if one.week]
    begins = [one.x for one in worked if one.begins]
    shown = {
        one.x
        for one in wanted
        if numbered and (every or all(abs(one.x - x) >= NUMBER for x in begins))
    }
    shown |= set(begins)
    return [
        one._replace(shown=drawn, numbered=drawn and numbered)
        for one in found
        for drawn in [bool(one.number) and one.x in shown]
    ]


def _with_months(found: Sequence[Column]) -> list[Column]:
    shown = iter(_months_shown([one.month for one in found if one.month]))
    return [one._replace(month=next(shown)) if one.month else one for one in found]


def _months_shown(months: Sequence[Month]) -> list[Month]:
    """Show the months that have room: January before all, then the first one, then the others.

    January and the first one tell the year. Where the next month begins before a first one with
    its year would end, that next one counts as the first.

    >>> def shown(*at):
    ...     months = [Month(x, f"{n}月", f"{2022 + y}年{n}月", n == 1) for x, y, n in at]
    ...     return [one.text for one in _months_shown(months) if one.shown]
    >>> shown((0, 0, 11), (100, 0, 12), (130, 1, 1), (180, 1, 2))
    ['2022年11月', '2023年1月']
    >>> shown((0, 0, 11), (30, 0, 12), (200, 1, 1), (300, 1, 2))
    ['2022年12月', '2023年1月', '2月']
    """
    first = 0
    if len(months) > 1 and months[0].x + text_width(months[0].dated) + GAP > months[1].x:
        first = 1
    texts = [one.dated if one.january or i == first else one.plain for i, one in enumerate(months)]
    ends = [one.x + text_width(text) + GAP for one, text in zip(months, texts, strict=True)]
    taken: list[int] = []
    for i in sorted(range(len(months)), key=lambda i: (not months[i].january, i != first, i)):
        if all(ends[i] <= months[k].x or ends[k] <= months[i].x for k in taken):
            taken.append(i)
    return [one._replace(text=texts[i], shown=i in taken) for i, one in enumerate(months)]
