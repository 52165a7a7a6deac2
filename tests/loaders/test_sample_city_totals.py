import re

import pytest

from tests.loaders.sample_city_frames import City, city

TRANSFERRED = {
    **{"自然资源和规划": 14, "住房城建管理": 16, "交通运输": 12, "水利": 10, "卫生健康": 11},
    **{"农业农村": 9, "文化和旅游": 8, "市场监督": 7, "发展和改革": 5, "应急管理": 5, "教育": 4},
    **{"民政": 4, "人力资源": 3, "商务": 2, "工业和信息化": 2, "体育": 2, "人民防空": 2},
    **{"民族宗教": 1, "新闻出版": 1, "气象": 1},
}
CITIES = [
    {"seed": 20220831, "scale": "default"},
    {"seed": 20220831},
    {"seed": 7, "effect": 1.0},
    {"seed": 1001, "effect": 10.0},
    {"seed": 42, "plants": "random"},
]


@pytest.fixture(params=CITIES, ids=str)
def town(request: pytest.FixtureRequest) -> City:
    return city(**request.param)


def test_twenty_departments_gave_119_items_to_the_approval_bureau(town: City) -> None:
    items, departments = town["事项"], town["部门"]
    names = departments.set_index("部门编码")["部门名称"]
    counts = items["原实施部门"].map(names).value_counts()
    assert len(departments) == 21
    assert len(items) == 119
    for part, count in TRANSFERRED.items():
        assert counts[counts.index.str.contains(part)].tolist() == [count], part
    assert (items["是否划转事项"] == "是").all()
    assert set(items["实施部门"]) == {"D01"}


def test_thirteen_departments_supervise_108_items(town: City) -> None:
    supervised = town["事项"].query("监管部门 != ''")
    assert supervised["监管部门"].nunique() == 13
    assert len(supervised) == 108
    assert (supervised["监管部门"] == supervised["原实施部门"]).all()


@pytest.mark.parametrize(
    ("column", "total"), [("环节数", 450), ("材料数", 990), ("承诺办结时限", 1220)]
)
def test_the_items_ask_what_is_left_after_the_reengineering(
    town: City, column: str, total: int
) -> None:
    values = town["事项"][column].astype(int)
    assert values.sum() == total
    assert values.min() >= 1


def test_no_promise_is_longer_than_the_law_allows(town: City) -> None:
    items = town["事项"]
    assert (items["承诺办结时限"].astype(int) <= items["法定办结时限"].astype(int)).all()


def test_the_bureau_and_fifteen_departments_rate_each_other_in_240_rows(town: City) -> None:
    rows = town["部门互评"]
    key = ["评价批次", "评价部门", "被评部门", "评价维度"]
    assert len(rows) == 240
    assert not rows.duplicated(key).any()
    assert set(rows["评价批次"]) == {"2021H2", "2022H1"}
    assert rows["评价维度"].nunique() == 4
    assert ((rows["评价部门"] == "D01") != (rows["被评部门"] == "D01")).all()
    assert len({*rows["评价部门"], *rows["被评部门"]}) == 16
    raters = town["部门"].query("是否参与互评 == '是'")["部门编码"]
    assert set(raters) == {*rows["评价部门"], *rows["被评部门"]}
    assert rows["得分"].astype(int).between(60, 100).all()
    assert rows["得分"].nunique() > 15
    assert (rows["问题描述"] != "").sum() == 5


def test_shares_of_cases_come_out_to_the_case(town: City) -> None:
    cases, steps, procedures = town["办件"], town["办件环节"], town["特别程序"]
    count = len(cases)
    engineering = set(town["事项"].query("重点领域 == '工程建设'")["事项编码"])
    built = set(cases.loc[cases["事项编码"].isin(engineering), "办件编号"])
    stopped = set(procedures.query("特别程序种类 == '除延长审批之外'")["办件编号"])
    extended = procedures.query("特别程序种类 == '延长审批'")["办件编号"]
    assert count == {"small": 600, "default": 6000, "large": 60_000}[town.truth["scale"]]
    assert cases["办结时间"].isna().sum() == round(0.03 * count)
    assert (cases["补正次数"] != "0").sum() == round(0.10 * count)
    assert len(stopped & built) == round(0.18 * len(built))
    assert len(extended) == len(set(extended) & built) == round(0.02 * len(built))
    assert steps.loc[steps["上一环节序号"] != "", "办件编号"].nunique() == round(0.01 * count)


def test_four_in_a_hundred_cases_are_sent_back_where_nothing_is_planted() -> None:
    for seed in (7, 11):
        town = city(seed, effect=1.0)
        returned = town["办件环节"].query("业务动作 == '退回'")["办件编号"].nunique()
        assert abs(returned - 0.04 * 600) <= 2  # an open case may not have come to its return


def test_a_case_takes_about_six_steps(town: City) -> None:
    assert 5.7 < len(town["办件环节"]) / len(town["办件"]) < 6.3


def test_cases_begin_on_every_month_from_january_to_august(town: City) -> None:
    applied = town["办件"]["申请时间"]
    assert str(applied.min().date()) >= "2022-01-04"
    assert applied.is_monotonic_increasing
    assert set(applied.dt.month) == set(range(1, 9))
    assert applied.dt.month.value_counts(normalize=True).min() > 0.06


def test_credit_codes_carry_the_check_digit_of_the_standard(town: City) -> None:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    codes = town["部门"]["统一社会信用代码"]
    assert codes.is_unique
    for code in codes:
        total = sum(alphabet.index(c) * w for c, w in zip(code[:17], weights, strict=True))
        assert re.match(r"11\d{6}", code)
        assert alphabet.index(code[17]) == (31 - total % 31) % 31


@pytest.mark.parametrize("sheet", ["填报说明", "部门", "事项", "部门互评"])
def test_departments_items_and_scores_are_the_same_at_every_scale(sheet: str) -> None:
    assert city(20220831, "default")[sheet].equals(city(20220831, "small")[sheet])


def test_truth_states_the_totals_of_the_sheets(town: City) -> None:
    totals = town.truth["totals"]
    assert totals["rows"] == {name: len(sheet) for name, sheet in town.sheets.items()}
    assert totals["steps"] == len(town["办件环节"])
    assert totals["open_cases"] == town["办件"]["办结时间"].isna().sum()
    assert totals["corrected_cases"] == (town["办件"]["补正次数"] != "0").sum()
    assert (totals["transferring_departments"], totals["supervising_departments"]) == (20, 13)
    assert (totals["rated_departments"], totals["transferred_items"]) == (15, 119)
