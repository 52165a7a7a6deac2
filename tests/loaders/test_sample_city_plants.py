"""Each plant and decoy is measured again from the sheets, by means that the generator lacks."""

from typing import Any

import pandas as pd
import pytest

from tests.loaders.sample_city_frames import City, city, handoffs, net_working, working

PLANTED = (20220831, "default", 3.0, "fixed")
NULL = (20220831, "default", 1.0, "fixed")
KEYS = [
    *("id", "type", "sender", "receiver", "department", "departments", "items"),
    *("stage", "from", "size", "overdue"),
]
ODD = ["D09", "D18"]  # the departments of the decoys


def waits(of: tuple[Any, ...], **where: str) -> pd.DataFrame:
    rows = handoffs(of)
    for column, value in where.items():
        rows = rows[rows[column] == value]
    return rows


def ratio(of: tuple[Any, ...], column: str, stage: str, receiver: str, sender: str) -> float:
    """Divide the median at `receiver` by that of all other departments at the same stage."""
    rows = waits(of, stage=stage, sender=sender)
    rows = rows[~rows["receiver"].isin([sender, *ODD])]
    here = rows["receiver"] == receiver
    assert here.sum() >= 30
    return float(rows.loc[here, column].median() / rows.loc[~here, column].median())


def test_the_edge_of_b1_waits_three_times_as_long_at_its_stage() -> None:
    assert ratio(PLANTED, "wait", "征求意见", "D02", "D01") == pytest.approx(3, rel=0.15)
    assert ratio(PLANTED, "wait", "现场勘验", "D02", "D01") == pytest.approx(1, rel=0.25)
    assert ratio(NULL, "wait", "征求意见", "D02", "D01") == pytest.approx(1, rel=0.15)


def test_the_node_of_b2_works_two_and_a_half_times_as_long_and_waits_as_usual() -> None:
    assert ratio(PLANTED, "hold", "审查", "D03", "D01") == pytest.approx(2.5, rel=0.15)
    assert ratio(PLANTED, "wait", "审查", "D03", "D01") == pytest.approx(1, rel=0.15)
    assert ratio(NULL, "hold", "审查", "D03", "D01") == pytest.approx(1, rel=0.15)


@pytest.mark.parametrize(("of", "rate"), [(PLANTED, 0.35), (NULL, 0.04)])
def test_the_department_of_b3_sends_back_its_share(of: tuple[Any, ...], rate: float) -> None:
    steps = city(*of)["办件环节"]
    outside = steps[steps["处理部门"] != "D01"]
    first = outside.drop_duplicates("办件编号").set_index("办件编号")
    theirs = first[first["处理部门"] == "D05"]
    assert (theirs["业务动作"] == "退回").mean() == pytest.approx(rate, abs=0.01)
    others = first[first["处理部门"] != "D05"]
    assert (others["业务动作"] == "退回").mean() == pytest.approx(0.04, abs=0.01)


def test_a_return_goes_back_to_the_bureau_and_comes_again() -> None:
    steps = city(*PLANTED)["办件环节"]
    grouped = steps.groupby("办件编号")
    after, again = grouped["处理部门"].shift(-1), grouped["处理部门"].shift(-2)
    same = grouped["标准环节"].shift(-2)
    returned = (steps["业务动作"] == "退回") & again.notna()
    assert returned.sum() > 300
    assert (after[returned] == "D01").all()
    assert (again[returned] == steps.loc[returned, "处理部门"]).all()
    assert (same[returned] == steps.loc[returned, "标准环节"]).all()


def test_the_edge_of_b4_is_usual_until_may_and_slow_from_june() -> None:
    rows = waits(PLANTED, sender="D01")
    usual = rows[~rows["receiver"].isin(["D01", "D02", "D04", *ODD])]
    scale = usual.groupby("stage")["wait"].median()
    there = rows[rows["receiver"] == "D04"]
    relative = there["wait"] / there["stage"].map(scale)
    slow = there["sent"] >= pd.Timestamp("2022-06-01")
    assert relative[~slow].median() == pytest.approx(1, rel=0.2)
    assert relative[slow].median() == pytest.approx(2.5, rel=0.2)
    same = waits(NULL, sender="D01", receiver="D04")
    late = same["sent"] >= pd.Timestamp("2022-06-01")
    again = same["wait"] / same["stage"].map(scale)
    assert again[late].median() == pytest.approx(1, rel=0.25)


CHAIN = [("D01", "D10", "审查"), ("D10", "D02", "征求意见"), ("D02", "D03", "现场勘验")]


def test_every_case_of_a_project_item_passes_the_chain_of_b6() -> None:
    town = city(*PLANTED)
    assert town.plant("B6")["departments"] == ["D10", "D02", "D03"]
    items = town["事项"].set_index("事项编码").loc[town.plant("B6")["items"]]
    assert (items["原实施部门"] == "D10").all()
    assert (items["工程审批阶段"] == "立项用地规划许可").all()
    finished = town["办件"].query("事项编码 in @items.index and 办结时间.notna()")["办件编号"]
    steps = town["办件环节"].query("办件编号 in @finished and 处理部门 != 'D01'")
    passed = steps.groupby("办件编号")["处理部门"].agg(lambda codes: list(dict.fromkeys(codes)))
    assert len(passed) == len(finished) > 100
    assert all(codes == ["D10", "D02", "D03"] for codes in passed)


@pytest.mark.parametrize(("of", "size"), [(PLANTED, 1.3), ((*PLANTED[:2], 2.0), 1.15)])
def test_each_step_of_the_chain_of_b6_is_a_little_slower(of: tuple[Any, ...], size: float) -> None:
    items = city(*of).plant("B6")["items"]
    for sender, receiver, stage in CHAIN:
        slow, same = (chain_rows(each, items, sender, receiver, stage) for each in (of, NULL))
        assert len(slow) > 100
        for column in ("wait", "hold"):
            assert slow[column].median() / same[column].median() == pytest.approx(size, rel=0.07)


def chain_rows(
    of: tuple[Any, ...], items: list[str], sender: str, receiver: str, stage: str
) -> pd.DataFrame:
    theirs = city(*of)["办件"].query("事项编码 in @items")["办件编号"]
    rows = waits(of, sender=sender, receiver=receiver, stage=stage)
    return rows[rows["办件编号"].isin(theirs)]


@pytest.mark.parametrize("of", [PLANTED, (20220831, "small"), (1001, "small", 1.25)])
def test_cases_of_the_items_of_i1_spend_their_time_outside_and_four_in_ten_are_late(
    of: tuple[Any, ...],
) -> None:
    town = city(*of)
    plant = town.plant("I1")
    assert (plant["type"], plant["size"], plant["overdue"]) == ("item", 0.7, 0.4)
    assert len(plant["items"]) == 2
    for item in plant["items"]:
        cases = town["办件"][town["办件"]["事项编码"] == item]
        late = cases["办结时间"].dt.normalize() > pd.to_datetime(cases["承诺办结时间"])
        assert late.sum() == round(0.4 * len(cases))
        assert outside_shares(of, cases).to_numpy() == pytest.approx(0.7, abs=0.01)


def test_without_effect_the_items_of_i1_are_like_others() -> None:
    codes = city(*PLANTED).plant("I1")["items"]
    cases = city(*NULL)["办件"]
    cases = cases[cases["事项编码"].isin(codes) & cases["办结时间"].notna()]
    late = cases["办结时间"].dt.normalize() > pd.to_datetime(cases["承诺办结时间"])
    assert late.mean() < 0.1
    assert outside_shares(NULL, cases).std() > 0.1


def outside_shares(of: tuple[Any, ...], cases: pd.DataFrame) -> "pd.Series[float]":
    """Divide what each case spends outside the bureau after acceptance by all it takes then."""
    rows = handoffs(of)
    rows = rows[rows["办件编号"].isin(cases["办件编号"]) & ~rows["stage"].isin(["收件", "受理"])]
    spent = (rows["wait"] + rows["hold"]).groupby(rows["办件编号"])
    outside = (rows["wait"] + rows["hold"]).where(rows["receiver"] != "D01", 0)
    return outside.groupby(rows["办件编号"]).sum() / spent.sum()


def test_working_time_counts_worked_saturdays_and_no_night() -> None:
    since = pd.Series(pd.to_datetime(["2022-01-28 16:00", "2022-01-30 16:30"]))
    until = pd.Series(pd.to_datetime(["2022-01-29 10:00", "2022-02-07 09:30"]))
    assert (working(since, until) / 3600).tolist() == [2, 1]


@pytest.mark.parametrize("of", [PLANTED, NULL])
def test_the_busiest_pair_is_fast(of: tuple[Any, ...]) -> None:
    rows = handoffs(of)
    rows = rows[rows["sender"] != rows["receiver"]]
    sizes = rows.groupby(["sender", "receiver"]).size()
    assert sizes.idxmax() == ("D01", "D09")
    reviews = rows.query("stage == '审查' and sender == 'D01'")
    busy = reviews["receiver"] == "D09"
    assert reviews.loc[busy, "wait"].median() < 0.6 * reviews.loc[~busy, "wait"].median()


def test_expert_review_takes_25_days_and_no_case_is_late_without_it() -> None:
    for town in (city(*PLANTED), city(20220831, "small")):
        item = town.decoy("D2")["item"]
        cases = town["办件"].query("事项编码 == @item")
        promise = int(town["事项"].set_index("事项编码").loc[item, "承诺办结时限"])
        assert len(cases) == town.decoy("D2")["cases"] > 0
        assert ((cases["办结时间"] - cases["受理时间"]).dt.days >= 25).all()
        stops = town["特别程序"][town["特别程序"]["办件编号"].isin(cases["办件编号"])]
        assert len(stops) == len(cases)
        assert set(stops["种类名称"]) == {"专家评审"}
        assert ((stops["结束时间"] - stops["开始时间"]).dt.days >= 25).all()
        net = net_working(town, cases, "受理时间", "办结时间") / 28_800
        assert (net + 1 < promise).all()


def test_cases_across_the_spring_festival_are_slow_by_the_calendar_only() -> None:
    town = city(*PLANTED)
    cases = town["办件"].query("办结时间.notna()").copy()
    cases["working"] = net_working(town, cases, "申请时间", "办结时间")
    cases["calendar"] = (cases["办结时间"] - cases["申请时间"]).dt.total_seconds()
    before = cases["申请时间"].between("2022-01-24", "2022-01-31")
    usual = cases["申请时间"].between("2022-03-07", "2022-03-26")
    medians = cases[["working", "calendar"]]
    relative = medians[before].median() / medians[usual].median()
    assert relative["working"] == pytest.approx(1, rel=0.2)
    assert relative["calendar"] > 1.5
    across = (cases["申请时间"] < "2022-01-31") & (cases["办结时间"] > "2022-02-06 23:59")
    assert across.sum() == town.decoy("D3")["cases"] > 100


@pytest.mark.parametrize("of", [PLANTED, NULL, (20220831, "small")])
def test_twelve_slow_cases_of_one_department_are_too_few(of: tuple[Any, ...]) -> None:
    town = city(*of)
    items = town["事项"].query("原实施部门 == 'D18'")["事项编码"]
    assert town["办件"]["事项编码"].isin(items).sum() == 12
    rows = waits(of, receiver="D18", sender="D01")
    assert 10 <= len(rows) < 20
    others = waits(of, stage="审查", sender="D01").query("receiver not in ['D01', 'D09', 'D18']")
    assert rows["wait"].median() > 2 * others["wait"].median()


@pytest.mark.parametrize("of", [NULL, (11, "small", 1.0), (11, "small", 1.0, "random")])
def test_a_city_without_effect_lists_no_plant_and_all_decoys(of: tuple[Any, ...]) -> None:
    truth = city(*of).truth
    assert truth["plants"] == []
    assert [decoy["id"] for decoy in truth["decoys"]] == ["D1", "D2", "D3", "D4"]


@pytest.mark.parametrize(
    ("of", "sizes"),
    [
        (PLANTED, [3.0, 2.5, 0.35, 2.5, 1.3, 0.7]),
        ((1, "small", 2.0), [2.0, 1.75, 0.195, 1.75, 1.15, 0.7]),
        ((1001, "small", 10.0), [10.0, 7.75, 0.35, 7.75, 2.35, 0.7]),
    ],
)
def test_the_plants_grow_with_the_effect(of: tuple[Any, ...], sizes: list[float]) -> None:
    truth = city(*of).truth
    assert [plant["id"] for plant in truth["plants"]] == ["B1", "B2", "B3", "B4", "B6", "I1"]
    assert [plant["size"] for plant in truth["plants"]] == pytest.approx(sizes)


@pytest.mark.parametrize("seed", [42, 2])
def test_random_plants_are_three_edges_and_a_node_with_enough_rows(seed: int) -> None:
    of, null = (seed, "small", 3.0, "random"), (seed, "small", 1.0, "random")
    plants = city(*of).truth["plants"]
    assert [plant["type"] for plant in plants] == ["edge", "edge", "edge", "node"]
    assert len({(plant["sender"], plant["receiver"]) for plant in plants}) == 4
    for plant in plants[:3]:
        slow = waits(of, sender=plant["sender"], receiver=plant["receiver"])["wait"]
        same = waits(null, sender=plant["sender"], receiver=plant["receiver"])["wait"]
        assert len(slow) >= 20
        assert slow.median() / same.median() == pytest.approx(3, rel=0.1)
    where = {"receiver": plants[3]["department"], "stage": "审查"}
    slow, same = waits(of, **where)["hold"], waits(null, **where)["hold"]
    assert len(slow) >= 20
    assert slow.median() / same.median() == pytest.approx(2.5, rel=0.1)
    assert not {*ODD} & {plant[role] for plant in plants for role in ("sender", "receiver")}
    assert plants[3]["department"] not in ODD


def test_random_plants_differ_from_seed_to_seed() -> None:
    drawn = {str(city(seed, "small", 3.0, "random").truth["plants"]) for seed in (42, 2)}
    assert len(drawn) == 2


def test_truth_uses_the_codes_of_the_sheets() -> None:
    town: City = city(*PLANTED)
    codes = {*town["部门"]["部门编码"], None}
    for plant in town.truth["plants"]:
        named = {plant["sender"], plant["receiver"], plant["department"]}
        assert named | {*(plant["departments"] or ())} <= codes
        assert {*(plant["items"] or ())} <= {*town["事项"]["事项编码"]}
        assert list(plant) == KEYS
    assert town.plant("B4")["from"] == "2022-06-01"
    assert town.decoy("D2")["item"] in set(town["事项"]["事项编码"])
