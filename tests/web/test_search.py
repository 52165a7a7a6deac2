"""The search field: its page of results, where these lead, and its suggestions."""

import pytest
from flask.testing import FlaskClient

from graph.local_store import LocalStore
from tests.queries.asked import ask
from tests.web.conftest import words_of
from tests.world import PERMIT, PLANNING


def suggested(browser: FlaskClient, text: str) -> list[dict[str, str]]:
    answer = browser.get("/search/suggestions", query_string={"text": text})
    assert answer.content_type == "application/json"
    found: list[dict[str, str]] = answer.get_json()["found"]
    return found


@pytest.mark.parametrize("text", ["zrzy", "自然", "jz", "局", "I", "许可", "nothing"])
def test_suggestions_and_page_are_what_the_question_finds_in_its_order(
    browser: FlaskClient, world: LocalStore, text: str
) -> None:
    rows = ask(world, "search", text=text)

    assert [(one["kind"], one["id"]) for one in suggested(browser, text)] == [
        (row["kind"], row["id"]) for row in rows[:8]
    ]
    page = browser.get("/search", query_string={"text": text}).text
    for row in rows:
        assert f">{row['id']}</a>" in page
        assert row["name"] in page
    assert ("没有与" in page) == (not rows)


def test_each_kind_leads_to_the_page_that_shows_it(browser: FlaskClient) -> None:
    found = [*suggested(browser, "zrzy"), *suggested(browser, "施工"), *suggested(browser, "A")]
    addresses = {one["kind"]: one["address"] for one in found}

    assert addresses["department"] == f"/network?focus={PLANNING}"
    assert addresses["item"] == f"/bottlenecks?item={PERMIT}"
    assert addresses["case"] == "/cases/A"
    assert all(browser.get(address).status_code == 200 for address in addresses.values())


@pytest.mark.parametrize(
    ("text", "address"),
    [("d2", "/network?focus=D2"), (" I1 ", "/bottlenecks?item=I1"), ("A", "/cases/A")],
)
def test_the_id_of_one_thing_leads_straight_there(
    browser: FlaskClient, text: str, address: str
) -> None:
    answer = browser.get("/search", query_string={"text": text})

    assert (answer.status_code, answer.headers["Location"]) == (303, address)


def test_no_text_asks_for_one_and_no_match_says_so_in_both_languages(browser: FlaskClient) -> None:
    assert "请输入部门、事项的名称或编码" in words_of(browser.get("/search").text)
    words = words_of(browser.get("/search?text=%3Cb%3E&lang=en").text)

    assert "No department, item or case matches “<b>”." in words
    assert browser.get("/search/suggestions?text=").get_json()["found"] == []


def test_every_page_has_the_field_with_its_text_kept_and_a_way_to_the_list_of_cases(
    browser: FlaskClient,
) -> None:
    page = browser.get("/search?text=许可").text

    assert 'action="/search"' in browser.get("/").text
    assert 'name="text" value="许可"' in page
    assert 'href="/cases?text=%E8%AE%B8%E5%8F%AF"' in page
