"""The numbers of the small world, which can be checked by head, stand on the pages."""

import re

import pytest
from flask.testing import FlaskClient

from graph.local_store import LocalStore
from tests.web.conftest import words_of
from web.figures import days


def test_the_overview_says_how_few_pairs_carry_most_of_the_waiting(browser: FlaskClient) -> None:
    words = words_of(browser.get("/").text)

    assert "2 对交接占全部等待的 81.3% 。等得最久：政务服务中心送自然资源局，占 68.8% 。" in words
    assert "结论均待核实。" in words


def test_the_overview_counts_cases_and_refused_rows(browser: FlaskClient) -> None:
    words = words_of(browser.get("/").text)

    assert "办件 6" in words
    assert "在办办件 2 2次交接等对方开始" in words
    assert "退回率 6.7% 1次" in words
    assert "没登记部门的环节 5.0%（1）" in words
    assert "拒收的行 1" in words
    assert "拒收1行，不在各页的数字里" in words


def test_the_ranked_pairs_stand_in_order_with_their_figures(browser: FlaskClient) -> None:
    words = words_of(browser.get("/bottlenecks").text)

    for pair, told in (
        ("政务服务中心 → 自然资源局", "2.8 68.8% 68.8%"),
        ("自然资源局 → 政务服务中心", "0.5 12.5% 81.3%"),
    ):
        assert re.search(f"— {pair} 样本不足 .{{0,60}} {told}", words)  # between: narrow windows
    assert words.index("自然资源局 → 政务服务中心") < words.index("住房城乡建设局 → 行政审批局")


def test_a_pair_that_is_not_registered_has_no_rank(browser: FlaskClient) -> None:
    words = words_of(browser.get("/bottlenecks").text)
    assert re.search("— 未登记 → 行政审批局 样本不足 .{0,60} 0.5 — —", words)


def test_a_pair_opens_its_handoffs_and_keeps_the_filters(browser: FlaskClient) -> None:
    page = browser.get("/bottlenecks?item=I1&clock=calendar").text

    link = "/queries/handoffs?item=I1&amp;clock=calendar&amp;sender=D1&amp;receiver=D2"
    assert link in page
    rows = browser.get(link.replace("&amp;", "&"))
    assert rows.status_code == 200
    assert "共 2 行" in words_of(rows.text)


def test_a_row_opens_its_case(browser: FlaskClient) -> None:
    assert 'href="/cases/A"' in browser.get("/queries/handoffs?sender=D1&receiver=D2").text
    words = words_of(browser.get("/cases/A").text)
    assert "，其中部门间等待 0.9个工作日 。" in words
    assert "3个环节，2次部门间交接。" in words
    assert "2022-05-09 15:00" in words


def test_a_case_waits_on_its_page_as_long_as_in_the_list(browser: FlaskClient) -> None:
    rows = browser.get("/queries/cases.json").get_json()["rows"]

    for row in rows:
        words = words_of(browser.get(f"/cases/{row['case']}").text)
        if row["waiting"] is None:
            assert "交接合计等待" not in words
            continue
        wait = f"{days(row['waiting'], 28_800)}个工作日"
        told = ("部门间等待 ", "已结束的等待共 ", "全部交接合计等待")
        assert any(f"{before}{wait}" in words for before in told)
    assert "另有部门内部等待0.3个工作日。" in words_of(browser.get("/cases/C").text)


def test_calendar_time_is_shown_in_days_of_24_hours(browser: FlaskClient) -> None:
    words = words_of(browser.get("/bottlenecks?clock=calendar&item=I2").text)

    assert re.search(r"合计(等待)? [0-9.]+天", words)
    assert "个工作日" not in words


@pytest.mark.parametrize(
    ("clock", "beside"), [("working", "等待（自然时间）"), ("calendar", "等待（工作时间）")]
)
def test_a_wait_is_shown_once_by_the_chosen_clock_and_once_by_the_other(
    clock: str, beside: str, browser: FlaskClient
) -> None:
    page = browser.get(f"/queries/handoffs?columns=all&clock={clock}").text
    heads = words_of(page.split("<thead>")[1].split("</thead>")[0])
    keys = browser.get(f"/queries/handoffs.json?clock={clock}").get_json()["rows"][0]

    assert beside in heads
    assert heads.count("等待") == 2
    assert {"wait", "wait_working", "wait_calendar"} <= keys.keys()


def test_the_sentence_is_the_same_on_every_page_of_the_ranking(browser: FlaskClient) -> None:
    first = browser.get("/bottlenecks?limit=2")
    after = browser.get("/queries/handovers.json?limit=2").get_json()["next"]
    second = words_of(browser.get(f"/bottlenecks?limit=2&after={after}").text)

    assert "先看前 2 对：合计 3.3个工作日 ，占 81.3% 。" in words_of(first.text)
    assert "先看前 2 对：合计 3.3个工作日 ，占 81.3% 。" in second
    assert " — 住房城乡建设局 → 行政审批局 样本不足" in second


def test_the_next_link_leads_to_the_rest(browser: FlaskClient) -> None:
    page = browser.get("/queries/handoffs?limit=3").text
    assert 'rel="next"' in page
    address = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")

    second = words_of(browser.get(address).text)

    assert "本页 3 行" in second
    assert "回到首页" in second


def test_cases_are_listed_those_that_waited_longest_first(browser: FlaskClient) -> None:
    words = words_of(browser.get("/cases").text)

    assert "共 6 件，等得最久的D等了" in words
    assert words.index(" D 建设工程规划许可") < words.index(" A 建筑工程施工许可")


def test_an_unknown_value_is_a_dash_and_never_zero(browser: FlaskClient) -> None:
    assert "2022-05-18 09:00 在办 — —" in words_of(browser.get("/cases?state=open").text)


def test_every_page_says_that_the_data_are_synthetic(browser: FlaskClient) -> None:
    pages = ("/", "/bottlenecks", "/cases", "/cases/A", "/queries/", "/queries/items", "/data")
    for address in (*pages, "/no-such-page"):
        header = browser.get(address).text.split("</header>")[0]
        assert "合成数据" in header, address


def test_the_footer_names_load_cut_off_calendar_and_definitions(
    browser: FlaskClient, world: LocalStore
) -> None:
    footer = words_of(browser.get("/bottlenecks").text.split('class="foot"')[1])

    assert world.load().load_id in footer
    assert "截至 2022-05-31 09:00" in footer
    assert "工作日历：全国法定节假日和调休" in footer
    assert "口径" in footer


def test_a_load_with_start_times_needs_no_word_on_instants(
    browser: FlaskClient, world: LocalStore
) -> None:
    assert world.load().evidence != "instant"
    assert "包含办理时间" not in browser.get("/bottlenecks").text
