"""堵点 lists the pairs that carry 80 % and folds the others away, and a link lists them all."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from graph.local_store import LocalStore
from tests.web.conftest import SiteOf, add_log, words_of

PAIRS = 40


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    """Return a store with 40 pairs that wait as long as each other: 32 of them carry 80 %."""
    lines = [
        line
        for pair in range(PAIRS)
        for line in (
            f"{pair},受理,甲{pair:02},2022-05-09 10:00",
            f"{pair},审查,乙{pair:02},2022-05-09 11:00",
        )
    ]
    store = LocalStore(tmp_path_factory.mktemp("many-home"))
    add_log(store, tmp_path_factory.mktemp("many"), lines)
    return store


@pytest.fixture
def client(many: LocalStore, site_of: SiteOf) -> FlaskClient:
    return site_of(many).test_client()


def listed(page: str) -> int:
    return len(re.findall("<tr data-pair=", page))


@pytest.mark.parametrize("sort", ["", "sort=-handoffs", "sort=sender"])
def test_the_pairs_that_carry_80_percent_are_listed_and_a_link_lists_all(
    sort: str, client: FlaskClient
) -> None:
    page = client.get(f"/bottlenecks?{sort}").text
    link = re.findall(r'href="([^"]*)">列出全部', page)

    assert listed(page) == 32
    assert "共 40 行，本页 32 行。" in words_of(page)
    assert 'rel="next"' not in page
    whole = client.get(unescape(link[0])).text
    assert listed(whole) == PAIRS
    assert "列出全部" not in whole


def test_an_opened_pair_is_seen_wherever_it_stands(client: FlaskClient) -> None:
    for sender, receiver, rows in (("甲00", "乙00", 32), ("甲39", "乙39", PAIRS)):
        page = client.get(f"/bottlenecks?pair={sender}~{receiver}").text
        assert 'class="evid"' in page
        assert listed(page) == rows


def test_rows_that_the_reader_counts_are_not_folded(client: FlaskClient) -> None:
    page = client.get("/bottlenecks?limit=35").text

    assert listed(page) == 35
    assert "列出全部" not in page
    after = unescape(re.findall(r'rel="next" href="([^"]*)"', page)[0])
    assert listed(client.get(after).text) == PAIRS - 35
