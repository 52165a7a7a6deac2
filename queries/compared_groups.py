"""Two groups of items or of departments, whose waits are set against each other."""

from typing import Any, Literal, Protocol

import pandas as pd

from graph.errors import ParameterError
from graph.load import Load
from graph.store import GraphStore
from queries.walking import listed

By = Literal["period", "item", "sender", "receiver"]
TABLE_OF = {"item": "items", "sender": "departments", "receiver": "departments"}


class Groups(Protocol):
    """The parameters that tell the groups."""

    @property
    def compare(self) -> By:
        """Return what is compared."""

    @property
    def group(self) -> str | None:
        """Return the ids of the group."""

    @property
    def against(self) -> str | None:
        """Return the ids of those it is compared with; none: all others."""


def grouped(store: GraphStore, load: Load, parameters: Groups, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the waits of both groups; ``second`` tells those of the group from the others."""
    keys = _keys(store, load, TABLE_OF[parameters.compare])
    of = frame[f"{parameters.compare}_key"]
    group, against = (
        of.isin([keys[each] for each in listed(ids)])
        for ids in (parameters.group, parameters.against)
    )
    kept = group | against if parameters.against else group | ~group
    return frame.assign(second=group)[kept]


def check_groups(store: GraphStore, load: Load, parameters: Any) -> None:
    """Refuse groups that are not told, not known, or not apart."""
    group, against = listed(parameters.group), listed(parameters.against)
    if parameters.compare == "period":
        if group or against:
            raise _refused(
                "compare",
                "group 和 against 只用于比较两组：请给 compare=item、sender 或 receiver。",
                "`group` and `against` tell two groups: give compare=item, sender or receiver.",
            )
        return
    if not group:
        raise _refused(
            "group",
            f"请用 group 给出本组的编码（compare={parameters.compare}），用逗号分开。",
            f"Give the ids of the group as `group` (compare={parameters.compare}), separated by "
            "commas.",
        )
    keys = _keys(store, load, TABLE_OF[parameters.compare])
    for name, ids in (("group", group), ("against", against)):
        for each in ids:
            if each not in keys:
                raise _refused(
                    name,
                    f"参数 {name} 的 {each!r} 不在批次 {load.load_id} 中。请用 search 查编码。",
                    f"The load {load.load_id} has no {each!r} (parameter {name}). Look its id up "
                    "with search.",
                )
    if both := sorted(set(group) & set(against)):
        raise _refused(
            "against",
            f"{'、'.join(both)} 同时在两组中。请只留在一组。",
            f"{', '.join(both)} cannot be in both groups. Leave each in one.",
        )


def _keys(store: GraphStore, load: Load, table: str) -> dict[str, int]:
    rows = store.fetch(store.table(load.load_id, table).select("id", "key"))
    return dict(zip(rows["id"].to_pylist(), rows["key"].to_pylist(), strict=True))


def _refused(parameter: str, zh: str, en: str) -> ParameterError:
    return ParameterError(zh, en, parameter)
