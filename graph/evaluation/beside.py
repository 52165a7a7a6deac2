"""Scores and the process log side by side; never added up."""

from collections.abc import Iterator, Sequence

import numpy as np

from graph.evaluation.assessment import Assessment
from graph.evaluation.figures import Objective, Quadrant, Score
from graph.evaluation.figures import Process as ProcessWord
from graph.evaluation.process import ENOUGH

EFFICIENCY, QUALITY = "工作效率", "工作质量"


def beside(of: Assessment, scores: Sequence[Score]) -> Iterator[Objective]:
    """Yield what the process log says of each department, beside its published scores."""
    verdicts = {(each.department, each.dimension): each.verdict for each in scores}
    for at, one in enumerate(of.ratings.departments):
        said = verdicts.get((one, EFFICIENCY), ""), verdicts.get((one, QUALITY), "")
        yield _objective(of, at, *said)


def _objective(of: Assessment, at: int, efficiency: str, quality: str) -> Objective:
    process = of.process
    wait, low, high = (_number(value) for value in process.wait[at])
    returned, least, most = (_number(value) for value in process.returned[at])
    city, usual = _number(process.wait_city), _number(process.returned_city)
    enough = int(process.handoffs[at]) >= ENOUGH
    waits = _against(low, high, city) if enough else ""
    returns = _against(least, most, usual) if enough else ""
    return Objective(
        department=of.ratings.departments[at],
        handoffs=int(process.handoffs[at]),
        wait=wait,
        wait_low=low,
        wait_high=high,
        wait_city=city,
        waits=waits,
        returns=int(process.returns[at]),
        returned=returned,
        returned_low=least,
        returned_high=most,
        returned_city=usual,
        returns_are=returns,
        efficiency=_quadrant(efficiency, waits),
        quality=_quadrant(quality, returns),
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _against(low: float | None, high: float | None, city: float | None) -> ProcessWord:
    if low is None or high is None or city is None:
        return ""
    return "slow" if low > city else "fast" if high < city else "usual"


def _quadrant(verdict: str, process: str) -> Quadrant:
    known: dict[tuple[str, str], Quadrant] = {
        ("below", "slow"): "confirmed",
        ("below", "fast"): "perception",
        ("above", "slow"): "hidden",
        ("above", "fast"): "good",
    }
    return known.get((verdict, process), "")
