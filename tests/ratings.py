"""Ratings by hand, for tests of what keeps and reads them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

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


def two_rounds() -> tuple[Ratings, Ratings]:
    """Return two rounds of nine departments, in which something can be said of everything.

    D1 is severe, D2 and D3 rate each other low; in the second round four rate D9.
    """
    return mesh("2021H2", 2), mesh("2022H1", 3, of_last=4)


def mesh(round_id: str, seed: int, of_last: int = 8) -> Ratings:
    """Return a round of nine departments in which all rate all but D9, whom `of_last` rate."""
    lasting = np.random.default_rng(1)
    rater, ratee = lasting.normal(0, 3, (9, 1)), lasting.normal(0, 8, 9)
    rater[0] = -25
    pair = np.zeros((9, 9))
    pair[1, 2] = pair[2, 1] = -45
    noise = np.random.default_rng(seed).normal(0, 2, (2, 9, 9))
    points = np.clip(np.rint(75 + rater + ratee + pair + noise), 0, 100)
    answers = [
        (dimension, f"D{i + 1}", f"D{j + 1}", float(points[k, i, j]))
        for k, dimension in enumerate(("工作效率", "工作质量"))
        for i in range(9)
        for j in range(9)
        if i != j and (j < 8 or i < of_last)
    ]
    return round_of(round_id, answers, open_raters=(), groups={}, departments=9)
