"""The 21 departments of the city: the approval bureau and the twenty that gave it items."""

from typing import NamedTuple

import numpy as np

from loaders.sample_city.sheet import Sheet, texts

REGION = "990100"  # a form that GB/T 2260 gives to no city


class Department(NamedTuple):
    """A department as generated; `share` is its part of all cases in percent."""

    name: str
    short: str
    items: int  # transferred to the approval bureau
    share: float
    partners: tuple[str, ...]  # whom it asks for an opinion, by code


BUREAU = 0
"""Place of the approval bureau in ``DEPARTMENTS``."""

DEPARTMENTS: dict[str, Department] = {
    "D01": Department("市行政审批服务局", "审批局、市审批局", 0, 0, ()),
    "D02": Department("市自然资源和规划局", "自然资源局、自规局", 14, 11, ("D05", "D07")),
    "D03": Department("市住房城建管理局", "住建局、住房城建局", 16, 12, ("D02", "D11")),
    "D04": Department("市交通运输局", "交通局", 12, 10, ("D02", "D05")),
    "D05": Department("市水利局", "水利局", 10, 8, ("D02", "D07")),
    "D06": Department("市卫生健康委员会", "卫健委", 11, 8, ("D12", "D13")),
    "D07": Department("市农业农村局", "农业农村局", 9, 6, ("D02", "D05")),
    "D08": Department("市文化和旅游局", "文旅局", 8, 5, ("D11", "D03")),
    "D09": Department("市市场监督管理局", "市场监管局", 7, 17, ("D06", "D15")),
    "D10": Department("市发展和改革委员会", "发改委", 5, 5, ("D02", "D16")),
    "D11": Department("市应急管理局", "应急局", 5, 4, ("D03", "D16")),
    "D12": Department("市教育局", "教育局", 4, 3.5, ("D06", "D11")),
    "D13": Department("市民政局", "民政局", 4, 3, ("D06", "D14")),
    "D14": Department("市人力资源和社会保障局", "人社局", 3, 3, ("D12", "D13")),
    "D15": Department("市商务局", "商务局", 2, 1.5, ("D11", "D10")),
    "D16": Department("市工业和信息化局", "工信局", 2, 1.2, ("D10", "D11")),
    "D17": Department("市体育局", "体育局", 2, 1, ("D12", "D06")),
    "D18": Department("市人民防空办公室", "人防办", 2, 0, ("D03",)),  # 12 cases, whatever the scale
    "D19": Department("市民族宗教事务局", "民宗局", 1, 0.8, ("D03", "D11")),
    "D20": Department("市新闻出版局", "新闻出版局", 1, 0.8, ("D08", "D16")),
    "D21": Department("市气象局", "气象局", 1, 0.8, ("D11", "D03")),
}

CODES = tuple(DEPARTMENTS)
SUPERVISING = CODES[1:14]  # the thirteen of the linkage system
RATED = CODES[1:16]  # these and two more rate the approval bureau and are rated by it

LEADERS = {"D05": "农水组", "D07": "农水组", "D12": "社会组", "D13": "社会组"}
"""Departments that share a leader; each of the others has one of its own."""


def place(code: str) -> int:
    """Return the place of a department in ``DEPARTMENTS``."""
    return CODES.index(code)


def credit_code(number: int) -> str:
    """Return a unified social credit code of a government organ (GB 32100-2015).

    >>> credit_code(1)
    '11990100000000001M'
    """
    digits = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"11{REGION}{number:09d}"
    total = sum(digits.index(sign) * pow(3, n, 31) for n, sign in enumerate(body))
    return body + digits[-total % 31]


def persons() -> tuple[int, ...]:
    """Return how many people handle cases in each department.

    >>> persons()[BUREAU] > max(persons()[1:])
    True
    """
    return (24, *(3 + round(row.share / 2.5) for row in list(DEPARTMENTS.values())[1:]))


def department_sheet(rng: np.random.Generator) -> Sheet:
    """Return sheet 部门."""
    rows = list(DEPARTMENTS.values())
    quota = 20 + rng.integers(0, 60, len(rows)) + 3 * np.array(persons())
    vacancies = rng.integers(0, 6, len(rows))
    kinds = ["审批部门", *["行业主管部门"] * (len(rows) - 1)]
    return {
        "部门编码": texts(CODES),
        "部门名称": texts(row.name for row in rows),
        "部门简称": texts(row.short for row in rows),
        "统一社会信用代码": texts(credit_code(n + 1) for n in range(len(rows))),
        "部门类别": texts(kinds),
        "行政区划代码": texts([REGION] * len(rows)),
        "编制数": quota,
        "实有人数": quota - vacancies,
        "分管领导组": texts(LEADERS.get(code) for code in CODES),
        "是否参与互评": texts("是" if code in (CODES[0], *RATED) else "否" for code in CODES),
    }
