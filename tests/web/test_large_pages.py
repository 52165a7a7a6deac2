"""A page stays small enough to be drawn; files have all that was asked for."""

import re

import pytest
from flask.testing import FlaskClient

from graph.local_store import LocalStore
from tests.web.conftest import SiteOf, add_log, words_of

SENT, STEPS = 1100, 700


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    """Return a store with 1,100 pairs of one handoff each, and a case of 700 steps."""
    lines = []
    for pair in range(SENT):
        lines.append(f"{pair},受理,甲{pair},2022-05-09 10:00")
        lines.append(f"{pair},审查,乙{pair},2022-05-09 11:00")
    for step in range(STEPS):
        hour = f"2022-05-{9 + step // 480:02} {step % 480 // 60 + 9:02}:{step % 60:02}"
        lines.append(f"long,环节{step},{'丙' if step % 2 else '丁'},{hour}")
    store = LocalStore(tmp_path_factory.mktemp("large-home"))
    add_log(store, tmp_path_factory.mktemp("large"), lines)
    return store


@pytest.fixture
def client(large: LocalStore, site_of: SiteOf) -> FlaskClient:
    return site_of(large).test_client()


@pytest.mark.parametrize("path", ["/queries/handoffs", "/queries/cases", "/cases", "/bottlenecks"])
def test_a_page_draws_a_thousand_rows_and_leads_to_the_rest(path: str, client: FlaskClient) -> None:
    page = client.get(f"{path}?limit=10000&clock=calendar").text
    address = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")

    body = max(page.split("<tbody>")[1:], key=len).split("</tbody>")[0]
    assert len(re.findall("<tr[ >]", body)) == 1000
    assert "网页一页最多1,000行；要一次取10,000行，请下载：" in words_of(page)
    name = {"/cases": "cases", "/bottlenecks": "handovers"}.get(path, path.split("/")[-1])
    assert f'href="/queries/{name}.csv?limit=10000&amp;clock=calendar"' in page
    everything = client.get(f"/queries/{name}.json?limit=10000&clock=calendar").get_json()
    assert f"本页 {len(everything['rows']) - 1000} 行" in words_of(client.get(address).text)


def test_a_file_has_as_many_rows_as_were_asked_for(client: FlaskClient) -> None:
    client.get("/queries/handoffs?limit=10000")

    answer = client.get("/queries/handoffs.json?limit=10000").get_json()

    assert len(answer["rows"]) == SENT + STEPS - 1
    assert answer["next"] is None


def test_a_page_with_all_that_was_asked_for_says_nothing_of_it(client: FlaskClient) -> None:
    assert "网页一页最多" not in client.get("/queries/handoffs?limit=1000").text
    assert "网页一页最多" not in client.get("/queries/items?limit=10000").text


def test_the_sentence_of_a_long_case_speaks_of_all_its_rows(client: FlaskClient) -> None:
    words = words_of(client.get("/cases/long").text)

    assert f"{STEPS}个环节，{STEPS - 1}次部门间交接。" in words
    assert "本页 1,000 行" in words
