"""The basics that help everyone: language, one heading, labels, captions, a way past the menu."""

from collections import Counter
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from graph.local_store import LocalStore

ADDRESSES = (
    "/",
    "/network",
    "/network?focus=D2",
    "/bottlenecks",
    "/cases",
    "/cases/B",
    "/evaluation",
    "/evaluation/method",
    "/data",
    "/queries/",
    "/queries/handoffs",
)
VOID = {"meta", "link", "input", "br", "img"}


class Page(HTMLParser):
    """Counts what a page has and checks that its tags match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.attributes if name == tag]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_well_formed_and_keeps_the_basics(address: str, browser: FlaskClient) -> None:
    page = Page(browser.get(address).text)

    assert page.open == []
    assert page.of("html")[0]["lang"] == "zh-CN"
    assert page.tags["h1"] == 1
    assert page.tags["main"] == 1
    assert page.tags["caption"] == page.tags["table"]
    assert all(head.get("scope") for head in page.of("th"))
    assert any(link.get("class") == "skip" and link["href"] == "#main" for link in page.of("a"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_field_has_its_label_and_every_id_is_unique(
    address: str, browser: FlaskClient
) -> None:
    page = Page(browser.get(address).text)
    ids = [values["id"] for _, values in page.attributes if values.get("id")]
    labelled = {label["for"] for label in page.of("label")}
    fields = [*page.of("input"), *page.of("select"), *page.of("textarea")]

    assert len(ids) == len(set(ids))
    assert all(f["id"] in labelled for f in fields if f.get("type") != "hidden")


def test_pages_need_nothing_from_elsewhere(browser: FlaskClient, world: LocalStore) -> None:
    for address in (*ADDRESSES, f"/data/loads/{world.load().load_id}"):
        page = Page(browser.get(address).text)
        used = [link["href"] or "" for link in page.of("link")]
        scripts = [each for each in page.of("script") if each.get("type") != "application/json"]
        assert all((each.get("src") or "").startswith("/static/dist/") for each in scripts)
        assert all(each.startswith("/static/") for each in used)
        for each in used:
            with browser.get(each) as response:
                assert response.status_code == 200
