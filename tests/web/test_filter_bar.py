"""The filters of a page: chips that take them off, a form that keeps what is on."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import words_of

ADDRESS = "/queries/handovers?since=2022-05-09&until=2022-05-31&receiver=D2&clock=calendar&limit=5"


def chips(page: str) -> dict[str, str]:
    """Return the words of each chip and where it leads."""
    found = re.findall(r'<a class="chip on" href="([^"]+)".*?</a>', page, re.DOTALL)
    texts = re.findall(r'<a class="chip on".*?</a>', page, re.DOTALL)
    return {words_of(text): unescape(address) for text, address in zip(texts, found, strict=True)}


def test_each_filter_that_is_on_is_a_chip_in_words(browser: FlaskClient) -> None:
    shown = chips(browser.get(ADDRESS).text)

    assert [words.split(" ，")[0] for words in shown] == [
        "期间 2022年5月9日 至 2022年5月31日",
        "接收方 自然资源局",
        "时钟 自然时间",
    ]


def test_a_chip_takes_its_filter_off_and_leaves_the_others(browser: FlaskClient) -> None:
    shown = chips(browser.get(ADDRESS).text)
    (without_period,) = (to for words, to in shown.items() if words.startswith("期间"))
    (without_receiver,) = (to for words, to in shown.items() if words.startswith("接收方"))

    assert without_period == "/queries/handovers?receiver=D2&clock=calendar&limit=5"
    assert "receiver" not in without_receiver
    assert "since=2022-05-09&until=2022-05-31" in without_receiver
    assert "接收方" not in words_of(browser.get(without_receiver).text.split("加条件")[0])


def test_the_form_shows_what_is_on_and_keeps_the_rest(browser: FlaskClient) -> None:
    page = browser.get(ADDRESS).text
    form = page.split('class="sheet"')[1].split("</form>")[0]

    assert 'name="receiver" value="D2"' in form
    assert 'name="since" value="2022-05-09"' in form
    assert '<input type="hidden" name="limit" value="5">' in form
    assert '<option value="calendar" selected>' in form
    assert "after" not in re.findall(r'name="(\w+)"', form)


def test_a_level_is_a_choice_that_drops_the_ends_of_the_other_level(browser: FlaskClient) -> None:
    page = unescape(browser.get("/queries/handovers?receiver=D2&clock=calendar").text)
    choice = page.split('aria-label="层级"')[1].split("</span>")[0]

    assert '<a href="/queries/handovers?clock=calendar&level=person">经办人</a>' in choice
    assert 'aria-current="true">部门</a>' in choice


def test_the_first_page_of_the_rows_is_what_a_chip_leads_to(browser: FlaskClient) -> None:
    after = browser.get("/queries/handoffs.json?limit=3&receiver=D2").get_json()["next"]
    page = browser.get(f"/queries/handoffs?limit=3&receiver=D2&after={after}").text

    assert all("after=" not in to for to in chips(page).values())


@pytest.mark.parametrize(
    ("chosen", "shown"), [("dark", "dark"), ("light", "light"), ("x", "light")]
)
def test_a_theme_is_remembered_and_the_system_decides_before(
    chosen: str, shown: str, browser: FlaskClient
) -> None:
    page = browser.get("/data").text
    assert "data-theme" not in page.split("<head>")[0]
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]

    form = {"csrf_token": token, "theme": chosen, "next": "/cases"}
    answer = browser.post("/theme", data=form)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/cases")
    assert f'data-theme="{shown}"' in browser.get("/").text


def test_a_theme_is_changed_with_the_token_only(browser: FlaskClient) -> None:
    assert browser.post("/theme", data={"theme": "dark"}).status_code == 400
