"""Check the steps that a step names as its predecessors: they exist, and there is no cycle."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.text import Text
from loaders.rows import Mask, Rows
from loaders.values import Fault

Indices = npt.NDArray[np.int64]

CYCLE = Fault(
    Text("上一环节互相指向，成了环", "The steps before lead back to the step itself"),
    Text("请改正上一环节序号", "Correct the numbers of the steps before"),
)


@dataclass(frozen=True, slots=True)
class Links:
    """Each named predecessor: the row that names it, its number, and its row (-1: none)."""

    rows: Indices
    numbers: Indices
    targets: Indices


def check_predecessors(rows: Rows) -> None:
    """Refuse rows whose predecessors are not in the case, were refused, or form a cycle."""
    links = _links(rows)
    missing = links.targets < 0
    for place in np.flatnonzero(missing & rows.accepted[links.rows]):
        rows.refuse_each(
            [(int(links.rows[place]), _absent(int(links.numbers[place])))], "prev_steps"
        )
    rows.refuse(_cyclic(links, rows.accepted) & rows.accepted, "prev_steps", CYCLE)
    _follow_refused(rows, links)


def _links(rows: Rows) -> Links:
    lists = pa.chunked_array([rows.values["prev_steps"]]).combine_chunks()
    parents = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int64)
    numbers = pc.list_flatten(lists).to_numpy(zero_copy_only=False).astype(np.int64)
    cases = rows.values["case_id"].dictionary_encode().indices.fill_null(-1)
    case = cases.to_numpy(zero_copy_only=False).astype(np.int64)
    steps = rows.values["step_no"].fill_null(-1).to_numpy(zero_copy_only=False)
    width = int(max(steps.max(initial=0), numbers.max(initial=0))) + 2
    named = (case >= 0) & (steps >= 0)
    order = np.flatnonzero(named)
    keys = case[order] * width + steps[order]
    by_key = np.lexsort((~rows.accepted[order], keys))  # an accepted row before a refused one
    keys, order = keys[by_key], order[by_key]
    wanted = case[parents] * width + numbers
    at = np.searchsorted(keys, wanted)
    found = (at < len(keys)) & (case[parents] >= 0)
    found[found] = keys[at[found]] == wanted[found]
    targets = np.full(len(parents), -1, dtype=np.int64)
    targets[found] = order[at[found]]
    return Links(parents, numbers, targets)


def _cyclic(links: Links, accepted: Mask) -> Mask:
    """Peel off rows without predecessors, then rows without successors; cycles remain."""
    inside = links.targets >= 0
    heads, tails = links.rows[inside], links.targets[inside]
    left = accepted.copy()
    while True:
        alive = left[heads] & left[tails]
        held = np.zeros(len(left), dtype=bool)
        held[heads[alive]] = True
        leading = np.zeros(len(left), dtype=bool)
        leading[tails[alive]] = True
        after = left & held & leading
        if (after == left).all():
            return left
        left = after


def _follow_refused(rows: Rows, links: Links) -> None:
    """Refuse what names a refused row, and so on, until nothing changes."""
    known = links.targets >= 0
    while True:
        lost = known & rows.accepted[links.rows] & ~rows.accepted[links.targets]
        if not lost.any():
            return
        for place in np.flatnonzero(lost):
            row = int(rows.numbers[links.targets[place]])
            if rows.accepted[links.rows[place]]:
                fault = _refused(int(links.numbers[place]), rows.name, row)
                rows.refuse_each([(int(links.rows[place]), fault)], "prev_steps")


def _absent(number: int) -> Fault:
    return Fault(
        Text(f"这个办件没有环节 {number}", f"The case has no step {number}"),
        Text("请改正上一环节序号，或补上那个环节", "Correct the number or add that step"),
        kind=Text("这个办件没有所写的上一环节", "The case has no such step before it"),
    )


def _refused(number: int, sheet: str, row: int) -> Fault:
    return Fault(
        Text(
            f"所引用的环节 {number} 已被拒绝（表 {sheet} 第 {row} 行）",
            f"Step {number}, to which it refers, was refused (sheet {sheet}, row {row})",
        ),
        Text(f"请先改正表 {sheet} 第 {row} 行", f"Correct row {row} of sheet {sheet} first"),
        (sheet, row),
        Text("所引用的环节已被拒绝", "The step to which it refers was refused"),
    )
