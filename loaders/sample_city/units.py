"""The sections (内设机构) of the departments, and which of them does which step."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from loaders.sample_city.departments import BUREAU, CODES, persons
from loaders.sample_city.sheet import Sheet, Texts, texts

OF_BUREAU = {
    "综合受理科": "统一收件、受理、退回补充",
    "投资项目审批科": "立项用地规划和工程建设许可的审查、决定",
    "工程建设审批科": "施工许可和竣工验收的审查、决定",
    "市场准入审批科": "企业开办类事项的审查、决定",
    "社会事务审批科": "民生保障类事项的审查、决定",
    "资源交易审批科": "公共资源交易和其他事项的审查、决定",
    "证照管理科": "制证、送达",
    "政策法规科": "审批规则、合法性审核",  # no step is done there
}
OF_OTHERS = {
    "行政审批科": "行业事项的审查",
    "政策法规科": "答复征求意见",
    "监督检查科": "现场勘验",
}
RECEIVING, ISSUING = 0, 6  # places in OF_BUREAU
OF_FIELD = {"E": 1, "K": 3, "M": 4, "G": 5, "O": 5}
LATE = ("E3", "E4")  # kinds of items that the section after the first of engineering handles
ISSUED = ("制证", "送达")
RECEIVED = ("收件", "受理", "其他")
OF_STAGE = {"征求意见": 1, "现场勘验": 2}  # places in OF_OTHERS; of all else 0


def codes() -> tuple[tuple[str, ...], ...]:
    """Return the codes of the sections of each department.

    >>> [len(each) for each in codes()[:3]], codes()[1]
    ([8, 3, 3], ('D02-01', 'D02-02', 'D02-03'))
    """
    counts = [len(OF_BUREAU if n == BUREAU else OF_OTHERS) for n in range(len(CODES))]
    return tuple(
        tuple(f"{code}-{n:02d}" for n in range(1, count + 1))
        for code, count in zip(CODES, counts, strict=True)
    )


def unit_sheet() -> Sheet:
    """Return sheet 内设机构."""
    sections = [OF_BUREAU if n == BUREAU else OF_OTHERS for n in range(len(CODES))]
    people = persons()
    staff = [
        people[n] // len(those) + (place < people[n] % len(those))
        for n, those in enumerate(sections)
        for place in range(len(those))
    ]
    return {
        "机构编码": texts(code for those in codes() for code in those),
        "机构名称": texts(name for those in sections for name in those),
        "所属部门": texts(CODES[n] for n, those in enumerate(sections) for _ in those),
        "职责划分": texts(duty for those in sections for duty in those.values()),
        "实有人数": np.array(staff),
    }


def units_of_items(kinds: Sequence[str]) -> Texts:
    """Return the section of the approval bureau that handles items of these kinds.

    >>> units_of_items(["E1R", "E3", "M"]).tolist()
    ['D01-02', 'D01-03', 'D01-05']
    """
    return texts(codes()[BUREAU][_place(kind)] for kind in kinds)


def units_of_steps(kinds: Texts, department: NDArray[np.int64], stages: Texts) -> Texts:
    """Return the section that does each step: by the stage and, at the bureau, by kind of item."""
    here = np.array([_place(kind) for kind in kinds])
    here = np.where(np.isin(stages, RECEIVED), RECEIVING, here)
    here = np.where(np.isin(stages, ISSUED), ISSUING, here)
    there = np.array([OF_STAGE.get(stage, 0) for stage in stages])
    labels = np.empty((len(CODES), len(OF_BUREAU)), object)
    for n, those in enumerate(codes()):
        labels[n, : len(those)] = those
    return np.asarray(labels[department, np.where(department == BUREAU, here, there)])


def _place(kind: str) -> int:
    return OF_FIELD[kind[0]] + (kind[:2] in LATE)
