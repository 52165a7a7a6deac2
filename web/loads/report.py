"""The report of an import, of a load that it gave or of a job that it gave nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple
from urllib.parse import quote

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from graph.load import Load
from graph.tables import REFUSED
from web.jobs.record import Job
from web.parts import parts

SHOWN = REFUSED.names[:8]
"""Columns of a refused row that are listed and downloaded."""
BEFORE_KINDS = r"\d[\d,.:-]*"
"""What makes the reason of one row its own, in loads of before reasons had kinds."""


class Chosen(NamedTuple):
    """Which refused rows are meant: of a table, of a kind of reason; empty is any."""

    table: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Where the tables of a report are."""

    address: str
    load: Load | None = None
    job: Job | None = None

    def table(self, name: str) -> ibis.Table:
        """Return one of the tables refused, notes and counts."""
        if self.load is not None:
            return parts().store.table(self.load.load_id, name)
        if self.job is None:
            raise ValueError("a report is of a load or of a job")
        return ibis.memtable(pq.read_table(parts().jobs.folder(self.job) / f"{name}.parquet"))

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return all rows of a short table."""
        found: list[dict[str, Any]] = fetch(self.table(name)).to_pylist()
        return found

    def refused(self, chosen: Chosen = Chosen()) -> ibis.Table:  # noqa: B008 - immutable
        """Return the refused rows, those of an old load with kinds made of their reasons."""
        rows = self.table("refused")
        if "root" not in rows.columns:
            rows = rows.mutate(
                root=rows.reason.re_replace(BEFORE_KINDS, "…"),
                root_en=rows.reason_en.re_replace(BEFORE_KINDS, "…"),
            )
            rows = rows.mutate(kind=rows.root)
        if chosen.table:
            rows = rows.filter(rows.table == chosen.table)
        if chosen.kind:
            rows = rows.filter(rows.root == chosen.kind)
        return rows

    def listed(self, chosen: Chosen) -> ibis.Table:
        """Return the chosen rows in an order that is total: two requests never overlap."""
        return self.refused(chosen).order_by("table", "row", "column", "value", "reason")


def of_load(load: Load) -> Report:
    """Return the report of a load."""
    return Report(f"/data/loads/{quote(load.load_id, safe='')}", load=load)


def of_job(job: Job) -> Report | None:
    """Return the report of a job that gave no load, or None where it has none."""
    if not (parts().jobs.folder(job) / "refused.parquet").is_file():
        return None
    return Report(f"/data/jobs/{job.id}", job=job)


def fetch(rows: ibis.Table) -> pa.Table:
    """Return the rows of an expression."""
    return parts().store.fetch(rows)


@dataclass(frozen=True, slots=True)
class Reason:
    """Refusals that began with the same kind of reason, and what most of them are advised.

    ``own`` were refused for it themselves, ``more`` because a row that they need was.
    """

    kind: str
    kind_en: str
    advice: str
    advice_en: str
    own: int
    more: int
    advices: int  # different ones

    @property
    def all(self) -> int:
        """All that would be mended with it."""
        return self.own + self.more


def reasons(report: Report, table: str = "") -> list[Reason]:
    """Return the kinds of reasons, from those with which most began to those with fewest."""
    refused = report.refused(Chosen(table))
    refused = refused.mutate(is_own=refused.kind == refused.root)
    by = ["root", "root_en"]
    counted = refused.group_by(*by, "is_own", "advice", "advice_en").aggregate(n=ibis._.count())
    group = ibis.window(group_by=by)
    order = [ibis.desc("is_own"), ibis.desc("n"), ibis.asc("advice")]
    ranked = counted.mutate(
        place=ibis.row_number().over(ibis.window(group_by=by, order_by=order)),
        own=counted.is_own.ifelse(counted.n, 0).sum().over(group),
        more=counted.is_own.ifelse(0, counted.n).sum().over(group),
        advices=counted.is_own.cast("int64").sum().over(group),
    )
    first = ranked.filter(ranked.place == 0).mutate(kind=ranked.root, kind_en=ranked.root_en)
    ordered = first.order_by(ibis.desc(first.own + first.more), "kind")
    rows = fetch(ordered.select([field.name for field in fields(Reason)])).to_pylist()
    return [Reason(**row) for row in rows]


def won_back(report: Report, kinds: Sequence[str]) -> int:
    """Count the rows that are refused for nothing that did not begin with these kinds."""
    refused = report.refused()
    rows = refused.filter(refused.row.notnull()).group_by("table", "row")
    good = rows.aggregate(mended=refused.root.isin(list(kinds)).all())
    return int(fetch(good.aggregate(n=good.mended.sum()))["n"][0].as_py() or 0)


def source_cells(report: Report, table: str, row: int) -> tuple[list[dict[str, Any]], set[int]]:
    """Return the cells of a refused row as in the file, and which of them are at fault."""
    refused = report.table("refused")
    if "cells" not in refused.columns:
        return [], set()
    found = fetch(
        refused.filter((refused.table == table) & (refused.row == row)).select("cells", "at")
    ).to_pylist()
    cells: list[dict[str, Any]] = next((each["cells"] for each in found if each["cells"]), [])
    return cells, {each["at"] for each in found if each["at"] is not None}
