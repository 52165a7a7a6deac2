"""The items: what they are, how much of everything they ask, who handles them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loaders.sample_city.catalogue import (
    CATALOGUE,
    EXPERT_REVIEW_ITEM,
    PROJECT_CHAIN,
    TAKEN_BACK,
)
from loaders.sample_city.departments import CODES, SUPERVISING, place
from loaders.sample_city.shares import largest_remainder
from loaders.sample_city.sheet import Sheet, texts
from loaders.sample_city.units import units_of_items

STEPS_AFTER = 450
MATERIALS_AFTER = 990
PROMISE_AFTER = 1220
"""Totals over all items after the reengineering."""

FIELDS = {"E": "工程建设", "K": "企业开办", "M": "民生保障", "G": "公共资源交易", "O": "其他"}
PHASES = {"1": "立项用地规划许可", "2": "工程建设许可", "3": "施工许可", "4": "竣工验收"}


@dataclass(frozen=True, slots=True)
class Items:
    """The items as columns of one length."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    kinds: tuple[str, ...]  # E1R and the like, see the catalogue
    origin: NDArray[np.int64]  # place of the department that gave it up
    reviewed_there: NDArray[np.bool_]  # else the approval bureau reviews
    engineering: NDArray[np.bool_]
    certified: NDArray[np.bool_]  # ends in a certificate that is handed over
    promise: NDArray[np.int64]  # working days
    legal: NDArray[np.int64]
    steps: NDArray[np.int64]
    materials: NDArray[np.int64]
    popularity: NDArray[np.float64]  # within its department, sums to one there
    expert_review: int  # place of the item of decoy D2
    taken_back: tuple[int, ...]  # places of the items of plant I1
    chained: tuple[int, ...]  # places of the items whose cases go through PROJECT_CHAIN

    def named(self, places: tuple[int, ...]) -> tuple[str, ...]:
        """Return the codes of items by their places."""
        return tuple(self.codes[n] for n in places)


def draw_items(rng: np.random.Generator) -> Items:
    """Draw what differs from seed to seed; names, departments and totals do not."""
    rows = [(code, *line.rsplit(" ", 1)) for code, lines in CATALOGUE.items() for line in lines]
    names = tuple(name for _, name, _ in rows)
    kinds = tuple(kind for _, _, kind in rows)
    origin = np.array([place(code) for code, _, _ in rows])
    engineering = np.array([kind[0] == "E" for kind in kinds])
    spread = rng.uniform(0.8, 1.2, (3, len(rows)))
    quick = np.where(origin == place("D09"), 0.45, 1.0)
    promise = largest_remainder(
        PROMISE_AFTER, spread[0] * quick * np.where(engineering, 1.5, 1.0), 1
    )
    return Items(
        codes=_codes(origin),
        names=names,
        kinds=kinds,
        origin=origin,
        reviewed_there=np.array([kind.endswith("R") for kind in kinds]),
        engineering=engineering,
        certified=np.array(["证" in name or "许可" in name or "登记" in name for name in names]),
        promise=promise,
        legal=np.where([kind[:2] in ("E1", "E2") for kind in kinds], 45, 20),
        steps=largest_remainder(STEPS_AFTER, spread[1], 2),
        materials=largest_remainder(MATERIALS_AFTER, spread[2] * np.where(engineering, 1.6, 1), 2),
        popularity=_zipf(origin, rng.uniform(size=len(rows))),
        expert_review=names.index(EXPERT_REVIEW_ITEM),
        taken_back=tuple(names.index(name) for name in TAKEN_BACK),
        chained=_chained(rows),
    )


def item_sheet(items: Items) -> Sheet:
    """Return sheet 事项."""
    count = len(items.codes)
    origin = [CODES[n] for n in items.origin]
    return {
        "事项编码": texts(items.codes),
        "事项名称": texts(items.names),
        "事项类型": texts(_type(name) for name in items.names),
        "实施部门": texts([CODES[0]] * count),
        "原实施部门": texts(origin),
        "监管部门": texts(code if code in SUPERVISING else None for code in origin),
        "承办机构": units_of_items(items.kinds),
        "办件类型": texts(["承诺件"] * count),
        "法定办结时限": items.legal,
        "承诺办结时限": items.promise,
        "时限单位": texts(["工作日"] * count),
        "环节数": items.steps,
        "材料数": items.materials,
        "到现场次数": texts([1 if kind.endswith("R") else 0 for kind in items.kinds]),
        "重点领域": texts(FIELDS[kind[0]] for kind in items.kinds),
        "工程审批阶段": texts(PHASES.get(kind[1:2], "不适用") for kind in items.kinds),
        "是否划转事项": texts(["是"] * count),
        "事项状态": texts(["在用"] * count),
    }


def _codes(origin: NDArray[np.int64]) -> tuple[str, ...]:
    within = [int((origin[:n] == origin[n]).sum()) + 1 for n in range(len(origin))]
    return tuple(f"SX{place + 1:02d}{n:02d}" for place, n in zip(origin, within, strict=True))


def _chained(rows: list[tuple[str, ...]]) -> tuple[int, ...]:
    first = PROJECT_CHAIN[0]
    return tuple(
        n for n, (code, _, kind) in enumerate(rows) if code == first and kind.startswith("E1")
    )


def _type(name: str) -> str:
    if name.endswith("备案"):
        return "其他行政权力"
    return "行政确认" if name.endswith(("登记", "认定", "核实", "验收")) else "行政许可"


def _zipf(origin: NDArray[np.int64], draw: NDArray[np.float64]) -> NDArray[np.float64]:
    popularity = np.empty(len(origin))
    for department in np.unique(origin):
        here = np.flatnonzero(origin == department)
        weights = 1 / (1.0 + np.argsort(np.argsort(draw[here])))
        popularity[here] = weights / weights.sum()
    return popularity
