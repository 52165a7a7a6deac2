"""What one case tells of its steps, handoffs and stops; the numbers follow from the world."""

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq

from graph import durable_files
from graph.local_store import LocalStore
from queries.run import run_all
from tests.contract.loopback import LoopbackStore
from tests.queries.asked import HOUR, ask, only
from tests.world import at


def of_kind(store: LocalStore, case: str, kind: str, **raw: str) -> list[dict[str, object]]:
    return [row for row in ask(store, "case", case=case, **raw) if row["kind"] == kind]


def test_a_stop_is_a_row_of_its_own_where_the_clock_stopped(world: LocalStore) -> None:
    (stop,) = of_kind(world, "D", "stop")

    assert (stop["started_at"], stop["finished_at"]) == (at("16T09:00"), at("18T09:00"))
    assert [row["kind"] for row in ask(world, "case", case="D")] == [
        "step",
        "stop",
        "handoff",
        "step",
        "handoff",
        "step",
    ]
    assert {stop[name] for name in ("step", "waiting", "number", "open", "binding")} == {None}


def test_every_step_names_the_one_it_waited_for(world: LocalStore) -> None:
    for case in "ABCDE":
        steps = of_kind(world, case, "step")
        numbers = [step["number"] for step in steps]
        assert len(set(numbers)) == len(numbers)
        assert [step["from_number"] for step in steps].count(None) == 1
        assert {step["from_number"] for step in steps} <= {*numbers, None}


def test_a_join_waits_for_the_branch_that_was_finished_last(world: LocalStore) -> None:
    steps = {row["step"]: row for row in of_kind(world, "B", "step")}
    handoffs = [row for row in of_kind(world, "B", "handoff") if row["step"] == "决定"]

    assert steps["决定"]["from_number"] == steps["建设审查"]["number"]
    assert only(handoffs, "sender_name", "binding", "slack/h", "waiting/h", "direction") == [
        ("自然资源局", False, 6, None, "forward"),
        ("住房城乡建设局", True, 0, 3, "forward"),
    ]
    assert [row["from_number"] for row in handoffs] == [
        steps["规划审查"]["number"],
        steps["建设审查"]["number"],
    ]


def test_the_transfer_is_the_part_of_the_wait_before_receipt(world: LocalStore) -> None:
    handoffs = of_kind(world, "A", "handoff")

    assert only(handoffs, "step", "transfer/h", "waiting/h") == [
        ("规划审查", 1, 5),
        ("决定", 0, 2),
    ]
    assert of_kind(world, "C", "handoff")[0]["transfer"] is None


def test_a_step_carries_its_processing_by_the_chosen_clock(world: LocalStore) -> None:
    def processing(clock: str) -> list[object]:
        return [step["processing"] for step in of_kind(world, "B", "step", clock=clock)]

    assert processing("working") == [HOUR, 9 * HOUR, 2 * HOUR, HOUR]
    assert processing("calendar") == [HOUR, 25 * HOUR, 2 * HOUR, HOUR]


def test_what_is_not_done_is_open(world: LocalStore) -> None:
    assert [row["open"] for row in ask(world, "case", case="D")] == [
        False,
        None,
        False,
        False,
        True,
        True,
    ]
    assert [row["open"] for row in of_kind(world, "F", "handoff")] == [True]


def test_a_return_is_told_by_its_direction(world: LocalStore) -> None:
    handoffs = of_kind(world, "C", "handoff")

    assert [row["direction"] for row in handoffs].count("return") == 1
    assert [row["step"] for row in handoffs if row["direction"] == "return"] == ["补正"]


def test_a_step_tells_its_section_and_a_handoff_that_of_the_receiver(world: LocalStore) -> None:
    told = [(row["kind"], row["step"], row["unit"], row["unit_name"]) for row in case_c(world)]

    assert [row[2] for row in told if row[1] == "规划审查"] == ["K1"] * 4
    assert ("step", "规划复核", "K2", "用途管制科") in told
    assert {row[2] for row in told if row[1] in ("受理", "补正", "决定")} == {None}


def test_a_load_of_before_sections_were_read_is_one_without_them(
    world: LocalStore, tmp_path: Path
) -> None:
    shutil.copytree(world.home, tmp_path / "home")
    store = LocalStore(tmp_path / "home")
    load_id = without_sections(store)
    sent = LoopbackStore(tmp_path / "sent")
    sent.publish(store, load_id)

    assert not store.damage(load_id)
    wanted = [{**row, "unit": None, "unit_name": None} for row in case_c(world)]
    assert case_c(store) == case_c(sent) == wanted


def case_c(store: LocalStore) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = run_all(store, "case", {"case": "C"}).rows.to_pylist()
    return rows


def without_sections(store: LocalStore) -> str:
    """Make the active load as an earlier release would have left it; return its id."""
    folder = store.home / "loads" / store.load().load_id
    steps = folder / "steps.parquet"
    (folder / "units.parquet").unlink()
    pq.write_table(pq.read_table(steps).drop_columns(["unit_key"]), steps)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["schema_version"] = 2
    manifest["digests"]["steps"] = durable_files.digest(steps)
    for part in ("rows", "digests"):
        del manifest[part]["units"]
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return folder.name
