"""Write checked tables by hand, as a loader would, for tests of what comes after it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from graph.load import Source, SourceFile
from graph.local_store import LocalStore
from graph.tables import CHECKED, handoff_table

SHANGHAI = ZoneInfo("Asia/Shanghai")
Row = Mapping[str, Any]


def at(text: str | datetime) -> datetime:
    """Return local time: ``"16 09:30"`` is a day of May 2022, longer texts are whole dates."""
    if isinstance(text, datetime):
        return text
    text = f"2022-05-{text}" if len(text) == 8 else text
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def step(case: str, activity: str, department: str | None, *times: str | None, **more: Any) -> Row:
    """Return a step; `times` is (instant,) or (start, end) or (received, start, end)."""
    received, start, end = ([None, None, None] + [at(t) if t else None for t in times])[-3:]
    return {
        "case_id": case,
        "activity": activity,
        "department_id": department,
        "received_at": received,
        "started_at": start,
        "finished_at": end,
        **more,
    }


def write_checked(
    folder: Path,
    steps: Sequence[Row],
    *,
    cases: Mapping[str, Row] | None = None,
    stops: Sequence[tuple[str, str | datetime, str | datetime]] = (),
    calendar: Sequence[Row] = (),
    calendar_name: str = "china",
    timezone: str = "Asia/Shanghai",
    as_of: str = "31 17:00",
) -> Path:
    """Write all checked tables; departments and items are those that occur.

    `cases` may name cases that have no step.
    """
    folder.mkdir(parents=True, exist_ok=True)
    numbered = [{"sequence": n, **row} for n, row in enumerate(steps, 1)]
    given = cases or {}
    ids = sorted({row["case_id"] for row in steps} | given.keys())
    whole = [{"case_id": c, "item_id": "事项", "closed": True, **given.get(c, {})} for c in ids]
    departments = sorted({row["department_id"] for row in steps if row["department_id"]})
    rows: dict[str, Sequence[Row]] = {
        "departments": [{"department_id": d, "name": d} for d in departments],
        "items": [{"item_id": i, "name": i} for i in sorted({c["item_id"] for c in whole})],
        "cases": whole,
        "steps": numbered,
        "stops": [{"case_id": c, "started_at": at(a), "ended_at": at(b)} for c, a, b in stops],
        "calendar": calendar,
        "counts": [{"table": "环节", "read": len(steps), "loaded": len(steps), "refused": 0}],
    }
    for name, schema in CHECKED.items():
        table = pa.Table.from_pylist([dict(row) for row in rows.get(name, ())], schema)
        pq.write_table(table, folder / f"{name}.parquet")
    files = (SourceFile("手工.csv", 1, "0" * 64),)
    source = Source(
        "手工", "event_log", files, at(as_of), timezone=timezone, calendar=calendar_name
    )
    (folder / "source.json").write_text(source.to_json(), "utf-8")
    return folder


def handoffs_of(
    tmp_path: Path,
    steps: Sequence[Row],
    rule: str = "causal",
    level: str = "department",
    **more: Any,
) -> list[dict[str, Any]]:
    """Load `steps` into a store of their own and return the handoffs with ids for keys."""
    store = LocalStore(tmp_path / "home")
    load = store.add(write_checked(tmp_path / "checked", steps, **more))
    rows = store.fetch(store.table(load.load_id, handoff_table(rule, level))).to_pylist()
    names = {
        row["key"]: row["id"]
        for row in store.fetch(store.table(load.load_id, f"{level}s")).to_pylist()
    }
    cases = {
        row["case_key"]: row["case_id"]
        for row in store.fetch(store.table(load.load_id, "cases")).to_pylist()
    }
    for row in rows:
        row["sender"], row["receiver"] = names[row["sender_key"]], names[row["receiver_key"]]
        row["case"] = cases[row["case_key"]]
    return sorted(rows, key=lambda row: row["handoff_id"])
