"""The question ``causes``: its rows for the small world, by head, and its sums."""

import pytest

from graph.errors import ParameterError
from graph.local_store import LocalStore
from graph.tables import CAUSES, KRONOS_CAUSES
from queries.causes import OF, WORDS
from tests.queries.asked import HOUR, NOBODY, ask, only

KRONOS = {"causes": "kronos", "level": "person", "clock": "calendar"}


def test_the_causes_of_the_small_world_by_working_time(world: LocalStore) -> None:
    rows = ask(world, "causes")
    assert only(rows, "sender", "receiver", "cause", "wait/h", "evidence") == [
        ("D1", "D2", "idle", 21, "start"),
        ("D1", "D2", "transfer", 1, "receipt"),
        ("D2", "D1", "idle", 4, "start"),
        ("D3", "D4", "idle", 3, "start"),
        ("D2", "D4", "idle", 2, "receipt"),
        ("D1", "D3", "idle", 1, "receipt"),
        (NOBODY, "D4", "idle", 4, "start"),
        ("D1", NOBODY, "unknown", 1, "start"),
    ]
    assert rows[1]["share"] == pytest.approx(1 / 22)


def test_the_calendar_shows_nights_and_stops_too(world: LocalStore) -> None:
    rows = ask(world, "causes", clock="calendar", sender="D1", receiver="D2")
    assert only(rows, "cause", "wait/h") == [
        ("idle", 21), ("transfer", 1), ("closed", 64), ("stopped", 48),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"rule": "consecutive"},
        {"clock": "calendar"},
        {"kind": "internal"},
        {"since": "2022-05-11", "item": "I2"},
        KRONOS,
    ],
)
def test_the_causes_of_a_pair_add_up_to_its_wait(world: LocalStore, raw: dict[str, str]) -> None:
    found: dict[tuple[str, str], float] = {}
    shares: dict[tuple[str, str], float] = {}
    for row in ask(world, "causes", **raw):
        pair = row["sender"], row["receiver"]
        counts = row["cause"] != "stopped" and not (raw == KRONOS and pair == ("p1", "p2"))
        found[pair] = found.get(pair, 0) + row["wait"] * counts
        shares[pair] = shares.get(pair, 0) + row["share"]
    raw = {name: value for name, value in raw.items() if name != "causes"}
    waits = {(r["sender"], r["receiver"]): r["total_wait"] for r in ask(world, "handovers", **raw)}
    waits[("p1", "p2")] = 0  # stopped for two days, of which Kronos knows nothing
    assert found == {pair: pytest.approx(waits[pair]) for pair in found}
    assert {pair for pair, wait in waits.items() if wait} <= found.keys() | {("p1", "p2")}
    assert shares == pytest.approx(dict.fromkeys(shares, 1))


def test_kronos_sees_the_whole_interval_of_a_stopped_case(world: LocalStore) -> None:
    rows = ask(world, "causes", **KRONOS)
    assert sum(row["wait"] for row in rows if row["receiver"] == "p2") == 134 * HOUR


@pytest.mark.parametrize(
    ("raw", "parameter", "said"),
    [
        ({"level": "person"}, "level", "level=department"),
        ({"causes": "kronos"}, "level", "level=person"),
        ({"causes": "kronos", "level": "person"}, "clock", "clock=calendar"),
    ],
)
def test_a_split_is_refused_where_it_is_not_defined(
    world: LocalStore, raw: dict[str, str], parameter: str, said: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        ask(world, "causes", **raw)
    assert said in caught.value.text.en
    assert caught.value.parameter == parameter


def test_every_cause_of_a_load_has_words() -> None:
    assert set(OF["department"]) == set(CAUSES.names[1:])
    assert set(OF["kronos"]) == set(KRONOS_CAUSES.names[1:])
    assert set(WORDS) == set(OF["department"]) | set(OF["kronos"])
