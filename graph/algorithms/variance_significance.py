"""Variances and covariances with their errors and what a test of each against zero says."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.algorithms.student_t import two_sided, upper_tail

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class VarianceTests:
    """The five in the order of `social_relations.PARAMETERS`; not a number where unknown."""

    estimate: Floats
    error: Floats  # standard error
    t: Floats
    df: float
    p: Floats  # one-sided for the three variances, two-sided for the two covariances


def against_zero(estimate: Floats, error: Floats, df: float) -> VarianceTests:
    """Return the t tests of estimates with these standard errors.

    >>> found = against_zero(np.array([2.0, 2.0, 2.0, -2.0, -2.0]), np.ones(5), 10)
    >>> found.p.round(3).tolist()
    [0.037, 0.037, 0.037, 0.073, 0.073]
    """
    t = np.divide(estimate, error, out=np.full(len(estimate), np.nan), where=error > 0)
    tails = (upper_tail, upper_tail, upper_tail, two_sided, two_sided)
    p = [tail(float(each), df) for tail, each in zip(tails, t, strict=True)]
    return VarianceTests(estimate, error, t, df, np.array(p))
