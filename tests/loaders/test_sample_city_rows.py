import json
import re
from pathlib import Path

import pandas as pd
import pytest

from tests.loaders.sample_city_frames import WORKED, City, city

WORKED_DAYS = {day.date() for day in WORKED}
AS_OF = pd.Timestamp("2022-08-31 17:00")


@pytest.fixture(
    params=[(20220831, "small"), (1001, "small", 10.0), (42, "small", 3.0, "random")], ids=str
)
def town(request: pytest.FixtureRequest) -> City:
    return city(*request.param)


def test_every_header_is_one_of_the_data_dictionary(town: City, shared: Path) -> None:
    sheets = json.loads((shared / "design/data_dictionary.json").read_text("utf-8"))
    known = {sheet["sheet"]: {field["cn"] for field in sheet["fields"]} for sheet in sheets}
    known["办件环节"].add("经办人编号")
    for name, sheet in town.sheets.items():
        assert set(sheet.columns) <= known[name], name


def test_keys_are_unique_and_references_lead_somewhere(town: City) -> None:
    departments, items, cases = town["部门"], town["事项"], town["办件"]
    assert departments["部门编码"].is_unique
    assert items["事项编码"].is_unique
    assert items["事项名称"].is_unique
    assert cases["办件编号"].is_unique
    assert not town["办件环节"].duplicated(["办件编号", "环节序号"]).any()
    assert set(cases["事项编码"]) <= set(items["事项编码"])
    assert set(town["办件环节"]["办件编号"]) == set(cases["办件编号"])
    assert set(town["办件环节"]["处理部门"]) <= set(departments["部门编码"])
    assert set(town["特别程序"]["办件编号"]) <= set(cases["办件编号"])
    owners = town["内设机构"].set_index("机构编码")["所属部门"]
    assert owners.index.is_unique
    assert not town["内设机构"].duplicated(["所属部门", "机构名称"]).any()
    for sheet, unit, department in (
        ("事项", "承办机构", "实施部门"),
        ("办件环节", "处理机构", "处理部门"),
    ):
        assert (town[sheet][unit].map(owners) == town[sheet][department]).all()


def test_department_names_and_short_names_are_all_different(town: City) -> None:
    names = [*town["部门"]["部门名称"], *town["部门"]["部门简称"].str.split("、").explode()]
    assert len(names) == len(set(names))


def test_every_instant_lies_in_office_hours_of_a_worked_day(town: City) -> None:
    seen = 0
    for sheet in ("办件", "办件环节", "特别程序"):
        for column in town[sheet].select_dtypes("datetime"):
            instants = town[sheet][column].dropna()
            seen += len(instants)
            assert set(instants.dt.date) <= WORKED_DAYS, (sheet, column)
            hours = instants - instants.dt.normalize()
            assert hours.between(pd.Timedelta(hours=9), pd.Timedelta(hours=17)).all()
            assert (instants <= AS_OF).all(), (sheet, column)
    assert seen > 10_000


def test_steps_follow_each_other_within_their_case(town: City) -> None:
    steps, cases = town["办件环节"], town["办件"].set_index("办件编号")
    steps = steps.join(cases[["申请时间", "受理时间", "办结时间"]], on="办件编号")
    first = steps[steps["环节序号"] == "1"]
    assert (first["开始时间"] == first["申请时间"]).all()
    accepted = steps[steps["标准环节"] == "受理"]
    assert (accepted["结束时间"] == accepted["受理时间"]).all()
    closed = steps[steps["办结时间"].notna()]
    assert (closed["结束时间"] <= closed["办结时间"]).all()
    assert (closed.groupby("办件编号")["结束时间"].max() == cases["办结时间"].dropna()).all()
    done = steps[steps["办理状态"] == "已办"]
    assert (done["到达时间"] <= done["开始时间"]).all()
    assert (done["开始时间"] < done["结束时间"]).all()


def test_a_step_arrives_after_the_one_before_it_has_ended(town: City) -> None:
    steps = town["办件环节"]
    marked = steps.loc[steps["上一环节序号"] != "", "办件编号"]
    steps = steps[~steps["办件编号"].isin(marked)]
    ended = steps.groupby("办件编号")["结束时间"].shift()
    later = ended.notna()
    assert (steps["到达时间"][later] >= ended[later]).all()


def test_open_cases_end_in_one_step_that_waits_or_is_being_worked_on(town: City) -> None:
    steps, cases = town["办件环节"], town["办件"]
    running = steps[steps["办理状态"] == "待办"]
    assert set(running["办件编号"]) == set(cases.loc[cases["办结时间"].isna(), "办件编号"])
    assert (cases.loc[cases["办结时间"].isna(), "办结结果"] == "在办").all()
    last = steps.groupby("办件编号")["环节序号"].transform(lambda n: n.astype(int).max())
    assert (running["环节序号"].astype(int) == last[running.index]).all()
    waits = running["开始时间"].isna()
    assert waits.sum() == len(running) // 2
    assert running.loc[waits, "到达时间"].notna().all()
    assert running.loc[waits, "结束时间"].isna().all()
    assert (running["开始时间"] == running["结束时间"])[~waits].all()
    assert (running["业务动作"] == "").all()


def test_parallel_steps_begin_on_the_same_day_and_are_joined(town: City) -> None:
    steps = town["办件环节"]
    groups = steps[steps["上一环节序号"] != ""].groupby("办件编号")
    assert len(groups) == 6
    for _, rows in groups:
        first, second, join = rows.to_dict("records")
        numbers = [int(row["环节序号"]) for row in (first, second, join)]
        stages = [row["标准环节"] for row in (first, second, join)]
        assert stages == ["征求意见", "现场勘验", "决定"]
        assert first["上一环节序号"] == second["上一环节序号"] == str(numbers[0] - 1)
        assert join["上一环节序号"] == f"{numbers[0]}、{numbers[1]}"
        assert first["开始时间"].date() == second["开始时间"].date()
        assert max(first["结束时间"], second["结束时间"]) <= join["开始时间"]


def test_stops_lie_within_their_case_and_one_interval_of_it(town: City) -> None:
    cases = town["办件"].set_index("办件编号")
    stops = town["特别程序"].join(cases[["受理时间", "办结时间"]], on="办件编号")
    assert (stops["开始时间"] >= stops["受理时间"]).all()
    ended = stops["结束时间"].notna()
    closed = stops["办结时间"].notna()
    assert ended[closed].all()
    assert (stops["结束时间"] <= stops["办结时间"])[closed].all()
    days = stops.loc[stops["特别程序种类"] == "延长审批", "延长工作日"]
    assert (days.astype(int) > 0).all()
    assert (stops.loc[stops["特别程序种类"] != "延长审批", "延长工作日"] == "").all()
    assert (stops["结束时间"] > stops["开始时间"])[ended].all()


def test_nothing_looks_like_a_personal_number(town: City) -> None:
    for name, sheet in town.sheets.items():
        for header in sheet.columns.difference(["统一社会信用代码"]):
            values = sheet[header].dropna().astype(str)
            looks = values.map(lambda v: bool(re.fullmatch(r"\d{11}|\d{17}[\dX]", v)))
            assert not looks.any(), (name, header)


def test_people_have_a_number_of_their_department_and_several_share_the_work(town: City) -> None:
    steps = town["办件环节"]
    named = steps[steps["经办人编号"] != ""]
    assert (named["经办人编号"].str[:3] == named["处理部门"]).all()
    assert named["经办人编号"].str.fullmatch(r"D\d\d-P\d\d").all()
    people = named.groupby("处理部门")["经办人编号"].agg(["nunique", "size"])
    assert (people["nunique"] >= 2)[people["size"] >= 12].all()


def test_the_notes_name_the_city_as_synthetic_and_give_the_date_of_the_data(town: City) -> None:
    notes = dict(zip(town["填报说明"]["参数"], town["填报说明"]["取值"], strict=True))
    assert notes["合成数据"] == "是"
    assert notes["as_of"] == "2022-08-31"
    assert notes["stat_year"] == "2022"
    assert notes["city_name"]
