"""Two periods are set against each other, pair by pair, and what is only chance is said to be."""

from typing import Any

import pandas as pd
import pytest

from graph.errors import ParameterError
from graph.local_store import LocalStore
from tests.changed_load import HALF, changed_load
from tests.queries.asked import ask


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    """Return a load in which 乙 takes three times as long from the middle of the month on."""
    return changed_load(tmp_path_factory.mktemp("comparison"))


def by_receiver(store: LocalStore, **raw: str) -> dict[str, dict[str, Any]]:
    return {row["receiver"]: row for row in ask(store, "comparison", **raw)}


def test_only_the_pair_that_changed_is_called_slower(store: LocalStore) -> None:
    rows = by_receiver(store, since=HALF.isoformat())
    assert {name: row["change"] for name, row in rows.items()} == {
        "乙": "slower",
        "丙": "same",
        "丁": "same",
        "戊": "scarce",
    }
    assert next(iter(rows)) == "乙"
    slower = rows["乙"]
    assert 0 < slower["difference_low"] < slower["difference"] < slower["difference_high"]
    assert slower["p"] < 0.001
    assert rows["戊"]["p"] is rows["戊"]["difference"] is None


def test_means_and_counts_are_those_of_the_handoffs(store: LocalStore) -> None:
    handoffs = pd.DataFrame(ask(store, "handoffs", sender="甲"))
    later = handoffs["sent"] >= HALF
    for name, row in by_receiver(store, since=HALF.isoformat()).items():
        its = handoffs["receiver"] == name
        assert row["waits_before"] == (its & ~later).sum()
        assert row["waits"] == (its & later).sum()
        assert row["mean_wait"] == pytest.approx(handoffs.loc[its & later, "wait"].mean())
        assert row["mean_before"] == pytest.approx(handoffs.loc[its & ~later, "wait"].mean())


def test_without_a_date_the_time_of_the_data_is_halved(store: LocalStore) -> None:
    rows = by_receiver(store)
    counts = [sum(row[name] for row in rows.values()) for name in ("waits_before", "waits")]
    assert sum(counts) == 400
    assert min(counts) > 150


def test_the_time_before_can_be_cut(store: LocalStore) -> None:
    every, cut = (
        by_receiver(store, since=HALF.isoformat(), **more)
        for more in ({}, {"before_since": "2022-05-10"})
    )
    assert all(0 < cut[name]["waits_before"] < row["waits_before"] for name, row in every.items())
    assert all(cut[name]["waits"] == row["waits"] for name, row in every.items())


def test_two_groups_of_receivers_are_compared_for_each_sender(store: LocalStore) -> None:
    (row,) = ask(store, "comparison", compare="receiver", group="乙", against="丙, 丁")
    waits = pd.DataFrame(ask(store, "handoffs", sender="甲"))
    group, others = waits["receiver"] == "乙", waits["receiver"].isin(["丙", "丁"])
    assert (row["sender"], row["receiver"], row["change"]) == ("甲", None, "slower")
    assert (row["waits"], row["waits_before"]) == (group.sum(), others.sum())
    assert row["mean_wait"] == pytest.approx(waits.loc[group, "wait"].mean())
    assert row["mean_before"] == pytest.approx(waits.loc[others, "wait"].mean())
    assert 0 < row["difference_low"] < row["difference"] < row["difference_high"]


def test_without_another_group_all_others_are_compared_with(store: LocalStore) -> None:
    (row,) = ask(store, "comparison", compare="receiver", group="丙")
    assert row["waits"] + row["waits_before"] == 400
    assert row["difference"] < 0
    (back,) = ask(store, "comparison", compare="receiver", group="乙,丁,戊")
    assert back["difference"] == pytest.approx(-row["difference"])


def test_items_are_compared_pair_by_pair(world: LocalStore) -> None:
    rows = ask(world, "comparison", compare="item", group="I1")
    handoffs = [row for row in ask(world, "handoffs") if row["binding"] and row["wait"] is not None]
    for row in rows:
        own = [
            h for h in handoffs if (h["sender"], h["receiver"]) == (row["sender"], row["receiver"])
        ]
        assert row["waits"] == sum(h["item"] == "I1" for h in own)
        assert row["waits_before"] == sum(h["item"] != "I1" for h in own)
    assert sum(row["waits"] for row in rows) > 0 < sum(row["waits_before"] for row in rows)


@pytest.mark.parametrize(
    ("raw", "parameter"),
    [
        ({"compare": "receiver"}, "group"),
        ({"compare": "receiver", "group": "nobody"}, "group"),
        ({"compare": "receiver", "group": "乙", "against": "丙,乙"}, "against"),
        ({"group": "乙"}, "compare"),
    ],
)
def test_groups_that_are_not_told_not_known_or_not_apart_are_refused(
    store: LocalStore, raw: dict[str, str], parameter: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        ask(store, "comparison", **raw)
    assert caught.value.parameter == parameter
