"""The causes that a load keeps: parts of every wait that it keeps, for whoever asks."""

import json
import shutil
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from graph import causes
from graph.calendars import Calendars, every_second
from graph.errors import LevelError, OlderLoadError
from graph.load import Load
from graph.local_store import LocalStore
from graph.stops import Stops
from graph.tables import CAUSES, KRONOS_CAUSES, LEVELS, RULES, causes_table, handoff_table
from queries.run import run_all
from tests.checked import at, step, write_checked
from tests.graph.random_logs import NEW_YORK, Traits, random_log

LOGS = {
    "own hours": Traits(cases=80, hours=True, chained=True),
    "every second": Traits(cases=80, calendar="none", tick=timedelta(minutes=7), place=NEW_YORK),
}


@pytest.fixture(scope="module", params=LOGS)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    folder = tmp_path_factory.mktemp("log")
    store = LocalStore(folder / "home")
    store.add(random_log(7, LOGS[request.param]).write(folder / "checked", Random(1)))
    return store


def rows_of(store: LocalStore, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]]
    rows = store.fetch(store.table(store.load().load_id, name)).to_pylist()
    return rows


def with_handoffs(
    store: LocalStore, rule: str, level: str
) -> list[tuple[dict[str, float], dict[str, Any]]]:
    """Return the causes of each handoff beside it, and see that none is missing or twice."""
    handoffs = {row["handoff_id"]: row for row in rows_of(store, handoff_table(rule, level))}
    found = rows_of(store, causes_table(rule, level))
    waited = [
        number
        for number, row in handoffs.items()
        if row["wait_calendar"] is not None and row["enabled_at"] < row["started_at"]
    ]
    assert sorted(row["handoff_id"] for row in found) == sorted(waited)
    return [(row, handoffs[int(row.pop("handoff_id"))]) for row in found]


@pytest.mark.parametrize("rule", RULES)
def test_the_causes_of_a_handoff_are_its_wait_on_both_clocks(store: LocalStore, rule: str) -> None:
    pairs = with_handoffs(store, rule, "department")
    assert len(pairs) > 50
    for parts, handoff in pairs:
        passed = (handoff["started_at"] - handoff["enabled_at"]).total_seconds()
        assert min(parts.values()) >= 0
        assert sum(parts.values()) == pytest.approx(passed, abs=1e-5)
        calendar = passed - parts["stopped"]
        assert calendar == pytest.approx(handoff["wait_calendar"], abs=1e-5)
        working = calendar - parts["closed"]
        assert working == pytest.approx(handoff["wait_working"], abs=1e-5)
        assert parts["transfer"] == pytest.approx(handoff["transfer_working"] or 0, abs=1e-5)


@pytest.mark.parametrize("rule", RULES)
def test_one_instant_or_nobody_registered_has_no_further_split(
    store: LocalStore, rule: str
) -> None:
    split = ("batching", "capacity", "overtaken", "idle")
    kinds = set()
    for parts, handoff in with_handoffs(store, rule, "department"):
        known = handoff["evidence"] != 2 and handoff["receiver_key"] != 0
        kinds.add(known)
        assert parts["unknown"] == 0 if known else not any(parts[name] for name in split)
    assert kinds == {True, False}


@pytest.mark.parametrize("rule", RULES)
def test_the_causes_between_persons_are_the_whole_interval(store: LocalStore, rule: str) -> None:
    pairs = with_handoffs(store, rule, "person")
    assert len(pairs) > 50
    for parts, handoff in pairs:
        passed = (handoff["started_at"] - handoff["enabled_at"]).total_seconds()
        assert min(parts.values()) >= 0
        assert sum(parts.values()) == pytest.approx(passed, abs=1e-5)
        known = handoff["evidence"] != 2 and handoff["receiver_key"] != 0
        assert parts["unknown"] == (0 if known else pytest.approx(passed, abs=1e-5))


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_changes_where_few_departments_are_looked_at_at_a_time(
    tmp_path: Path, store: LocalStore, monkeypatch: pytest.MonkeyPatch, level: str
) -> None:
    folder = store.home / "loads" / store.load().load_id
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    always = Calendars(every_second("UTC"), {})
    stops = Stops.of(pd.DataFrame({"case_key": [0], "start": [0], "end": [2**60]}), 100)
    found = []
    for size in (500_000, 40):
        monkeypatch.setattr(causes, "AT_A_TIME", size)
        causes.write_table(tmp_path, "causal", level, always, stops, 0)
        rows = pq.read_table(tmp_path / f"{causes_table('causal', level)}.parquet").to_pylist()
        found.append(sorted(rows, key=lambda row: row["handoff_id"]))
    assert found[0] == found[1]
    assert len(found[0]) > 50


def by_number(store: LocalStore, name: str) -> list[dict[str, Any]]:
    return sorted(rows_of(store, name), key=lambda row: row["handoff_id"])


def test_the_staff_is_who_worked_there_in_the_last_four_weeks(tmp_path: Path) -> None:
    """Two hands know the work; while one is at it, the other is free, until four weeks later."""
    at_work = [
        step("1", "办", "甲", "05 09:00", "05 10:00", person_id="张"),
        step("2", "办", "甲", "05 10:00", "05 11:00", person_id="李"),
        step("3", "收", "乙", "06 09:00", "06 10:00", person_id="王"),
        step("4", "办", "甲", "06 09:00", "06 12:00", person_id="张"),
        step("3", "办", "甲", "06 12:00", "06 13:00", person_id="张"),
        step("5", "收", "乙", "2022-06-06 09:00", "2022-06-06 10:00", person_id="王"),
        step("6", "办", "甲", "2022-06-06 09:00", "2022-06-06 12:00", person_id="张"),
        step("5", "办", "甲", "2022-06-06 12:00", "2022-06-06 13:00", person_id="张"),
    ]
    store = LocalStore(tmp_path / "home")
    store.add(write_checked(tmp_path / "checked", at_work, as_of="2022-06-30 17:00"))
    rows = by_number(store, causes_table("causal", "department"))
    assert [(row["idle"], row["capacity"]) for row in rows] == [(7200, 0), (0, 7200)]


def test_a_step_without_an_end_is_in_service_until_its_case_is_closed(tmp_path: Path) -> None:
    steps = [
        step("1", "办", "甲", "05 09:00", None, person_id="张"),
        step("2", "收", "乙", "05 09:00", "05 10:00", person_id="王"),
        step("2", "办", "甲", "05 16:00", "05 17:00", person_id="张"),
    ]
    closed = {"1": {"finished_at": at("05 12:00")}}
    store = LocalStore(tmp_path / "home")
    store.add(write_checked(tmp_path / "checked", steps, cases=closed))
    (parts,) = rows_of(store, causes_table("causal", "department"))
    assert (parts["capacity"], parts["idle"]) == (2 * 3600, 4 * 3600)


def older(store: LocalStore) -> Load:
    """Make the load as an earlier release would have left it."""
    folder = store.home / "loads" / store.load().load_id
    for file in folder.glob("causes-*.parquet"):
        file.unlink()
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["schema_version"] = 1
    for part in ("rows", "digests"):
        kept = {k: v for k, v in manifest[part].items() if not k.startswith("causes-")}
        manifest[part] = kept
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return store.load()


def test_a_load_of_an_earlier_release_says_that_it_must_be_loaded_again(
    tmp_path: Path, world: LocalStore
) -> None:
    shutil.copytree(world.home, tmp_path, dirs_exist_ok=True)
    store = LocalStore(tmp_path)
    load = older(store)
    assert not store.damage(load.load_id)
    assert run_all(store, "handovers", {}).total > 0
    with pytest.raises(OlderLoadError) as caught:
        run_all(store, "causes", {})
    assert "Load its files again" in caught.value.text.en


def test_a_load_without_persons_has_no_causes_between_them(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "home")
    steps = [
        step("1", "收", "乙", "06 09:00", "06 10:00"),
        step("1", "办", "甲", "06 12:00", "06 13:00"),
    ]
    load = store.add(write_checked(tmp_path / "checked", steps))
    (parts,) = rows_of(store, causes_table("causal", "department"))
    assert parts == {**dict.fromkeys(CAUSES.names, 0), "handoff_id": 1, "unknown": 7200}
    with pytest.raises(LevelError):
        store.table(load.load_id, causes_table("causal", "person"))


def test_both_splits_name_their_parts_as_the_algorithms_do() -> None:
    from graph.algorithms.causes import Causes
    from graph.algorithms.kronos import KronosCauses

    assert tuple(CAUSES.names[1:]) == Causes._fields
    assert tuple(KRONOS_CAUSES.names[1:]) == (*KronosCauses._fields, "unknown")
