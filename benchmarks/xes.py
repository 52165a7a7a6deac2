"""Reading XES: half a million events by our reader, by rustxes and by pm4py's ITERPARSE.

``python -m benchmarks.xes --peers PYTHON`` measures. PYTHON is the interpreter of a separate
virtual environment made by ``python -m venv peers && peers/bin/pip install pm4py rustxes polars``;
without it (or the variable ``XIETU_PEERS``) only our own figures appear. The log is the published
receipt log, repeated 59 times with fresh case ids. Each contestant runs in a process of its own,
in turn; imports are not timed, but their memory counts.
"""

import argparse
import gzip
import multiprocessing
import os
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Run, in_turn

COPIES = 59  # of 8,577 events
ROOT = Path(__file__).resolve().parent.parent

OURS = """
import json, sys, time
from pathlib import Path
from tempfile import TemporaryDirectory
from loaders.event_log import read_event_log
from loaders.read import Options
from loaders.xes import read_xes
KEYS = ("concept:name", "time:timestamp", "org:group", "org:resource", "lifecycle:transition",
        "concept:instance")
with TemporaryDirectory(dir=Path(sys.argv[1]).parent) as folder:
    start = time.perf_counter()
    {call}
    print(json.dumps({{"seconds": time.perf_counter() - start}}))
"""
READING = OURS.format(call='read_xes(Path(sys.argv[1]), Path(folder) / "events.parquet", KEYS)')
CHECKED = OURS.format(call="read_event_log(Path(sys.argv[1]), Path(folder), Options())")

RUSTXES = """
import json, sys, time
import rustxes
start = time.perf_counter()
rustxes.import_xes(sys.argv[1])
print(json.dumps({"seconds": time.perf_counter() - start}))
"""

ITERPARSE = """
import json, sys, time
from pm4py.objects.log.importer.xes import importer
start = time.perf_counter()
quiet = {"show_progress_bar": False}
importer.apply(sys.argv[1], variant=importer.Variants.ITERPARSE, parameters=quiet)
print(json.dumps({"seconds": time.perf_counter() - start}))
"""


def write_log(shared: Path, out: Path, copies: int = COPIES) -> None:
    """Write the receipt log `copies` times into one XES file, each time with other case ids."""
    text = gzip.decompress((shared / "data/receipt/receipt.xes.gz").read_bytes()).decode()
    begin, end = text.index("<trace>"), text.rindex("</trace>") + len("</trace>")
    body = text[begin:end]
    with out.open("w", encoding="utf-8") as file:
        file.write(text[:begin])
        for copy in range(copies):
            file.write(re.sub(r'(?<="concept:name" value=")case-', f"case-{copy}-", body))
        file.write(text[end:])


def run(
    work: Path, shared: Path, peers: str | None = None, repeats: int = 3
) -> list[dict[str, object]]:
    """Return median seconds and MiB of each contestant, and its multiples of our readers.

    ``reading`` takes the six columns out of the XML; ``checked tables`` is all that
    ``xietu load`` does before the handoffs.
    """
    path = work / "receipt.xes"
    # In a process of its own: a child starts with the peak memory of its parent.
    writer = multiprocessing.get_context("spawn").Process(target=write_log, args=(shared, path))
    writer.start()
    writer.join()
    codes = {"reading": (sys.executable, READING), "checked tables": (sys.executable, CHECKED)}
    if peers:
        codes |= {"rustxes": (peers, RUSTXES), "pm4py ITERPARSE": (peers, ITERPARSE)}
    found = in_turn(
        {
            name: [python, "-W", "ignore", "-c", code, str(path)]
            for name, (python, code) in codes.items()
        },
        repeats,
    )
    return [_row(name, each, found) for name, each in found.items()]


def _row(name: str, each: Run, found: dict[str, Run]) -> dict[str, object]:
    row: dict[str, object] = {"contestant": name, "seconds": round(each.seconds, 1)}
    row["MiB"] = round(each.mebibytes)
    for ours in ("reading", "checked tables"):
        row[f"time / {ours}"] = round(each.seconds / found[ours].seconds, 2)
        row[f"memory / {ours}"] = round(each.mebibytes / found[ours].mebibytes, 2)
    return row


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default=os.environ.get("XIETU_PEERS"))
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        rows = run(Path(folder), options.shared, options.peers)
    print("| " + " | ".join(rows[0]) + " |")
    print("|" + "---|" * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(map(str, row.values())) + " |")


if __name__ == "__main__":
    main()
