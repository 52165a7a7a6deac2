import gzip
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from graph.errors import InputError
from loaders.event_log import read_event_log
from loaders.read import Checked, Options

RECEIPT = "receipt/receipt.xes.gz"
CLOSED = "bpic13_closed_problems/BPIC13_closed_problems.xes.gz"
PREPAID = "bpic20_prepaid_travel/BPI_2020_PrepaidTravelCost.xes.gz"


def loaded(shared: Path, name: str, out: Path, **options: str) -> Checked:
    return read_event_log(shared / "data" / name, out, Options(**options))  # type: ignore[arg-type]


def asked(checked: Checked, query: str) -> list[tuple[object, ...]]:
    """Ask the checked tables, each named as its file."""
    with duckdb.connect() as connection:
        for path in checked.folder.glob("*.parquet"):
            connection.execute(f"CREATE VIEW {path.stem} AS FROM read_parquet('{path}')")
        return connection.execute(query).fetchall()


def test_receipt_has_what_its_publishers_say(shared: Path, tmp_path: Path) -> None:
    checked = loaded(shared, RECEIPT, tmp_path)
    assert asked(
        checked,
        "SELECT count(*), count(DISTINCT case_id), count(DISTINCT activity), "
        "count(DISTINCT department_id), count(DISTINCT person_id) FROM steps",
    ) == [(8577, 1434, 27, 10, 48)]
    assert asked(
        checked,
        "SELECT round(avg(groups), 2), max(groups), round(avg(people), 3), max(people), "
        "round(avg(seconds), 3) FROM (SELECT count(DISTINCT department_id) AS groups, "
        "count(DISTINCT person_id) AS people, "
        "epoch(max(finished_at)) - epoch(min(finished_at)) AS seconds FROM steps GROUP BY case_id)",
    ) == [(4.13, 8, 1.696, 5, 467263.915)]
    assert asked(
        checked, "SELECT epoch_ms(min(finished_at)), epoch_ms(max(finished_at)) FROM steps"
    ) == [
        (
            int(datetime(2010, 10, 2, 7, 20, 39, 266000, tzinfo=UTC).timestamp() * 1000),
            int(datetime(2012, 1, 23, 14, 42, 54, 644000, tzinfo=UTC).timestamp() * 1000),
        )
    ]
    assert checked.source.as_of == datetime(2012, 1, 23, 14, 42, 54, 644000, tzinfo=UTC)
    assert asked(checked, "SELECT count(*), count(started_at), bool_and(closed) FROM cases") == [
        (1434, 0, True)
    ]
    assert asked(checked, "SELECT sum(read), sum(loaded), sum(refused) FROM counts") == [
        (8577, 8577, 0)
    ]


def test_receipt_says_that_its_group_empty_is_probably_nobody(shared: Path, tmp_path: Path) -> None:
    checked = loaded(shared, RECEIPT, tmp_path)
    (found,) = [note for note in checked.report.notes if note.column == "org:group"]
    assert (found.rows, found.advice.en) == (
        1936,
        "If so, run: xietu load receipt.xes.gz --missing EMPTY",
    )


def test_the_csv_of_receipt_equals_its_xes(shared: Path, tmp_path: Path) -> None:
    tables = []
    for number, name in enumerate((RECEIPT, "receipt/receipt.csv.gz")):
        out = tmp_path / str(number)
        out.mkdir()
        tables.append(asked(loaded(shared, name, out), "SELECT * FROM steps ORDER BY sequence"))
    assert tables[0] == tables[1]


def test_a_trace_attribute_may_be_the_department(shared: Path, tmp_path: Path) -> None:
    checked = loaded(shared, RECEIPT, tmp_path, department="group", item="channel")
    with gzip.open(shared / "data" / RECEIPT, "rt", encoding="utf-8") as file:
        text = file.read()
    groups = asked(
        checked, "SELECT count(DISTINCT case_id) FROM steps WHERE department_id = 'Group 2'"
    )
    assert groups == [(text.count('<string key="group" value="Group 2"/>'),)]
    items = asked(checked, "SELECT count(*) FROM cases WHERE item_id = 'Internet'")
    assert items == [(text.count('<string key="channel" value="Internet"/>'),)]


@pytest.mark.parametrize(
    ("column", "groups", "average", "most"),
    [("org:group", 15, 1.085, 3), ("organization involved", 324, None, None)],
)
def test_closed_problems_have_seven_transitions_and_are_instants(
    shared: Path, tmp_path: Path, column: str, groups: int, average: float | None, most: int | None
) -> None:
    checked = loaded(shared, CLOSED, tmp_path, department=column)
    assert asked(
        checked,
        "SELECT count(*), count(DISTINCT case_id), count(DISTINCT department_id), "
        "count(DISTINCT person_id), count(started_at) FROM steps",
    ) == [(6660, 1487, groups, 585, 0)]
    if average is not None:
        assert asked(
            checked,
            "SELECT round(avg(n), 3), max(n) FROM "
            "(SELECT count(DISTINCT department_id) AS n FROM steps GROUP BY case_id)",
        ) == [(average, most)]


def test_prepaid_travel_is_refused_with_its_roles_and_loads_by_them(
    shared: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as error:
        loaded(shared, PREPAID, tmp_path)
    assert "org:role（8 个值，如 EMPLOYEE、" in error.value.text.zh
    checked = loaded(shared, PREPAID, tmp_path, department="org:role")
    assert asked(
        checked,
        "SELECT count(*), count(DISTINCT case_id), count(DISTINCT department_id) FROM steps",
    ) == [(18246, 2099, 8)]
    noted = {
        note.note.en.split("”")[0][1:] for note in checked.report.notes if note.column == "org:role"
    }
    assert noted == {"MISSING", "UNDEFINED"}
    assert asked(checked, "SELECT DISTINCT item_id FROM cases") == [("Prepaid Travel Costs",)]


def test_a_log_that_is_cut_off_is_refused(shared: Path, tmp_path: Path) -> None:
    whole = (shared / "data" / RECEIPT).read_bytes()
    path = tmp_path / "cut.xes.gz"
    path.write_bytes(whole[: len(whole) // 2])
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(InputError, match="已损坏或不完整"):
        read_event_log(path, out, Options())
    assert not list(out.iterdir())
