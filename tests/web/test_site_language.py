"""Both languages are complete, and a choice is remembered."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from graph.local_store import LocalStore
from queries.parameters import parameters_of
from queries.registry import QUERIES
from tests.web.conftest import ROOT, SiteOf, words_of
from web.forms import CHOICES, HIDDEN, LABELS
from web.language import TRANSLATIONS
from web.network.short_names import short_names

PO = TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po"
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None}
METHODS = [
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.svg", "jinja2"),
]
TEMPLATES = sorted((ROOT / "web" / "templates").iterdir())


def msgids() -> Iterator[str]:
    for _, _, message, _, _ in extract_from_dir(ROOT / "web", METHODS, keywords=KEYWORDS):
        assert isinstance(message, str)
        yield message


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file)


def test_every_message_has_english_words(catalogue: Catalog) -> None:
    english = {message.id: message.string for message in catalogue if message.id}

    assert [each for each in msgids() if not english.get(each)] == []
    assert [each.id for each in catalogue if each.fuzzy and each.id] == []


def test_no_message_is_left_over(catalogue: Catalog) -> None:
    used = set(msgids())

    assert [message.id for message in catalogue if message.id and message.id not in used] == []


def test_both_languages_fill_in_the_same_values(catalogue: Catalog) -> None:
    values = re.compile(r"%\(\w+\)s")
    for message in catalogue:
        if message.id:
            assert set(values.findall(str(message.id))) == set(
                values.findall(str(message.string))
            ), message.id


def test_the_compiled_catalogue_is_that_of_the_source(catalogue: Catalog) -> None:
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = {each.id: each.string for each in read_mo(file) if each.id}

    written = {each.id: each.string for each in catalogue if each.id}
    assert compiled == written, "run: python -m pip install --no-deps -e ."


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.name))
def test_no_template_has_chinese_outside_the_catalogue(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", template.read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"_\('(?:[^'\\]|\\.)*'", "", text)

    assert CHINESE.findall(text) == []


def test_every_parameter_of_a_form_and_every_choice_has_a_word() -> None:
    for query in QUERIES.values():
        for parameter in parameters_of(query.parameters):
            if parameter.name in HIDDEN:
                continue
            assert parameter.name in LABELS, parameter.name
            assert set(parameter.choices) <= set(CHOICES)


def test_an_english_page_has_no_chinese_but_the_data(
    browser: FlaskClient, world: LocalStore
) -> None:
    load_id = world.load().load_id
    names = {
        row["name"]
        for table in ("departments", "items", "units", "activities", "stages")
        for row in world.fetch(world.table(load_id, table)).to_pylist()
    }
    short = short_names(sorted(names))
    data = {*names, *short, "小世界.xlsx", "办件环节", "办结时间", "中文"}
    addresses = (
        "/",
        "/network",
        "/network?focus=D2&hide=D1",
        "/network.svg?focus=D2",
        "/bottlenecks",
        "/cases",
        "/cases/C",
        "/data",
        f"/data/loads/{load_id}",
        f"/data/loads/{load_id}/delete",
        "/queries/",
        "/nothing",
        *(f"/queries/{name}" for name in QUERIES),
        "/bottlenecks?limit=0",
    )
    for address in addresses:
        query = "&" if "?" in address else "?"
        page = unescape(browser.get(f"{address}{query}lang=en").text)
        for value in sorted(data - {"未登记"}, key=len, reverse=True):
            page = page.replace(value, "")
        assert CHINESE.findall(page) == [], address
        assert '<html lang="en">' in page or address.startswith("/network.svg")


def test_an_english_empty_state_has_no_chinese(own_store: LocalStore, site_of: SiteOf) -> None:
    page = site_of(own_store).test_client().get("/?lang=en").text

    assert CHINESE.findall(page.replace("中文", "")) == []
    assert "xietu load PATH" in page


def test_chinese_is_the_default(browser: FlaskClient) -> None:
    page = browser.get("/", headers={"Accept-Language": "en-GB"}).text

    assert '<html lang="zh-CN">' in page
    assert "结论均待核实" in page


def test_the_switch_is_remembered(
    browser: FlaskClient, token: Callable[[FlaskClient], str]
) -> None:
    form = {"csrf_token": token(browser), "lang": "en", "next": "/bottlenecks"}
    browser.post("/language", data=form)

    words = words_of(browser.get("/bottlenecks").text)

    assert "Look at the first 2 pairs: together 3.3 working days , 81.3% of all waiting." in words
    assert "先看" not in words


def test_the_language_in_the_address_is_remembered(browser: FlaskClient) -> None:
    browser.get("/?lang=en")

    assert '<html lang="en">' in browser.get("/cases").text
    assert '<html lang="zh-CN">' in browser.get("/cases?lang=zh").text


def test_errors_speak_the_language(browser: FlaskClient) -> None:
    problem = browser.get("/api/v1/queries/nothing?lang=en").get_json()

    assert "There is no query" in problem["detail"]
    assert not CHINESE.search(problem["title"])
