"""Reads generated cities back as plain frames, and measures them by the simplest means."""

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import chinese_calendar
import pandas as pd

from loaders.sample_city import draw_city
from loaders.sample_city.files import write_city

SHEETS = (*("填报说明", "部门", "内设机构", "事项", "办件", "办件环节", "特别程序", "部门互评"),)
Scale = Literal["small", "default", "large"]
SCALES: dict[str, Scale] = {"small": "small", "default": "default", "large": "large"}
WORKED = [
    pd.Timestamp(day)
    for day in (date(2022, 1, 1) + timedelta(days=n) for n in range(365))
    if chinese_calendar.is_workday(day)
]


@dataclass(frozen=True)
class City:
    sheets: dict[str, pd.DataFrame]
    truth: dict[str, Any]

    def __getitem__(self, sheet: str) -> pd.DataFrame:
        return self.sheets[sheet]

    def plant(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = next(p for p in self.truth["plants"] if p["id"] == name)
        return found

    def decoy(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = next(d for d in self.truth["decoys"] if d["id"] == name)
        return found


def city(
    seed: int = 20220831, scale: str = "small", effect: float = 3.0, plants: str = "fixed"
) -> City:
    return _city(seed, SCALES[scale], effect, plants == "random")


@cache
def _city(seed: int, scale: Scale, effect: float, random: bool) -> City:
    plants: Literal["fixed", "random"] = "random" if random else "fixed"
    drawn = draw_city(seed=seed, scale=scale, effect=effect, plants=plants)
    with TemporaryDirectory() as folder:
        out = Path(folder)
        write_city(out, drawn.sheets, drawn.truth, workbook=False)
        truth = json.loads((out / "truth.json").read_text("utf-8"))
        return City({name: read_sheet(out, name) for name in SHEETS}, truth)


def read_sheet(folder: Path, name: str) -> pd.DataFrame:
    path = folder / f"合成数据_{name}.csv"
    frame = pd.read_csv(path, encoding="utf-8-sig", dtype=str, keep_default_na=False)
    for header in frame.columns:
        if re.search("时间$", header) and header != "承诺办结时间":
            frame[header] = pd.to_datetime(frame[header].replace("", None))
    return frame


def working(since: "pd.Series[Any]", until: "pd.Series[Any]") -> "pd.Series[float]":
    """Count the seconds from 9 to 17 o'clock of the worked days between two instants."""
    return _worked_until(until) - _worked_until(since)


def _worked_until(instants: "pd.Series[Any]") -> "pd.Series[float]":
    days = instants.dt.normalize()
    whole = days.map({day: n for n, day in enumerate(WORKED)}) * 28_800.0
    until: pd.Series[float] = whole + (instants - days).dt.total_seconds().clip(32_400, 61_200)
    return until


def net_working(city: City, frame: pd.DataFrame, since: str, until: str) -> "pd.Series[float]":
    """Measure each row from `since` to `until` without what its case was stopped meanwhile."""
    stops = city["特别程序"].query("特别程序种类 == '除延长审批之外' and 结束时间.notna()")
    times = stops.set_index("办件编号")[["开始时间", "结束时间"]]
    begin, end = (frame["办件编号"].map(times[column]) for column in times)
    begin = begin.where(begin > frame[since], frame[since])
    end = end.where(end < frame[until], frame[until])
    stopped = working(begin, end).clip(lower=0)
    meets = frame["办件编号"].isin(times.index) & (begin < end)
    return working(frame[since], frame[until]) - stopped.where(meets, 0)


@cache
def handoffs(city_of: tuple[Any, ...]) -> pd.DataFrame:
    """Pair each step with the row before it; cases with parallel steps are left out."""
    town = city(*city_of)
    steps = town["办件环节"]
    parallel = steps.loc[steps["上一环节序号"] != "", "办件编号"]
    steps = steps[~steps["办件编号"].isin(parallel)].copy()
    before = steps.groupby("办件编号")
    steps["sender"] = before["处理部门"].shift()
    steps["sent"] = before["结束时间"].shift()
    steps = steps[steps["sender"].notna() & steps["开始时间"].notna()]
    steps["wait"] = net_working(town, steps, "sent", "开始时间")
    done = steps["办理状态"] == "已办"
    steps["hold"] = net_working(town, steps[done], "开始时间", "结束时间")
    return steps.rename(columns={"处理部门": "receiver", "标准环节": "stage"})
