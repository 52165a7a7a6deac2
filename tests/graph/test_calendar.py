"""The rulers of working time against golden vectors, a slow loop and a second package."""

from datetime import date

import pytest

from graph.calendar import china, days

SHANGHAI = "Asia/Shanghai"


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "end", "stops", "gross", "net"),
    [
        ("2022-01-28", "2022-02-14", [], 8, 8),
        ("2022-03-01", "2022-03-11", [("2022-03-02", "2022-03-09")], 8, 3),
        (
            "2022-05-09",
            "2022-05-27",
            [("2022-05-10", "2022-05-17"), ("2022-05-16", "2022-05-20")],
            14,
            6,
        ),
        ("2022-09-26", "2022-10-12", [("2022-09-29", "2022-10-09")], 9, 6),
        ("2022-05-09", "2022-05-09", [], 0, 0),
        ("2022-06-11", "2022-06-13", [], 1, 1),
        ("2026-02-13", "2026-03-02", [], 7, 7),
        ("2026-09-18", "2026-10-12", [], 12, 12),
    ],
    ids=["G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8"],
)
def test_the_promise_clock_counts_the_golden_vectors(
    start: str, end: str, stops: list[tuple[str, str]], gross: int, net: int
) -> None:
    calendar = china(SHANGHAI)
    assert calendar.working_days(days(start), days(end)) == [gross]
    assert calendar.net_working_days(d(start), d(end), [(d(a), d(b)) for a, b in stops]) == net
