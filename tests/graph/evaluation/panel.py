"""A drawn mesh of departments that rate each other, and what is made of it, for tests."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from graph.evaluation.assessment import Assessment, assess
from graph.evaluation.documents import document
from graph.evaluation.earlier import earlier_release
from graph.evaluation.facts import round_of
from graph.evaluation.figures import Document, Oversight, Score
from graph.evaluation.gate import Gate, gate
from graph.evaluation.oversight import oversight
from graph.evaluation.process import Process
from graph.evaluation.publication import Publication
from graph.evaluation.ratings import Ratings, period_of
from graph.evaluation.rules import Rules
from graph.load import Load
from tests.world import SOURCE

Floats = NDArray[np.float64]
DIMENSIONS = ("工作效率", "工作质量", "沟通频率", "信息共享")
MEAN = 72
DEVIATIONS = {"rater": 6, "ratee": 7, "pair": 6, "dimension": 3, "error": 4}
"""Of a rating in points; `dimension` is of a ratee in one dimension besides the others."""
LOAD = Load(
    load_id="L20220601-01",
    source=SOURCE,
    created_at=datetime(2022, 6, 1, tzinfo=UTC),
    created_by="",
    levels=("department",),
    evidence="receipt",
    rows={},
    read=0,
    loaded=0,
    refused=0,
    quality={},
    digests={},
    schema_version=1,
    release="",
)


def drawn(n: int = 16, k: int = 2, seed: int = 0, step: int = 5) -> Floats:
    """Draw points (k, n, n) with the variances of `DEVIATIONS`, 0 to 100 in steps."""
    rng = np.random.default_rng(seed)
    rater, ratee = rng.normal(0, DEVIATIONS["rater"], n), rng.normal(0, DEVIATIONS["ratee"], n)
    x = MEAN + rater[:, None] + ratee + rng.normal(0, DEVIATIONS["pair"], (n, n))
    x = x + rng.normal(0, DEVIATIONS["dimension"], (k, 1, n))
    x = x + rng.normal(0, DEVIATIONS["error"], (k, n, n))
    x = np.clip(np.round(x / step) * step, 0, 100)
    x[:, range(n), range(n)] = np.nan
    return np.asarray(x, np.float64)


def ratings_of(
    x: Floats,
    round_id: str = "2022H1",
    *,
    ends: tuple[float, float] = (0, 100),
    open_raters: Iterable[int] = (),
    groups: Mapping[int, str] = {},
) -> Ratings:
    """Return a round of departments D01, D02..., all of whom answered or had no row."""
    ids = tuple(f"D{n:02}" for n in range(1, len(x[0]) + 1))
    starts, last = period_of(round_id)
    return Ratings(
        round_id=round_id,
        departments=ids,
        dimensions=DIMENSIONS[: len(x)],
        x=x,
        unknown=np.zeros(x.shape, np.bool_),
        low=float(ends[0]),
        high=float(ends[1]),
        levels=None,
        open_raters=frozenset(ids[at] for at in open_raters),
        leader_groups={ids[at]: name for at, name in groups.items()},
        names={one: f"部门{one}" for one in ids},
        starts=starts,
        ends=last,
    )


def mesh(n: int = 16, k: int = 2, seed: int = 0, step: int = 5) -> Ratings:
    """Return a complete round in which every department rates every other."""
    return ratings_of(drawn(n, k, seed, step))


def star(n: int = 16, *, is_open: bool = True) -> Ratings:
    """Return a round in which the first department rates all others and they rate it."""
    x = drawn(n)
    x[:, 1:, 1:] = np.nan
    return ratings_of(x, open_raters=[0] if is_open else [])


def with_points(
    ratings: Ratings, *cells: tuple[int, int, float], layer: int | None = None
) -> Ratings:
    """Return the round with (rater, ratee, points) changed, in every dimension or in one."""
    x = ratings.x.copy()
    for rater, ratee, points in cells:
        x[slice(None) if layer is None else layer, rater, ratee] = points
    return replace(ratings, x=x)


def no_process(n: int = 16) -> Process:
    """Return what a log without a handoff tells."""
    nothing, none = np.full((n, 3), np.nan), np.zeros((n, n), np.int64)
    return Process(
        handoffs=none[0],
        wait=nothing,
        wait_city=np.nan,
        returns=none[0],
        returned=nothing,
        returned_city=np.nan,
        pair_handoffs=none,
        pair_wait=np.full((n, n), np.nan),
        slow=none > 0,
    )


def busy_process(n: int = 16) -> Process:
    """Return a log in which the odd departments are slow and the first hands slowly to the second."""
    rng = np.random.default_rng(n)
    middle = np.where(np.arange(n) % 2, 9, 5) * 3600 + rng.integers(0, 600, n)
    share = np.where(np.arange(n) % 2, 0.2, 0.05)
    pairs = rng.integers(20, 40, (n, n)) * (1 - np.eye(n, dtype=np.int64))
    slow = np.zeros((n, n), np.bool_)
    slow[0, 1] = True
    return Process(
        handoffs=pairs.sum(axis=0),
        wait=np.column_stack([middle, middle - 1800, middle + 1800]).astype(float),
        wait_city=7 * 3600.0,
        returns=(share * pairs.sum(axis=0)).astype(np.int64),
        returned=np.column_stack([share, share - 0.03, share + 0.03]),
        returned_city=0.125,
        pair_handoffs=pairs,
        pair_wait=np.where(slow, 90000.0, middle[None] * rng.uniform(0.5, 1.5, (n, n))),
        slow=slow,
    )


def assessed(
    ratings: Ratings,
    process: Process | None = None,
    rules: Rules | None = None,
    earlier: Ratings | None = None,
) -> Assessment:
    """Return all estimates of a round; without a log and with the default thresholds."""
    known = no_process(len(ratings.departments)) if process is None else process
    return assess(ratings, known, Rules() if rules is None else rules, earlier)


def gated(
    ratings: Ratings,
    process: Process | None = None,
    rules: Rules | None = None,
    earlier: Ratings | None = None,
) -> Gate:
    """Return what may be shown of a round."""
    return gate(assessed(ratings, process, rules, earlier))


def again(ratings: Ratings, earlier: Sequence[Publication]) -> Gate:
    """Return what may be shown of a round that was released before; nobody is left out."""
    known = no_process(len(ratings.departments))
    return gate(assess(ratings, known, Rules(), None, ()), earlier)


def released(through: Gate) -> Publication:
    """Return a release as the audit of the next one sees it."""
    return earlier_release(through.of.ratings, report_of(through), ())


def report_of(through: Gate) -> Oversight:
    """Return the oversight report."""
    return oversight(through, LOAD)


def document_of(through: Gate, at: int) -> Document:
    """Return the report of a department."""
    return document(through, round_of(through.of.ratings, LOAD), through.scores(), at)


def score_of(through: Gate, department: int, layer: int = -1) -> Score:
    """Return the score of a department in a dimension; overall, by default."""
    ratings = through.of.ratings
    name = "" if layer < 0 else ratings.dimensions[layer]
    one = ratings.departments[department]
    return next(
        each for each in through.scores() if (each.department, each.dimension) == (one, name)
    )
