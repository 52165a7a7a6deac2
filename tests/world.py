"""A small world whose numbers can be checked by head.

Four departments, two items, six cases in May 2022, 09:00-17:00 on working days (9 May is a
Monday, no holiday follows). Waits in working hours; ``->`` is a handoff that binds::

    A (permit)  window -5-> planning -2-> approval
    B (permit)  window -2-> planning ..\\        planning ends 6 h before building
                window -1-> building -3-> approval
    C (plan)    window -3-> planning -4-> window (a return) -2-> planning
                -2-> planning (internal) -0-> approval
    D (plan)    window -10-> planning (two days stopped) ... building has received it: open
    E (permit)  window -1-> nobody registered -4-> approval
    F (plan)    window ... nobody knows who is next: open
"""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from graph.load import Source, SourceFile
from graph.tables import CHECKED

SHANGHAI = ZoneInfo("Asia/Shanghai")
WINDOW, PLANNING, BUILDING, APPROVAL = "D1", "D2", "D3", "D4"
PERMIT, PLAN = "I1", "I2"

SOURCE = Source(
    name="小世界.xlsx",
    kind="workbook",
    files=(SourceFile("小世界.xlsx", 1, "0" * 64),),
    as_of=datetime(2022, 5, 31, 1, tzinfo=UTC),
    synthetic=True,
    city="小城",
)

_NAMES = {
    "departments": {
        WINDOW: "政务服务中心",
        PLANNING: "自然资源局",
        BUILDING: "住房城乡建设局",
        APPROVAL: "行政审批局",
    },
    "items": {PERMIT: "建筑工程施工许可", PLAN: "建设工程规划许可"},
}
_SHORT = {PLANNING: ["资规局", "规划局"]}
_CASES = {"A": PERMIT, "B": PERMIT, "C": PLAN, "D": PLAN, "E": PERMIT, "F": PLAN}
_OPEN = "DF"

_UNITS = {"K1": ("规划管理科", PLANNING), "K2": ("用途管制科", PLANNING)}
_UNIT_OF = {"p2": "K1", "p3": "K2"}

# case, step_no, activity, stage, department, person, received, started, finished, predecessors
_STEPS = """
A 1 受理     受理 D1 p1 -        09T09:00 09T10:00 -
A 2 规划审查 审查 D2 p2 09T11:00 09T15:00 09T17:00 1
A 3 决定     决定 D4 p4 10T09:00 10T11:00 10T12:00 2
B 1 受理     受理 D1 p1 -        10T09:00 10T10:00 -
B 2 规划审查 审查 D2 p2 10T10:00 10T12:00 10T14:00 1
B 3 建设审查 审查 D3 p5 10T10:00 10T11:00 11T12:00 1
B 4 决定     决定 D4 p4 -        11T15:00 11T16:00 2,3
C 1 受理     受理 D1 p1 -        11T09:00 11T10:00 -
C 2 规划审查 审查 D2 p2 -        11T13:00 11T14:00 1
C 3 补正     -    D1 p1 -        12T10:00 12T11:00 2
C 4 规划审查 审查 D2 p2 -        12T13:00 12T14:00 3
C 5 规划复核 审查 D2 p3 -        12T16:00 12T17:00 4
C 6 决定     决定 D4 p4 -        13T09:00 13T10:00 5
D 1 受理     受理 D1 p1 -        13T09:00 13T10:00 -
D 2 规划审查 审查 D2 p2 -        18T12:00 18T13:00 1
D 3 建设审查 审查 D3 p5 18T14:00 -        -        2
E 1 受理     受理 D1 p1 -        17T09:00 17T10:00 -
E 2 现场踏勘 -    -  -  -        17T11:00 17T12:00 1
E 3 决定     决定 D4 p4 -        17T16:00 17T17:00 2
F 1 受理     受理 D1 p1 -        18T09:00 18T10:00 -
"""
_RETURNED = ("C", 2)
_STOPS = [("D", "16T09:00", "18T09:00")]


def at(day_and_time: str) -> datetime:
    """Return an instant of May 2022, given as ``09T15:00`` in Shanghai."""
    local = datetime.fromisoformat(f"2022-05-{day_and_time}:00")
    return local.replace(tzinfo=SHANGHAI).astimezone(UTC)


def write_world(folder: Path) -> Path:
    """Write the checked tables of the world into `folder` and return it."""
    rows = {
        "departments": [
            {**node, "short_names": _SHORT.get(str(node["department_id"]))}
            for node in _nodes("departments", "department_id")
        ],
        "items": _nodes("items", "item_id"),
        "units": [
            {"unit_id": unit, "name": name, "department_id": department}
            for unit, (name, department) in _UNITS.items()
        ],
        "cases": _cases(),
        "steps": [_step(place, line) for place, line in enumerate(_lines())],
        "stops": [{"case_id": c, "started_at": at(a), "ended_at": at(b)} for c, a, b in _STOPS],
        "calendar": [],
        "refused": [_refusal()],
        "notes": [],
        "counts": [{"table": "办件环节", "read": 21, "loaded": 20, "refused": 1}],
    }
    for name, schema in CHECKED.items():
        pq.write_table(pa.Table.from_pylist(rows[name], schema=schema), folder / f"{name}.parquet")
    (folder / "source.json").write_text(SOURCE.to_json(), "utf-8")
    return folder


def _lines() -> list[str]:
    return _STEPS.strip().splitlines()


def _nodes(table: str, key: str) -> list[dict[str, object]]:
    return [{key: node, "name": name} for node, name in _NAMES[table].items()]


def _cases() -> list[dict[str, object]]:
    return [
        {"case_id": case, "item_id": item, "closed": case not in _OPEN}
        for case, item in _CASES.items()
    ]


def _step(sequence: int, line: str) -> dict[str, object]:
    case, number, *rest = line.split()
    activity, stage, department, person, received, started, finished, before = (
        None if word == "-" else word for word in rest
    )
    return {
        "case_id": case,
        "sequence": sequence,
        "step_no": int(number),
        "activity": activity,
        "stage": stage,
        "department_id": department,
        "unit_id": _UNIT_OF.get(person or ""),
        "person_id": person,
        "received_at": received and at(received),
        "started_at": started and at(started),
        "finished_at": finished and at(finished),
        "returned": (case, int(number)) == _RETURNED,
        "predecessors": [int(each) for each in before.split(",")] if before else [],
    }


def _refusal() -> dict[str, object]:
    return {
        "table": "办件环节",
        "row": 23,
        "column": "办结时间",
        "value": "2022-05-32",
        "reason": "不是日期",
        "advice": "请改为 2022-05-31 这样的日期",
        "reason_en": "not a date",
        "advice_en": "write a date like 2022-05-31",
        "kind": "不是日期",
        "kind_en": "not a date",
        "root": "不是日期",
        "root_en": "not a date",
        "cells": [
            {"column": "办件编号", "value": "E", "withheld": False},
            {"column": "申请人", "value": None, "withheld": True},
            {"column": "办结时间", "value": "2022-05-32", "withheld": False},
        ],
        "at": 2,
    }
