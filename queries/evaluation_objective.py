"""What the process log says of departments, beside what others say of them."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pyarrow as pa

from graph.evaluation.figures import Objective
from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.columns import count, share
from queries.evaluation import OfRound, member, named, report, version
from queries.evaluation_words import EFFICIENCY, QUALITY, RETURNS, WAITS
from queries.query import Column, Query, arrow_table


def objective(store: GraphStore, load: Load | None, parameters: OfRound) -> pa.Table:
    """What does the process log say of each department, beside its scores?

    Handoffs within the dates of the round, by department. Rating and process are set side by
    side and never added up.
    """
    found = report(store, load, parameters)
    if found is None:
        return arrow_table([], QUERY.columns)
    about = found.round
    rows = [{**_row(each), **named(about, each.department)} for each in found.objective]
    return arrow_table(rows, QUERY.columns)


def _row(of: Objective) -> dict[str, object]:
    values = {each.name: getattr(of, each.name) for each in fields(of)}
    return {name: None if value == "" else value for name, value in values.items()}


def _wait(name: str, zh: str, en: str, meaning_zh: str, meaning_en: str) -> Column:
    label, meaning = Text(zh, en), Text(meaning_zh, meaning_en)
    return Column(name, "number", label, meaning, "s", clock="working")


def _words(
    name: str, zh: str, en: str, meaning_zh: str, meaning_en: str, words: Mapping[Any, Text]
) -> Column:
    known = {key: text for key, text in words.items() if key}
    return Column(name, "string", Text(zh, en), Text(meaning_zh, meaning_en), words=known)


QUERY = Query(
    name="evaluation-objective",
    title=Text("互评与流程对照", "Ratings beside the process"),
    question=Text(
        "流程数据怎么说各部门，与互评是否一致？",
        "What does the process log say of each department, beside its scores?",
    ),
    parameters=OfRound,
    columns=(
        *member("department", "部门", "Department"),
        count("handoffs", "转入次数", "Handoffs in", "评价期内转入的交接。", "Handoffs into it."),
        _wait(
            "wait", "等待中位", "Median wait", "转入交接等待的中位数。", "Median wait before it."
        ),
        _wait("wait_low", "等待下限", "Wait, low", "95%区间下限。", "Lower end, 95 %."),
        _wait("wait_high", "等待上限", "Wait, high", "95%区间上限。", "Upper end, 95 %."),
        _wait(
            "wait_city",
            "各部门中位",
            "City",
            "各部门中位数的中位数。",
            "Median of the departments'.",
        ),
        _words(
            "waits",
            "快慢",
            "Pace",
            "区间与各部门中位相比。",
            "Its interval against the city.",
            WAITS,
        ),
        count("returns", "退回次数", "Returns", "本部门退回的交接。", "Handoffs it sent back."),
        share("returned", "退回率", "Returned", "退回次数占转入次数。", "Returns by handoffs in."),
        share("returned_low", "退回率下限", "Returned, low", "95%区间下限。", "Lower end, 95 %."),
        share("returned_high", "退回率上限", "Returned, high", "95%区间上限。", "Upper end, 95 %."),
        share("returned_city", "各部门平均", "City share", "各部门退回率的平均。", "Mean share."),
        _words(
            "returns_are",
            "退回多少",
            "Returns are",
            "区间与各部门平均相比。",
            "Its interval against the city.",
            RETURNS,
        ),
        _words(
            "efficiency",
            "工作效率对照",
            "Efficiency",
            "工作效率得分与等待；空为不作对照。",
            "Score of efficiency beside the wait; empty: no statement.",
            EFFICIENCY,
        ),
        _words(
            "quality",
            "工作质量对照",
            "Quality",
            "工作质量得分与退回率；空为不作对照。",
            "Score of quality beside the returns; empty: no statement.",
            QUALITY,
        ),
    ),
    function=objective,
    graph=True,
    version=version,
)
