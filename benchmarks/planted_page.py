"""The page that says how many planted bottlenecks are found."""

import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import groupby
from typing import Any

from benchmarks.planted_measures import at_most, interval

Row = dict[str, Any]

MEASURES = ("precision@1", "precision@3", "recall@5", "NDCG", "node recall@1", "node recall@3")
WORDS = {
    "rank": "**deviation**",
    "by_score": "plain score",
    "by_mean": "longest mean wait",
    "by_volume": "most handoffs",
}
OTHERS = ("by_score", "by_mean", "by_volume")
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
- All rankings are columns of one answer of the question [bottlenecks](queries.md) with its defaults, and
  leave out pairs (departments) with fewer than 20 handoffs (steps). **deviation** is how the question ranks: what
  each wait (processing time) is above the median of its stage, added up, less what is usual for
  the same stages elsewhere, in standard deviations. The plain score is that sum alone: it puts busy pairs first, slow or
  not, which is why the question does not rank by it. The baselines are the longest mean and the number of handoffs.
- The paired difference is taken city by city; where its interval is above zero, the deviation is ahead.
- An alarm is a 疑似堵点 (`suspect`): it says that a pair or department is slow beyond chance, not only that it ranks
  first. In a city without plants each one is false, also those of returns, changes and chains. Alarms for the decoys
  (a busy fast department, one with 12 slow cases) are counted over all cities.
- No alarm is raised of fewer than 30 handoffs, and planted pairs have 25 or more: in the cities of 600 cases many are
  ranked rightly without an alarm.
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
        slow = [row for row in cities if row["methods"]["rank"]]
        if slow:
            parts += [f"## {CASES[size]}", "", *_found(slow), "", *_ahead(slow), ""]
    parts += ["## Alarms", "", *_silent(sized), "", *_alarms(sized), "", NOTES]
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
    yield f"| effect | precision@3 less that by {' | less that by '.join(WORDS[by] for by in OTHERS)} |"
    yield "|---|" + "---|" * len(OTHERS)
    for effect, cities in _by_effect(rows):
        figures = (
            _figure([_measured(row, "rank") - _measured(row, by) for row in cities], "+.2f")
            for by in OTHERS
        )
        yield f"| {effect:g} | {' | '.join(figures)} |"


def _measured(row: Row, method: str) -> float:
    return float(row["methods"][method]["precision@3"])


def _silent(sized: list[tuple[str, list[Row]]]) -> Iterator[str]:
    yield (
        "| size | cities without plants | with an alarm for a pair | upper bound (95 %) "
        "| for a department | of another kind |"
    )
    yield "|---|---|---|---|---|---|"
    for size, rows in sized:
        null = [row for row in rows if not row["methods"]["rank"]]
        if null:
            pairs = sum(row["edges"] > 0 for row in null)
            nodes = sum(row["nodes"] > 0 for row in null)
            others = sum(bool(row["others"]) for row in null)
            bound = f"{at_most(pairs, len(null)):.1%}"
            yield f"| {CASES[size]} | {len(null)} | {pairs} | {bound} | {nodes} | {others} |"


def _alarms(sized: list[tuple[str, list[Row]]]) -> Iterator[str]:
    yield (
        "| size | effect | cities | planted pairs with an alarm | pairs without plant with an alarm "
        "| slow departments with an alarm | others with an alarm | alarms for decoys |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for size, rows in sized:
        for effect, cities in _by_effect(rows):
            counts = ("edges", "false edges", "nodes", "false nodes", "decoys")
            edges, false, nodes, others, decoys = (sum(row[n] for row in cities) for n in counts)
            slow = len(cities) if cities[0]["methods"]["rank"] else 0
            pairs, departments = (
                f"{right / most:.0%}" if most else "-"
                for right, most in ((edges - false, 3 * slow), (nodes - others, slow))
            )
            yield (
                f"| {CASES[size]} | {effect:g} | {len(cities)} | {pairs} | {false} | {departments} "
                f"| {others} | {decoys} |"
            )


def _figure(values: list[float], form: str = ".2f") -> str:
    mean, low, high = interval(values)
    return f"{mean:{form}} ({low:{form}} to {high:{form}})"
