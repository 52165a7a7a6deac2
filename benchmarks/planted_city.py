"""A drawn city as a load, without files in between: what the loader would make of it."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from graph.build import Build
from graph.load import Load, Source
from graph.local_store import LocalStore
from graph.progress import silent
from graph.summary import summary
from graph.tables import CASES, CHECKED, DEPARTMENTS, INSTANT, ITEMS, STEPS, STOPS, UNITS
from loaders.sample_city import City
from loaders.sample_city.sheet import Column, Sheet

AHEAD = np.timedelta64(8, "h")  # of UTC is Asia/Shanghai
AS_OF = datetime(2022, 8, 31, 23, 59, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
LOAD = "planted"
EXTENSION = "延长审批"

Instants = NDArray[np.datetime64]


def load_of(checked: Path, home: Path) -> tuple[LocalStore, Load]:
    """Keep checked tables as the only load of a store in `home`.

    It lacks the handoffs by the rule ``consecutive`` and the causes, which take most of the time
    and nobody asks for here.
    """
    store, folder = LocalStore(home), home / "loads" / LOAD
    folder.mkdir(parents=True)
    build = Build(checked, folder, silent, rules=("causal",), causes=False)
    build.run()
    load = summary(build, folder, LOAD, datetime.now(UTC))
    (folder / "manifest.json").write_text(load.to_json(), encoding="utf-8")
    return store, load


def write_checked(city: City, folder: Path, *, persons: bool = True) -> None:
    """Write the checked tables of `city` and ``source.json`` into `folder`.

    Without `persons` the load has no level of persons, which takes most of the time to derive.
    """
    cases = city.sheets["办件"]
    tables = {
        "departments": _departments(city.sheets["部门"]),
        "items": _named(city.sheets["事项"], "事项编码", "事项名称", ITEMS),
        "units": _units(city.sheets["内设机构"]),
        "cases": _cases(cases),
        "steps": _steps(city.sheets["办件环节"], persons),
        "stops": _stops(city.sheets["特别程序"], cases),
    }
    for name, schema in CHECKED.items():
        pq.write_table(tables.get(name, schema.empty_table()), folder / f"{name}.parquet")
    source = Source("planted", "workbook", (), AS_OF.astimezone(UTC), synthetic=True)
    (folder / "source.json").write_text(source.to_json(), encoding="utf-8")


def _named(sheet: Sheet, code: str, name: str, schema: pa.Schema) -> pa.Table:
    return pa.table([sheet[code], sheet[name]], names=schema.names).cast(schema)


def _departments(sheet: Sheet) -> pa.Table:
    short = [text.split("、") if text else None for text in sheet["部门简称"].tolist()]
    columns = [sheet["部门编码"], sheet["部门名称"], short]
    return pa.table(columns, names=DEPARTMENTS.names).cast(DEPARTMENTS)


def _units(sheet: Sheet) -> pa.Table:
    columns = [sheet["机构编码"], sheet["机构名称"], sheet["所属部门"]]
    return pa.table(columns, names=UNITS.names).cast(UNITS)


def _cases(sheet: Sheet) -> pa.Table:
    finished = sheet["办结时间"]
    closed = ~np.isnat(finished) | (sheet["办结结果"] == "撤回或终止")
    started = np.fmin(sheet["申请时间"], sheet["受理时间"])
    columns = [sheet["办件编号"], sheet["事项编码"], _utc(started), _utc(finished), closed]
    return pa.table(columns, names=CASES.names).cast(CASES)


def _steps(sheet: Sheet, persons: bool) -> pa.Table:
    started, finished = sheet["开始时间"], sheet["结束时间"].copy()
    finished[(sheet["办理状态"] == "待办") & (started == finished)] = np.datetime64("NaT")
    count = len(started)
    columns = {
        "case_id": pa.array(sheet["办件编号"]),
        "step_no": pa.array(sheet["环节序号"], pa.int32()),
        "activity": pa.array(sheet["环节名称"]),
        "stage": pa.array(sheet["标准环节"]),
        "department_id": pa.array(sheet["处理部门"]),
        "unit_id": pa.array(sheet["处理机构"]),
        "person_id": pa.array(sheet["经办人编号"]) if persons else pa.nulls(count, pa.string()),
        "received_at": _utc(sheet["到达时间"]),
        "started_at": _utc(started),
        "finished_at": _utc(finished),
        "returned": pa.array(sheet["业务动作"] == "退回", pa.bool_()),
        "predecessors": _numbers(sheet["上一环节序号"]),
    }
    table = pa.table(columns).sort_by([("case_id", "ascending"), ("step_no", "ascending")])
    table = table.append_column("sequence", pa.array(np.arange(1, count + 1)))
    return table.select(STEPS.names).cast(STEPS)


def _stops(sheet: Sheet, cases: Sheet) -> pa.Table:
    stops = sheet["特别程序种类"] != EXTENSION
    ids = sheet["办件编号"][stops]
    order = np.argsort(cases["办件编号"])
    at = order[np.searchsorted(cases["办件编号"], ids, sorter=order)]
    as_of = np.datetime64(AS_OF.replace(tzinfo=None), "s")
    since = np.fmax(sheet["开始时间"][stops], cases["申请时间"][at])
    until = np.fmin(sheet["结束时间"][stops], np.fmin(cases["办结时间"][at], as_of))
    return pa.table([ids, _utc(since), _utc(until)], names=STOPS.names).cast(STOPS)


def _utc(local: Column) -> pa.Array:
    return pa.array((local - AHEAD).astype("datetime64[us]")).cast(INSTANT)


def _numbers(column: Column) -> pa.Array:
    lists = [None if text is None else sorted(map(int, text.split("、"))) for text in column]
    return pa.array(lists, pa.list_(pa.int32()))
