"""Panels of ratings for the tests of mutual evaluation: published, drawn, and for hypothesis."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
TRUTH = {"rater": 0.5, "ratee": 0.3, "pair": 0.6, "rater_ratee": 0.1, "dyadic": 0.2}


def peer(shared: Path, name: str) -> Path:
    """Return a reference file, or skip the test where it is not on this machine."""
    path = shared / "reference" / "peer" / name
    if not path.is_file():
        pytest.skip(f"{path} is not on this machine")
    return path


def liking(shared: Path, scale: str = "liking_a") -> Floats:
    """Return the ratings of the 54 persons of TripleR's likingLong."""
    rows = pd.read_csv(peer(shared, "likingLong.csv"))
    found = np.full((54, 54), np.nan)
    found[rows["perceiver.id"] - 1, rows["target.id"] - 1] = rows[scale]
    np.fill_diagonal(found, np.nan)
    return found


def without_262(x: Floats) -> Floats:
    """Remove the cells with (7i + 13j) mod 11 = 0, of ids from 1."""
    ids = np.arange(1, len(x) + 1)
    return np.where((7 * ids[:, None] + 13 * ids) % 11 == 0, np.nan, x)


def close(found: ArrayLike, expected: ArrayLike, within: float = 1e-9) -> None:
    """Fail where two arrays differ by more than so much."""
    np.testing.assert_allclose(np.asarray(found, float), np.asarray(expected, float), 0, within)


def drawn(panels: int, n: int, seed: int, missing: float = 0.0) -> Floats:
    """Draw panels (panels, n, n) with the variances of `TRUTH`."""
    rng = np.random.default_rng(seed)
    cross = TRUTH["rater_ratee"]
    person = np.linalg.cholesky(np.array([[TRUTH["rater"], cross], [cross, TRUTH["ratee"]]]))
    a, b = np.moveaxis(rng.standard_normal((panels, n, 2)) @ person.T, -1, 0)
    e = rng.standard_normal((panels, n, n))
    sign = (TRUTH["pair"] + TRUTH["dyadic"]) / 2, (TRUTH["pair"] - TRUTH["dyadic"]) / 2
    upper = np.triu(e, 1)
    lower = np.swapaxes(np.tril(e, -1), 1, 2)
    both, apart = np.sqrt(sign[0]) * upper, np.sqrt(sign[1]) * lower
    pair = both + apart + np.swapaxes(both - apart, 1, 2)
    x = 3 + a[:, :, None] + b[:, None, :] + pair
    x[:, np.arange(n), np.arange(n)] = np.nan
    x[rng.random(x.shape) < missing] = np.nan
    return np.asarray(x)


def star(n: int, seed: int = 0) -> Floats:
    """Draw a panel in which the first rates all others and is rated by them."""
    x: Floats = drawn(1, n, seed)[0]
    x[1:, 1:] = np.nan
    return x


@st.composite
def panels(draw: st.DrawFn, least: int = 5, most: int = 9, missing: float = 0.25) -> Floats:
    """Give a random panel of few departments, some of its cells missing."""
    n = draw(st.integers(least, most))
    share = draw(st.sampled_from([0.0, missing / 2, missing]))
    x: Floats = drawn(1, n, draw(st.integers(0, 2**32 - 1)), share)[0]
    return x
