import dataclasses
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import ParameterError
from queries.case import Parameters as CaseParameters
from queries.handovers import Parameters
from queries.parameters import parameters_of, parse
from queries.registry import QUERIES


def read(**raw: str) -> Parameters:
    return parse(Parameters, raw, "Asia/Shanghai")


def test_nothing_given_means_the_defaults() -> None:
    parameters = read()
    assert (parameters.rule, parameters.level, parameters.clock) == (
        "causal",
        "department",
        "working",
    )
    assert (parameters.limit, parameters.since, parameters.kind) == (100, None, None)


def test_empty_text_means_not_given() -> None:
    assert read(item="", since="", limit="", rule="") == read()


def test_a_bare_date_begins_at_local_midnight() -> None:
    assert read(since="2022-05-31").since == datetime(2022, 5, 30, 16, tzinfo=UTC)


def test_a_bare_date_as_until_includes_its_day() -> None:
    assert read(until="2022-05-31").until == datetime(2022, 5, 31, 16, tzinfo=UTC)


def test_a_naive_instant_is_of_the_time_zone_of_the_load() -> None:
    assert read(until="2022-05-31T09:00").until == datetime(2022, 5, 31, 1, tzinfo=UTC)


def test_an_offset_is_heeded() -> None:
    assert read(since="2022-05-31T09:00:00+02:00").since == datetime(2022, 5, 31, 7, tzinfo=UTC)
    assert read(since="2022-05-31T09:00:00Z").since == datetime(2022, 5, 31, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rule", "Causal"),
        ("level", "unit"),
        ("kind", "forwards"),
        ("limit", "0"),
        ("limit", "10001"),
        ("limit", "-5"),
        ("limit", "１０"),
        ("limit", "1_0"),
        ("limit", "9" * 5000),
        ("since", "31.05.2022"),
        ("since", "2022-02-30"),
        ("since", "20220531"),
        ("until", "20220531"),
        ("until", "2022-W22-2"),
        ("until", "2022W222"),
        ("until", "20220531T093000"),
        ("until", "2022-05-31 09:30"),
        ("since", "0001-01-01"),
        ("until", "9999-12-31"),
        ("item", "a\0b"),
    ],
)
def test_a_value_that_is_not_accepted_is_refused_by_name(name: str, text: str) -> None:
    with pytest.raises(ParameterError) as caught:
        read(**{name: text})
    assert caught.value.parameter == name
    assert name in caught.value.text.zh
    assert name in caught.value.text.en


def test_a_refusal_lists_what_is_accepted() -> None:
    with pytest.raises(ParameterError) as caught:
        read(rule="random")
    assert caught.value.accepted == ("causal", "consecutive")
    assert "consecutive" in str(caught.value)
    with pytest.raises(ParameterError) as caught:
        read(limit="many")
    assert caught.value.accepted == ("1..10000",)
    with pytest.raises(ParameterError) as caught:
        read(until="20220531")
    assert "2022-05-31T09:30:00" in caught.value.accepted
    assert "2022-05-31T09:30:00" in caught.value.text.zh


def test_an_unknown_parameter_is_refused_with_those_there_are() -> None:
    with pytest.raises(ParameterError) as caught:
        read(departement="D1")
    assert caught.value.parameter == "departement"
    assert "sender" in caught.value.accepted


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ParameterError) as caught:
        read(since="2022-06-01", until="2022-05-31")
    assert caught.value.parameter == "since"
    assert "2022-05-31T09:30:00" in caught.value.accepted
    assert read(since="2022-05-31", until="2022-05-31").since


def test_a_window_that_ends_before_it_begins_is_named_as_it_was_typed() -> None:
    with pytest.raises(ParameterError) as caught:
        read(since="2022-06-02", until="2022-05-31")
    assert "since（2022-06-02）须早于 until（2022-05-31）" in caught.value.text.zh
    assert "since (2022-06-02) must be before until (2022-05-31)" in caught.value.text.en


@pytest.mark.parametrize("raw", [{}, {"case": ""}])
def test_a_required_parameter_must_be_given(raw: dict[str, str]) -> None:
    with pytest.raises(ParameterError) as caught:
        parse(CaseParameters, raw, "Asia/Shanghai")
    assert caught.value.parameter == "case"


@pytest.mark.parametrize("name", QUERIES)
def test_every_parameter_has_help_in_both_languages(name: str) -> None:
    for parameter in parameters_of(QUERIES[name].parameters):
        assert parameter.help.zh.endswith("。")
        assert parameter.help.en.endswith(".")


@given(text=st.text(), name=st.sampled_from([f.name for f in dataclasses.fields(Parameters)]))
def test_any_text_is_either_read_or_refused(name: str, text: str) -> None:
    try:
        read(**{name: text})
    except ParameterError as error:
        assert error.parameter == name
