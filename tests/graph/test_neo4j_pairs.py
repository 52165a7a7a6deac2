"""The pairs that go to Neo4j are those of the expression that the embedded store runs."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from graph.local_store import LocalStore
from graph.neo4j_pairs import COLUMNS, COUNTED, count_pairs, pair_rows
from graph.pairs import MONTHLY, monthly_pairs
from graph.tables import RULES, handoff_table
from tests.queries.test_handovers_equal_handoffs import write_chance


@pytest.mark.parametrize("rule", RULES)
def test_pairs_in_memory_are_those_of_the_expression(rule: str, tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "home")
    (tmp_path / "chance").mkdir()
    load = store.add(write_chance(tmp_path / "chance"))
    name = handoff_table(rule, "department")
    handoffs = store.table(load.load_id, name)
    wanted = store.fetch(monthly_pairs(handoffs, load)).to_pylist()
    medians = store.fetch(
        handoffs.group_by(["sender_key", "receiver_key"]).aggregate(
            median=handoffs.wait_working.quantile(0.5)
        )
    ).to_pylist()
    median = {(row["sender_key"], row["receiver_key"]): row["median"] for row in medians}

    table = pq.read_table(store.home / "loads" / load.load_id / f"{name}.parquet")
    found = pair_rows(table.select(list(COLUMNS)), load)

    months = [
        dict(zip(MONTHLY.names, (*row[:2], *month), strict=True))
        for row in found
        for month in zip(*row[7:14], strict=True)
    ]
    assert months == wanted
    assert len(found) == count_pairs(table.select(list(COUNTED))) > 3
    for sender, receiver, handoffs_, returns, waits, wait, middle, *_, micros in found:
        own = [
            row for row in wanted if (row["sender_key"], row["receiver_key"]) == (sender, receiver)
        ]
        assert handoffs_ == sum(row["forward"] + row["returned"] for row in own)
        assert returns == sum(row["returned"] for row in own)
        assert waits == sum(row["forward_waits"] + row["returned_waits"] for row in own)
        assert micros == sum(row["forward_wait"] + row["returned_wait"] for row in own)
        assert wait == (micros / 1e6 if waits else None)
        assert middle == median[sender, receiver]
