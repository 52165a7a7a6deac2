"""堵点: what is ranked, by what, and the pair that is opened."""

from html import unescape
from re import findall
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import words_of


def test_the_rank_is_by_total_wait_whatever_sorts_the_rows(browser: FlaskClient) -> None:
    rows = browser.get("/queries/handovers.json?sort=-median_wait").get_json()["rows"]
    medians = [row["median_wait"] for row in rows if row["median_wait"] is not None]
    words = words_of(browser.get("/bottlenecks?sort=-median_wait").text)

    assert medians == sorted(medians, reverse=True)
    assert "— 政务服务中心 → 自然资源局 样本不足" in words
    assert "5次 累计 68.8%" in words  # where a narrow window has no columns for them
    assert "2.8 68.8% 68.8% 5" in words
    assert "先看前 2 对：合计 3.3个工作日 ，占 81.3% 。" in words


@pytest.mark.parametrize("sort", ["handoffs", "-open", "sender_name", "-receiver_name"])
def test_a_sorted_answer_has_the_same_rows(sort: str, browser: FlaskClient) -> None:
    plain, turned = (
        browser.get(f"/queries/handovers.json{query}").get_json()["rows"]
        for query in ("", f"?sort={sort}")
    )
    name = sort.removeprefix("-")
    values = [row[name] for row in turned if row[name] is not None]

    assert values == sorted(values, reverse=sort.startswith("-"))
    key = {(row["sender"], row["receiver"]): row for row in plain}
    assert {(row["sender"], row["receiver"]): row for row in turned} == key


def test_the_opened_pair_says_what_happened_in_plain_words(browser: FlaskClient) -> None:
    page = browser.get("/bottlenecks?pair=D1~D2").text
    words = words_of(page.split('class="evid"')[1])

    assert "政务服务中心送自然资源局 5 次，等待合计 2.8个工作日 ，占全部的 68.8% 。" in words
    assert "打开5次交接" in words
    assert "等得最久的交接" in words
    assert words.count("%") >= 2


def test_the_rows_behind_the_opened_pair_keep_the_filters(browser: FlaskClient) -> None:
    page = unescape(browser.get("/bottlenecks?clock=calendar&pair=D1~D2&sort=-handoffs").text)

    assert '"/queries/handoffs?clock=calendar&sender=D1&receiver=D2"' in page
    assert '"/cases?clock=calendar&sender=D1&receiver=D2"' in page
    assert 'data-close href="/bottlenecks?clock=calendar&sort=-handoffs#ranking"' in page


def test_a_pair_that_the_filters_leave_out_is_not_opened(browser: FlaskClient) -> None:
    page = browser.get("/bottlenecks?pair=D1~D2&sender=D3")

    assert page.status_code == 200
    assert 'class="evid"' not in page.text


@pytest.mark.parametrize("query", ["by=person", "pair=D1", "pair=D1~D2~D3", "sort=colour"])
def test_what_the_page_does_not_know_is_refused(query: str, browser: FlaskClient) -> None:
    response = browser.get(f"/bottlenecks?{query}")

    assert response.status_code == 400
    assert query.split("=")[0] in words_of(response.text)


@pytest.mark.parametrize(("by", "question"), [("department", "departments"), ("item", "items")])
def test_departments_and_items_are_ranked_with_the_filters_they_know(
    by: str, question: str, browser: FlaskClient
) -> None:
    rows = browser.get(f"/queries/{question}.json?clock=calendar").get_json()["rows"]
    page = browser.get(f"/bottlenecks?by={by}&clock=calendar").text

    names = [row[f"{by}_name"] for row in rows]
    body = page.split("<tbody>")[1]
    assert [body.index(name) for name in names if name in body] == sorted(
        body.index(name) for name in names if name in body
    )
    assert f'aria-current="true">{"按部门" if by == "department" else "按事项"}' in page


@pytest.mark.parametrize(
    ("by", "question", "column"),
    [("department", "departments", "waiting_before"), ("item", "items", "total_wait")],
)
def test_departments_and_items_begin_with_who_waits_longest_and_have_bars(
    by: str, question: str, column: str, browser: FlaskClient
) -> None:
    rows = browser.get(f"/queries/{question}.json").get_json()["rows"]
    waits = [row[column] or 0 for row in rows]
    first = rows[waits.index(max(waits))]
    page = browser.get(f"/bottlenecks?by={by}").text

    share = f"{100 * max(waits) / sum(waits):.1f}%"
    assert f"等得最久的是 {first[f'{by}_name']} ：" in words_of(page)
    assert f"占 {share} 。" in words_of(page)
    assert page.count('class="bar track"') == sum(1 for row in rows if row[column] is not None)


def test_departments_without_waiting_are_said_to_have_none(browser: FlaskClient) -> None:
    page = words_of(browser.get("/bottlenecks?by=department&since=2035-01-01").text)

    assert "没有可以排名的等待。" in page


def test_open_handoffs_of_a_pair_lead_to_those_alone(browser: FlaskClient) -> None:
    rows = browser.get("/queries/handovers.json").get_json()["rows"]
    waiting = [row for row in rows if row["open"]]
    page = unescape(browser.get("/bottlenecks").text)

    assert waiting
    for row in waiting:
        behind = urlencode({"sender": row["sender"], "receiver": row["receiver"], "open": "yes"})
        assert f'<a href="/queries/handoffs?{behind}">{row["open"]}</a>' in page
        answer = browser.get(f"/queries/handoffs.json?{behind}").get_json()
        assert [one["open"] for one in answer["rows"]] == [True] * row["open"]
    assert page.count("open=yes") == 2 * len(waiting)  # a column, and where it has no room


def test_each_bin_of_the_waits_leads_to_its_handoffs(browser: FlaskClient) -> None:
    page = unescape(browser.get("/bottlenecks?pair=D1~D2&clock=calendar").text)
    links = findall(r'<a href="/queries/handoffs(\?[^"]*wait_from=[^"]*)">(\d+)</a>', page)
    bins = browser.get("/queries/waits.json?sender=D1&receiver=D2&clock=calendar").get_json()

    assert [int(count) for _, count in links] == [
        row["handoffs"] for row in bins["rows"] if row["handoffs"]
    ]
    for query, count in links:
        behind = browser.get(f"/queries/handoffs.json{query}").get_json()["rows"]
        assert len(behind) == int(count)


def test_no_pair_loses_its_months_where_one_page_has_not_all_rows(
    browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/bottlenecks?limit=2&sort=-handoffs"
    whole = browser.get(address).text.split("<main")[1]  # the frame has a token of its own
    monkeypatch.setattr("web.every_row.MOST", "1")

    assert browser.get(address).text.split("<main")[1] == whole
    assert whole.count("spark") > 1


def test_a_further_page_has_the_months_of_its_pairs(browser: FlaskClient) -> None:
    lines = browser.get("/bottlenecks").text.count('class="spark"')
    first = unescape(browser.get("/bottlenecks?limit=2").text)
    after = findall(r'href="(/bottlenecks\?[^"]*after=[^"]*)"', first)[0]
    second = browser.get(after.replace("limit=2", "limit=9999")).text

    assert first.count('class="spark"') + second.count('class="spark"') == lines > 2


def test_pairs_of_few_handoffs_have_no_rank_on_either_page(browser: FlaskClient) -> None:
    for address in ("/", "/bottlenecks"):
        words = words_of(browser.get(address).text)
        assert "— 政务服务中心 → 自然资源局 样本不足" in words, address


def test_a_long_answer_has_a_short_form(browser: FlaskClient) -> None:
    page = browser.get("/bottlenecks").text

    assert '<span class="short" hidden>前<b>2</b>对占<b>81.3%</b>。</span>' in page


@pytest.mark.parametrize("by", ["department", "item"])
def test_departments_and_items_sort_and_their_files_have_every_row(
    browser: FlaskClient, by: str
) -> None:
    page = browser.get(f"/bottlenecks?by={by}&sort={by}_name").text
    body = page.partition("<tbody>")[2]
    name = f"/queries/{by}s"

    shown = browser.get(f"{name}.json?limit=10000&sort={by}_name").get_json()["rows"]
    assert f'href="{name}.csv?' in page
    assert "limit=10000" in findall(rf'href="{name}.csv([^"]*)"', page)[0]
    assert 'aria-sort="ascending"' in page
    places = [body.index(f">{row[f'{by}_name']}") for row in shown if row[f"{by}_name"] != "未登记"]
    assert places == sorted(places)
    assert "名次" not in words_of(page).partition("各列的意思")[0]
    assert browser.get(f"/bottlenecks?by={by}&sort=nothing").status_code == 400


def test_a_pair_with_an_end_that_the_load_does_not_have_is_refused(browser: FlaskClient) -> None:
    assert browser.get("/bottlenecks?pair=D1~D99").status_code == 400
    assert browser.get("/bottlenecks?pair=D1~D2").status_code == 200


def test_the_footer_says_how_this_page_counts(browser: FlaskClient) -> None:
    for query, words in (
        ("", "按因果配对；等待＝前一环节办结至后一环节开始，按工作时间计"),
        ("?clock=calendar&rule=consecutive", "按先后相邻配对"),
        ("?clock=calendar", "按自然时间计"),
    ):
        assert words in words_of(browser.get(f"/bottlenecks{query}").text)


@pytest.mark.parametrize("order", ["waiting", "deviation"])
def test_filters_that_leave_nothing_are_answered_in_words(order: str, browser: FlaskClient) -> None:
    response = browser.get(f"/bottlenecks?since=2030-01-01&order={order}")

    assert response.status_code == 200
    assert "没有符合条件的交接" in words_of(response.text)
