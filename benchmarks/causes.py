"""How long the causes of waiting take: published logs, made-up logs, and busy departments.

``python -m benchmarks.causes`` measures; each contestant runs in a process of its own as
``python -m benchmarks.causes --one NAME --work DIR``. The only peer, waiting-time-analysis,
takes 264 s for its split of the receipt log, 8,577 events (measured once, see the definition).
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.log import write_log
from benchmarks.measure import in_turn, run_once

if TYPE_CHECKING:
    from graph.algorithms.causes import Steps

ROOT = Path(__file__).resolve().parent.parent
RECEIPT = "reference/handoffs/receipt_estimated_starts.csv.gz"
LOGS: dict[str, tuple[str, dict[str, str]]] = {
    "receipt": ("data/receipt/receipt.csv.gz", {}),
    "bpic13": (
        "data/bpic13_closed_problems/BPIC13_closed_problems.xes.gz",
        {"department": "organization involved"},
    ),
    "bpic20": (
        "data/bpic20_prepaid_travel/BPI_2020_PrepaidTravelCost.xes.gz",
        {"department": "org:role"},
    ),
}
SIZES = {"65k": 65_000, "million": 1_000_000}
HOUR = 3_600_000_000  # microseconds


def load_log(work: Path, log: Path, options: Mapping[str, str]) -> None:
    """Load a log into a store of its own, in another process: memory is inherited by children."""
    work.mkdir(exist_ok=True)
    (work / "source.json").write_text(json.dumps([str(log), dict(options)]), "utf-8")
    run_once(_command("load", work))


def load(work: Path) -> None:
    """Load the log that ``source.json`` names."""
    from graph.local_store import LocalStore
    from loaders.importing import import_file, options_of

    log, options = json.loads((work / "source.json").read_text("utf-8"))
    store = LocalStore(work / "home")
    import_file(store, Path(log), options_of(options, store.home))


def write(work: Path, level: str, rule: str) -> None:
    """Derive one table of causes from the tables of the load, from Parquet to Parquet."""
    import pyarrow.parquet as pq

    from graph.calendars import Calendars
    from graph.causes import write_table
    from graph.local_store import LocalStore
    from graph.stops import Stops

    store = LocalStore(work / "home")
    load = store.load()
    folder = store.home / "loads" / load.load_id
    departments = pq.read_table(folder / "departments.parquet")
    keys = dict(zip(departments["id"].to_pylist(), departments["key"].to_pylist(), strict=True))
    overrides = pq.read_table(folder / "calendar.parquet")
    calendars = Calendars.of(load.source.calendar, load.source.timezone, overrides, keys)
    stopped = pq.read_table(folder / "stops.parquet").to_pandas()
    stops = Stops.of(
        stopped.rename(columns={"started_at": "start", "ended_at": "end"}), load.rows["cases"]
    )
    write_table(folder, rule, level, calendars, stops, 8 * HOUR)


def of_departments(work: Path) -> None:
    write(work, "department", "causal")


def of_persons(work: Path) -> None:
    write(work, "person", "causal")


def kronos_receipt(work: Path) -> None:
    """Split the receipt log with estimated starts as Kronos does, calendars included."""
    import pandas as pd

    from graph.algorithms.batching import Instances
    from graph.algorithms.kronos import kronos
    from graph.algorithms.weekly_hours import discovered

    log = pd.read_csv(work / "log.csv.gz")
    who, what = (pd.factorize(log[name])[0].astype(np.int64) for name in ("resource", "activity"))
    instants = (
        pd.to_datetime(log[n], utc=True, format="ISO8601") for n in ("enabled", "start", "end")
    )
    enabled, start, end = (t.to_numpy("datetime64[us]").astype(np.int64) for t in instants)
    hours = discovered(np.tile(who, 2), np.tile(what, 2), np.concatenate([start, end]))
    causes = kronos(Instances(who, what, enabled, start, end), hours.position)
    assert round(sum(part.sum() for part in causes) / HOUR, 1) == 158_611.2


def busy_departments(work: Path) -> None:
    """Split a million waits for ten departments that are full nearly all the time."""
    from graph.algorithms.causes import Stopped, causes
    from graph.calendars import china

    steps = busy_steps(1_000_000)
    none = np.zeros(0, np.int64)
    stops = Stopped(np.zeros(int(steps.case.max()) + 2, np.int64), none, none)
    calendar = china("Asia/Shanghai")
    found = causes(steps, stops, lambda _, instants: calendar.position(instants))
    assert found.overtaken.sum() > found.idle.sum()


def busy_steps(n: int) -> "Steps":
    """Draw steps of a year, a hundred persons; waits of days, so that hundreds wait at a time."""
    from graph.algorithms.causes import Steps

    draw = np.random.default_rng(1)
    first = int(np.datetime64("2022-01-04", "us").astype(np.int64))
    enabled = first + draw.integers(0, 365 * 24 * HOUR, n)
    start = enabled + draw.gamma(1.3, 48 * HOUR, n).astype(np.int64)
    department = draw.integers(1, 11, n)
    return Steps(
        draw.integers(0, n // 6, n),
        department,
        10 * department + draw.integers(0, 10, n),
        draw.integers(0, 10, n),
        enabled,
        enabled,
        start,
        start + draw.integers(0, 12 * HOUR, n),
        np.ones(n, np.int64),
    )


CONTESTANTS: dict[str, Callable[[Path], None]] = {
    "load": load,
    "department": of_departments,
    "kronos": of_persons,
    "kronos-receipt": kronos_receipt,
    "busy": busy_departments,
}


def measure(work: Path, shared: Path, repeats: int = 3) -> Iterator[tuple[str, str]]:
    """Yield the rows of the table of results."""
    if shared.is_dir():
        (work / "log.csv.gz").symlink_to((shared / RECEIPT).resolve())
        yield from _timed("receipt, 8,577 events", work, ["kronos-receipt"], repeats)
    both = ["department", "kronos"]
    for name, (path, options) in LOGS.items() if shared.is_dir() else ():
        load_log(work / name, shared / path, options)
        yield from _timed(name, work / name, both, repeats)
    for name, events in SIZES.items():
        write_log(work / f"{name}.parquet", events)
        load_log(work / name, work / f"{name}.parquet", {})
        yield from _timed(f"{events:,} events", work / name, both, repeats)
    yield from _timed("1M waits, ten full departments", work, ["busy"], repeats)


def _timed(what: str, work: Path, names: list[str], repeats: int) -> Iterator[tuple[str, str]]:
    runs = in_turn({name: _command(name, work) for name in names}, repeats)
    for name, run in runs.items():
        told = f"{run.seconds:.2f} s ({run.processor:.2f} s of processor), {run.mebibytes:.0f} MiB"
        yield f"causes of waiting, {what}: `{name}`", told


def _command(name: str, work: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.causes", "--one", name, "--work", str(work)]


def _import_all() -> None:
    """Import what the contestants import, which is not what is timed."""
    import graph.algorithms.causes
    import graph.algorithms.kronos
    import graph.causes
    import graph.local_store  # noqa: F401


def main() -> None:
    """Measure, or be one contestant."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--one", choices=CONTESTANTS)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    if arguments.one:
        _import_all()
        start = time.perf_counter()
        CONTESTANTS[arguments.one](arguments.work)
        print(json.dumps({"seconds": time.perf_counter() - start}))
        return
    with TemporaryDirectory() as folder:
        for what, figure in measure(Path(folder), arguments.shared, arguments.repeats):
            print(f"{what}: {figure}", flush=True)


if __name__ == "__main__":
    main()
