"""The sheet 填报说明: the date of the data, the city, and how digits are to be read."""

import re
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from graph.text import Text
from loaders.dictionary import dictionary
from loaders.instants import LAST_SECOND, moment_of
from loaders.references import repeat_of
from loaders.report import one_line
from loaders.review_parameters import (
    ReviewParameters,
    take_direction,
    take_levels,
    take_mark,
    take_periods,
)
from loaders.rows import Rows
from loaders.sheets import Cell, Grid, compact
from loaders.values import SEPARATORS, Circumstances, Fault, is_empty, plain

SYNTHETIC = "合成数据"

YEAR = re.compile(r"(19|20)\d\d(年度?)?")
CLOCK_STARTS = ("次日起算", "当日起算")

NO_DIRECTION = Fault(
    Text("没有写明 1 还是 5 最好", "Does not say whether 1 or 5 is best"),
    Text("请写 1=非常满意 或 5=非常满意", "Write 1=非常满意 or 5=非常满意"),
)
NOT_A_YEAR = Fault(
    Text("不是年份", "Not a year"), Text("请填四位年份，如 2022", "Write a year such as 2022")
)
NO_CLOCK_START = Fault(
    Text("不是可填的取值", "Not one of the accepted values"),
    Text(f"可填：{'、'.join(CLOCK_STARTS)}", f"Accepted: {', '.join(CLOCK_STARTS)}"),
)


@dataclass(slots=True)
class Parameters(ReviewParameters):
    """What 填报说明 declares; ``as_of`` is the last second of 截止日期, local time."""

    as_of: datetime | None = None
    city: str = ""
    stars: bool | None = None
    synthetic: bool = False


def is_synthetic(grid: Grid) -> bool:
    """Tell whether any cell of 填报说明 says 合成数据."""
    return any(isinstance(cell, str) and SYNTHETIC in cell for row in grid.rows for cell in row)


def read_parameters(rows: Rows, circumstances: Circumstances) -> Parameters:
    """Read the accepted rows of 填报说明; a value that cannot be used refuses its row.

    Of several rows for one parameter the first that can be used counts, the others are refused.
    """
    names = {
        compact(word): parameter.name
        for parameter in dictionary().parameters
        for word in (parameter.name, *parameter.aliases)
    }
    found = Parameters()
    used: dict[str, int] = {}  # parameter, or words that are none: its row
    unknown: list[int] = []
    cells = rows.cells.get("value", [None] * len(rows))
    for index, key in enumerate(rows.values["key"].to_pylist()):
        if key is None or not rows.accepted[index]:
            continue
        name = names.get(compact(key))
        if name is not None and is_empty(cells[index]):
            continue
        first = used.get(name or compact(key))
        fault = None if first is None else repeat_of(rows, index, first)
        if fault is None and name is not None:
            fault = _take(found, name, cells[index], circumstances)
        if fault is not None:
            rows.refuse_each([(index, fault)], "value" if first is None else "key")
            continue
        used[name or compact(key)] = index
        if name is None and SYNTHETIC not in key:
            unknown.append(index)
    _note_unknown(rows, unknown)
    return found


def _note_unknown(rows: Rows, unknown: list[int]) -> None:
    """Name the parameters that are not known, but for those that look like personal numbers."""
    where = np.zeros(len(rows), dtype=bool)
    where[unknown] = True
    shown = [rows.shown("key", index) for index in unknown]
    words = "、".join(one_line(word) for word in shown if word)
    rows.note(
        "key",
        Text(f"不认识的参数，未使用：{words}", f"Unknown parameters were not used: {words}"),
        where,
    )


def _take(found: Parameters, name: str, cell: Cell, circumstances: Circumstances) -> Fault | None:
    if name == "as_of":
        return _take_day(found, cell, circumstances)
    if name == "city_name":
        found.city = " ".join(str(cell).split())
    elif name == "review_full_mark":
        return take_mark(found, cell)
    elif name == "review_levels":
        return take_levels(found, cell)
    elif name == "review_direction":
        return take_direction(found, cell)
    elif name == "review_open_raters":
        found.open_raters = tuple(part for part in SEPARATORS.split(plain(cell)) if part)
    elif name == "review_periods":
        return take_periods(found, cell)
    elif name == "satisfaction_direction":
        words = {"1=非常满意": False, "国标": False, "5=非常满意": True, "星级": True}
        found.stars = words.get(compact(plain(cell)))
        return NO_DIRECTION if found.stars is None else None
    elif name == "stat_year":
        return None if YEAR.fullmatch(compact(plain(cell))) else NOT_A_YEAR
    elif name == "clock_start":
        return None if compact(plain(cell)) in CLOCK_STARTS else NO_CLOCK_START
    return None


def _take_day(found: Parameters, cell: Cell, circumstances: Circumstances) -> Fault | None:
    moment = moment_of(cell, circumstances)
    if isinstance(moment, Fault):
        return moment
    found.as_of = datetime.combine(moment.day, LAST_SECOND)
    return None
