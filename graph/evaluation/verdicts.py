"""Verdicts of scores against the mean, of which no more than a set share is false."""

import numpy as np

from graph.algorithms.comparisons import adjusted, two_sided
from graph.evaluation.estimates import Floats
from graph.evaluation.figures import Verdict


def verdicts(z: Floats, share: float) -> list[list[Verdict]]:
    """Return the verdicts; of the dimensions together, and of the overall scores, false at most."""
    chance = np.full(z.shape, np.nan)
    for part in (slice(0, -1), slice(-1, None)):
        flat = z[part].ravel()
        p = np.full(len(flat), np.nan)
        known = ~np.isnan(flat)
        p[known] = two_sided(flat[known])
        chance[part] = adjusted(p).reshape(z[part].shape)
    return [
        [_verdict(float(p), float(one), share) for p, one in zip(*both, strict=True)]
        for both in zip(chance, z, strict=True)
    ]


def _verdict(p: float, z: float, share: float) -> Verdict:
    if np.isnan(p):
        return ""
    return "level" if p > share else "above" if z > 0 else "below"
