"""Measure mutual evaluation on panels with known truth: ``python -m benchmarks.evaluation``.

Without options it draws the seeds of the report (1001-1100) and writes
``docs/evaluation-evidence.md``, in some minutes of one core. ``--seeds tune`` (1-50) is for changing
thresholds; the seeds of the report are not.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from benchmarks import evaluation_page
from benchmarks.evaluation_estimates import covered, pair_variance, seconds
from benchmarks.evaluation_found import changed, found, related
from benchmarks.evaluation_panels import draw

ROOT = Path(__file__).resolve().parent.parent
SEEDS = {"report": (1001, 1100), "tune": (1, 50)}
PANELS = ((30, 1), (30, 4), (60, 1))  # departments, rounds
SIMULATIONS = 200  # tables without rings, for the threshold of each panel
MISSING = (0.0, 0.05, 0.10, 0.20)
STEPS = (0.5, 0.75, 1.0)
EFFECTS = (0.0, 0.05, 0.10)
SIZES = (15, 60, 200)
COVERED = ((15, 0.0), (15, 0.1), (30, 0.0), (30, 0.1), (60, 0.1))

Found = TypeVar("Found")


def measured(seeds: list[int]) -> dict[str, Any]:
    """Return all figures of the page."""

    def of(what: str, call: Callable[[int], Found]) -> list[Found]:
        return [call(seed) for seed in _told(what, seeds)]

    return {
        "seeds": seeds,
        "panels": {
            (n, rounds, plants): of(
                f"{n} departments, {rounds} rounds", partial(_panel, n, rounds, plants)
            )
            for n, rounds in PANELS
            for plants in (True, False)
        },
        "missing": {m: of("missing", partial(pair_variance, n=20, missing=m)) for m in MISSING},
        "covered": {(n, m): of("intervals", partial(covered, n=n, missing=m)) for n, m in COVERED},
        "changed": {step: of("changes", partial(changed, step=step)) for step in STEPS},
        "related": {size: of("MRQAP", partial(related, effect=size)) for size in EFFECTS},
        "seconds": {n: seconds(n) for n in SIZES},
    }


def _panel(n: int, rounds: int, plants: bool, seed: int) -> dict[str, Any]:
    return found(draw(seed, n, rounds, plants=plants), seed, SIMULATIONS)


def _told(what: str, seeds: list[int]) -> Iterable[int]:
    for seed in seeds:
        print(f"\r{what}, seed {seed}   ", end="", file=sys.stderr, flush=True)
        yield seed


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", choices=SEEDS, default="report")
    parser.add_argument("--most", type=int, help="no more seeds than that")
    parser.add_argument(
        "--out", type=Path, help="default: docs/evaluation-evidence.md, if a report"
    )
    options = parser.parse_args()
    first, last = SEEDS[options.seeds]
    began = time.process_time()
    figures = measured([*range(first, last + 1)][: options.most])
    spent = time.process_time() - began
    page = evaluation_page.page(figures, " ".join(sys.argv[1:]), spent)
    out = options.out
    if out is None and options.seeds == "report":
        out = ROOT / "docs/evaluation-evidence.md"
    if out is not None:
        out.write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
