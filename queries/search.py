"""Departments, items and cases by name, short name, code or pinyin initials."""

from dataclasses import dataclass
from typing import Annotated

import pyarrow as pa

from graph.load import Load
from graph.search import HOW, KINDS
from graph.store import GraphStore
from graph.text import Text
from queries.columns import text
from queries.filters import Paged
from queries.parameters import Help, Range
from queries.query import Column, Query, arrow_table

KIND_WORDS = dict(
    zip(
        KINDS,
        (Text("部门", "department"), Text("事项", "item"), Text("办件", "case")),
        strict=True,
    )
)
HOW_WORDS = dict(
    zip(
        HOW,
        (
            Text("完全相同", "exact"),
            Text("开头相同", "beginning"),
            Text("其中含有", "within"),
            Text("拼音首字母", "pinyin initials"),
        ),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters(Paged):
    """Parameters of ``search``."""

    text: Annotated[
        str,
        Help(
            "名称、简称、编码或其一部分，或名称的拼音首字母。",
            "A name, a short name, an id or a part of one, or the pinyin initials of a name.",
        ),
    ]
    best: Annotated[int, Help("最多给出多少个。", "How many at most."), Range(1, 1000)] = 20


def search(store: GraphStore, load: Load, parameters: Parameters) -> pa.Table:
    """Which departments, items and cases have this name or code?

    The closest first: exact, beginning, within, then pinyin initials; of equally close ones
    departments, items, cases, each by id. Cases are found by their id only.
    """
    found = store.search(load.load_id, parameters.text, parameters.best)
    return arrow_table([one._asdict() for one in found], QUERY.columns)


QUERY = Query(
    name="search",
    title=Text("查找", "Search"),
    question=Text(
        "哪些部门、事项、办件叫这个名称或编码？",
        "Which departments, items and cases have this name or code?",
    ),
    parameters=Parameters,
    columns=(
        Column(
            "kind",
            "string",
            Text("种类", "Kind"),
            Text("department 部门，item 事项，case 办件。", "department, item or case."),
            words=KIND_WORDS,
        ),
        text("id", "编码", "Id", "编码。", "Its id."),
        text("name", "名称", "Name", "名称；办件则为其事项。", "Its name; of a case its item."),
        Column(
            "how",
            "string",
            Text("怎样相符", "Match"),
            Text("exact、beginning、within 或 initials。", "exact, beginning, within or initials."),
            words=HOW_WORDS,
        ),
    ),
    function=search,
    graph=True,
)
