"""Write the findings of a load beside its other tables, so that the first question is quick."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from graph.bottlenecks import HANDOFF_COLUMNS, STEP_COLUMNS, findings
from graph.parquet_files import write
from graph.progress import Progress, silent
from graph.tables import bottleneck_table, handoff_table

RULE, CLOCK = "causal", "working"
ENOUGH = 1_000
"""Handoffs below which the findings are as quickly computed as read."""


def write_findings(out: Path, timezone: str, progress: Progress = silent) -> None:
    """Write the findings between departments by the usual rule and clock into the folder `out`."""
    path = out / f"{handoff_table(RULE, 'department')}.parquet"
    if pq.read_metadata(path).num_rows < ENOUGH:
        return
    progress("bottlenecks", 0, None)
    renamed = {"wait": f"wait_{CLOCK}", "processing": f"processing_{CLOCK}",
               "node_key": "department_key"}  # fmt: skip
    handoffs = _read(path, [*HANDOFF_COLUMNS, "binding"], renamed)
    handoffs = handoffs.filter(pc.field("binding")).select(HANDOFF_COLUMNS)
    steps = _read(out / "steps.parquet", STEP_COLUMNS, renamed)
    table = findings(handoffs, steps, timezone)
    write(out / f"{bottleneck_table(RULE, CLOCK)}.parquet", table)


def _read(path: Path, columns: list[str], renamed: dict[str, str]) -> pa.Table:
    kept = [name for name in columns if name != "inside"]
    table = pq.read_table(path, columns=[renamed.get(name, name) for name in kept])
    table = table.rename_columns(kept)
    return table.append_column("inside", pa.array(np.ones(table.num_rows, bool)))
