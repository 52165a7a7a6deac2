"""The home that browser tests look at: a small synthetic city, and before it one with mistakes."""

from functools import partial
from pathlib import Path
from typing import Literal

import pandas as pd

from app import open_store
from graph.database import open_database
from graph.local_store import LocalStore
from loaders.importing import columns_of_upload, import_file, import_upload, options_of
from loaders.sample_city import generate
from web.jobs.queue import Jobs, Upload
from web.jobs.work import Work
from web.jobs.worker import Tools, run_jobs

ROWS = """1,受理,窗口,2022-05-09 10:00
1,审查,规划,2022-05-10 10:00
2,受理,窗口,2022-05-09 11:00
"""
STEPS, CASES, STOPS = "合成数据_办件环节.csv", "合成数据_办件.csv", "合成数据_特别程序.csv"


def make_home(folder: Path, scale: Literal["small", "default"] = "small") -> Path:
    """Make a home with two loads: an earlier, small one with refused rows, and the active one."""
    home, small, city = folder / "home", folder / "小城", folder / "合成城市"
    generate(small, scale="small")
    generate(city, scale=scale)
    for source in (spoiled(small, folder / "合成城市_有错"), city):
        import_file(open_store(home), source, options_of({}, home))
    return home


def send_what_gives_no_load(home: Path) -> None:
    """Send three files: one to be told its columns, one that is refused, one that is no log."""
    jobs, store = Jobs(open_database(home), home), LocalStore(home)
    for name, text, strict in (
        ("要列对照.csv", "流水,做什么,单位名,时候\n" + ROWS, False),
        ("有错.csv", "case,activity,department,end\n" + ROWS + "3,受理,窗口,坏\n", True),
        ("不是日志.xes", "<log>", False),
    ):
        with jobs.receiving() as folder:
            (folder / name).write_text(text, "utf-8")
            options = {"end": "end"} if strict else {}
            jobs.add(Upload(folder / name, options, strict=strict))
    look = partial(columns_of_upload, home)
    run_jobs(Tools(Work(jobs.engine, home), store, partial(import_upload, store), look))


def spoiled(city: Path, folder: Path) -> Path:
    """Write the files of `city` to `folder` with mistakes of several kinds, and return `folder`."""
    folder.mkdir()
    frames = {path.name: pd.read_csv(path, dtype=str) for path in city.glob("*.csv")}
    steps, cases, stops = frames[STEPS], frames[CASES], frames[STOPS]
    steps.loc[10:14, "结束时间"] = "2022-13-45 09:00"
    steps.loc[40:42, "处理部门"] = "D99"
    steps.loc[60:61, "结束时间"] = "2021-12-01 09:00:00"
    cases.loc[5:6, "事项编码"] = "SX9999"
    cases.loc[9, "受理时间"] = "上周三"
    stops.loc[2, "开始时间"] = None
    for name, frame in frames.items():
        frame.to_csv(folder / name, index=False, encoding="utf-8-sig")
    return folder
