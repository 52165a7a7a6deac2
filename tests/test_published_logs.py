"""Published event logs, from the file to the handoffs, against the published figures."""

from pathlib import Path
from typing import Any

import pytest

import app
from graph.load import Load
from graph.local_store import LocalStore
from graph.tables import UNREGISTERED, handoff_table
from loaders.importing import import_file, options_of

RECEIPT = "receipt/receipt.xes.gz"
PROBLEMS = "bpic13_closed_problems/BPIC13_closed_problems.xes.gz"
TRAVEL = "bpic20_prepaid_travel/BPI_2020_PrepaidTravelCost.xes.gz"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    return app.open_store(tmp_path_factory.mktemp("home"))


LOADS: dict[tuple[Any, ...], Load] = {}


def loaded(store: LocalStore, shared: Path, name: str, **options: Any) -> Load:
    """Load a published log once in this module for each set of options."""
    key = (name, *sorted((k, str(v)) for k, v in options.items()), str(store.home))
    if key not in LOADS:
        path = shared / "data" / name
        imported = import_file(store, path, options_of(options, store.home))
        assert imported.load
        LOADS[key] = imported.load
    return LOADS[key]


def counts(
    store: LocalStore, load: Load, rule: str, level: str = "department"
) -> tuple[int, int, int]:
    """Count binding handoffs, all handoffs and their cases, between two registered sides."""
    rows = store.fetch(store.table(load.load_id, handoff_table(rule, level))).to_pandas()
    shown = rows[
        (rows["sender_key"] != rows["receiver_key"])
        & (rows["sender_key"] * rows["receiver_key"] != 0)
    ]
    return int(shown["binding"].sum()), len(shown), shown["case_key"].nunique()


def test_receipt_with_empty_named_missing(store: LocalStore, shared: Path) -> None:
    load = loaded(store, shared, RECEIPT, missing=["EMPTY"])
    assert (load.rows["cases"], load.rows["steps"], load.refused) == (1_434, 8_577, 0)
    assert counts(store, load, "causal")[:2] == (3_144, 3_590)
    assert counts(store, load, "consecutive") == (3_853, 3_853, 1_254)
    assert load.rows["handoffs-consecutive-person"] == 7_143
    assert counts(store, load, "consecutive", "person")[1] == 1_208
    assert load.quality["steps_without_department"] == 1_936


def test_receipt_with_empty_as_a_department(store: LocalStore, shared: Path) -> None:
    load = loaded(store, shared, RECEIPT)
    assert counts(store, load, "causal")[:2] == (5_147, 5_669)
    assert counts(store, load, "consecutive")[1] == 5_440


def test_travel_costs_by_role(store: LocalStore, shared: Path) -> None:
    load = loaded(store, shared, TRAVEL, department="org:role", missing=["MISSING", "UNDEFINED"])
    assert (load.rows["cases"], load.rows["steps"]) == (2_099, 18_246)
    assert counts(store, load, "causal")[:2] == (11_837, 11_995)


def test_closed_problems_by_support_team(store: LocalStore, shared: Path) -> None:
    load = loaded(store, shared, PROBLEMS, department="organization involved")
    assert (load.rows["cases"], load.rows["steps"]) == (1_487, 6_660)
    assert counts(store, load, "causal")[:2] == (655, 655)


def test_closed_problems_by_organisational_line(store: LocalStore, shared: Path) -> None:
    load = loaded(store, shared, PROBLEMS)
    departments = store.fetch(store.table(load.load_id, "departments"))["id"].to_pylist()
    assert len([d for d in departments if d != UNREGISTERED]) == 15
    persons = store.fetch(store.table(load.load_id, "persons"))["id"].to_pylist()
    assert len([p for p in persons if p != UNREGISTERED]) == 585


def test_the_cases_of_receipt_last_as_long_as_its_publisher_says(
    store: LocalStore, shared: Path
) -> None:
    load = loaded(store, shared, RECEIPT)
    cases = store.fetch(store.table(load.load_id, "cases")).to_pandas()
    assert cases["throughput_calendar"].mean() == pytest.approx(467_263.915, abs=0.001)
    assert cases["started_at"].min().isoformat() == "2010-10-02T07:20:39.266000+00:00"
    assert cases["finished_at"].max().isoformat() == "2012-01-23T14:42:54.644000+00:00"
    arrivals = cases["started_at"].sort_values().diff().dt.total_seconds()
    assert arrivals.mean() == pytest.approx(28_838.47, abs=0.01)


def test_the_groups_and_persons_of_receipt_are_those_its_publisher_counts(
    store: LocalStore, shared: Path
) -> None:
    load = loaded(store, shared, RECEIPT)
    steps = store.fetch(store.table(load.load_id, "steps")).to_pandas()
    groups = steps.groupby("case_key")["department_key"].nunique()
    persons = steps.groupby("case_key")["person_key"].nunique()
    assert steps["department_key"].nunique() == 10
    assert (round(groups.mean(), 2), groups.max()) == (4.13, 8)
    assert steps["person_key"].nunique() == 48
    assert (round(persons.mean(), 3), persons.max()) == (1.696, 5)


def pairs_of_persons(store: LocalStore, load: Load) -> tuple[int, int, int]:
    """Count consecutive pairs of steps, different pairs of persons, and Resource01 to itself."""
    rows = store.fetch(
        store.table(load.load_id, handoff_table("consecutive", "person"))
    ).to_pandas()
    ids = store.fetch(store.table(load.load_id, "persons")).to_pandas().set_index("id")["key"]
    first = ids["Resource01"]
    itself = (rows["sender_key"] == first) & (rows["receiver_key"] == first)
    return len(rows), rows.groupby(["sender_key", "receiver_key"]).ngroups, int(itself.sum())


def test_receipt_has_the_pairs_of_persons_that_pm4py_finds(store: LocalStore, shared: Path) -> None:
    assert pairs_of_persons(store, loaded(store, shared, RECEIPT)) == (7_143, 286, 975)


def test_receipt_with_estimated_starts_has_the_pairs_that_bupar_finds_by_start(
    store: LocalStore, shared: Path
) -> None:
    load = loaded(
        store,
        shared,
        "../reference/handoffs/receipt_estimated_starts.csv.gz",
        case="case",
        activity="activity",
        department="group",
        person="resource",
        start="start",
        end="end",
    )
    assert load.evidence == "start"
    assert pairs_of_persons(store, load) == (7_143, 301, 972)
