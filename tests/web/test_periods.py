"""Figures of the first page beside those of the period before."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask

from graph.local_store import LocalStore
from queries.run import run
from tests.web.conftest import SiteOf, add_log, words_of
from web.overview.periods import comparison

LINES = [
    "1,受理,甲,2022-04-01 10:00",
    "1,审查,乙,2022-04-01 11:00",
    "2,受理,甲,2022-05-09 10:00",
    "2,审查,乙,2022-05-09 12:00",
    "3,受理,甲,2022-06-01 10:00",
    "3,审查,乙,2022-06-01 13:00",
    "4,受理,甲,2022-06-30 10:00",
    "4,审查,乙,2022-06-30 13:00",
]


@pytest.fixture
def site(own_store: LocalStore, tmp_path: Path, site_of: SiteOf) -> Flask:
    add_log(own_store, tmp_path, LINES)
    return site_of(own_store)


def compared(site: Flask, raw: Mapping[str, str]) -> tuple[str, str, str, str] | None:
    """Return when the two periods begin and end, as months and days."""
    with site.test_request_context("/"):
        found = comparison(run(site.extensions["xietu"].store, "overview", {}), raw)
    if found is None:
        return None
    ends = (found.before["since"], found.before["until"], found.now["since"], found.now["until"])
    first, second, third, fourth = (end[5:16] for end in ends)
    return first, second, third, fourth


def test_without_a_period_the_last_complete_month_is_compared_with_the_one_before(
    site: Flask,
) -> None:
    assert compared(site, {}) == ("05-01T00:00", "06-01T00:00", "06-01T00:00", "07-01T00:00")
    assert "跨部门等待 1.1 工作日 6月比5月 +200.0%" in words_of(site.test_client().get("/").text)


def test_whole_months_are_compared_with_as_many_months(site: Flask) -> None:
    raw = {"since": "2022-06-01", "until": "2022-06-30"}
    assert compared(site, raw) == ("05-01T00:00", "06-01T00:00", "06-01T00:00", "07-01T00:00")
    page = site.test_client().get("/?since=2022-06-01&until=2022-06-30").text
    assert "跨部门等待 0.8 工作日 比上一期 +200.0%" in words_of(page)


def test_other_periods_are_compared_with_one_as_long(site: Flask) -> None:
    raw = {"since": "2022-06-11", "until": "2022-06-20"}
    assert compared(site, raw) == ("06-01T00:00", "06-11T00:00", "06-11T00:00", "06-21T00:00")


def test_where_the_data_do_not_reach_back_nothing_is_compared(site: Flask) -> None:
    assert compared(site, {"since": "2022-04-01", "until": "2022-05-31"}) is None
    assert compared(site, {"until": "2022-04-30"}) is None
    words = words_of(site.test_client().get("/?until=2022-04-30").text)
    assert "月比" not in words
    assert "比上一期" not in words
