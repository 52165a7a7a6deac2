"""The sheet 办件环节: open and closed steps, order against their case, standard stages."""

from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.tables import STEPS
from graph.text import Text
from loaders.local_time import instants
from loaders.predecessors import check_predecessors
from loaders.rows import Mask, Rows
from loaders.stages import AFTER_FINISH, stages_in
from loaders.values import Fault
from loaders.workbook_cases import CaseTimes

UNFINISHED = Text(
    "待办且结束时间等于开始时间，按未结束计",
    "Pending steps whose end equals their start were taken as not ended",
)
INFERRED = Text(
    "标准环节为空，由环节名称推断", "Empty standard stages were inferred from the step name"
)
NOT_INFERRED = Text(
    "标准环节为空，也无法由环节名称推断",
    "Standard stages are empty and the step name does not tell them",
)
CONTRADICTED = Fault(
    Text("办理状态为待办，却有结束时间", "The step is pending but has an end"),
    Text("请删去结束时间，或把状态改为已办", "Delete the end, or set the status to 已办"),
)
BEFORE_APPLICATION = Fault(
    Text("早于办件的申请时间", "Before the case was applied for"),
    Text("请核对本环节的时间和办件的申请时间", "Check the times of the step and of the case"),
)
AFTER_THE_END = Fault(
    Text(
        "在办件办结之后开始，且不是制证或送达",
        "Begins after the case was finished and is neither 制证 nor 送达",
    ),
    Text("请核对办件的办结时间或本环节的标准环节", "Check 办结时间 of the case or 标准环节"),
)

ENDS_AFTER_THE_END = Fault(
    Text(
        "在办件办结之后结束，且不是制证或送达",
        "Ends after the case was finished and is neither 制证 nor 送达",
    ),
    AFTER_THE_END.advice,
)


def check_steps(rows: Rows, cases: CaseTimes) -> None:
    """Apply the rules of steps; open ones lose the end that repeats their start."""
    _open_pending(rows)
    _infer_stages(rows)
    _check_against_cases(rows, cases)
    check_predecessors(rows)


def _open_pending(rows: Rows) -> None:
    pending = rows.equal("step_status", "待办")
    start, end = rows.times("start_time"), rows.times("end_time")
    same = pending & (start == end)
    rows.note("end_time", UNFINISHED, same & rows.accepted)
    rows.refuse(rows.accepted & pending & ~np.isnat(end) & ~same, "end_time", CONTRADICTED)
    end[same] = np.datetime64("NaT")
    rows.values["end_time"] = pa.array(end, pa.timestamp("us"))


def _infer_stages(rows: Rows) -> None:
    names = rows.values["step_name"].dictionary_encode()
    inferred = [
        stages[0] if len(stages) == 1 else None
        for stages in map(stages_in, names.dictionary.to_pylist())
    ]
    from_name = pa.array(inferred, pa.string()).take(names.indices)
    empty = ~rows.given("stage") & rows.accepted
    told = np.asarray(from_name.is_valid().to_numpy(zero_copy_only=False), dtype=bool)
    rows.note("stage", INFERRED, empty & told)
    rows.note("stage", NOT_INFERRED, empty & ~told)
    rows.values["stage"] = pc.if_else(pa.array(empty), from_name, rows.values["stage"])


def _check_against_cases(rows: Rows, cases: CaseTimes) -> None:
    """Refuse steps before the application, and beyond the end all but 制证 and 送达."""
    known, at = cases.places(rows)
    if not known.any():
        return
    start, arrived = rows.times("start_time"), rows.times("arrive_time")
    begun = np.where(np.isnat(start), arrived, start)
    rows.refuse(known & (begun < cases.applied[at]), "start_time", BEFORE_APPLICATION)
    bound = known & ~_may_follow(rows)
    finished = cases.finished[at]
    rows.refuse(bound & rows.accepted & (begun > finished), "start_time", AFTER_THE_END)
    late = bound & rows.accepted & (rows.times("end_time") > finished)
    rows.refuse(late, "end_time", ENDS_AFTER_THE_END)


def _may_follow(rows: Rows) -> Mask:
    """Tell which steps are, or by all words of their name must be, 制证 or 送达."""
    names = rows.values["step_name"].dictionary_encode()
    by_name = [
        bool(stages) and AFTER_FINISH.issuperset(stages)
        for stages in map(stages_in, names.dictionary.to_pylist())
    ]
    told = pa.array(by_name, pa.bool_()).take(names.indices)
    stated = pc.is_in(rows.values["stage"], value_set=pa.array(sorted(AFTER_FINISH)))
    follows = pc.if_else(rows.values["stage"].is_valid(), stated, pc.fill_null(told, False))
    return np.asarray(follows.to_numpy(zero_copy_only=False), dtype=bool)


def steps_table(rows: Rows, zone: ZoneInfo) -> pa.Table:
    """Return the accepted steps by case and step number."""
    places = pa.array(np.flatnonzero(rows.accepted))
    values = {name: column.take(places) for name, column in rows.values.items()}
    table = pa.table(
        {
            "case_id": values["case_id"],
            "step_no": values["step_no"].cast(pa.int32()),
            "activity": values["step_name"],
            "stage": values["stage"],
            "department_id": values["dept_id"],
            "unit_id": values["unit_id"],
            "person_id": values["person_id"],
            "received_at": instants(values["arrive_time"], zone),
            "started_at": instants(values["start_time"], zone),
            "finished_at": instants(values["end_time"], zone),
            "returned": _returned(values["action"]),
            "predecessors": values["prev_steps"],
        }
    ).sort_by([("case_id", "ascending"), ("step_no", "ascending")])
    table = table.append_column("sequence", pa.array(np.arange(1, len(table) + 1)))
    return table.select(STEPS.names).cast(STEPS)


def _returned(action: pa.Array) -> pa.Array:
    if action.null_count == len(action):
        return pa.nulls(len(action), pa.bool_())
    return pc.fill_null(pc.equal(action, "退回"), False)
