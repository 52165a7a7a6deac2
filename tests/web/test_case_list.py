"""The list of cases: sorted by its heads, searched, and kept on the way to a case."""

import re

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import words_of


def cases_on(page: str) -> list[str]:
    return re.findall(r'<th scope="row" class="keep"><a href="[^"]*">([^<]*)</a>', page)


@pytest.mark.parametrize(
    ("label", "first", "then"),
    [("全程用时", "-throughput", "throughput"), ("办件", "case", "-case")],
)
def test_a_head_sorts_by_its_column_and_turns_the_order_round(
    label: str, first: str, then: str, browser: FlaskClient
) -> None:
    def address(page: str) -> str:
        found: list[str] = re.findall(rf'href="([^"]*)">{label}</a>', page.split("<thead>")[1])
        return found[0]

    page = browser.get("/cases?kind=forward").text
    assert address(page) == f"/cases?kind=forward&amp;sort={first}"
    page = browser.get(f"/cases?kind=forward&sort={first}").text
    assert address(page) == f"/cases?kind=forward&amp;sort={then}"
    order = "descending" if first.startswith("-") else "ascending"
    assert re.findall(r'aria-sort="(\w+)" title="[^"]*"><a [^>]*>([^<]*)', page) == [(order, label)]


@pytest.mark.parametrize("sort", ["case", "-case", "waiting", "-handoffs", "throughput"])
def test_the_page_has_the_order_of_the_answer(sort: str, browser: FlaskClient) -> None:
    rows = browser.get(f"/queries/cases.json?sort={sort}").get_json()["rows"]

    assert cases_on(browser.get(f"/cases?sort={sort}").text) == [row["case"] for row in rows]


def test_a_search_finds_ids_and_names_of_items_in_any_case(browser: FlaskClient) -> None:
    page = browser.get("/cases?text=b").text

    assert cases_on(page) == ["B"]
    assert 'type="search" name="text" value="b"' in page
    assert cases_on(browser.get("/cases?text=施工许可").text) != []
    assert "没有找到含“ zz ”的办件。" in words_of(browser.get("/cases?text=zz").text)


def test_the_way_to_a_case_keeps_the_list(browser: FlaskClient) -> None:
    assert (
        'href="/cases/D?state=open&amp;sort=case"'
        in browser.get("/cases?state=open&sort=case").text
    )
