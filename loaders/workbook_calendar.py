"""The sheet 工作日历, with a calendar file laid over it."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from graph.inputs import CALENDARS
from graph.tables import CALENDAR
from graph.text import Text
from loaders.calendar_file import read_calendar_file
from loaders.rows import Rows

OVERLAID = Text(
    "日历文件中也有这一天，以日历文件为准", "The calendar file has the day too and was followed"
)


def laid_over(rows: Rows | None, calendar: str) -> tuple[pa.Table, str]:
    """Return the days that differ, those of a calendar file over those of the workbook."""
    days = _days(rows)
    if calendar in CALENDARS:
        return days, calendar
    path = Path(calendar)
    over = read_calendar_file(path)
    both = pc.and_(pc.is_null(days["department_id"]), pc.is_in(days["day"], value_set=over["day"]))
    if rows is not None:
        count = int(pc.sum(both).as_py() or 0)
        if count:
            rows.report.note(rows.name, None, OVERLAID, rows=count)
    return pa.concat_tables([days.filter(pc.invert(both)), over]), path.name


def _days(rows: Rows | None) -> pa.Table:
    """Return the accepted days of 工作日历."""
    if rows is None:
        return CALENDAR.empty_table()
    there = pa.array(rows.accepted)
    names = ("dept_id", "day", "is_workday", "opens", "closes")
    columns = [rows.values[name].filter(there) for name in names]
    return pa.table(columns, names=CALENDAR.names).cast(CALENDAR)
