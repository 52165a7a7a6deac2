"""Handoffs of a million events and of ten: our way, hand-written SQL, and pm4py.

``python -m benchmarks.handoffs --peers PYTHON`` measures (PYTHON: an interpreter that has pm4py;
without it those rows are left out). Each contestant runs in a process of its own as
``python -m benchmarks.handoffs --one NAME --work DIR``.
"""

import argparse
import importlib
import json
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.log import write_log
from benchmarks.measure import Run, in_turn, run_once

if TYPE_CHECKING:
    from graph.stops import Stops

MILLION = 1_000_000

PM4PY = """
import json, sys, time
import pandas, pm4py
log = pandas.read_parquet(sys.argv[1])
start = time.perf_counter()
log = pm4py.format_dataframe(log, case_id="case", activity_key="activity", timestamp_key="end")
pm4py.discover_handover_of_work_network(log, resource_key="department")
print(json.dumps({"seconds": time.perf_counter() - start}))
"""


def prepare(work: Path, events: int) -> None:
    """Write the log, its checked tables, the encoded steps and the ruler into `work`."""
    import pyarrow.parquet as pq

    from graph.calendars import Calendars
    from graph.consecutive import ruler
    from graph.encode import encode
    from graph.tables import CALENDAR
    from loaders.read import Options, read

    (work / "checked").mkdir(parents=True)
    (work / "encoded").mkdir()
    write_log(work / "log.parquet", events)
    read(work / "log.parquet", work / "checked", Options())
    encode(work / "checked", work / "encoded", work / "encoded")
    calendars = Calendars.of("china", "Asia/Shanghai", CALENDAR.empty_table(), {})
    pq.write_table(ruler(calendars, 1), work / "encoded/ruler.parquet")


def consecutive(work: Path) -> None:
    """Derive by the classical rule and add up by pair, as a load and a question do."""
    from graph.calendars import Calendars
    from graph.consecutive_files import write_consecutive
    from graph.tables import CALENDAR

    encoded, out = work / "encoded", work / "ours"
    shutil.copy(encoded / "departments.parquet", out)
    calendars = Calendars.of("china", "Asia/Shanghai", CALENDAR.empty_table(), {})
    write_consecutive(encoded, out, "department", calendars, _no_stops(encoded))
    _pairs(out / "handoffs-consecutive-department.parquet")


def causal(work: Path) -> None:
    """Derive by enabling predecessors and add up by pair."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from graph.algorithms.concurrency import FollowCounts
    from graph.batches import Tables, keys_of, steps_of, whole_cases
    from graph.calendars import Calendars
    from graph.handoffs import causal_transitions, handoffs
    from graph.tables import CALENDAR

    encoded, out = work / "encoded", work / "ours"
    file = pq.ParquetFile(encoded / "steps.parquet")
    stops = _no_stops(encoded)
    calendars = Calendars.of("china", "Asia/Shanghai", CALENDAR.empty_table(), {})
    counts = FollowCounts(pq.read_metadata(encoded / "activities.parquet").num_rows + 1)
    for batch in whole_cases(file, ["case_key", "activity_key", "finished_us"]):
        ended = batch.filter(pc.is_valid(batch["finished_us"]))
        counts.add(keys_of(ended["case_key"]), keys_of(ended["activity_key"]))
    parallel = counts.concurrency()
    with Tables(out, ("department",)) as tables:
        for batch in whole_cases(file):
            steps = steps_of(batch, has_action=False)
            found = causal_transitions(steps, parallel)
            tables.add("department", handoffs(steps, found, "department", calendars, stops))
    _pairs(out / "handoffs-causal-department.parquet")


def consecutive_sql(work: Path) -> None:
    """Do the same by one SQL statement."""
    from benchmarks.handoffs_sql import CONSECUTIVE

    _sql(work, [CONSECUTIVE], work / "sql/consecutive.parquet")


def causal_sql(work: Path) -> None:
    """Do the same by a script of SQL."""
    from benchmarks.handoffs_sql import CAUSAL

    _sql(work, CAUSAL, work / "sql/causal.parquet")


def load(work: Path) -> None:
    """Do all that ``xietu load`` does with the log."""
    from app import open_store
    from loaders.importing import import_file, options_of

    store = open_store(work / "home")
    import_file(store, work / "log.parquet", options_of({}, store.home))


def log(work: Path) -> None:
    """Write the log of ten million steps."""
    write_log(work / "log.parquet", 10 * MILLION)


def prepared(work: Path) -> None:
    """Prepare the log of a million (in a process of its own: a child inherits peak memory)."""
    prepare(work, MILLION)


def _import_all() -> None:
    """Import what the contestants use: imports are not timed, for nobody."""
    for name in ("app", "duckdb", "ibis.backends.duckdb", "graph.build", "loaders.read", "pandas"):
        importlib.import_module(name)


CONTESTANTS: dict[str, Callable[[Path], None]] = {
    function.__name__: function
    for function in (consecutive, causal, consecutive_sql, causal_sql, load, log, prepared)
}


def _no_stops(encoded: Path) -> "Stops":
    import pandas as pd
    import pyarrow.parquet as pq

    from graph.stops import Stops

    empty = pd.DataFrame({"case_key": [], "start": [], "end": []}, dtype="int64")
    return Stops.of(empty, pq.read_metadata(encoded / "cases.parquet").num_rows)


def _sql(work: Path, statements: list[str], out: Path) -> None:
    import duckdb

    with duckdb.connect() as db:
        db.execute("SET temp_directory = ?", [str(work / "sql")])
        for statement in statements:
            db.execute(statement.format(encoded=work / "encoded", out=out))
    _pairs(out)


def _pairs(path: Path) -> int:
    import duckdb

    rows = duckdb.execute(
        "SELECT sender_key, receiver_key, count(*), sum(wait_working) FROM read_parquet(?) "
        "WHERE kind < 2 GROUP BY ALL",
        [str(path)],
    ).fetchall()
    return len(rows)


def same_rows(work: Path, rule: str) -> bool:
    """Tell whether our table and that of the SQL hold the same handoffs and waits."""
    import duckdb

    columns = (
        "from_step, to_step, sender_key, receiver_key, binding, kind, evidence, sent_at, enabled_at, "
        "round(coalesce(wait_working, -1), 3), round(slack_working, 3)"
    )
    ours = f"SELECT {columns} FROM '{work}/ours/handoffs-{rule}-department.parquet'"
    theirs = f"SELECT {columns} FROM '{work}/sql/{rule}.parquet'"
    differ = f"SELECT count(*) FROM (({ours} EXCEPT {theirs}) UNION ALL ({theirs} EXCEPT {ours}))"
    (rows,) = duckdb.execute(differ).fetchall()
    return bool(rows[0] == 0)


def measure(work: Path, peers: str | None, repeats: int = 3) -> list[tuple[str, str]]:
    """Return the rows of the results table: what was compared, and the figure."""
    run_once(_command("prepared", work))
    for folder in ("ours", "sql"):
        (work / folder).mkdir()
    timed = ("consecutive", "consecutive_sql", "causal", "causal_sql")
    commands = {name: _command(name, work) for name in timed}
    if peers:
        commands["pm4py"] = [peers, "-W", "ignore", "-c", PM4PY, str(work / "log.parquet")]
    found = in_turn(commands, repeats)
    rows = [
        (
            "1M events, `consecutive`: hand-written SQL / ours",
            _ratio(found, "consecutive_sql", "consecutive"),
        ),
        ("1M events, `causal`: hand-written SQL / ours", _ratio(found, "causal_sql", "causal")),
        ("1M events, `causal` / `consecutive`, both ours", _ratio(found, "causal", "consecutive")),
    ]
    rows += [
        (
            f"1M events, `{rule}`: the SQL gives the same rows",
            "yes" if same_rows(work, rule) else "NO",
        )
        for rule in ("consecutive", "causal")
    ]
    if peers:
        rows.append(
            (
                "1M events: pm4py handover of work / our `consecutive`",
                _ratio(found, "pm4py", "consecutive"),
            )
        )
        rows.append(
            ("1M events: pm4py handover of work / our `causal`", _ratio(found, "pm4py", "causal"))
        )
    return rows + _ten_million(work / "ten")


def _ten_million(work: Path) -> list[tuple[str, str]]:
    work.mkdir()
    run_once(_command("log", work))
    run = run_once(_command("load", work))
    return [
        ("`xietu load` of 10M steps from Parquet: peak memory", f"{run.mebibytes / 1024:.2f} GiB")
    ]


def _ratio(found: dict[str, Run], slow: str, fast: str) -> str:
    return f"{found[slow].seconds / found[fast].seconds:.2f}"


def _command(name: str, work: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.handoffs", "--one", name, "--work", str(work)]


def main() -> None:
    """Measure, or be one contestant."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers")
    parser.add_argument("--one", choices=CONTESTANTS)
    parser.add_argument("--work", type=Path)
    arguments = parser.parse_args()
    if arguments.one:
        _import_all()
        start = time.perf_counter()
        CONTESTANTS[arguments.one](arguments.work)
        print(json.dumps({"seconds": time.perf_counter() - start}))
        return
    with TemporaryDirectory() as folder:
        for what, figure in measure(arguments.work or Path(folder), arguments.peers):
            print(f"{what}: {figure}")


if __name__ == "__main__":
    main()
