"""Pages of wide tables show what is read first; all columns are one link away."""

from html import unescape
from re import DOTALL, findall, search

from flask.testing import FlaskClient

from queries.registry import find
from tests.web.conftest import words_of

ADDRESS = "/queries/bottlenecks"


def heads(page: str) -> list[str]:
    table = findall(r"<thead>.*?</thead>", page, DOTALL)[0]
    return findall(r'<th scope="col"[^>]*>([^<]+)', table)


def test_the_page_shows_the_first_columns_and_a_sentence_below_each_row(
    browser: FlaskClient,
) -> None:
    page = browser.get(ADDRESS).text
    rows = browser.get(f"{ADDRESS}.json").get_json()["rows"]

    expected = ["名次", "种类", "移交方", "部门", "接收方", "主要环节", "得分", "占比", "等级"]
    assert heads(page) == [head for head in expected if head != "主要环节" or head in heads(page)]
    assert len(rows) == page.count('<tr class="says">')
    for row in rows:
        assert f">{row['sentence']}</td>" in unescape(page)
    english = unescape(browser.get(f"{ADDRESS}?lang=en").text)
    assert all(row["sentence_en"] in english for row in rows)


def test_a_link_leads_to_all_columns_and_back(browser: FlaskClient) -> None:
    page = unescape(browser.get(f"{ADDRESS}?kind=edge&limit=1").text)
    found = search(r'<a href="([^"]+)">全部列</a>', page)
    assert found
    assert found[1] == f"{ADDRESS}?kind=edge&limit=1&columns=all"

    whole = unescape(browser.get(found[1]).text)
    labels = {column.label.zh for column in find("bottlenecks").columns}
    assert "显著性" in heads(whole)
    assert set(heads(whole)) <= labels
    assert len(heads(whole)) > 2 * len(heads(page))
    assert f'<a href="{ADDRESS}?kind=edge&limit=1">主要列</a>' in whole
    following = findall(r'rel="next" href="([^"]+)"', whole)[0]
    assert "columns=all" in following
    assert "显著性" in heads(unescape(browser.get(following).text))


def test_files_and_the_api_have_all_columns_and_no_choice_of_them(browser: FlaskClient) -> None:
    names = [column.name for column in find("bottlenecks").columns]
    lines = browser.get(f"{ADDRESS}.csv").get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert lines[0].split(",") == names
    assert list(browser.get(f"{ADDRESS}.json").get_json()["rows"][0]) == names
    for address in (f"{ADDRESS}.csv", f"/api/v1{ADDRESS}", "/queries/handovers"):
        assert browser.get(f"{address}?columns=all").status_code == 400, address
    page = browser.get(f"{ADDRESS}?columns=all").text
    assert f'href="{ADDRESS}.csv"' in page
    assert browser.get(f"{ADDRESS}?columns=some").status_code == 400
    assert "columns" in words_of(browser.get(f"{ADDRESS}?columns=some").text)


def test_handoffs_show_who_waited_for_whom_first_and_all_else_behind_a_link(
    browser: FlaskClient,
) -> None:
    page = unescape(browser.get("/queries/handoffs").text)
    assert heads(page)[:4] == ["办件", "事项", "移交方", "接收方"]
    assert heads(page)[-2:] == ["等待", "种类"]
    assert '<tr class="says">' not in page
    whole = heads(unescape(browser.get("/queries/handoffs?columns=all").text))
    assert {"富余", "决定开始", "时间依据"} <= {*whole} - {*heads(page)}
