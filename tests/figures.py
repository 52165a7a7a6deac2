"""Figures of made-up rounds, as the gate gives them: a mesh of any size, and the star.

In the mesh the third department is the one of the picture of the report: slow and rated low in
工作效率, high in 信息共享. The last one was rated by too few, the ninth is protected in one
dimension, the sixth lies beyond what is shown, the first rated openly nobody.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from graph.evaluation.figures import (
    Agreement,
    Audit,
    Change,
    Department,
    Design,
    Document,
    Moves,
    Named,
    Objective,
    Oversight,
    Own,
    Pair,
    Process,
    Quadrant,
    RaterFlags,
    Raters,
    Round,
    Score,
    Split,
    Subgroup,
    Unasked,
    Verdict,
)
from graph.evaluation.rules import Rules

DIMENSIONS = ("工作效率", "工作质量", "沟通频率", "信息共享")
NAMES = (
    "自然资源和规划局",
    "住房和城乡建设局",
    "水利局",
    "交通运输局",
    "卫生健康委员会",
    "农业农村局",
    "文化和旅游局",
    "市场监督管理局",
    "发展和改革委员会",
    "应急管理局",
    "教育局",
    "民政局",
    "人力资源和社会保障局",
    "商务局",
    "工业和信息化局",
    "行政审批局",
)
LONGEST = "经济技术开发区管理委员会政务服务和大数据管理局（行政审批服务局、营商环境建设局）"
DAY = 28_800  # working seconds
_CHANGES: tuple[Change, ...] = ("", "up", "down", "level", "withheld")


def departments(size: int) -> tuple[Department, ...]:
    names = (*NAMES, LONGEST, *(f"第{n}街道办事处综合行政执法协调办公室" for n in range(1, size)))
    return tuple(Department(f"D{n:02}", name) for n, name in enumerate(names[:size], 1))


def mesh(size: int = 16) -> Oversight:
    """Return the oversight report of a round in which all rate all."""
    facts = _round(size, ())
    return Oversight(
        round=facts,
        rules=Rules(),
        design=_design(facts),
        splits=tuple(
            Split(each, 0.46 - n / 50, 0.31, 0.23 + n / 50, 0.81 - n / 20, -0.21, 0.34, n < 3, 0.6)
            for n, each in enumerate(DIMENSIONS)
        ),
        scores=_ordered([_score(n, k, size) for k in range(-1, 4) for n in range(size)]),
        named=(),
        raters=(
            RaterFlags("D02", ("severe", "halo"), False),
            RaterFlags("D05", ("straight", "same", "spread"), True),
            RaterFlags("D07", ("lenient", "disagrees"), False),
            RaterFlags("D10", ("outfit",), True),
        ),
        pairs=(
            Pair("D01", "D03", "mutual", "slow", 212),
            Pair("D02", "D08", "mutual", "usual", 41),
            Pair("D03", "D10", "one_way", "slow", 96),
            Pair("D04", "D11", "one_way", "", 0),
            Pair("D06", "D13", "inflation", "fast", 58),
        ),
        rings=(("D06", "D12", "D13", "D14"),),
        equal_sums=False,
        objective=tuple(_objective(n, size) for n in range(size)),
        agreement=Agreement(-0.62, 0.008, 2, 4, 5, (("D04", "D07"), ("D05", "D09")), "lower"),
        moves=(
            Moves("mean", ("D04",), ("D07", "D12")),
            Moves("trimmed", (), ()),
            Moves("screened", ("D11",), ()),
        ),
        audit=Audit(5 * size, 5, 1, 3),
    )


def star() -> Oversight:
    """Return the report of a round of the approval bureau, an open rater, and 15 others."""
    made, approval = mesh(16), "D16"
    facts = _round(16, (approval,))
    plain = tuple(
        Score(approval, key, "many", "", 80 + n, change="up" if n == 1 else "")
        for n, key in enumerate(("", *DIMENSIONS))
    )
    few = tuple(
        Score(each.id, key, "few", "few")
        for key in ("", *DIMENSIONS)
        for each in facts.departments[:15]
    )
    return replace(
        made,
        round=facts,
        design=replace(made.design, shape="star", rank=4, corrected=False, silent=210, excluded=0),
        splits=(),
        scores=_ordered([*plain, *few]),
        named=tuple(
            Named(approval, each.id, key, 60 + (7 * n + 3 * k) % 40)
            for n, each in enumerate(facts.departments[:15])
            for k, key in enumerate(DIMENSIONS)
        ),
        raters=(),
        pairs=(),
        rings=(),
        agreement=Agreement(None, None, 0, 0, 0),
        moves=(),
        objective=tuple(replace(each, efficiency="", quality="") for each in made.objective),
        audit=Audit(80, 75, 0, 0),
    )


def documents(report: Oversight) -> tuple[Document, ...]:
    """Return the report of each department of `report`."""
    return tuple(_document(report, n) for n in range(len(report.round.departments)))


def _round(size: int, open_raters: tuple[str, ...]) -> Round:
    return Round(
        id="2022年上半年",
        city="示例市",
        starts="2022-01-01",
        ends="2022-06-30",
        load_id="L20220901-02",
        as_of="2022-08-31",
        synthetic=True,
        low=0,
        high=100,
        decimals=0,
        dimensions=DIMENSIONS,
        departments=departments(size),
        open_raters=open_raters,
    )


def _design(facts: Round) -> Design:
    size = len(facts.departments)
    unasked = (Unasked("D01", "D15", 37), Unasked("D09", "D12", 12))
    return Design("mesh", 5, 5, True, True, size, size - 1, 0.064, 11, unasked, 2)


def _score(n: int, k: int, size: int) -> Score:
    """Return the score of the department at `n` in the dimension at `k` (-1: overall)."""
    key = DIMENSIONS[k] if k >= 0 else ""
    name, mean = f"D{n + 1:02}", float(81 + (k + 1) % 2)
    if n == size - 1:
        return Score(name, key, "few", "few", mean=mean)
    if (n, k) == (8, 3):
        return Score(name, key, "many", "protected", mean=mean)
    if (n, k) == (5, 1):
        return Score(name, key, "many", "", 95, "top", 91, 95, 1, 2, mean, "above", "up", size - 1)
    value = _value(n, k)
    half = 4.0 if n % 4 else 6.0
    verdict: Verdict = (
        "above" if value - half > mean else "below" if value + half < mean else "level"
    )
    place = 1 + round((95 - value) / 35 * (size - 2))
    ranks = max(place - 3, 1), min(place + 3, size - 1)
    change: Change = _CHANGES[(n + k) % 5]
    raters: Raters = "many" if n % 4 else "enough"
    span = value - half, value + half
    return Score(name, key, raters, "", value, "", *span, *ranks, mean, verdict, change, size - 1)


def _value(n: int, k: int) -> float:
    if n == 2:
        return (80.0, 71.0, 84.0, 78.0, 88.0)[k + 1]
    return float(np.random.default_rng(100 * n + k + 1).integers(74, 90))


def _ordered(scores: list[Score]) -> tuple[Score, ...]:
    keys = ("", *DIMENSIONS)
    return tuple(
        sorted(scores, key=lambda s: (keys.index(s.dimension), s.score is None, s.department))
    )


def _objective(n: int, size: int) -> Objective:
    name = f"D{n + 1:02}"
    if n == 13:  # handed over too little to say anything
        return Objective(name, 2, None, None, None, 1.1 * DAY, "", 0, None, None, None, 0.061, "")
    handoffs, wait = 196 + 13 * n, 2.9 * DAY if n == 2 else (0.4 + n % 7 / 4) * DAY
    share = 0.352 if n == 2 else 0.02 + n % 5 / 50
    waits: Process = "slow" if wait > 1.4 * DAY else "fast" if wait < 0.7 * DAY else "usual"
    more: Process = "slow" if share > 0.09 else "fast" if share < 0.03 else "usual"
    figures: list[Any] = [wait, wait * 0.8, wait * 1.3, 1.1 * DAY, waits, round(share * handoffs)]
    figures += [share, max(share - 0.02, 0), share + 0.03, 0.061, more]
    figures += [_quadrant(_score(n, 0, size), waits), _quadrant(_score(n, 1, size), more)]
    return Objective(name, handoffs, *figures)


def _quadrant(score: Score, process: Process) -> Quadrant:
    if score.score is None or score.mean is None:
        return ""
    if score.score < score.mean:
        return "confirmed" if process == "slow" else "perception"
    return "hidden" if process == "slow" else "good"


def _document(report: Oversight, n: int) -> Document:
    facts = report.round
    one = facts.departments[n]
    scores = tuple(each for each in report.scores if each.department == one.id)
    flags = next((each.flags for each in report.raters if each.department == one.id), ())
    own = Own(len(facts.departments) - 2 - n % 3, n % 3, flags) if n else Own(0, 0, ())
    return Document(
        round=facts,
        rules=report.rules,
        department=one,
        asked=len(facts.departments) - 1,
        raters=scores[0].raters,
        corrected=report.design.corrected,
        distinguishable=DIMENSIONS[:3] if report.design.corrected else (),
        scores=scores,
        named=tuple(each for each in report.named if one.id == each.ratee),
        subgroups=_subgroups(scores),
        objective=report.objective[n],
        own=own,
    )


def _subgroups(scores: tuple[Score, ...]) -> tuple[Subgroup, ...]:
    return tuple(
        Subgroup(kind, each.dimension, each.score - step, "")
        if step < 3 and each.score is not None and not each.coded
        else Subgroup(kind, each.dimension, None, "few")
        for step, kind in enumerate(("工程建设类", "市场准入类", "民生保障类", "其他"))
        for each in scores[1:]
    )
