"""Measure everything in one run and write ``benchmarks/results.md``: ``python -m benchmarks``."""

import argparse
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import causes, confidence, handoffs, neo4j_server, xes

HERE = Path(__file__).parent


def ratio_rows(work: Path, shared: Path, peers: str | None, repeats: int) -> list[tuple[str, str]]:
    """Return the ratios of reading XES, as rows of the results table."""
    by_name = {str(row["contestant"]): row for row in xes.run(work, shared, peers, repeats)}
    rows = []
    for name in ("rustxes", "pm4py ITERPARSE"):
        if name in by_name:
            row = by_name[name]
            rows += [
                (f"XES, 506k events, time: {name} / our reading", str(row["time / reading"])),
                (
                    f"XES, 506k events, time: {name} / our checked tables",
                    str(row["time / checked tables"]),
                ),
                (
                    f"XES, 506k events, peak memory: {name} / our reading",
                    str(row["memory / reading"]),
                ),
                (
                    f"XES, 506k events, peak memory: {name} / our checked tables",
                    str(row["memory / checked tables"]),
                ),
            ]
    rows.append(("XES, 506k events: our reading, peak memory", f"{by_name['reading']['MiB']} MiB"))
    return rows


def main() -> None:
    """Run all benchmarks and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default=os.environ.get("XIETU_PEERS"))
    parser.add_argument("--shared", type=Path, default=xes.ROOT.parent / "shared")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "handoffs").mkdir()
        rows = handoffs.measure(work / "handoffs", options.peers, options.repeats)
        (work / "causes").mkdir()
        rows += causes.measure(work / "causes", options.shared, options.repeats)
        if options.shared.is_dir():
            rows += ratio_rows(work, options.shared, options.peers, options.repeats)
        rows += confidence.measure(options.repeats)
        for size in neo4j_server.SIZES:
            rows += neo4j_server.measure(size)
    table = "\n".join(f"| {what} | {figure} |" for what, figure in rows)
    head = f"Measured on {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}."
    text = f"# Results\n\n{head} One run of `make bench`; medians of {options.repeats}.\n\n| what | figure |\n|---|---|\n{table}\n"
    (HERE / "results.md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
