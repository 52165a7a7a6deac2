"""The days above the lanes: numbers, weeks and months, as many as have room."""

from collections.abc import Sequence
from typing import NamedTuple

from web import figures
from web.lanes_labels import text_width
from web.lanes_scale import ROOMY_DAY, Scale
from web.language import language
from web.working_axis import Axis, Day, Place

NUMBER = 22.0
"""Units that the number of a day needs."""


class Column(NamedTuple):
    """A day: a working one has its number; `week` and `month` where one begins.

    `shown` tells whether its line and number are drawn.
    """

    day: Day
    end: Place
    x: float
    width: float
    number: str
    shown: bool
    week: bool
    month: str
    month_shown: bool


def columns(axis: Axis, fit: Scale) -> list[Column]:
    """Return the days of the axis."""
    found, month_now, week_now, free = [], "", (0, 0), -1e9
    for day in axis.days:
        x, end = fit.x(day.place), axis.day_end(day)
        month, name = f"{day.day:%Y-%m}", ""
        if month != month_now:
            name = figures.month(month, language(), not month_now or day.day.month == 1)
            month_now = month
        fits = bool(name) and x >= free
        if fits:
            free = x + text_width(name) + 8
        week = day.day.isocalendar()[:2]
        begins = day.worked and week != week_now
        week_now = week if day.worked else week_now
        number = str(day.day.day) if day.worked else ""
        found.append(Column(day, end, x, fit.x(end) - x, number, False, begins, name, fits))
    shown = _shown(found, fit)
    return [one._replace(shown=i in shown) for i, one in enumerate(found)]


def _shown(found: Sequence[Column], fit: Scale) -> set[int]:
    """Return the days that are shown: every n-th, else the first of a week or of a month."""
    worked = [i for i, one in enumerate(found) if one.number]
    if fit.day >= ROOMY_DAY:
        return set(worked[:: 1 if fit.day >= NUMBER else 2])
    weeks = [i for i in worked if found[i].week]
    if 5 * fit.day >= NUMBER:
        return set(weeks)
    return {i for i, one in enumerate(found) if one.month}
