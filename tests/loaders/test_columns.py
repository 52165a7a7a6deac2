from pathlib import Path

import pytest

from graph.errors import MappingError
from loaders.columns import NAMES, check_complete, check_named, propose, remember, remembered
from tests.loaders.event_logs import load, rows, write


def anything(role: str, column: str) -> bool:
    return True


def test_every_known_name_is_proposed_for_its_role() -> None:
    for role, names in NAMES.items():
        for name in names:
            found = propose((name,), anything, {})
            assert found in ({role: name}, {"end": name}), (role, name, found)


def test_case_spaces_and_separators_of_a_name_do_not_count() -> None:
    found = propose(("CASE ID", "Activity-Name", "End Time", "Org Group"), anything, {})
    assert found == {
        "case": "CASE ID",
        "activity": "Activity-Name",
        "end": "End Time",
        "department": "Org Group",
    }


def test_the_surer_name_wins_and_contents_decide_between_names() -> None:
    header = ("case", "case:concept:name", "task", "concept:name", "time", "time:timestamp")
    assert propose(header, anything, {}) == {
        "case": "case:concept:name",
        "activity": "concept:name",
        "end": "time:timestamp",
    }
    empty = ("case:concept:name", "concept:name", "time:timestamp")
    assert propose(header, lambda _, column: column not in empty, {}) == {
        "case": "case",
        "activity": "task",
        "end": "time",
    }


def test_a_column_plays_one_role_and_what_was_said_is_not_proposed() -> None:
    taken = {"department": "activity", "case": "trace"}
    assert propose(("activity", "task", "trace", "case"), anything, taken) == {"activity": "task"}


def test_an_only_time_is_the_end() -> None:
    assert propose(("start_time",), anything, {}) == {"end": "start_time"}
    assert propose(("start_time", "end"), anything, {}) == {"start": "start_time", "end": "end"}
    assert propose(("start_time",), anything, {"end": "x"}) == {"start": "start_time"}


def test_what_is_lacking_is_named_with_the_columns_and_the_command() -> None:
    with pytest.raises(MappingError) as error:
        check_complete(("a", "b"), {"activity": "a"}, "log.csv")
    assert "a, b" in error.value.text.en
    assert "xietu load log.csv --case COLUMN --end COLUMN" in error.value.text.en
    with pytest.raises(MappingError, match="没有 --case 所指的列“c”。现有的列：a、b"):
        check_named(("a", "b"), {"case": "c"}, "log.csv")


def test_a_mapping_is_remembered_by_header(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "mappings"
    remember(folder, ("a", "b"), {"case": "b", "person": "a"})
    assert remembered(folder, ("a", "b")) == {"case": "b", "person": "a"}
    assert remembered(folder, ("b", "a")) == {}
    assert remembered(None, ("a", "b")) == {}
    assert [path.suffix for path in folder.iterdir()] == [".json"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"mapping": 3}', '{"mapping": {"case": [1]}}'])
def test_a_damaged_memory_is_an_error_and_not_forgotten(tmp_path: Path, text: str) -> None:
    remember(tmp_path, ("a",), {"case": "a"})
    next(tmp_path.iterdir()).write_text(text, encoding="utf-8")
    with pytest.raises(MappingError, match="已损坏"):
        remembered(tmp_path, ("a",))


TEXT = "号,步,谁,何时,case_id\n1,收件,窗口,2024-05-08,x\n1,审查,水利局,2024-05-09,x\n"
SAID = {"case": "号", "activity": "步", "department": "谁", "end": "何时"}


def test_what_was_said_once_serves_for_files_of_the_same_header(tmp_path: Path) -> None:
    mappings = tmp_path / "mappings"
    path = write(tmp_path, TEXT, "a.csv")
    checked = load(path, mappings=mappings, **SAID)
    assert checked.proposals == ()
    again = load(write(tmp_path, TEXT, "b.csv"), mappings=mappings)
    assert dict(again.proposals) == SAID
    assert dict(again.source.mapping) == SAID
    assert rows(again, "steps", "case_id") == [("1",), ("1",)]
    other = load(path, mappings=mappings, case="case_id")
    assert dict(other.source.mapping) == SAID | {"case": "case_id"}
    assert dict(load(path, mappings=mappings).source.mapping) == SAID | {"case": "case_id"}


def test_a_mapping_that_could_not_be_used_is_not_remembered(tmp_path: Path) -> None:
    path = write(tmp_path, TEXT, "a.csv")
    with pytest.raises(MappingError):
        load(path, mappings=tmp_path / "mappings", case="号")
    assert not (tmp_path / "mappings").exists()


def test_a_column_named_case_that_never_repeats_is_no_case(tmp_path: Path) -> None:
    text = "case,trace,activity,department,time\n1,x,a,d,2024-05-08\n2,x,b,e,2024-05-09\n"
    assert dict(load(write(tmp_path, text, "a.csv")).proposals)["case"] == "trace"
    with pytest.raises(MappingError, match="--case"):
        load(write(tmp_path, text.replace("trace", "other"), "b.csv"))


def test_a_column_with_the_name_of_a_time_but_without_times_is_none(tmp_path: Path) -> None:
    text = "case,activity,department,end_time,time\n1,a,d,soon,2024-05-08\n1,b,e,later,2024-05-09\n"
    assert dict(load(write(tmp_path, text, "a.csv")).proposals)["end"] == "time"


def test_a_start_that_is_named_alone_makes_instants(tmp_path: Path) -> None:
    text = "case,activity,department,von\n1,a,d,2024-05-08\n1,b,e,2024-05-09\n"
    checked = load(write(tmp_path, text, "a.csv"), start="von")
    assert [start for (start,) in rows(checked, "steps", "started_at")] == [None, None]
    assert ("end", "von") in checked.source.mapping
