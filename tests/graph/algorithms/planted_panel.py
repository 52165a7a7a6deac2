"""The simulated panel whose truth is known: 30 departments, four periods, four dimensions."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tests.graph.algorithms.panels import Floats, peer

LOW, HIGH = 1, 5


@dataclass(frozen=True, slots=True)
class Planted:
    """Ratings, what was planted, and what is expected to be found."""

    x: Floats  # (periods, dimensions, n, n)
    names: list[str]
    truth: dict[str, Any]
    pairs: dict[str, Any]
    raters: pd.DataFrame

    @property
    def excluded(self) -> NDArray[np.bool_]:
        """Which raters the expected pairs leave out."""
        return np.isin(self.names, self.pairs["excluded"])


def planted_panel(shared: Path) -> Planted:
    rows = pd.read_csv(peer(shared, "planted/ratings.csv"))
    names = sorted({*rows["rater"], *rows["ratee"]})
    keys = [pd.factorize(rows[c], sort=True)[0] for c in ("period", "dimension")]
    place = {name: i for i, name in enumerate(names)}
    keys += [rows[side].map(place).to_numpy() for side in ("rater", "ratee")]
    x = np.full((4, 4, len(names), len(names)), np.nan)
    x[tuple(keys)] = rows["score"]
    truth, pairs = (
        json.loads(peer(shared, f"planted/{name}.json").read_text("utf-8"))
        for name in ("truth", "expected_pairs")
    )
    raters = pd.read_csv(peer(shared, "planted/expected_rater_indices.csv"), index_col=0)
    return Planted(x, names, truth, pairs, raters)
