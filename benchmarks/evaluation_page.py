"""The page that says what mutual evaluation finds on panels with known truth."""

import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import numpy as np

from benchmarks.evaluation_found import CHANGES, FLAGS
from benchmarks.planted_measures import at_most, interval

Row = dict[str, Any]
PUBLISHED = {0.0: "-", 0.05: "0.54", 0.10: "0.48", 0.20: "0.38"}

HEAD = """# Evidence: mutual evaluation

Nobody knows what departments truly think of each other, so this is asked of simulated panels: four dimensions on 1-5,
rounded and cut off at the ends, mean 3.8; variances of rater and ratee effects 0.12, of pair effects 0.25 (reciprocity
0.05), noise 0.20; 5 % of the pairs not rated. Planted are one severe (-1.0), lenient (+0.9), straight-lining, halo,
central and random rater each; a ring of five (+1.0 both ways), three one-way problems (-1.25), two feuds (-1.25 both
ways) and two mutual favours (+1.25 both ways) on top of the pair effects that are there anyway. A panel without plants
has only these.
"""

NOTES = """## How to read it

- Figures in brackets are 95 % intervals (bootstrap over the seeds; Wilson's upper bound where nothing happened).
- Severe and lenient raters are real without being planted: rater effects differ with standard deviation 0.35, and the
  flag says so. Nobody is left out for it. Only straight-lining and random raters are left out.
- A pair is right when its true effect is beyond 0.5 points on the side it is listed for, planted or not: a calibrated list
  with chance 0.9 has nine in ten right. Plants on top of a good relation, or cut off at full mark, are no problem pair,
  or none that can be seen; therefore the share found of planted ones is below that.
- A ring's threshold is the 99 % quantile of the strongest group of 200 tables drawn with the fitted variances, gaps and
  scale ends, without ring. +1.0 within a ring at mean 3.8 of 5 is mostly cut off: what is found is limited by that.
- The variance of pair effects (true 0.600) is of 20 departments; the last column is what the design notes measured of
  the method that leaves the divisor as it was.
- Of changes called, one in ten is meant to be false on average (Benjamini and Hochberg, q = 0.10).
- Times are of one core. Thresholds were set before on other panels; seeds 1001-1100 were used for this page only.
"""


def page(figures: Row, arguments: str, spent: float) -> str:
    """Return the page; `arguments` are those of the command, `spent` in seconds."""
    seeds = figures["seeds"]
    command = f"python -m benchmarks.evaluation {arguments}".strip()
    made = (
        f"Made by `{command}` on {datetime.now(UTC):%Y-%m-%d}: xietu {version('xietu')}, Python "
        f"{platform.python_version()}, {os.cpu_count()} cores; seeds {seeds[0]}-{seeds[-1]}, "
        f"{spent / 60:.0f} minutes of one core. Do not edit."
    )
    panels = figures["panels"]
    sections: dict[str, Iterator[str]] = {
        "Raters": _raters(panels),
        "Pairs": _pairs(panels),
        "Rings": _rings(panels),
        "Changes between two rounds": _changes(figures["changed"]),
        "Ratings beside measured delays (MRQAP)": _related(figures["related"]),
        "Pair variance with missing cells": _missing(figures["missing"]),
        "Intervals of scores": _covered(figures["covered"]),
        "Time in seconds": _seconds(figures["seconds"]),
    }
    parts = [HEAD, made, ""]
    for title, lines in sections.items():
        parts += [f"## {title}", "", *lines, ""]
    return "\n".join([*parts, NOTES])


def _line(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _head(*cells: str) -> Iterator[str]:
    yield _line(*cells)
    yield "|" + "---|" * len(cells)


def _size(n: int, rounds: int) -> str:
    return f"{n}, {rounds} round{'s' * (rounds > 1)}"


def _raters(panels: dict[tuple[int, int, bool], list[Row]]) -> Iterator[str]:
    yield from _head("departments", "panels", "", *FLAGS, "left out")
    for (n, rounds, plants), rows in panels.items():
        honest = sum(row["honest"] for row in rows)
        false = [
            _rate(sum(row[f"{k} false"] for row in rows), honest) for k in (*FLAGS, "excluded")
        ]
        if plants:
            found = [f"{np.mean([row[f'{kind} found'] for row in rows]):.0%}" for kind in FLAGS]
            yield _line(_size(n, rounds), len(rows), "planted ones flagged", *found, "")
        kind = "beside plants" if plants else "without plants"
        yield _line(_size(n, rounds), len(rows), f"honest raters flagged, {kind}", *false)


def _pairs(panels: dict[tuple[int, int, bool], list[Row]]) -> Iterator[str]:
    yield from _head(
        "departments", "panels", "listed a panel: below, mutual, inflation",
        "right of those below", "right of mutual", "right of inflation",
        "planted found: one-way", "feuds", "favours",
    )  # fmt: skip
    for (n, rounds, plants), rows in panels.items():
        total = {key: sum(row[key] for row in rows) for key in rows[0]}
        listed = [f"{total[f'listed{k}'] / len(rows):.1f}" for k in ("", " mutual", " inflation")]
        right = [
            _share(total["listed right"], total["listed"]),
            *(_share(total[f"{k} right"], total[f"listed {k}"]) for k in ("mutual", "inflation")),
        ]
        kinds = ("one way", "feuds", "favours")
        found = [_share(total[f"{kind} found"], total[f"{kind} planted"]) for kind in kinds]
        size = _size(n, rounds) + ("" if plants else ", no plants")
        yield _line(size, len(rows), ", ".join(listed), *right, *found)


def _rings(panels: dict[tuple[int, int, bool], list[Row]]) -> Iterator[str]:
    yield from _head(
        "departments", "panels", "planted ring found", "overlap where found (Jaccard)",
        "alarms without ring", "median threshold",
    )  # fmt: skip
    for (n, rounds, plants), rows in panels.items():
        if plants:
            hits = [row for row in rows if row["ring alarm"] and row["ring overlap"] >= 0.5]
            clean = panels[n, rounds, False]
            alarms = sum(row["ring alarm"] for row in clean)
            overlap = f"{np.mean([row['ring overlap'] for row in hits]):.2f}" if hits else "-"
            threshold = np.median([row["ring threshold"] for row in rows])
            share = _figure([float(row in hits) for row in rows])
            yield _line(
                _size(n, rounds), len(rows), share, overlap,
                _rate(alarms, len(clean)), f"{threshold:.2f}",
            )  # fmt: skip


def _changes(changed: dict[float, list[Row]]) -> Iterator[str]:
    yield from _head(
        "step in points",
        "panels",
        "planted changes found",
        "false of those called (mean over panels)",
    )
    for step, rows in changed.items():
        found = _share(sum(row["found"] for row in rows), CHANGES * len(rows))
        false = [row["false"] / max(row["found"] + row["false"], 1) for row in rows]
        yield _line(f"{step:g}", len(rows), found, _figure(false))


def _related(related: dict[float, list[float]]) -> Iterator[str]:
    yield from _head("points a standard deviation of delay", "panels", "p of at most 0.05")
    for effect, p in related.items():
        yield _line(f"{effect:g}", len(p), _figure([float(each <= 0.05) for each in p]))


def _missing(missing: dict[float, list[tuple[float, float]]]) -> Iterator[str]:
    yield from _head("missing", "panels", "moments", "divisor as it was", "design notes")
    for share, pairs in missing.items():
        moments, fixed = (_figure(list(each), ".3f") for each in zip(*pairs, strict=True))
        yield _line(f"{share:.0%}", len(pairs), moments, fixed, PUBLISHED[share])


def _covered(covered: dict[tuple[int, float], list[float]]) -> Iterator[str]:
    yield from _head("departments", "missing", "panels", "true scores in their 95 % interval")
    for (n, share), rates in covered.items():
        yield _line(n, f"{share:.0%}", len(rates), _figure(rates, ".3f"))


def _seconds(seconds: dict[int, dict[str, float]]) -> Iterator[str]:
    yield from _head("analysis", *(f"{n} departments" for n in seconds))
    for name in next(iter(seconds.values())):
        yield _line(name, *(f"{times[name]:.3f}" for times in seconds.values()))


def _figure(values: list[float], form: str = ".2f") -> str:
    mean, low, high = interval(values)
    return f"{mean:{form}} ({low:{form}} to {high:{form}})"


def _share(right: int, whole: int) -> str:
    return f"{right / whole:.0%} of {whole}" if whole else "-"


def _rate(events: int, trials: int) -> str:
    return f"{events / trials:.1%} (at most {at_most(events, trials):.1%})"
