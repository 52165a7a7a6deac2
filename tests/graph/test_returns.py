"""What comes back is counted against what was got, case by case."""

import pandas as pd

from graph.bottlenecks import _sent_back
from graph.tables import KINDS


def test_returns_of_a_case_count_with_the_first_handoff_it_was_got_by() -> None:
    forward, back = KINDS.index("forward"), KINDS.index("return")
    rows = pd.DataFrame(
        [
            (1, 10, 20, forward),
            (1, 20, 10, back),
            (1, 10, 20, forward),
            (1, 20, 10, back),
            (2, 10, 20, forward),
            (3, 20, 10, forward),
            (4, 30, 10, back),
        ],
        columns=["case_key", "sender_key", "receiver_key", "kind"],
    )
    found = _sent_back(rows)[["case_key", "sender_key", "receiver_key", "back"]]
    assert sorted(found.itertuples(index=False, name=None)) == [
        (1, 20, 10, 0),
        (1, 20, 10, 2),
        (2, 20, 10, 0),
        (3, 10, 20, 0),
        (4, 30, 10, 1),
    ]
