"""The loads that the store keeps."""

from dataclasses import dataclass

import pyarrow as pa

from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.columns import count, other, text
from queries.filters import Paged
from queries.query import Query, arrow_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Paged):
    """Parameters of ``loads``."""


def loads(store: GraphStore, load: None, parameters: Parameters) -> pa.Table:
    """Which loads are there, the newest first?"""
    return arrow_table([_row(each) for each in store.loads()], QUERY.columns)


def _row(load: Load) -> dict[str, object]:
    return {
        "load": load.load_id,
        "source": load.source.name,
        "created_at": load.created_at,
        "cases": load.rows["cases"],
        "steps": load.rows["steps"],
        "refused": load.refused,
        "active": load.active,
    }


QUERY = Query(
    name="loads",
    title=Text("批次", "Loads"),
    question=Text("有哪些批次（新者在先）？", "Which loads are there, the newest first?"),
    parameters=Parameters,
    columns=(
        text("load", "批次", "Load", "批次的编号。", "Id of the load."),
        text("source", "来源", "Source", "读入的文件或文件夹。", "The file or folder it is from."),
        other("created_at", "instant", "装载时刻", "Created", "装载的时刻。", "When it was made."),
        count("cases", "办件数", "Cases", "办件数。", "Cases."),
        count("steps", "环节数", "Steps", "环节数。", "Steps."),
        count("refused", "拒收行数", "Refused rows", "输入中被拒收的行。", "Rows refused."),
        other("active", "boolean", "当前", "Active", "是否当前使用。", "Whether it is in use."),
    ),
    function=loads,
    of_load=False,
)
