"""The page that says how many planted bottlenecks are found."""

import os
import platform
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import groupby
from typing import Any

from benchmarks.planted_measures import at_most, interval

Row = dict[str, Any]

MEASURES = ("precision@1", "precision@3", "recall@5", "NDCG", "node recall@1", "node recall@3")
WORDS = {
    "score": "score",
    "volume": "most handoffs",
    "mean": "longest mean wait",
    "relative": "relative",
}
CASES = {"small": "600 cases", "default": "6,000 cases", "large": "60,000 cases"}

HEAD = """# Evidence

Does the ranking of bottlenecks find what is there, and does it keep silent where nothing is? Nobody
knows the truth of a real city, so this is asked of synthetic ones ([sample-city.md](sample-city.md)) in
which three pairs of departments wait `effect` times as long and one department works
1 + 0.75 (effect - 1) times as long at 审查. Which ones differs from seed to seed, drawn from all with at
least 25 handoffs (reviews), be they busy or not, so that neither names nor volume give them away.
"""

NOTES = """## How to read it

- Every figure is a mean over the seeds with its 95 % interval (bootstrap over the seeds). Three pairs are
  planted, so precision@3 is 1 where exactly these lead the ranking. `node recall@k`: the slow
  department is among the first k.
- The rankings are of the same handoffs of the same load: the score; the number of handoffs (steps); the mean
  wait (work) of pairs (departments) with at least 20; the mean of wait / usual wait of the stage, less its one-sided
  95 % error (`relative`), where usual is the middle of the means of all pairs at that stage. The paired difference is taken city by city.
- An alarm says that a pair is slow beyond chance, not only that it ranks first. In a city without plants each one is
  false. Alarms for the decoys (a busy fast department, one with 12 slow cases) are counted over all cities.
- Waits in these cities are drawn independently from gamma distributions and departments differ in nothing but what is
  planted. Real departments differ in many ways at once; what is found here is the least a ranking must do, no
  promise for a real city.
- The generator and the ranking come from the same project. The score was tuned on seeds 1-50 only; the seeds
  1001-1100 were not looked at before it was settled.
"""


def page(rows: list[Row], arguments: str) -> str:
    """Return the page over the measured cities; `arguments` are those of the command."""
    seeds = sorted({row["seed"] for row in rows})
    spent = sum(row["seconds"] for row in rows) / 60
    command = f"python -m benchmarks.planted {arguments}".strip()
    made = (
        f"Made by `{command}` on {datetime.now(UTC):%Y-%m-%d}: xietu {version('xietu')}, Python "
        f"{platform.python_version()}, {os.cpu_count()} cores; {len(rows)} cities, seeds "
        f"{seeds[0]}-{seeds[-1]}, {spent:.0f} minutes of one core. Do not edit."
    )
    parts = [HEAD, made, ""]
    sized = [(size, [row for row in rows if row["size"] == size]) for size in CASES]
    for size, cities in sized:
        slow = [row for row in cities if row["methods"]["score"]]
        if slow:
            parts += [f"## {CASES[size]}", "", *_found(slow), "", *_ahead(slow), ""]
    parts += ["## Alarms", "", *_alarms(sized), "", NOTES]
    return "\n".join(parts)


def _by_effect(rows: list[Row]) -> Iterator[tuple[float, list[Row]]]:
    def effect(row: Row) -> float:
        return float(row["effect"])

    for size, group in groupby(sorted(rows, key=effect), effect):
        yield size, list(group)


def _found(rows: list[Row]) -> Iterator[str]:
    yield f"| effect | cities | ranking | {' | '.join(MEASURES)} |"
    yield "|---|---|---|" + "---|" * len(MEASURES)
    for effect, cities in _by_effect(rows):
        for method, words in WORDS.items():
            figures = (
                _figure([row["methods"][method][measure] for row in cities]) for measure in MEASURES
            )
            yield f"| {effect:g} | {len(cities)} | {words} | {' | '.join(figures)} |"


def _ahead(rows: list[Row]) -> Iterator[str]:
    yield "| effect | precision@3: score less most handoffs | score less longest mean wait |"
    yield "|---|---|---|"
    for effect, cities in _by_effect(rows):
        figures = (
            _figure([_measured(row, "score") - _measured(row, other) for row in cities], "+.2f")
            for other in ("volume", "mean")
        )
        yield f"| {effect:g} | {' | '.join(figures)} |"


def _measured(row: Row, method: str) -> float:
    return float(row["methods"][method]["precision@3"])


def _alarms(sized: list[tuple[str, list[Row]]]) -> Iterator[str]:
    yield (
        "| size | cities without plants | with any alarm | upper bound (95 %) "
        "| cities with plants | planted pairs with an alarm | pairs without plant with an alarm "
        "| alarms for decoys, all cities |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for size, rows in sized:
        null, slow = _split(rows, lambda row: row["methods"]["score"] is None)
        if not rows:
            continue
        events = sum(row["alarms"] > 0 for row in null)
        rate = (f"{events}", f"{at_most(events, len(null)):.1%}") if null else ("-", "-")
        false = sum(row["false"] for row in slow)
        right = sum(row["alarms"] for row in slow) - false
        share = f"{right / (3 * len(slow)):.1%}" if slow else "-"
        decoys = sum(row["decoys"] for row in rows)
        yield (
            f"| {CASES[size]} | {len(null)} | {' | '.join(rate)} | {len(slow)} | {share} | {false} "
            f"| {decoys} |"
        )


def _split(rows: list[Row], chosen: Callable[[Row], bool]) -> tuple[list[Row], list[Row]]:
    return [row for row in rows if chosen(row)], [row for row in rows if not chosen(row)]


def _figure(values: list[float], form: str = ".2f") -> str:
    mean, low, high = interval(values)
    return f"{mean:{form}} ({low:{form}} to {high:{form}})"
