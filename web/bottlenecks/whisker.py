"""The ranks that a pair may have as a small picture: a dot for its rank, a line for the others."""

from typing import NamedTuple

PLACES, WIDTH, HEIGHT, EDGE = 18, 72, 18, 6


class Whisker(NamedTuple):
    """Where rank and interval are on a line of `width`; `runs_off` means beyond the last place."""

    width: int
    height: int
    dot: float | None
    low: float
    high: float
    runs_off: bool


def whisker(rank: int | None, low: int, high: int) -> Whisker:
    """Return the drawing of a rank between the ranks `low` and `high`.

    >>> whisker(1, 1, 2)
    Whisker(width=72, height=18, dot=6.0, low=6.0, high=9.5, runs_off=False)
    >>> whisker(None, 3, 40).runs_off
    True
    """
    dot = None if rank is None else _place(rank)
    return Whisker(WIDTH, HEIGHT, dot, _place(low), _place(high), high > PLACES)


def _place(rank: int) -> float:
    step = (WIDTH - 2 * EDGE) / (PLACES - 1)
    return round(EDGE + (min(rank, PLACES) - 1) * step, 1)
