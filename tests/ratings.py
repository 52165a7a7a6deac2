"""Ratings by hand, for tests of what keeps and reads them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from graph.evaluation.ratings import Answer, Ratings, period_of, ratings_of
from graph.evaluation.ratings_files import write_ratings

ANSWERS: Sequence[Answer] = (
    ("工作效率", "D1", "D2", 37.25),
    ("工作效率", "D2", "D1", 90.0),
    ("工作质量", "D1", "D3", None),
    ("工作质量", "D3", "D1", 85.0),
)
PLANTED = 37.25


def round_of(
    round_id: str = "2022H1",
    answers: Sequence[Answer] = ANSWERS,
    open_raters: Sequence[str] = ("D3",),
    groups: Mapping[str, str] = {"D1": "甲组"},
    departments: int = 3,
) -> Ratings:
    """Return a round of departments D1, D2 and so on."""
    starts, ends = period_of(round_id)
    facts = {
        "round_id": round_id,
        "departments": [
            {"id": f"D{n}", "name": f"部门{n}", "leader_group": groups.get(f"D{n}", ""),
             "open": f"D{n}" in open_raters}
            for n in range(departments, 0, -1)
        ],
        "dimensions": ["工作效率", "工作质量"],
        "low": 0, "high": 100, "levels": None,
        "starts": starts and starts.isoformat(), "ends": ends and ends.isoformat(),
    }  # fmt: skip
    return ratings_of(facts, answers)


def with_ratings(checked: Path, *rounds: Ratings) -> Path:
    """Put ratings beside checked tables and return their folder."""
    write_ratings(checked, rounds)
    return checked
