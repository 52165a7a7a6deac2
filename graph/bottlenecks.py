"""Where a load has its bottlenecks: pairs, departments, returns, changes and chains, judged.

All of it is computed from narrow rows with keys, so that it can be done when a load is written
and again for any part of it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from graph.algorithms.chains import chains
from graph.algorithms.judgement import Rows, judge
from graph.algorithms.rises import rises
from graph.algorithms.scores import medians
from graph.tables import BOTTLENECKS, EVIDENCE, FINDINGS, KINDS

HANDOFF_COLUMNS = [
    *("case_key", "sender_key", "receiver_key", "from_step", "to_step", "stage_key"),
    *("activity_key", "enabled_at", "wait", "kind", "evidence", "inside"),
]
"""Of the binding handoffs, those within a department too; ``wait`` null while open; ``inside``
tells those that are judged, the others only show the way of a case."""
STEP_COLUMNS = ["step_key", "case_key", "node_key", "stage_key", "activity_key", "processing",
                "finished_at", "inside"]  # fmt: skip
MICRO = 1e6  # returns are counted in millionths, so that what is usual of one can be a whole number
SEEDS = dict(zip(FINDINGS, range(len(FINDINGS)), strict=True))

Ints = NDArray[np.int64]
Frame = pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """The group of each row, and the keys by which the groups are known."""

    place: Ints
    keys: Frame  # one row a group

    @classmethod
    def of(cls, rows: Frame, names: list[str]) -> "Groups":
        """Return the groups of rows that are alike in `names`, numbered."""
        place = np.asarray(rows.groupby(names, sort=True).ngroup(), np.int64)
        keys = rows[names].assign(place=place).drop_duplicates("place").sort_values("place")
        return cls(place, keys.set_index("place"))


def findings(handoffs: pa.Table, steps: pa.Table, timezone: str) -> pa.Table:
    """Return the findings of all kinds, with the columns ``BOTTLENECKS``.

    Parameters
    ----------
    handoffs : the columns `HANDOFF_COLUMNS`
    steps : the columns `STEP_COLUMNS`; ``node_key`` is who did the step, ``processing`` may be null
    timezone : of the months of changes

    Returns
    -------
    by kind, then rank, those without a rank last, then keys. Who is not registered is in none.
    """
    rows = _with_months(_frame(handoffs), timezone)
    between = rows[
        (rows["kind"] != KINDS.index("internal"))
        & (rows["sender_key"] != 0)
        & (rows["receiver_key"] != 0)
        & rows["wait"].notna()
        & rows["inside"]
    ].reset_index(drop=True)
    done = _frame(steps)
    edges = _edges(between)
    found = {
        "edge": edges,
        "node": _nodes(done),
        "return": _returns(between),
        "change": _changes(between),
        "chain": _chains(rows, done, between, edges),
    }
    parts = [_part(kind, table) for kind, table in found.items()]
    return pa.concat_tables(parts)


def _frame(table: pa.Table) -> Frame:
    """Return rows with a ``stratum``: the stage, or where there is none the activity below zero."""
    frame: Frame = table.to_pandas()
    stage = frame["stage_key"].fillna(0).to_numpy(np.int64)
    activity = frame["activity_key"].fillna(0).to_numpy(np.int64)
    return frame.assign(stratum=np.where(stage > 0, stage, -activity))


def _with_months(rows: Frame, timezone: str) -> Frame:
    local = rows["enabled_at"].dt.tz_convert(timezone).dt
    months: Ints = (local.year * 12 + local.month - 1).to_numpy(np.int64)
    dated: Frame = rows.assign(month=months)
    return dated


def _rows(rows: Frame, place: Ints, value: str) -> Rows:
    values = np.asarray(np.rint(rows[value].to_numpy(np.float64)), np.float64)
    stratum = rows["stratum"].to_numpy(np.int64)
    excess = np.asarray(np.maximum(values - medians(stratum, values), 0), np.float64)
    return Rows(rows["case_key"].to_numpy(np.int64), place, stratum, values, excess)


def _edges(rows: Frame) -> Frame:
    groups = Groups.of(rows, ["sender_key", "receiver_key"])
    judged = _rows(rows, groups.place, "wait")
    found = judge(judged, len(groups.keys), seed=SEEDS["edge"])
    return _described(found.join(groups.keys), rows, groups.place, judged.excess)


def _nodes(steps: Frame) -> Frame:
    steps = steps[(steps["node_key"] != 0) & steps["processing"].notna() & steps["inside"]]
    steps = steps.reset_index(drop=True)
    steps = steps.assign(evidence=EVIDENCE.index("start"))
    groups = Groups.of(steps, ["node_key"])
    judged = _rows(steps, groups.place, "processing")
    found = judge(judged, len(groups.keys), seed=SEEDS["node"])
    found = found.join(groups.keys.rename(columns={"node_key": "department_key"}))
    return _described(found, steps, groups.place, judged.excess)


def _returns(rows: Frame) -> Frame:
    """Judge the pairs that return at all by how much of what the sender got comes back."""
    got = _sent_back(rows)
    back = got["back"].groupby([got["sender_key"], got["receiver_key"]]).transform("any")
    got = got[back].reset_index(drop=True)
    groups = Groups.of(got, ["sender_key", "receiver_key"])
    value = np.asarray(got["back"] * MICRO, np.float64)
    case = got["case_key"].to_numpy(np.int64)
    none = np.zeros(len(got), np.int64)
    judged = Rows(case, groups.place, none, value, value)
    found = judge(judged, len(groups.keys), seed=SEEDS["return"])
    found[["total", "mean", "score"]] /= MICRO
    return _described(found.join(groups.keys), got, groups.place, value)


def _sent_back(rows: Frame) -> Frame:
    """Return what was handed to a department, with how often that case came ``back`` from there.

    ``sender_key`` is who got it and may return it. All returns of a case count with the first of
    its handoffs; a return without one is a row of its own.
    """
    names = ["case_key", "sender_key", "receiver_key"]
    is_return = rows["kind"] == KINDS.index("return")
    returns = rows[is_return]
    turned = {"sender_key": "receiver_key", "receiver_key": "sender_key"}
    got = pd.concat([rows[~is_return].rename(columns=turned), returns.drop_duplicates(names)])
    first = ~got.duplicated(names)
    kept = got[first | (got["kind"] != KINDS.index("return"))]
    counts = returns.groupby(names).size().rename("back").reset_index()
    found: Frame = kept.merge(counts, "left", names)
    found.loc[found.duplicated(names), "back"] = 0
    return found.fillna({"back": 0})


def _changes(rows: Frame) -> Frame:
    groups = Groups.of(rows, ["sender_key", "receiver_key"])
    judged = _rows(rows, groups.place, "wait")
    months = rows["month"].to_numpy(np.int64)
    found = rises(judged, months, len(groups.keys), seed=SEEDS["change"])
    found = found.assign(share=found["total"] / (judged.value.sum() or np.nan))
    return _described(found.join(groups.keys), rows, groups.place, judged.excess)


def _chains(rows: Frame, steps: Frame, between: Frame, edges: Frame) -> Frame:
    """Judge three departments in a row; one is no suspect of its own where a pair of it is."""
    passages = _passages(rows, steps, between)
    names = ["sender_key", "department_key", "receiver_key"]
    groups = Groups.of(passages, names)
    case = passages["case_key"].to_numpy(np.int64)
    stratum = passages["stratum"].to_numpy(np.int64)
    wait = np.asarray(passages["wait"], np.float64)
    excess = np.asarray(passages["excess"], np.float64)
    judged = Rows(case, groups.place, stratum, wait, excess)
    found = judge(judged, len(groups.keys), seed=SEEDS["chain"]).join(groups.keys)
    blamed = {*zip(*_pair_keys(edges[edges["suspect"]]), strict=True)}
    into = [*zip(found["sender_key"], found["department_key"], strict=True)]
    out = [*zip(found["department_key"], found["receiver_key"], strict=True)]
    explained = np.array([bool({a, b} & blamed) for a, b in zip(into, out, strict=True)], bool)
    found["suspect"] &= ~explained
    found = found[found["rank"].notna()]
    return _described(found, passages.assign(stratum=0), groups.place, judged.excess)


def _pair_keys(found: Frame) -> tuple[list[int], list[int]]:
    return found["sender_key"].tolist(), found["receiver_key"].tolist()


def _passages(rows: Frame, steps: Frame, between: Frame) -> Frame:
    """Return one row a passage of a case through three departments on its critical path."""
    known = rows[rows["wait"].notna() & rows["to_step"].notna()]
    ended = steps[steps["finished_at"].notna()]
    last = ended.loc[ended.groupby("case_key")["step_key"].idxmax(), "step_key"]
    names = ("sender_key", "receiver_key", "from_step", "to_step")
    sender, receiver, from_step, to_step = (known[name].to_numpy(np.int64) for name in names)
    found = chains(sender, receiver, from_step, to_step, last.to_numpy(np.int64))
    one, two = known.iloc[found.first], known.iloc[found.second]
    usual = between.assign(usual=medians(between["stratum"], np.rint(between["wait"])))
    usual_of = usual.drop_duplicates("stratum").set_index("stratum")["usual"]
    wait = np.rint(one["wait"].to_numpy()) + np.rint(two["wait"].to_numpy())
    parts = [each["stratum"].to_numpy(np.int64) for each in (one, two)]
    norm = usual_of.reindex(parts[0]).to_numpy() + usual_of.reindex(parts[1]).to_numpy()
    passages = pd.DataFrame(
        {
            "case_key": two["case_key"].to_numpy(),
            "sender_key": one["sender_key"].to_numpy(),
            "department_key": two["sender_key"].to_numpy(),
            "receiver_key": two["receiver_key"].to_numpy(),
            "stratum": pd.DataFrame({"a": parts[0], "b": parts[1]}).groupby(["a", "b"]).ngroup(),
            "wait": wait,
            "excess": np.maximum(wait - norm, 0),
            "evidence": np.maximum(one["evidence"].to_numpy(), two["evidence"].to_numpy()),
        }
    )
    three = passages["sender_key"] != passages["receiver_key"]
    names_of = passages[["sender_key", "department_key", "receiver_key"]].to_numpy()
    three &= (names_of != 0).all(axis=1) & two["inside"].to_numpy() & one["inside"].to_numpy()
    kept: Frame = passages[three].reset_index(drop=True)
    return kept


def _described(found: Frame, rows: Frame, place: Ints, excess: Any) -> Frame:
    """Put the stage with most of the score, and the weakest evidence, beside the figures."""
    parts = pd.DataFrame(
        {"place": place, "stratum": rows["stratum"], "excess": excess, "evidence": rows["evidence"]}
    )
    by_stage = parts.groupby(["place", "stratum"])["excess"].sum().reset_index()
    by_stage = by_stage.sort_values(["excess", "stratum"], ascending=[False, True])
    most = by_stage.drop_duplicates("place").set_index("place")["stratum"]
    stratum = most.reindex(found.index).to_numpy(np.float64)
    return found.assign(
        stage_key=np.where(stratum > 0, stratum, np.nan),
        activity_key=np.where(stratum < 0, -stratum, np.nan),
        evidence=parts.groupby("place")["evidence"].max().reindex(found.index),
    )


def _part(kind: str, found: Frame) -> pa.Table:
    """Return the findings of a kind as rows of ``BOTTLENECKS``."""
    order = ["rank", "sender_key", "department_key", "receiver_key"]
    found = found.assign(kind=FINDINGS.index(kind)).reindex(columns=BOTTLENECKS.names)
    found = found.sort_values(order, na_position="last", kind="stable")
    return pa.table(
        [pa.array(found[field.name], from_pandas=True).cast(field.type) for field in BOTTLENECKS],
        schema=BOTTLENECKS,
    )
