"""Plant bottlenecks in synthetic cities and count how many are found: ``python -m benchmarks.planted``.

Without options it asks the seeds of the report (1001-1100, of null cities fewer) and writes
``docs/evidence.md``. Every city is a line of ``WORK/results.jsonl`` as soon as it is measured, so
that a run that was broken off goes on where it was (with the same code). ``--seeds tune`` (1-50)
is for changing the score; the seeds of the report are not.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import planted_page
from benchmarks.planted_city import load_of, write_checked
from benchmarks.planted_measures import gain, precision, recall
from benchmarks.planted_ranks import Ranking, decoyed, judged, planted
from loaders.sample_city import Scale, draw_city

ROOT = Path(__file__).resolve().parent.parent
SIZES: tuple[Scale, ...] = ("small", "default", "large")
EFFECTS = (1.0, 1.25, 1.5, 2.0, 3.0)
SEEDS = {"report": (1001, 1100), "tune": (1, 50)}
NULLS = 50  # seeds of cities without plants
FEWER = 100  # seeds of the large size

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """One city to be measured."""

    size: Scale
    effect: float
    seed: int


def measure(task: Task) -> Row:
    """Draw, load and ask one city; return what was found, as a line of the results."""
    began = time.perf_counter()
    city = draw_city(seed=task.seed, scale=task.size, effect=task.effect, plants="random")
    with TemporaryDirectory() as folder:
        checked = Path(folder, "checked")
        checked.mkdir()
        write_checked(city, checked, persons=False)
        found = judged(*load_of(checked, Path(folder, "home")))
    edges, nodes = planted(city.truth)
    row: Row = {"code": code(), "size": task.size, "effect": task.effect, "seed": task.seed}
    row["methods"] = {name: _found(each, edges, nodes) for name, each in found.rankings.items()}
    row["edges"], row["nodes"], row["others"] = len(found.edges), len(found.nodes), found.others
    row["false edges"] = len(found.edges - edges)
    row["false nodes"] = len(found.nodes - nodes)
    row["decoys"] = decoyed(found.edges) + decoyed(found.nodes)
    row["seconds"] = round(time.perf_counter() - began, 2)
    return row


def _found(
    ranking: Ranking, edges: set[tuple[str, ...]], nodes: set[tuple[str, ...]]
) -> dict[str, float] | None:
    if not edges:
        return None
    return {
        "precision@1": precision(ranking.edges, edges, 1),
        "precision@3": precision(ranking.edges, edges, 3),
        "recall@5": recall(ranking.edges, edges, 5),
        "NDCG": gain(ranking.edges, edges),
        "node recall@1": recall(ranking.nodes, nodes, 1),
        "node recall@3": recall(ranking.nodes, nodes, 3),
    }


def tasks(seeds: str, sizes: list[Scale], effects: list[float], fewer: int) -> Iterator[Task]:
    """Yield the cities to be measured, the quick ones first."""
    first, last = SEEDS[seeds]
    for size in (size for size in SIZES if size in sizes):
        for effect in effects:
            count = last - first + 1
            count = min(count, fewer if size == "large" else NULLS if effect == 1 else count)
            yield from (Task(size, effect, seed) for seed in range(first, first + count))


def run(wanted: list[Task], results: Path, jobs: int) -> list[Row]:
    """Measure what `results` does not hold yet, and return the rows of all wanted cities."""
    known = _read(results)
    todo = [task for task in wanted if task not in known]
    if not todo:
        return [known[task] for task in wanted]
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # of each worker, which has one core
    with get_context("spawn").Pool(jobs) as pool, results.open("a", encoding="utf-8") as out:
        for n, row in enumerate(pool.imap_unordered(measure, todo), 1):
            out.write(json.dumps(row) + "\n")
            out.flush()
            print(f"\r{n} / {len(todo)}", end="", file=sys.stderr, flush=True)
    known = _read(results)
    return [known[task] for task in wanted]


def _read(results: Path) -> dict[Task, Row]:
    if not results.exists():
        return {}
    rows = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["code"] == code()]
    return {Task(row["size"], row["effect"], row["seed"]): row for row in rows}


@cache
def code() -> str:
    """Return a digest of the code that is measured: what other code gave is not used again."""
    files = [*ROOT.glob("benchmarks/planted*.py"), *ROOT.glob("loaders/sample_city/*.py")]
    files += [*ROOT.glob("graph/**/*.py"), *ROOT.glob("queries/*.py")]
    pages = [file for file in files if file.name == "planted_page.py"]
    return sha256(b"".join(f.read_bytes() for f in sorted({*files} - {*pages}))).hexdigest()[:12]


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", choices=SEEDS, default="report")
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES))
    parser.add_argument("--effects", nargs="+", type=float, default=list(EFFECTS))
    parser.add_argument("--large-seeds", type=int, default=FEWER, help="seeds of the large size")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument(
        "--work", type=Path, default=Path(".planted"), help="where results are kept"
    )
    parser.add_argument("--fresh", action="store_true", help="forget the results that are kept")
    parser.add_argument(
        "--out", type=Path, help="the page; default: docs/evidence.md for the report"
    )
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    results = options.work / "results.jsonl"
    if options.fresh:
        results.unlink(missing_ok=True)
    wanted = list(tasks(options.seeds, options.sizes, options.effects, options.large_seeds))
    page = planted_page.page(run(wanted, results, options.jobs), " ".join(sys.argv[1:]))
    default = ROOT / "docs/evidence.md" if options.seeds == "report" else options.work / "tune.md"
    (options.out or default).write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
