"""Sheet 部门互评 where all sixteen rate each other, with a pair and a rater planted in it.

A score is what the Social Relations Model says of it: how the rater rates, how the ratee is seen,
what there is between the two, and chance. Who hardly works with a department says 不了解.
"""

from itertools import permutations, product

import numpy as np
from numpy.typing import NDArray

from loaders.sample_city.departments import BUREAU, CODES, DEPARTMENTS, RATED
from loaders.sample_city.plants import Plant
from loaders.sample_city.reviews import DIMENSIONS, PROBLEM_ROWS, PROBLEMS, ROUNDS
from loaders.sample_city.sheet import Sheet, texts

UNKNOWN = "不了解"
MEMBERS = (CODES[BUREAU], *RATED)
SCARCE, SCARCE_RATERS, LEAST_RATERS = "D16", 4, 8
LOW_PAIR, SEVERE = (CODES[BUREAU], "D08"), "D04"
LOW_PAIR_SIZE, SEVERE_SIZE = 25.0, 20.0  # points

MEAN = 84.0
RATER, RATEE, PAIR, CHANCE = 4.0, 4.0, 5.0, 3.0  # standard deviations, in points
RECIPROCITY = 0.3  # of what there is between two departments
RATEE_DIMENSION, RATEE_ROUND = 1.5, 1.0
STEPS = ((1, 0.3), (5, 0.6), (10, 0.1))  # points a rater goes by, and how many do
STRANGER = 0.45  # share that says 不了解 of a department with which there is no traffic
LOWEST = 20

Points = NDArray[np.float64]
Mask = NDArray[np.bool_]


def mesh_plants(effect: float) -> tuple[Plant, ...]:
    """Return R1 and R2, or nothing for the null city.

    >>> [plant.id for plant in mesh_plants(3.0)], mesh_plants(1.0)
    (['R1', 'R2'], ())
    """
    if effect == 1:
        return ()
    one, other = LOW_PAIR
    return (
        Plant("R1", "low_pair", LOW_PAIR_SIZE, sender=one, receiver=other),
        Plant("R2", "severe_rater", SEVERE_SIZE, department=SEVERE),
    )


def mesh_truth() -> dict[str, object]:
    """Return what ``truth.json`` says of the mesh besides its plants."""
    scarce = {"department": SCARCE, "raters": SCARCE_RATERS}
    return {"evaluation": {"least_raters": LEAST_RATERS, "scarce": scarce}}


def mesh_sheet(rng: np.random.Generator, *, planted: bool) -> Sheet:
    """Return the mesh: every pair, both rounds, all dimensions; 不了解 is said, never left out."""
    points, unknown = _points(rng, planted), _unknown(rng)
    pairs = list(permutations(range(len(MEMBERS)), 2))
    cells = [(t, k, i, j) for t, (i, j), k in product(range(2), pairs, range(len(DIMENSIONS)))]
    said = [None if unknown[cell[1:]] else int(points[cell]) for cell in cells]
    last = [(score, n) for n, score in enumerate(said) if score is not None and cells[n][0] == 1]
    problems = texts([None] * len(cells))
    for _, n in sorted(last)[:PROBLEM_ROWS]:
        problems[n] = PROBLEMS[DIMENSIONS[cells[n][1]]]
    return {
        "评价批次": texts(ROUNDS[t] for t, _, _, _ in cells),
        "评价部门": texts(MEMBERS[i] for _, _, i, _ in cells),
        "被评部门": texts(MEMBERS[j] for _, _, _, j in cells),
        "评价维度": texts(DIMENSIONS[k] for _, k, _, _ in cells),
        "得分": texts(UNKNOWN if score is None else str(score) for score in said),
        "问题描述": problems,
    }


def _points(rng: np.random.Generator, planted: bool) -> Points:
    """Return what each would give each: round, dimension, rater, ratee."""
    n, k, t = len(MEMBERS), len(DIMENSIONS), len(ROUNDS)
    rater, ratee = rng.normal(0, RATER, n), rng.normal(0, RATEE, n)
    own, both = rng.normal(0, PAIR, (n, n)), rng.normal(0, PAIR, (n, n))
    shared = (np.triu(both, 1) + np.triu(both, 1).T) * np.sqrt(RECIPROCITY)
    between = shared + own * np.sqrt(1 - RECIPROCITY)
    of_dimension = rng.normal(0, RATEE_DIMENSION, (1, k, 1, n))
    of_round = rng.normal(0, RATEE_ROUND, (t, 1, 1, n))
    chance = rng.normal(0, CHANCE, (t, k, n, n))
    step = rng.choice([s for s, _ in STEPS], n, p=[share for _, share in STEPS])
    if planted:
        one, other = (MEMBERS.index(code) for code in LOW_PAIR)
        between[one, other] = between[other, one] = -LOW_PAIR_SIZE
        rater[MEMBERS.index(SEVERE)] = -SEVERE_SIZE
    score = MEAN + rater[:, None] + ratee + between + of_dimension + of_round + chance
    rounded: Points = np.rint(score / step[:, None]) * step[:, None]
    return np.clip(rounded, LOWEST, 100)


def _unknown(rng: np.random.Generator) -> Mask:
    """Return who says of whom that it does not know: dimension, rater, ratee.

    Of each ratee at most so many do that `LEAST_RATERS` remain; of `SCARCE` all but
    `SCARCE_RATERS`, those with the most traffic.
    """
    n, k = len(MEMBERS), len(DIMENSIONS)
    traffic = _traffic()
    inclined = STRANGER * np.exp(-traffic) - rng.uniform(0, 1, (n, n))
    in_dimension = inclined + rng.normal(0, 0.05, (k, n, n))
    np.fill_diagonal(inclined, -np.inf)
    inclined[[MEMBERS.index(c) for c in LOW_PAIR], [MEMBERS.index(c) for c in LOW_PAIR[::-1]]] = -9
    order = np.argsort(np.argsort(-inclined, axis=0, kind="stable"), axis=0)
    may = (order < n - 1 - LEAST_RATERS) & (inclined > -1)
    unknown = may & (in_dimension > 0)
    scarce = MEMBERS.index(SCARCE)
    known = np.argsort(-traffic[:, scarce], kind="stable")
    raters = [i for i in known if i != scarce][:SCARCE_RATERS]
    unknown[:, :, scarce] = True
    unknown[:, [*raters, scarce], scarce] = False
    return unknown


def _traffic() -> Points:
    """Return how much departments have to do with each other, as the city is made, not drawn."""
    found = np.zeros((len(MEMBERS), len(MEMBERS)))
    for j, code in enumerate(MEMBERS):
        row = DEPARTMENTS[code]
        for partner in (CODES[BUREAU], *row.partners):
            if partner in MEMBERS and partner != code:
                i = MEMBERS.index(partner)
                found[i, j] = found[j, i] = found[i, j] + row.share
    return found
