"""A small line without axes: how a figure went, from zero, beside the figure itself."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

WIDTH, HEIGHT = 72, 20


class Sparkline(NamedTuple):
    """Paths of an SVG picture of `width` by `height`; `last` is the newest known point."""

    width: int
    height: int
    lines: list[str]
    areas: list[str]
    last: tuple[float, float]


def sparkline(
    values: Sequence[float | None], width: int = WIDTH, height: int = HEIGHT
) -> Sparkline | None:
    """Return the drawing of `values` at equal steps; None is a gap. None where nothing is known.

    >>> sparkline([0, 2, None, 1]).lines
    ['M2.0 19.0L24.0 4.7', 'M68.0 11.9']
    """
    known = [value for value in values if value is not None]
    if not known:
        return None
    top = max(known) * 1.05 or 1
    step = (width - 6) / max(len(values) - 1, 1)
    points = [
        None if value is None else (2 + place * step, height - 1 - value / top * (height - 5))
        for place, value in enumerate(values)
    ]
    runs = [
        [point for point in run if point]
        for there, run in groupby(points, lambda point: point is not None)
        if there
    ]
    lines = ["M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in run) for run in runs]
    areas = [
        f"{line}L{run[-1][0]:.1f} {height - 1}L{run[0][0]:.1f} {height - 1}z"
        for line, run in zip(lines, runs, strict=True)
    ]
    x, y = runs[-1][-1]
    return Sparkline(width, height, lines, areas, (round(x, 1), round(y, 1)))
