"""Expressions over tables that no engine holds, to compile the questions for any engine."""

from datetime import UTC, datetime
from typing import Any

import ibis

from graph.load import Load, Source
from graph.tables import (
    CAUSES,
    HANDOFFS,
    KRONOS_CAUSES,
    LEVEL_OF,
    LOAD_CASES,
    LOAD_STEPS,
    LOAD_STOPS,
    LOAD_UNITS,
    NODES,
)

LOAD = Load(
    load_id="unbound",
    source=Source("log.csv", "event_log", (), datetime(2022, 5, 31, tzinfo=UTC)),
    created_at=datetime(2022, 6, 1, tzinfo=UTC),
    created_by="a test",
    levels=("department", "person"),
    evidence="receipt",
    rows={"cases": 5, "steps": 20, "units": 2},
    read=20,
    loaded=20,
    refused=0,
    digests={},
    quality={"tied_steps": 2, "a_count_without_label": 1},
    schema_version=1,
    release="0",
)

_SCHEMAS = {
    **{"cases": LOAD_CASES, "steps": LOAD_STEPS, "stops": LOAD_STOPS},
    "units": LOAD_UNITS,
    **{"handoffs": HANDOFFS, "causes": CAUSES},
}


class UnboundStore:
    """Answers ``table`` with the schema of the load table and nothing else."""

    def table(self, load_id: str, name: str) -> ibis.Table:
        schema = _SCHEMAS.get(name.partition("-")[0], NODES)
        if name.startswith("causes-") and LEVEL_OF[name] == "person":
            schema = KRONOS_CAUSES
        return ibis.table(ibis.Schema.from_pyarrow(schema), name=name)


def store() -> Any:
    return UnboundStore()
