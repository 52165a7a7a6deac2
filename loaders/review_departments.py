"""Who takes part in the mutual evaluation, under which leader, and who rates openly."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from graph.text import Text
from loaders.references import Referents
from loaders.report import ImportReport
from loaders.rows import Rows
from loaders.values import Fault

NOT_INVITED = Fault(
    Text("部门表中没有邀请它参与互评", "Sheet 部门 does not invite it"),
    Text(
        "请核对部门表的“是否参与互评”：未受邀部门的评分会改变应评家数，不能计入",
        "See 是否参与互评 in sheet 部门: a score of one that was not invited cannot be counted",
    ),
)
NO_SUCH = Text("具名评价部门中有部门表里没有的部门", "Names a department that sheet 部门 has not")
ALL_CLOSED = Text(
    "请改正；在改正前没有部门按具名评价处理", "Correct it; until then no department rates by name"
)


@dataclass(frozen=True, slots=True)
class Invited:
    """The accepted departments by id; `ids` are those invited, None where nothing is said."""

    names: dict[str, str]
    groups: dict[str, str]
    kinds: dict[str, str]
    ids: frozenset[str] | None

    @classmethod
    def of(cls, rows: Rows) -> Self:
        """Read what sheet 部门 says."""
        there = np.flatnonzero(rows.accepted)
        ids, names, groups, kinds, says = (
            [rows.values[column].to_pylist()[index] for index in there]
            for column in ("dept_id", "dept_name", "leader_group", "dept_kind", "in_peer_review")
        )
        yes = frozenset(one for one, said in zip(ids, says, strict=True) if said)
        known = dict(zip(ids, names, strict=True))
        grouped = {one: group for one, group in zip(ids, groups, strict=True) if group}
        sorts = {one: kind for one, kind in zip(ids, kinds, strict=True) if kind}
        return cls(known, grouped, sorts, yes or None)

    def refuse_others(self, rows: Rows) -> None:
        """Refuse scores by and for departments that were not invited."""
        if self.ids is None:
            return
        for side in ("rater_dept_id", "ratee_dept_id"):
            values = rows.values[side].to_pylist()
            out = [value is not None and value not in self.ids for value in values]
            where = rows.accepted & np.array(out, dtype=np.bool_)
            rows.refuse(where, side, NOT_INVITED, tell=True)

    def open_raters(
        self, written: Iterable[str], known: Referents, report: ImportReport
    ) -> frozenset[str]:
        """Return the departments declared to rate openly; none where one of them is not known."""
        found = [known.find(text) for text in written]
        ids = frozenset(one for one in found if not isinstance(one, Fault))
        if len(ids) < len(found):
            report.note("填报说明", "取值", NO_SUCH, ALL_CLOSED, rows=1)
            return frozenset()
        return ids

    def known(self, seen: set[str], open_raters: frozenset[str]) -> list[dict[str, Any]]:
        """Return what is known of the departments that were invited or occur in a round."""
        return [
            {
                "id": one,
                "name": self.names[one],
                "leader_group": self.groups.get(one, ""),
                "kind": self.kinds.get(one, ""),
                "open": one in open_raters,
            }
            for one in sorted(seen | (self.ids or frozenset()))
        ]
