"""The mesh: sixteen departments rate each other; what is planted is there and can be found."""

import filecmp
import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from graph.evaluation.ratings import Ratings
from graph.evaluation.ratings_files import read_ratings
from loaders.read import Options, read
from loaders.sample_city import City, draw_city
from loaders.sample_city.files import write_csv

KEY = ["评价批次", "被评部门", "评价维度"]
SEEDS = (20220831, 1, 2)


@cache
def mesh(seed: int, effect: float = 3.0) -> City:
    return draw_city(seed=seed, scale="small", effect=effect, mesh=True)


def rows_of(town: City) -> pd.DataFrame:
    rows = pd.DataFrame(town.sheets["部门互评"])
    return rows.assign(points=pd.to_numeric(rows["得分"], errors="coerce"))


@pytest.mark.parametrize("seed", SEEDS)
def test_sixteen_rate_each_other_in_two_rounds_and_each_has_its_raters(seed: int) -> None:
    rows = rows_of(mesh(seed))
    assert len(rows) == 16 * 15 * 4 * 2
    assert not rows.duplicated([*KEY, "评价部门"]).any()
    assert (rows["评价部门"] != rows["被评部门"]).all()
    assert set(rows.loc[rows["points"].isna(), "得分"]) == {"不了解"}
    assert rows["points"].dropna().between(20, 100).all()
    raters = rows.dropna(subset="points").groupby(KEY).size().unstack("被评部门")
    assert (raters.pop("D16") == 4).all()
    assert raters.min().min() >= 8
    assert (rows["问题描述"].notna()).sum() == 5


@pytest.mark.parametrize("seed", SEEDS)
def test_the_severe_rater_and_the_low_pair_stand_out(seed: int) -> None:
    rows = rows_of(mesh(seed))
    centred = rows["points"] - rows.groupby([*KEY])["points"].transform("mean")
    by_rater = centred.groupby(rows["评价部门"]).mean()
    assert by_rater.idxmin() == "D04"
    assert by_rater["D04"] < by_rater.drop("D04").median() - 12
    left = centred - rows["评价部门"].map(by_rater)
    pairs = left.groupby([rows["评价部门"], rows["被评部门"]]).mean()
    assert set(pairs.nsmallest(2).index) == {("D01", "D08"), ("D08", "D01")}


def test_a_null_city_has_a_mesh_without_plants() -> None:
    plain, planted = mesh(1, 1.0), mesh(1)
    assert plain.truth["plants"] == []
    ids = [plant["id"] for plant in json.loads(json.dumps(planted.truth["plants"]))]
    assert ids[-2:] == ["R1", "R2"]
    changed = rows_of(plain)["得分"] != rows_of(planted)["得分"]
    rows = rows_of(plain)[changed]
    assert set(rows["评价部门"]) == {"D01", "D04", "D08"}
    assert ((rows["评价部门"] == "D04") | rows["被评部门"].isin(["D01", "D08"])).all()


def test_the_mesh_moves_no_other_table(tmp_path: Path) -> None:
    for name in ("star", "mesh"):
        (tmp_path / name).mkdir()
        write_csv(tmp_path / name, draw_city(scale="small", mesh=name == "mesh").sheets)
    names = sorted(path.name for path in (tmp_path / "star").glob("*.csv"))
    _, differing, _ = filecmp.cmpfiles(tmp_path / "star", tmp_path / "mesh", names, shallow=False)
    assert sorted(differing) == ["合成数据_填报说明.csv", "合成数据_部门互评.csv"]


def loaded(tmp_path: Path, *, mesh: bool) -> list[Ratings]:
    town, out = draw_city(scale="small", mesh=mesh), tmp_path / "out"
    (tmp_path / "city").mkdir()
    out.mkdir()
    write_csv(tmp_path / "city", town.sheets)
    checked = read(tmp_path / "city", out, Options())
    assert checked.report.refusals == []
    return list(read_ratings(out))


def test_the_star_is_loaded_with_its_open_rater(tmp_path: Path) -> None:
    rounds = loaded(tmp_path, mesh=False)
    assert [one.round_id for one in rounds] == ["2021H2", "2022H1"]
    for one in rounds:
        assert (one.x.shape, one.low, one.high, one.levels) == ((4, 16, 16), 0, 100, None)
        given = ~np.isnan(one.x)
        assert given.sum() == 120
        assert given[:, 0, 1:].all() and given[:, 1:, 0].all()
        assert one.open_raters == {"D01"}
        assert one.leader_groups["D05"] == one.leader_groups["D07"]


def test_the_mesh_is_loaded_with_what_nobody_knew(tmp_path: Path) -> None:
    rounds = loaded(tmp_path, mesh=True)
    for one in rounds:
        given = ~np.isnan(one.x)
        assert given.sum() + one.unknown.sum() == (given | one.unknown).sum() == 960
        assert (given.sum(axis=1)[:, one.departments.index("D16")] == 4).all()
        assert one.open_raters == frozenset()
