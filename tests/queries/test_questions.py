"""Every expected number follows from the picture in ``tests/world.py``."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph.errors import CaseNotFoundError, LevelError, NoActiveLoadError, UnknownQueryError
from graph.load import Load
from graph.local_store import LocalStore
from queries.overview import Parameters as OverviewParameters
from queries.overview import overview
from queries.run import run
from tests.queries.asked import NOBODY, ask, only
from tests.world import APPROVAL, BUILDING, PERMIT, PLAN, PLANNING, WINDOW, at, write_world


def test_departments_are_ranked_by_the_waiting_before_them(world: LocalStore) -> None:
    rows = ask(world, "departments")
    shown = (
        "department",
        "handoffs_in",
        "handoffs_out",
        "waiting_before/h",
        "processing/h",
        "open",
    )
    assert only(rows, *shown) == [
        (PLANNING, 5, 5, 22, 8, 0),
        (APPROVAL, 5, 0, 9, 4, 0),
        (WINDOW, 1, 8, 4, 7, 0),
        (BUILDING, 2, 1, 1, 9, 1),
        (NOBODY, 2, 1, 1, 1, 1),
    ]


def test_a_department_without_handoffs_that_match_keeps_its_row(world: LocalStore) -> None:
    rows = ask(world, "departments", sender=BUILDING)
    assert only(rows, "department", "handoffs_in", "handoffs_out", "waiting_before") == [
        (APPROVAL, 1, 0, 3 * 3600),
        (WINDOW, 0, 0, None),
        (PLANNING, 0, 0, None),
        (BUILDING, 0, 1, None),
        (NOBODY, 0, 0, None),
    ]


def test_nobody_registered_is_not_listed_where_nothing_is_counted(world: LocalStore) -> None:
    rows = ask(world, "departments", until="2022-05-13")
    assert [row["department"] for row in rows] == [PLANNING, APPROVAL, WINDOW, BUILDING]


def test_processing_follows_the_item_and_the_window(world: LocalStore) -> None:
    rows = ask(world, "departments", item=PLAN, since="2022-05-11", until="2022-05-12")
    assert ("D2", 3 * 3600.0) in only(rows, "department", "processing")


def test_items_are_ranked_by_total_wait(world: LocalStore) -> None:
    rows = ask(world, "items")
    assert only(rows, "item", "cases", "handoffs", "total_wait/h", "median_throughput/h") == [
        (PLAN, 3, 7, 19, 17),
        (PERMIT, 3, 8, 18, 11),
    ]


def test_cases_are_ranked_by_waiting(world: LocalStore) -> None:
    rows = ask(world, "cases")
    shown = ("case", "item", "throughput/h", "waiting/h", "handoffs", "returns", "open")
    assert only(rows, *shown) == [
        ("D", PLAN, None, 10, 2, 0, 1),
        ("C", PLAN, 17, 9, 4, 1, 0),
        ("A", PERMIT, 11, 7, 2, 0, 0),
        ("B", PERMIT, 15, 6, 4, 0, 0),
        ("E", PERMIT, 8, 5, 2, 0, 0),
        ("F", PLAN, None, None, 1, 0, 1),
    ]


def test_a_case_begins_with_its_first_step_and_is_finished_with_its_last(
    world: LocalStore,
) -> None:
    rows = {row["case"]: row for row in ask(world, "cases")}
    assert (rows["A"]["started_at"], rows["A"]["finished_at"]) == (at("09T09:00"), at("10T12:00"))
    assert rows["D"]["finished_at"] is None


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ({"state": "open"}, "DF"),
        ({"state": "closed"}, "CABE"),
        ({"item": PLAN}, "DCF"),
        ({"sender": PLANNING, "receiver": APPROVAL}, "ACB"),
        ({"kind": "internal"}, "C"),
        ({"since": "2022-05-18"}, "DF"),
        ({"item": PERMIT, "state": "open"}, ""),
    ],
)
def test_cases_can_be_narrowed(world: LocalStore, raw: dict[str, str], found: str) -> None:
    cases = [row["case"] for row in ask(world, "cases", **raw)]
    assert cases == list(found)


def test_a_case_is_told_in_order_each_step_after_what_led_to_it(world: LocalStore) -> None:
    rows = ask(world, "case", case="B")
    assert only(rows, "kind", "step", "sender", "department", "waiting/h") == [
        ("step", "受理", None, WINDOW, None),
        ("handoff", "建设审查", WINDOW, BUILDING, 1),
        ("step", "建设审查", None, BUILDING, None),
        ("handoff", "规划审查", WINDOW, PLANNING, 2),
        ("step", "规划审查", None, PLANNING, None),
        ("handoff", "决定", PLANNING, APPROVAL, None),
        ("handoff", "决定", BUILDING, APPROVAL, 3),
        ("step", "决定", None, APPROVAL, None),
    ]


def test_a_step_carries_the_wait_within_its_own_department(world: LocalStore) -> None:
    steps = [row for row in ask(world, "case", case="C") if row["kind"] == "step"]
    assert only(steps, "step", "person", "waiting/h")[4] == ("规划复核", "p3", 2)
    assert sum(row["waiting"] or 0 for row in ask(world, "case", case="C")) == 11 * 3600


def test_an_open_case_ends_with_the_handoff_that_nobody_took(world: LocalStore) -> None:
    last = ask(world, "case", case="F")[-1:]
    assert only(last, "kind", "step", "department", "enabled_at", "started_at") == [
        ("handoff", None, NOBODY, at("18T10:00"), None)
    ]


def test_a_case_that_is_not_there_is_refused(world: LocalStore) -> None:
    with pytest.raises(CaseNotFoundError, match="没有办件 'Z'"):
        run(world, "case", {"case": "Z"})


def test_the_overview_counts_waits_and_names_the_quality_of_the_data(world: LocalStore) -> None:
    rows = ask(world, "overview")
    values = {row["name"]: row["value"] for row in rows if row["unit"] == ""}
    expected = {
        "departments": 4,
        "items": 2,
        "cases": 6,
        "open_cases": 2,
        "steps": 20,
        "handoffs": 15,
        "binding_handoffs": 14,
        "open_handoffs": 2,
        "returns": 1,
        "pairs_80": 2,
        "rows_read": 21,
        "rows_loaded": 20,
        "rows_refused": 1,
        "steps_without_department": 1,
        "open_cases_without_next_step": 1,
    }
    assert values.items() >= expected.items()
    assert len({row["name"] for row in rows}) == len(rows)
    hours = {row["name"]: row["value"] / 3600 for row in rows if row["unit"] == "s"}
    assert hours == {"waiting": 37, "processing": 29, "median_wait": 2.5, "median_throughput": 13}


def test_the_overview_tells_the_span_and_the_share_of_waiting(world: LocalStore) -> None:
    rows = {row["name"]: row for row in ask(world, "overview")}
    assert (rows["first_at"]["at"], rows["last_at"]["at"]) == (at("09T09:00"), at("18T14:00"))
    assert rows["share_of_waiting"]["value"] == pytest.approx(37 / 66)


def test_the_share_of_waiting_is_not_known_where_starts_are_not(world: LocalStore) -> None:
    instants = replace(world.load(), evidence="instant")
    table = world.fetch(overview(world, instants, OverviewParameters()))
    rows = {row["name"]: row["value"] for row in table.to_pylist()}
    assert rows["share_of_waiting"] is None
    assert rows["waiting"] == 37 * 3600


def test_the_overview_of_a_period_without_anything_is_zero_or_empty(world: LocalStore) -> None:
    rows = {row["name"]: row["value"] for row in ask(world, "overview", since="2023-01-01")}
    assert (rows["cases"], rows["steps"], rows["handoffs"], rows["pairs_80"]) == (0, 0, 0, 0)
    assert (rows["waiting"], rows["processing"], rows["share_of_waiting"]) == (None, None, None)


def test_loads_can_be_asked_for_before_there_is_any(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    assert ask(store, "loads") == []
    with pytest.raises(NoActiveLoadError):
        run(store, "overview", {})


@pytest.fixture(scope="module")
def loads(tmp_path_factory: pytest.TempPathFactory) -> tuple[LocalStore, Load, Load]:
    """Return a store with an active load without persons and a later one that is not active."""
    file = write_world(tmp_path_factory.mktemp("checked")) / "steps.parquet"
    store = LocalStore(tmp_path_factory.mktemp("home"))
    steps = pq.read_table(file)
    place = steps.schema.get_field_index("person_id")
    nobody = pa.nulls(steps.num_rows, pa.string())
    pq.write_table(steps.set_column(place, steps.schema.field(place), nobody), file)
    return store, store.add(file.parent), store.add(file.parent, activate=False)


def test_loads_are_listed_newest_first(loads: tuple[LocalStore, Load, Load]) -> None:
    store, earlier, later = loads
    rows = ask(store, "loads")
    assert only(rows, "load", "source", "cases", "steps", "refused", "active") == [
        (later.load_id, "小世界.xlsx", 6, 20, 1, False),
        (earlier.load_id, "小世界.xlsx", 6, 20, 1, True),
    ]
    assert [row["created_at"] for row in rows] == [later.created_at, earlier.created_at]


def test_a_level_that_the_load_lacks_is_refused_with_those_it_has(
    loads: tuple[LocalStore, Load, Load],
) -> None:
    store = loads[0]
    with pytest.raises(LevelError) as caught:
        run(store, "handovers", {"level": "person"})
    assert caught.value.levels == ("department",)
    assert len(ask(store, "case", case="A")) == 5


def test_a_question_that_does_not_exist_is_refused_with_those_that_do(world: LocalStore) -> None:
    with pytest.raises(UnknownQueryError, match="handovers"):
        run(world, "nonsense", {})


@pytest.mark.parametrize("clock", ["working", "calendar"])
def test_the_handoffs_of_a_case_and_not_its_steps_add_up_to_its_waiting(
    world: LocalStore, clock: str
) -> None:
    inside = 0.0
    for row in ask(world, "cases", clock=clock):
        parts = ask(world, "case", case=row["case"], clock=clock)
        waits = {
            kind: sum(part["waiting"] or 0 for part in parts if part["kind"] == kind)
            for kind in ("handoff", "step")
        }
        assert waits["handoff"] == (row["waiting"] or 0)
        inside += waits["step"]
    assert inside > 0
