"""What a chart of months draws, and the finding that stands above it."""

from collections.abc import Sequence
from statistics import median
from typing import Any, NamedTuple

from queries.query import Answer
from web import figures
from web.answer_view import day_unit
from web.language import gettext, language

FEWEST_MONTHS = 4
CHANGED = 0.25
"""By how much of what it was the waiting of a month must differ for the heading to say so."""


class Month(NamedTuple):
    """One month written out, for the table beside the chart."""

    month: str
    wait: str
    handoffs: str
    median: str


def lines(answers: Sequence[tuple[str, Answer]], measure: str, describe: str) -> dict[str, Any]:
    """Return the island of a chart with the `measure` of ``trend`` of each answer, in days.

    The months are those of the first answer; the others are laid on them.
    """
    first = answers[0][1]
    day = first.seconds_a_day
    months = first.rows["month"].to_pylist()
    drawn = []
    for name, answer in answers:
        known = dict(
            zip(answer.rows["month"].to_pylist(), answer.rows[measure].to_pylist(), strict=True)
        )
        values = [known.get(month) for month in months]
        drawn.append(
            {
                "name": name,
                "values": [None if value is None else value / day for value in values],
                "texts": [figures.days(value, day) for value in values],
            }
        )
    return {
        "months": [_label(month, months) for month in months],
        "lines": drawn,
        "words": {"describe": describe, "unit": day_unit(day)},
    }


def table(answer: Answer) -> list[Month]:
    """Return the months of an answer of ``trend``."""
    day = answer.seconds_a_day
    return [
        Month(
            figures.month(row["month"], language()),
            figures.days(row["total_wait"], day),
            figures.number(row["handoffs"]),
            figures.days(row["median_wait"], day),
        )
        for row in answer.rows.to_pylist()
    ]


def heading(answer: Answer, last_complete: int | None) -> str:
    """Say how the last complete month compares with the median of those before it.

    Where fewer than three complete months come before, or the difference is less than a quarter,
    the heading says that it is about as usual, or only names what is shown.
    """
    complete = [
        row
        for row in answer.rows.to_pylist()
        if last_complete is None or _number(row["month"]) <= last_complete
    ]
    if len(complete) < FEWEST_MONTHS:
        return gettext("各月等待")
    usual = median(row["total_wait"] or 0 for row in complete[:-1])
    now = complete[-1]["total_wait"] or 0
    if not usual or abs(now / usual - 1) < CHANGED:
        month = figures.month(complete[-1]["month"], language(), year=False)
        return gettext("%(month)s的等待与平常月份差不多", month=month)
    month = figures.month(complete[-1]["month"], language(), year=False)
    percent = figures.number(100 * abs(now / usual - 1)) + "%"
    if now > usual:
        return gettext("%(month)s的等待比平常月份多%(percent)s", month=month, percent=percent)
    return gettext("%(month)s的等待比平常月份少%(percent)s", month=month, percent=percent)


def _number(month: str) -> int:
    year, of_year = month.split("-")
    return int(year) * 12 + int(of_year) - 1


def _label(month: str, months: Sequence[str]) -> str:
    """Write a month under its axis; the year only where it changes."""
    first = month == months[0] or month.endswith("-01")
    many_years = months[0][:4] != months[-1][:4]
    return figures.month(month, language(), year=first and many_years)
