import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.choices import read_choice
from loaders.dictionary import Field, dictionary
from loaders.sheets import Cell
from loaders.social_credit import ALPHABET, check_digit, is_social_credit_code
from loaders.values import (
    PER_CENT,
    TYPED_AS_NUMBER,
    UNIT_CONVERTED,
    UNIT_REMOVED,
    Circumstances,
    is_empty,
    read_code,
    read_flag,
    read_list,
    read_number,
    read_share,
    read_text,
)

ITEMS = dictionary().table("items").by_name
CASES = dictionary().table("cases").by_name
STEPS = dictionary().table("case_steps").by_name
STOPS = dictionary().table("special_procedures").by_name
SCORE = dictionary().table("peer_reviews").by_name["score"]
HERE = Circumstances()
MONEY: Field = replace(SCORE, name="budget_amt", unit="万元", words=())


@pytest.mark.parametrize(
    "cell",
    ["", " ", "　", "\u200b", "-", "—", "——", "－", "/", "／", "无", "暂 无", "N/A", "n/a ", None],
)
def test_words_for_nothing_are_empty(cell: Cell) -> None:
    assert is_empty(cell)


@pytest.mark.parametrize("cell", [0.0, "0", "无锡市", "A/B", "否", False, "a long text of its own"])
def test_everything_else_is_not_empty(cell: Cell) -> None:
    assert not is_empty(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("I1", "I1"),
        (" I1 ", "I1"),
        ("Ｉ１", "I1"),
        ("I\u200b1", "I1"),
        (17.0, "17"),
        ("007", "007"),
    ],
)
def test_codes_are_text(cell: Cell, value: str) -> None:
    assert read_code(cell, ITEMS["item_id"], HERE).value == value


def test_a_code_typed_as_a_number_is_read_with_a_note() -> None:
    assert read_code(123456789012345.0, ITEMS["item_id"], HERE) == (
        "123456789012345",
        None,
        TYPED_AS_NUMBER,
    )


@pytest.mark.parametrize("cell", [1e17, 1e15, "1E+17", "1.23457E+17", "1e17", dt.date(2024, 2, 3)])
def test_a_code_that_lost_digits_is_refused(cell: Cell) -> None:
    reading = read_code(cell, ITEMS["item_id"], HERE)
    assert reading.value is None
    assert reading.fault is not None
    assert "编码列须设为文本" in reading.fault.advice.zh


@pytest.mark.parametrize(
    ("cell", "value"),
    [(20.0, 20), ("20", 20), ("２０", 20), ("1,200", 1200), ("1，200", 1200), (" 20 ", 20), ("+3", 3),
     ("3.0", 3)],
)  # fmt: skip
def test_whole_numbers(cell: Cell, value: int) -> None:
    reading = read_number(cell, STEPS["step_no"], HERE)
    assert reading.value == value
    assert isinstance(reading.value, int)


@pytest.mark.parametrize(
    "cell", ["二十", "20.5", 20.5, "1,20", "", "1e3", "3个", True, "99999999999"]
)
def test_what_is_no_whole_number_is_refused(cell: Cell) -> None:
    assert read_number(cell, STEPS["step_no"], HERE).fault is not None


@pytest.mark.parametrize("cell", ["20个工作日", "20工作日", "20天"])
def test_the_unit_after_a_limit_is_taken_off_with_a_note(cell: str) -> None:
    reading = read_number(cell, ITEMS["legal_days"], HERE)
    assert (reading.value, reading.note) == (20, UNIT_REMOVED)


@pytest.mark.parametrize(
    ("unit", "cell", "value", "noted"),
    [("元", 125000.0, 12.5, True), ("万元", "12.5", 12.5, False), ("", "1,250.5", 1250.5, False),
     ("亿元", "0.5", 5000.0, True), ("元", "125,000", 12.5, True)],
)  # fmt: skip
def test_money_is_converted_from_the_unit_of_the_header(
    unit: str, cell: Cell, value: float, noted: bool
) -> None:
    reading = read_number(cell, MONEY, Circumstances(unit=unit))
    assert reading.value == pytest.approx(value)
    assert reading.note == (UNIT_CONVERTED if noted else None)


@pytest.mark.parametrize(
    ("cell", "value", "noted"),
    [("87.5%", 0.875, False), (0.875, 0.875, False), ("87.5", 0.875, True), (87.5, 0.875, True),
     ("８７．５％", 0.875, False), (1.5, 1.5, False), ("150%", 1.5, False), ("160%", 1.6, False)],
)  # fmt: skip
def test_shares_are_read_from_per_cent_and_from_fractions(
    cell: Cell, value: float, noted: bool
) -> None:
    reading = read_share(cell, SCORE, HERE)
    assert reading.value == pytest.approx(value)
    assert reading.note == (PER_CENT if noted else None)


@given(st.integers(-(10**9), 10**9))
def test_numbers_with_thousands_commas_are_read_back(number: int) -> None:
    field = replace(STEPS["step_no"], min=None)
    assert read_number(f"{number:,}", field, HERE).value == number


@pytest.mark.parametrize(
    ("cell", "value"),
    [("是", True), ("否", False), (1.0, True), ("0", False), ("Y", True), ("√", True), ("×", False),
     ("TRUE", True)],
)  # fmt: skip
def test_yes_and_no(cell: Cell, value: bool) -> None:
    assert read_flag(cell, ITEMS["is_transferred"], HERE).value is value


def test_neither_yes_nor_no_is_refused() -> None:
    assert read_flag("也许", ITEMS["is_transferred"], HERE).fault is not None


@pytest.mark.parametrize(
    ("cell", "value"),
    [("延长审批", "延长审批"), ("1", "延长审批"), (1.0, "延长审批"), ("A", "延长审批"), ("a", "延长审批"),
     ("B", "除延长审批之外"), (2.0, "除延长审批之外"), ("除延长审批之外的情况", "除延长审批之外")],
)  # fmt: skip
def test_choices_by_name_code_and_synonym(cell: Cell, value: str) -> None:
    assert read_choice(cell, STOPS["kind"], HERE).value == value


def test_a_code_before_the_name_is_read() -> None:
    assert read_choice("01 行政许可", ITEMS["item_type"], HERE).value == "行政许可"
    assert read_choice("2-已办", STEPS["step_status"], HERE).value == "已办"


@pytest.mark.parametrize("cell", ["06", 6.0, "１"])
def test_the_item_type_is_read_by_name_never_by_a_bare_code(cell: Cell) -> None:
    reading = read_choice(cell, ITEMS["item_type"], HERE)
    assert reading.fault is not None
    assert "各地含义不同" in reading.fault.reason.zh


def test_local_kinds_of_cases_are_counted_as_other_with_a_note() -> None:
    for cell in ("3", 4.0, "联办件"):
        reading = read_choice(cell, ITEMS["case_kind"], HERE)
        assert reading.value == "其他"
        assert reading.note is not None


def test_satisfaction_digits_need_a_declared_direction() -> None:
    field = CASES["satisfaction"]
    assert read_choice("1", field, HERE).fault is not None
    assert read_choice("1", field, Circumstances(stars=False)).value == "非常满意"
    assert read_choice("1", field, Circumstances(stars=True)).value == "非常不满意"
    assert read_choice(5.0, field, Circumstances(stars=True)).value == "非常满意"
    assert read_choice("6", field, Circumstances(stars=True)).fault is not None
    assert read_choice("满意", field, HERE).value == "满意"


def test_a_near_miss_is_suggested_but_not_taken() -> None:
    reading = read_choice("行政许", ITEMS["item_type"], HERE)
    assert reading.fault is not None
    assert "是否指“行政许可”" in reading.fault.advice.zh


@pytest.mark.parametrize("cell", ["2、3", "2,3", "2，3", "3;2", "2 3", "２、３、３"])
def test_lists_of_step_numbers(cell: str) -> None:
    assert read_list(cell, STEPS["prev_steps"], HERE).value == [2, 3]


def test_one_number_is_a_list_of_one_and_a_date_or_words_are_refused() -> None:
    assert read_list(2.0, STEPS["prev_steps"], HERE).value == [2]
    assert read_list(dt.date(2024, 2, 3), STEPS["prev_steps"], HERE).fault is not None
    assert read_list("受理", STEPS["prev_steps"], HERE).fault is not None


def test_text_loses_stray_spaces_and_invisible_characters_only() -> None:
    reading = read_text("　市水利局\u200b（河长办） ", STEPS["step_name"], HERE)
    assert reading.value == "市水利局（河长办）"
    assert reading.note is not None
    assert read_text("市水利局（河长办）", STEPS["step_name"], HERE).note is None


CELLS = st.one_of(
    st.text(max_size=12),
    st.floats(allow_nan=False),
    st.dates(),
    st.times(),
    st.none(),
    st.integers(),
)


@given(CELLS)
def test_no_cell_breaks_a_reader(cell: Cell) -> None:
    for reader, field in (
        (read_text, STEPS["step_name"]), (read_code, ITEMS["item_id"]), (read_number, SCORE),
        (read_share, SCORE), (read_flag, ITEMS["is_transferred"]), (read_list, STEPS["prev_steps"]),
        (read_choice, ITEMS["item_type"]),
    ):  # fmt: skip
        if not is_empty(cell):
            reading = reader(cell, field, HERE)
            assert reading.fault is None or reading.value is None


@pytest.mark.parametrize("code", ["113325000026455663", "91350100M000100Y43"])
def test_published_social_credit_codes_are_valid(code: str) -> None:
    assert is_social_credit_code(code)


@given(st.text(alphabet=ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.data())
def test_one_changed_sign_breaks_a_social_credit_code(
    body: str, place: int, data: st.DataObject
) -> None:
    code = body + check_digit(body)
    other = data.draw(st.sampled_from([sign for sign in ALPHABET if sign != code[place]]))
    assert is_social_credit_code(code)
    assert not is_social_credit_code(code[:place] + other + code[place + 1 :])


def test_a_remainder_of_nothing_gives_the_digit_zero() -> None:
    assert check_digit("0" * 17) == "0"


@pytest.mark.parametrize("word", ["不通过", "未通过", "无通过", "非通过", "不予通过"])
def test_the_opposite_of_an_accepted_value_is_not_suggested(word: str) -> None:
    reading = read_choice(word, STEPS["action"], HERE)
    assert reading.fault is not None
    assert "是否指" not in reading.fault.advice.zh
    assert "meant" not in reading.fault.advice.en


def test_a_negated_word_is_still_told_its_likeness_among_the_negated() -> None:
    reading = read_choice("不满", CASES["satisfaction"], HERE)
    assert reading.fault is not None
    assert "是否指“不满意”" in reading.fault.advice.zh
