"""Propose which column of an event log plays which role, and remember what was said of it."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from graph.errors import MappingError
from graph.inputs import NO_COLUMN, ROLES
from graph.text import Text

NAMES: dict[str, tuple[str, ...]] = {
    "case": (
        "case:concept:name", "case_id", "case", "caseid", "case number", "trace_id", "trace",
        "application_id", "办件编号", "办件编码", "办件号", "办件流水号", "案件编号", "业务编号",
        "业务流水号", "申办流水号", "流水号", "受理编号", "受理号", "案号", "收件编号",
    ),
    "activity": (
        "concept:name", "activity", "activity_name", "task", "task_name", "event", "event_name",
        "step", "环节名称", "办理环节", "环节", "活动", "活动名称", "步骤", "步骤名称", "节点名称",
        "标准环节",
    ),
    "start": (
        "start_timestamp", "start_time", "started_at", "start", "start_date", "begin_time",
        "开始时间", "环节开始时间", "开始办理时间", "办理开始时间", "起始时间",
    ),
    "end": (
        "time:timestamp", "end_time", "end_timestamp", "complete_timestamp", "completion_time",
        "finished_at", "completed_at", "end", "end_date", "finish_time", "timestamp", "event_time",
        "datetime", "date", "time", "结束时间", "环节结束时间", "办结时间", "完成时间",
        "办理完成时间", "办理结束时间", "办理时间", "发生时间", "操作时间", "时间", "时间戳",
        "日期",
    ),
    "department": (
        "org:group", "department", "department_name", "dept", "department_id", "group",
        "organization", "organisation", "org", "unit", "部门", "部门名称", "办理部门", "承办部门",
        "责任部门", "所属部门", "部门编码", "单位", "单位名称", "办理单位", "科室",
    ),
    "person": (
        "org:resource", "resource", "person", "user", "employee", "handler", "operator", "officer",
        "经办人", "办理人", "办理人员", "承办人", "经办人标识", "操作人", "审批人", "工号",
    ),
    "item": (
        "item", "item_name", "item_id", "事项", "事项名称", "事项编码", "审批事项", "事项类型",
    ),
    "lifecycle": ("lifecycle:transition", "lifecycle"),
    "instance": ("concept:instance", "activity_instance_id"),
}  # fmt: skip
"""Names by which a role is known, the surest first; case, spaces and separators do not count."""


class NearestTime(NamedTuple):
    """The column that looks most like a time: its values, those that are none, one of them."""

    column: str
    values: int
    unread: int
    example: str


Fits = Callable[[str, str], bool]
"""Tells whether the contents of a column are fit for a role: (role, column)."""


def propose(header: tuple[str, ...], fits: Fits, taken: Mapping[str, str]) -> dict[str, str]:
    """Return a column for each role that is not in `taken` and for which one is found.

    A column plays one role only. A single time column is the end: its events are instants.
    """
    known = {plain_name(name): name for name in reversed(header)}
    found: dict[str, str] = {}
    for role, names in NAMES.items():
        if role in taken:
            continue
        used = {*taken.values(), *found.values()}
        candidates = (known[key] for key in map(plain_name, names) if key in known)
        column = next((each for each in candidates if each not in used and fits(role, each)), None)
        if column is not None:
            found[role] = column
    if "start" in found and "end" not in found and "end" not in taken:
        found["end"] = found.pop("start")
    return found


def plain_name(name: str) -> str:
    """Return what counts of the name of a column."""
    return re.sub(r"[\s_\-:：.]+", "", name).casefold()


def check_named(header: tuple[str, ...], named: Mapping[str, str], file: str) -> None:
    """Refuse a role whose column is not in the file."""
    for role, column in named.items():
        if column not in header:
            raise MappingError(
                f"{file} 中没有 --{role} 所指的列“{column}”。现有的列：{'、'.join(header)}。",
                f"{file} has no column “{column}” as named by --{role}. Its columns are: "
                f"{', '.join(header)}.",
                Text(f"{file} 中没有列“{column}”。", f"{file} has no column “{column}”."),
            )


def check_complete(
    header: tuple[str, ...],
    mapping: Mapping[str, str],
    file: str,
    nearest: Callable[[], NearestTime | None] = lambda: None,
) -> None:
    """Refuse a mapping that lacks the case, the activity or any time.

    `nearest` is asked for the column that looks most like a time.
    """
    lacking = [role for role in ("case", "activity", "end") if role not in mapping]
    if lacking:
        words = " ".join(f"--{role} COLUMN" for role in lacking)
        columns = "、".join(header)
        hint = _almost(nearest() if "end" in lacking else None)
        raise MappingError(
            f"看不出 {file} 中哪一列是{'、'.join(_CHINESE[role] for role in lacking)}。"
            f"现有的列：{columns}。{hint.zh}请写明：xietu load {file} {words}",
            f"Which column of {file} holds the {', '.join(_ENGLISH[role] for role in lacking)} "
            f"cannot be told. Its columns are: {', '.join(header)}. {hint.en}"
            f"Say so: xietu load {file} {words}",
            Text(
                f"看不出哪一列是{'、'.join(_CHINESE[role] for role in lacking)}。{hint.zh}",
                f"Which column holds the {', '.join(_ENGLISH[role] for role in lacking)} cannot be "
                f"told. {hint.en}".strip(),
            ),
        )


def _almost(found: NearestTime | None) -> Text:
    if found is None:
        return Text("", "")
    column, values, unread, example = found
    return Text(
        f"列“{column}”最像时间，但 {values} 个值中有 {unread} 个无法识别，如“{example}”。",
        f"Column “{column}” looks most like a time, but {unread} of its {values} values cannot "
        f"be read, such as “{example}”. ",
    )


_CHINESE = {"case": "办件编号", "activity": "环节名称", "end": "时间"}
_ENGLISH = {"case": "case", "activity": "activity", "end": "time"}


def remembered(folder: Path | None, header: tuple[str, ...]) -> dict[str, str]:
    """Return the mapping that was given for this `header` before, or an empty one."""
    if folder is None or not (path := _place(folder, header)).exists():
        return {}
    try:
        mapping = json.loads(path.read_text(encoding="utf-8"))["mapping"]
        found = {role: mapping[role] for role in ROLES if role in mapping}
        if not set(found.values()) <= {*header, NO_COLUMN}:
            raise ValueError(found)
        return found
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MappingError(
            f"记住的列对应关系 {path} 已损坏。请删除该文件，再用 --case 等选项写明各列。",
            f"The remembered columns in {path} are damaged. Delete the file and name the columns "
            "again (--case and so on).",
            Text("以前记住的列对照读不出来。", "The columns remembered before cannot be read."),
        ) from error


def remember(folder: Path | None, header: tuple[str, ...], mapping: Mapping[str, str]) -> None:
    """Keep `mapping` for files of this `header`."""
    if folder is None or not mapping:
        return
    folder.mkdir(parents=True, exist_ok=True)
    path = _place(folder, header)
    fresh = path.with_suffix(".new")
    text = json.dumps({"header": header, "mapping": dict(mapping)}, ensure_ascii=False, indent=1)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def _place(folder: Path, header: tuple[str, ...]) -> Path:
    digest = hashlib.sha256(json.dumps(header, ensure_ascii=False).encode()).hexdigest()
    return folder / f"{digest[:32]}.json"
