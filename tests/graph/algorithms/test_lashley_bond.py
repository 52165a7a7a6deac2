"""Standard errors of variances, against TripleR and the spread over drawn panels."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from graph.algorithms.lashley_bond import lashley_bond
from graph.algorithms.social_relations import Variances, variances
from tests.graph.algorithms.panels import close, drawn, liking, peer

KENNY = ["actor variance", "partner variance", "relationship variance"]
KENNY += ["actor-partner covariance", "relationship covariance"]


def test_errors_are_those_of_triple_r(shared: Path) -> None:
    printed = pd.read_csv(peer(shared, "RR1_liking_a_varcomp.csv"), index_col="type").loc[KENNY]
    found = lashley_bond(variances(liking(shared)), 54)
    close(found.error, printed["se"], 1e-12)
    close(found.t, printed["t.value"])
    assert found.error.round(4).tolist()[:3] == [0.0349, 0.0223, 0.0165]
    assert found.t[0].round(3) == 4.914
    # TripleR tests the dyadic covariance of a single group on one side.
    close(found.p, printed["p.value"] * [1, 1, 1, 1, 2], 1e-11)


def test_squared_errors_are_on_average_the_variance_over_panels() -> None:
    found = [lashley_bond(variances(x), 10) for x in drawn(1_000, 10, 13)]
    spread = np.var([each.estimate for each in found], axis=0)
    mean = np.mean([each.error**2 for each in found], axis=0)
    np.testing.assert_allclose(mean, spread, rtol=0.12)  # two Monte-Carlo errors or so


def test_errors_scale_with_the_square_of_the_points() -> None:
    one = lashley_bond(Variances(0.5, 0.3, 0.6, 0.1, 0.2), 12)
    nine = lashley_bond(Variances(4.5, 2.7, 5.4, 0.9, 1.8), 12)
    close(nine.error, 9 * one.error)
    close(nine.p, one.p)


def test_errors_need_four_departments_and_known_variances() -> None:
    with pytest.raises(ValueError, match="four"):
        lashley_bond(Variances(0.5, 0.3, 0.6, 0.1, 0.2), 3)
    unknown = Variances(np.nan, np.nan, np.nan, np.nan, np.nan, rank=4)
    assert np.isnan(lashley_bond(unknown, 9).p).all()
