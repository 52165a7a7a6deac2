"""Sheets 办件, 办件环节 and 特别程序 of the cases."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loaders.sample_city.arrivals import Arrivals
from loaders.sample_city.clock import DAY, END, Seconds, instants, workdays
from loaders.sample_city.departments import BUREAU, CODES, persons
from loaders.sample_city.items import Items
from loaders.sample_city.routes import (
    ACCEPT,
    COMPLETING,
    CONSULT,
    DECIDE,
    RESULTS,
    REVIEW,
    STAGES,
    SURVEY,
    Routes,
)
from loaders.sample_city.shares import Mask
from loaders.sample_city.sheet import Sheet, Texts, blank_unless, texts
from loaders.sample_city.stops import EXTENSION, KINDS, Stops
from loaders.sample_city.timing import Times
from loaders.sample_city.units import units_of_steps

APPLICANTS = ("自然人", "企业法人", "事业法人", "社会组织法人")
CHANNELS = ("窗口办理", "电脑端网上办理", "移动端网上申请", "快递申请")
SATISFACTION = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")


@dataclass(frozen=True, slots=True)
class Cases:
    """Everything known of the cases, in the order of their beginning."""

    items: Items
    routes: Routes
    stops: Stops
    arrivals: Arrivals
    times: Times
    order: NDArray[np.int64]

    @property
    def ids(self) -> Texts:
        """Return the case ids by row, numbered in the order of beginning."""
        ids = np.empty(len(self.order), object)
        ids[self.order] = [f"XT2022{n:06d}" for n in range(1, len(ids) + 1)]
        return ids

    @property
    def reached(self) -> Mask:
        """Mark the slots that are there at the date of the data."""
        slot = self.arrivals.slot[:, None]
        return self.routes.present & ((slot < 0) | (np.arange(len(STAGES)) <= slot))


def case_sheet(cases: Cases, rng: np.random.Generator) -> Sheet:
    """Return sheet 办件."""
    order, items, routes = cases.order, cases.items, cases.routes
    closed = ~cases.arrivals.open[order]
    accepted = cases.times.finished[order, ACCEPT]
    allowed = items.promise[routes.item] + EXTENSION * cases.stops.extended
    draw = rng.uniform(size=(4, len(order)))
    result = texts(RESULTS)[routes.result[order]]
    company = np.where(items.engineering[routes.item[order]], 0.05, 0.45)
    applicant = np.searchsorted([0, 0.8, 0.95], draw[0] - company, side="right")
    satisfied = np.searchsorted([0.78, 0.97, 0.993, 0.998], draw[2])
    return {
        "办件编号": cases.ids[order],
        "事项编码": texts(items.codes)[routes.item[order]],
        "申请时间": _instants(cases.times.started[order, 0]),
        "受理时间": _instants(accepted),
        "办结时间": blank_unless(closed, _instants(cases.times.end[order])),
        "承诺办结时间": workdays()[accepted // DAY + allowed[order]],
        "办结结果": np.where(closed, result, "在办"),
        "受理部门": texts([CODES[BUREAU]] * len(order)),
        "申请人类型": texts(APPLICANTS)[applicant],
        "办理形式": texts(CHANNELS)[np.searchsorted([0.35, 0.85, 0.97], draw[1])],
        "补正次数": cases.stops.corrections[order],
        "满意度": blank_unless(closed & (draw[3] < 0.7), texts(SATISFACTION)[satisfied]),
    }


def step_sheet(cases: Cases, rng: np.random.Generator) -> Sheet:
    """Return sheet 办件环节."""
    times, present = cases.times, cases.reached[cases.order]
    row, slot = np.nonzero(present)
    case = cases.order[row]
    number = present.cumsum(axis=1)[row, slot]
    last = cases.arrivals.slot[case] == slot  # of an open case
    begun = ~(last & cases.arrivals.waiting[case])
    department = cases.routes.department[case, slot]
    started = _instants(times.started[case, slot])
    kinds = texts(cases.items.kinds)[cases.routes.item[case]]
    returned = cases.routes.returned[case] == slot
    action = blank_unless(~last, texts(("通过", "退回"))[returned.astype(np.int64)])
    finished = np.where(last, started, _instants(times.finished[case, slot]))
    return {
        "办件编号": cases.ids[case],
        "环节序号": number,
        "环节名称": texts(_names())[slot],
        "标准环节": texts(STAGES)[slot],
        "处理部门": texts(CODES)[department],
        "处理机构": units_of_steps(kinds, department, texts(STAGES)[slot]),
        "经办人编号": blank_unless(begun, _persons(department, rng)),
        "到达时间": _instants(times.arrived[case, slot]),
        "开始时间": blank_unless(begun, started),
        "结束时间": blank_unless(begun, finished),
        "办理状态": texts(("已办", "待办"))[last.astype(np.int64)],
        "业务动作": action,
        "上一环节序号": _previous(cases.routes.parallel[case], slot, number),
    }


def procedure_sheet(cases: Cases) -> Sheet:
    """Return sheet 特别程序: clock stops, then extensions, each by case."""
    order, stops, routes, times = cases.order, cases.stops, cases.routes, cases.times
    stopped = order[stops.slot[order] >= 0]
    extended = order[stops.extended[order]]
    rows = np.concatenate((stopped, extended))
    stop = np.arange(len(rows)) < len(stopped)
    slot = np.where(stop, stops.slot[rows], REVIEW)
    since = np.where(stop, times.stop_from[rows], times.started[rows, REVIEW])
    until = np.where(stop, times.stop_to[rows], times.finished[rows, REVIEW])
    ended = ~(cases.arrivals.open[rows] & (until > END))
    return {
        "办件编号": cases.ids[rows],
        "特别程序种类": texts(("延长审批", "除延长审批之外"))[stop.astype(np.int64)],
        "种类名称": blank_unless(stop, texts(KINDS)[stops.kind[rows]]),
        "开始时间": _instants(since),
        "结束时间": blank_unless(ended, _instants(until)),
        "延长工作日": blank_unless(~stop, np.full(len(rows), EXTENSION)),
        "办理部门": texts(CODES)[routes.department[rows, slot]],
    }


def _instants(positions: Seconds) -> NDArray[np.datetime64]:
    return instants(np.minimum(positions, END))  # what lies later is left blank by the caller


def _names() -> list[str]:
    return [COMPLETING if stage == "其他" else stage for stage in STAGES]


def _persons(department: NDArray[np.int64], rng: np.random.Generator) -> Texts:
    people = np.array(persons())
    labels = np.empty((len(people), people.max()), object)
    for n, code in enumerate(CODES):
        labels[n] = [f"{code}-P{p + 1:02d}" for p in range(people.max())]
    drawn = rng.uniform(size=len(department)) * people[department]
    return np.asarray(labels[department, drawn.astype(np.int64)])


def _previous(parallel: Mask, slot: NDArray[np.int64], number: NDArray[np.int64]) -> Texts:
    previous = np.full(len(slot), None, object)
    for stage, before in ((CONSULT, (1,)), (SURVEY, (2,)), (DECIDE, (2, 1))):
        rows = np.flatnonzero(parallel & (slot == stage))
        previous[rows] = ["、".join(str(n - back) for back in before) for n in number[rows]]
    return previous
