"""Ratings are the same after every way they go."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from graph.database import FILE
from graph.evaluation.ratings import answers_of, are_equal, period_of
from graph.evaluation.ratings_database import RatingsDatabase
from graph.evaluation.ratings_files import read_ratings, write_ratings
from tests.ratings import ANSWERS, PLANTED, round_of


@pytest.fixture
def database(tmp_path: Path) -> RatingsDatabase:
    return RatingsDatabase(tmp_path / "not there yet", "", lambda: "one")


def test_a_matrix_has_raters_as_rows_and_nothing_where_nothing_was_said() -> None:
    found = round_of()
    assert found.departments == ("D1", "D2", "D3")
    assert found.x[0, 0, 1] == PLANTED
    assert np.isnan(found.x[1, 0, 2])
    assert found.unknown.sum() == 1 and found.unknown[1, 0, 2]
    assert np.isnan(found.x[:, range(3), range(3)]).all()
    assert sorted(answers_of(found)) == sorted(ANSWERS)
    assert found.open_raters == frozenset({"D3"})
    assert found.leader_groups == {"D1": "甲组"}
    assert (found.starts, found.ends) == (date(2022, 1, 1), date(2022, 6, 30))


def test_ratings_are_the_same_after_files_and_after_the_database(
    tmp_path: Path, database: RatingsDatabase
) -> None:
    rounds = [round_of("2022H1"), round_of("2021H2", ANSWERS[:2]), round_of("第一期", ())]
    write_ratings(tmp_path, rounds)
    database.keep("L1", read_ratings(tmp_path))
    found = database.rounds("L1")
    assert [one.round_id for one in found] == ["2021H2", "2022H1", "第一期"]
    assert are_equal(found, rounds)
    assert not are_equal(found, rounds[:2])
    assert found[1].names["D2"] == "部门2"


def test_ratings_go_with_their_load_and_with_no_other(database: RatingsDatabase) -> None:
    other = RatingsDatabase(database.home, "", lambda: "another store")
    for load in ("L1", "L2"):
        database.keep(load, [round_of()])
    other.keep("L1", [round_of()])
    database.forget("L1")
    assert not database.rounds("L1")
    assert database.rounds("L2") and other.rounds("L1")
    database.sweep([])
    assert not database.rounds("L2")
    assert other.rounds("L1")
    other.forget("L1")
    with database.engine.connect() as connection:
        for name in ("rounds", "raters", "answers"):
            rows = connection.execute(sa.text(f"SELECT count(*) FROM rating_{name}"))
            assert rows.scalar() == 0


def test_kept_again_the_later_ratings_stand(database: RatingsDatabase) -> None:
    corrected = round_of("2022H1", [("工作效率", "D1", "D2", 80.0), *ANSWERS[1:]])
    database.keep("L1", [round_of()])
    database.keep("L1", [corrected])
    assert are_equal(database.rounds("L1"), [corrected])


def test_a_block_that_fails_keeps_or_forgets_nothing(database: RatingsDatabase) -> None:
    with pytest.raises(KeyError), database.keeping("L1", [round_of()]):
        raise KeyError
    assert not database.rounds("L1")
    database.keep("L1", [round_of()])
    with pytest.raises(KeyError), database.forgetting("L1"):
        raise KeyError
    assert database.rounds("L1")


def test_a_rater_has_another_key_in_each_dimension_and_no_order_tells_who_came_first(
    database: RatingsDatabase,
) -> None:
    pairs = [(i, j) for i in ("D1", "D2", "D3") for j in ("D1", "D2", "D3") if i != j]
    answers = [(k, i, j, 50.0) for k in ("工作效率", "工作质量") for i, j in pairs]
    database.keep("L1", [round_of("2022H1", answers)])
    with database.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT * FROM rating_answers")).all()
        raters = connection.execute(sa.text("SELECT * FROM rating_raters")).all()
    assert len(rows) == 12
    assert [row.id for row in rows] == sorted(row.id for row in rows)
    assert len({(row.rater_key, row.dimension) for row in rows}) == len(raters) == 6
    assert len({row.rater_key for row in rows}) == 6
    assert set(rows[0]._mapping) == {"id", "rater_key", "dimension", "ratee_id", "score"}


def test_the_database_is_not_made_by_looking_and_only_its_owner_may_read_it(
    database: RatingsDatabase,
) -> None:
    path = database.home / FILE
    assert not database.rounds("L1")
    database.forget("L1")
    database.sweep([])
    assert not path.exists()
    database.keep("L1", [round_of()])
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("2022年上半年", ("2022-01-01", "2022-06-30")),
        ("2022下半年", ("2022-07-01", "2022-12-31")),
        ("2022", ("2022-01-01", "2022-12-31")),
        ("2022Q1", ("2022-01-01", "2022-03-31")),
        ("2022年第4季度", ("2022-10-01", "2022-12-31")),
        ("2022年12月", ("2022-12-01", "2022-12-31")),
        ("部门互评2020年2月", ("2020-02-01", "2020-02-29")),
    ],
)
def test_the_name_of_a_round_tells_its_days(name: str, days: tuple[str, str]) -> None:
    assert tuple(str(day) for day in period_of(name)) == days
